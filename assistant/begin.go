package assistant

import (
	"context"
	"slices"
	"time"

	"balie/conversation"
)

// add folds events in and keeps the names by which the conversation can be found.
func (t *turn) add(events ...conversation.Event) error {
	for _, e := range events {
		switch e := e.(type) {
		case conversation.WaitStarted:
			if e.Callback != "" {
				t.h.Key(conversation.CallbackKey(t.Hasher, e.Callback, e.Match), false)
			}
		case conversation.ReportExpected:
			t.h.Key(conversation.CallbackKey(t.Hasher, e.Callback, e.Match), false)
		case conversation.FrameOpened:
			t.h.Key(conversation.RevisionKey(t.Hasher, e.Revision), false)
		case conversation.FrameMigrated:
			t.h.Key(conversation.RevisionKey(t.Hasher, e.Revision), false)
		case conversation.FrameEnded:
			t.leave(e.Frame)
		case conversation.ConversationClosed:
			if e.In != "" {
				t.handOver(e.In)
			}
			for _, f := range t.h.State.Frames {
				if f.Outcome == "" {
					t.leave(f.ID)
				}
			}
		case conversation.IdentityProven:
			t.name(e.Identity.Subject)
		case conversation.RepresentationChosen:
			t.name(e.Subject)
		}
		if err := t.h.Add(e); err != nil {
			return err
		}
		t.pass(e)
		t.heeded = t.heeded || heeds(e)
	}
	return nil
}

// heeds reports whether an event takes in what the customer said.
func heeds(e conversation.Event) bool {
	switch e := e.(type) {
	case conversation.SlotSet:
		return e.Source != conversation.SourceBackEnd
	case conversation.FrameOpened:
		return e.Parent == 0
	case conversation.SlotSkipped, conversation.ConsentGiven:
		return true
	}
	return false
}

// pass notes what became of a process, for the metrics.
func (t *turn) pass(e conversation.Event) {
	frame, what := 0, ""
	switch e := e.(type) {
	case conversation.FrameOpened:
		frame, what = e.Frame, "begun"
	case conversation.FrameEnded:
		frame, what = e.Frame, string(e.Outcome)
	case conversation.HandoverRequested:
		frame, what = e.Frame, "handed_over"
	}
	f := t.h.State.Frame(frame)
	if f == nil || f.Parent != 0 && what != "handed_over" {
		return
	}
	f = t.h.State.Root(f)
	t.passed = append(t.passed, Milestone{Flow: f.Flow, Revision: f.Revision, What: what})
}

// name lets the conversation be found by its customer.
func (t *turn) name(subject string) {
	if subject != "" {
		t.h.Key(t.Hasher.Hash("customer", subject), false)
	}
}

// leave takes away the names under which a frame is found by what it waits for, unless another process waits for the same.
func (t *turn) leave(frame int) {
	s := t.h.State
	f := s.Frame(frame)
	if f == nil {
		return
	}
	for _, w := range s.Awaits(f) {
		shared := slices.ContainsFunc(s.Frames, func(o *conversation.Frame) bool {
			w.Frame = o.ID
			return o != f && o.Outcome == "" && slices.Contains(s.Awaits(o), w)
		})
		if !shared {
			t.h.Key(conversation.CallbackKey(t.Hasher, w.Callback, w.Match), true)
		}
	}
}

// begin records that a turn has begun, with what the engine may know of the world, and the inputs.
func (t *turn) begin(ctx context.Context, inputs []conversation.Input) error {
	s := t.h.State
	from := s.Address
	if len(inputs) > 0 && t.h.Fresh() {
		from = inputs[0].Address
	}
	revision, over := t.Revision(s, from)
	if t.h.Fresh() {
		if err := t.add(t.opening(inputs, revision)); err != nil {
			return err
		}
	}
	now := t.Now()
	open, next := t.Hours(now)
	if err := t.add(conversation.TurnStarted{
		Now: now, DeskOpen: open, NextOpening: next, Revision: revision, TakeOver: over, Away: t.away(now, inputs),
	}); err != nil {
		return err
	}
	for i := range inputs {
		if err := t.seen(ctx, &inputs[i]); err != nil {
			return err
		}
		in := inputs[i]
		t.taken = max(t.taken, in.N)
		t.report.Inputs++
		if err := t.add(t.received(in)); err != nil {
			return err
		}
		if in.Kind == conversation.InputRun { // it came too late: the agent has handed back
			if err := t.add(conversation.CommandRefused{Command: ordered(in), Reason: "the agent does not have the floor"}); err != nil {
				return err
			}
		}
		if err := t.moved(in); err != nil {
			return err
		}
		if in.Kind == conversation.InputIdentity && in.Identity != nil {
			if err := t.identify(s, *in.Identity); err != nil {
				return err
			}
		}
	}
	return nil
}

// lingers is how long after their last word a customer whose chat is open is still taken to be there.
const lingers = 30 * time.Minute

// away reports whether nobody reads what is said now: the customer has sent nothing, and their chat is shut or has been
// left alone for long.
func (t *turn) away(now time.Time, inputs []conversation.Input) bool {
	for _, in := range inputs {
		if in.Kind.ByCustomer() {
			return false
		}
	}
	s := t.h.State
	if s.WroteAt.IsZero() || now.Sub(s.WroteAt) > lingers {
		return true
	}
	return t.Present != nil && !t.Present(t.h.ID())
}

