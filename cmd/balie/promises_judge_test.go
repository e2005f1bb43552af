package main

import (
	"context"
	"time"

	"balie/conversation"
)

// judge holds a conversation that rests against the promises.
func (f *fire) judge() {
	f.back()
	f.doer.before, f.doer.after = false, false
	f.calmly(func() error { return f.Wait(context.Background(), 10*time.Minute) })
	s, err := f.State(context.Background())
	if err != nil {
		f.r.Fatal(err)
	}
	f.once(s)
	f.consented()
	f.closed(s)
	f.fenced()
	f.askedOnce()
	f.goesOn(s)
	f.deadEnds(s)
}

// once: under one key at most one effect; what is recorded as done was done, and as failed was not; nothing stays open.
func (f *fire) once(s *conversation.State) {
	effects := map[string]int{}
	for _, c := range f.Double.Calls()[f.from:] {
		if c.Effect {
			effects[c.Key]++
		}
	}
	for _, a := range s.Actions {
		f.seen[string(a.Receipt.Outcome)]++
		built := f.House.Company.Contract[a.Operation].BuiltIn
		n := effects[a.Key]
		switch o := a.Receipt.Outcome; {
		case !a.Settled:
			f.r.Fatalf("STUCK: action %d %s is open", a.N, a.Operation)
		case n > 1:
			f.r.Fatalf("ONCE: %s had effect %d times under one key", a.Operation, n)
		case built: // it calls another operation, under a key made of its own
		case o == conversation.Done && n == 0 && !a.Elsewhere:
			f.r.Fatalf("ONCE: action %d %s is recorded as done and was not", a.N, a.Operation)
		case (o == conversation.Failed || o == conversation.Refused) && n > 0:
			f.r.Fatalf("ONCE: action %d %s is recorded as %s and was done", a.N, a.Operation, o)
		case o == conversation.Unknown && s.Status == conversation.WithAssistant && s.Request == nil && !f.toldOf(a):
			f.r.Fatalf("ONCE: nobody was told that the outcome of action %d %s is unknown", a.N, a.Operation)
		}
	}
}

// toldOf reports whether somebody was told or asked after an action ended.
func (f *fire) toldOf(a conversation.Action) bool {
	settled := false
	for _, r := range f.Events {
		switch e := r.Event.(type) {
		case conversation.ActionSettled:
			settled = settled || e.N == a.N
		case conversation.Said, conversation.HandoverRequested, conversation.Claimed:
			if settled {
				return true
			}
		}
	}
	return false
}

// consented: what has effect stands under a yes to a text that was shown before it, with the values that were shown, and
// that nothing had voided; or its flow says why none is needed; or it undoes.
func (f *fire) consented() {
	asked := map[string]conversation.ConsentAsked{}
	at, given, void := map[string]int64{}, map[string]bool{}, map[string]bool{}
	used := map[string]bool{}
	for _, r := range f.Events {
		switch e := r.Event.(type) {
		case conversation.ConsentAsked:
			asked[e.ID], at[e.ID] = e, r.N
		case conversation.ConsentGiven:
			given[e.ID] = true
			if e.Seen < at[e.ID] {
				f.r.Fatalf("CONSENT: the yes to %s was given before it was seen: %d, asked at %d", e.ID, e.Seen, at[e.ID])
			}
		case conversation.ConsentVoided:
			void[e.ID] = true
		case conversation.ActionSettled:
			if a := f.started(e.N); e.Receipt.Outcome == conversation.Failed {
				delete(used, a.Consent+a.Step)
			}
		case conversation.ActionStarted:
			if e.Undoes != 0 || e.NotNeeded != "" {
				continue
			}
			k := asked[e.Consent]
			if !given[e.Consent] || void[e.Consent] || used[e.Consent+e.Step] || r.At.After(k.Expires) {
				f.r.Fatalf("CONSENT: %s was started under %q: given %v, void %v, used %v", e.Operation, e.Consent, given[e.Consent], void[e.Consent], used[e.Consent+e.Step])
			}
			used[e.Consent+e.Step] = true
			f.shown(e, k)
		}
	}
}