// left reports whether the customer has put the conversation away and nothing in it needs anybody any more: no action is
// open, and none ended so that a person must look.
func (t *turn) left() bool {
	s := t.h.State
	for _, a := range s.Actions {
		if !a.Settled || a.Receipt.Outcome == conversation.Unknown {
			return false
		}
	}
	return s.Left && (s.Request == nil || !s.Request.Stays)
}

// seen fills in what was on the customer's screen where the channel cannot say it: what had left when they wrote.
func (t *turn) seen(ctx context.Context, in *conversation.Input) error {
	if in.Seen != 0 || t.Shown == nil || in.Kind != conversation.InputText {
		return nil
	}
	var err error
	in.Seen, err = t.Shown(ctx, t.h.ID(), in.At)
	return err
}

func (t *turn) opening(inputs []conversation.Input, revision string) conversation.ConversationStarted {
	e := conversation.ConversationStarted{Language: t.Language, Revision: revision}
	if len(inputs) > 0 {
		e.Address = inputs[0].Address
		if l := inputs[0].Language; l != "" {
			e.Language = l
		}
	}
	return e
}

func (t *turn) received(in conversation.Input) conversation.MessageReceived {
	e := conversation.MessageReceived{
		Input: in.N, Source: in.Source, Kind: in.Kind, Text: in.Text, Choice: in.Choice, Seen: in.Seen, Sent: in.At, Extra: in.Extra,
		Fields: in.Fields, Files: in.Files,
	}
	if from := in.Address.Channel; from != t.h.State.Address.Channel {
		e.Channel = from
	}
	return e
}

// identify takes in who the company's site says this is. Another customer's proof changes nothing here.
func (t *turn) identify(s *conversation.State, id conversation.Identity) error {
	if s.Identity.Subject != "" && id.Subject != s.Identity.Subject {
		return t.add(conversation.AlarmRaised{Reason: "proof of another customer was refused"})
	}
	return t.add(conversation.IdentityProven{Identity: id})
}

func opened(inputs []conversation.Input) bool {
	for _, in := range inputs {
		if in.Kind != conversation.InputOpened && in.Kind != conversation.InputIdentity {
			return false
		}
	}
	return len(inputs) > 0
}

// stray reports a report that came to the address of an action, and is about something that nothing here waits for.
func (t *turn) stray(in conversation.Input) bool {
	return in.Kind == conversation.InputCallback && t.h.State.Expects(in.Name, in.Text) == nil
}

// reports takes in what back ends reported.
func (t *turn) reports(ctx context.Context, inputs []conversation.Input) error {
	for _, in := range inputs {
		if in.Kind != conversation.InputCallback || t.stray(in) {
			continue
		}
		c := conversation.Cause{Kind: conversation.CauseEvent, Callback: in.Name, Match: in.Text}
		if in.Value != nil {
			c.Value = *in.Value
		}
		if err := t.drive(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// record takes messages in while a person has the floor, or after the conversation was closed.
func (t *turn) record(ctx context.Context, inputs []conversation.Input) error {
	for _, in := range inputs {
		t.taken = max(t.taken, in.N)
		if err := t.add(t.received(in)); err != nil {
			return err
		}
		if err := t.moved(in); err != nil {
			return err
		}
		if in.Kind == conversation.InputIdentity && in.Identity != nil {
			if err := t.identify(t.h.State, *in.Identity); err != nil {
				return err
			}
		}
	}
	if t.h.State.Status == conversation.WithPerson { // what a back end reports ends its wait, and nothing is said of it
		if err := t.reports(ctx, inputs); err != nil {
			return err
		}
	}
	if err := t.runs(ctx, inputs); err != nil {
		return err
	}
	if t.h.State.Status == conversation.WithPerson { // who sees what came
		if _, err := t.fetch(ctx); err != nil {
			return err
		}
		if err := t.known(); err != nil {
			return err
		}
	}
	if len(t.h.Draft()) == 0 && len(inputs) == 0 && t.h.State.Open == 0 {
		return t.commit(ctx, conversation.Terms{Wake: t.wake})
	}
	if a := t.h.State.Action(t.h.State.Open); a != nil {
		t.wakeAt(a.Next)
	}
	return t.commit(ctx, conversation.Terms{Taken: t.taken, Wake: t.wake})
}

// giveUp skips understanding: the same messages were taken three times without a commit, so a person reads them.
func (t *turn) giveUp(ctx context.Context) error {
	if err := t.add(conversation.AlarmRaised{Reason: "a message could not be handled"}); err != nil {
		return err
	}
	if err := t.abandon(); err != nil {
		return err
	}
	if t.h.State.Status == conversation.WithAssistant {
		if err := t.add(conversation.HandoverRequested{Reason: "not_handled"}); err != nil {
			return err
		}
	}
	if err := t.excuse(); err != nil {
		return err
	}
	return t.rest(ctx)
}

// excuse tells the customer that a person was asked for, unless the engine is what is broken.
func (t *turn) excuse() error {
	for _, c := range []conversation.Cause{
		{Kind: conversation.CauseGreet},
		{Kind: conversation.CauseInput, Command: conversation.Command{Do: conversation.DoPattern, Pattern: "handover", By: "turn"}},
	} {
		for _, e := range t.safely(c) {
			if said, ok := e.(conversation.Said); ok {
				if err := t.add(said); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// safely asks an engine that may be broken.
func (t *turn) safely(c conversation.Cause) (events []conversation.Event) {
	defer func() {
		if recover() != nil {
			events = nil
		}
	}()
	m, err := t.Engine.Advance(t.h.State, c)
	if err != nil {
		return nil
	}
	return m.Events
}