// shown: every value that is sent was in what the customer said yes to, or came of it.
func (f *fire) shown(e conversation.ActionStarted, k conversation.ConsentAsked) {
	for _, call := range k.Calls {
		if call.Operation != e.Operation || call.Step != e.Step {
			continue
		}
		for name, v := range e.Params {
			if _, later := call.Deferred[name]; !later && !call.Params[name].Equal(v) {
				f.r.Fatalf("CONSENT: %s was started with %s = %v, and %v was shown", e.Operation, name, v, call.Params[name])
			}
		}
		return
	}
	f.r.Fatalf("CONSENT: %s is not in what was said yes to", e.Operation)
}

func (f *fire) started(n int) conversation.ActionStarted {
	for _, r := range f.Events {
		if a, ok := r.Event.(conversation.ActionStarted); ok && a.N == n {
			return a
		}
	}
	return conversation.ActionStarted{}
}

// closed: nothing is started for anybody else, nor for somebody who is not known well enough.
func (f *fire) closed(s *conversation.State) {
	for _, a := range s.Actions {
		op, ok := f.House.Company.Contract[a.Operation]
		if !ok || a.Identity.Subject != mine && op.Whose != conversation.Public {
			f.r.Fatalf("CLOSED: %s was started for %q", a.Operation, a.Identity.Subject)
		}
		if need := op.Demand(); a.Identity.Assurance < need.Level {
			f.r.Fatalf("CLOSED: %s was started with %s, and %s is needed", a.Operation, a.Identity.Assurance, need.Level)
		}
	}
}

// fenced: while a person has the floor nothing is said or started.
func (f *fire) fenced() {
	person := false
	for _, r := range f.Events {
		switch e := r.Event.(type) {
		case conversation.Claimed:
			person = true
		case conversation.HandedBack, conversation.ConversationClosed:
			person = false
		case conversation.Said:
			if person && !e.System {
				f.r.Fatalf("FENCE: %q was said under a person", e.Text)
			}
		case conversation.ActionStarted:
			if person {
				f.r.Fatalf("FENCE: %s was started under a person", e.Operation)
			}
		}
	}
}

// askedOnce: what is known is not asked, and the first thing that is said discloses who speaks.
func (f *fire) askedOnce() {
	known := map[int]map[string]bool{}
	first := true
	for _, r := range f.Events {
		switch e := r.Event.(type) {
		case conversation.SlotSet:
			if known[e.Frame] == nil {
				known[e.Frame] = map[string]bool{}
			}
			known[e.Frame][e.Slot] = true
		case conversation.SlotCleared:
			delete(known[e.Frame], e.Slot)
		case conversation.WentBack:
			for _, slot := range e.Forget {
				delete(known[e.Frame], slot)
			}
		case conversation.Said:
			if first && e.Kind != "disclosure" {
				f.r.Fatalf("DISCLOSED: the first thing said is %q", e.Text)
			}
			first = false
			for _, slot := range e.Asks {
				if known[e.Frame][slot] {
					f.r.Fatalf("ASKED ONCE: %s is asked although it is known: %q", slot, e.Text)
				}
			}
		}
	}
}

// deadEnds: who does not have what is asked gets another question, another way or a person, within three times.
func (f *fire) deadEnds(s *conversation.State) {
	x := f.House.Engine.Expect(s)
	if s.Status != conversation.WithAssistant || x.Asked == nil {
		return
	}
	f.seen["asked"]++
	f.lacks = true
	defer func() { f.lacks = false }()
	for range 3 {
		f.tries(conversation.Input{Kind: conversation.InputText, Text: "iets"})
		now, err := f.State(context.Background())
		if err != nil {
			f.r.Fatal(err)
		}
		y := f.House.Engine.Expect(now)
		if now.Status != conversation.WithAssistant || y.Asked == nil || y.Asked.Slot != x.Asked.Slot || y.Asked.Frame != x.Asked.Frame {
			return
		}
		for _, m := range f.Last() {
			for _, b := range m.Buttons {
				if b.ID == "pattern:handover" {
					return
				}
			}
		}
	}
	f.r.Fatalf("NO DEAD END: %s of frame %d is asked, the customer does not have it, and it is asked again%s", x.Asked.Slot, x.Asked.Frame, f.tail())
}
