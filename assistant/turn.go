package assistant

import (
	"context"
	"errors"
	"fmt"
	"time"

	"balie/conversation"
)

// maxMoves bounds one turn; a process that wants more is handed to a person.
const maxMoves = 200

// maxDrafts is how often a draft is dropped because a newer message came, before it is sent all the same.
const maxDrafts = 3

// How often a receipt is brought to a store that fails, and how long after the first time; then twice as long each time.
const (
	keepTries = 9
	keepFirst = 100 * time.Millisecond
)

// turn is one taking of one conversation.
type turn struct {
	*Assistant
	h       *conversation.Held
	began   time.Time
	taken   int64                // inputs up to here are done with
	drafts  int                  // dropped
	wake    time.Time            // when resting
	receipt *pending             // of an action that has ended and is not stored yet
	denied  map[string]time.Time // steps that a limit forbids, and until when
	grasp   grasped
	brought map[string]brought // by file
	heeded  bool               // what the customer said was taken in: a value, a yes, a wish
	looked  int64              // number of the proof of identity for which the customer's other conversations were looked through
	report  Report
	passed  []Milestone // not stored yet
}

// pending is a receipt on its way into the record. It is never dropped.
type pending struct {
	n     int
	r     conversation.Receipt
	by    string
	tries int // looks after the action when the call was made
}

// grasped keeps an understanding, so that a commit that was refused is not understood twice.
type grasped struct {
	upTo int64
	n    int
	u    conversation.Understanding
}

// Turn takes a conversation through one turn. Nothing to do, or lent to somebody else, is no error.
func (a *Assistant) Turn(ctx context.Context, id conversation.ID) error {
	h, err := a.Ledger.Take(ctx, id)
	if errors.Is(err, conversation.ErrBusy) || errors.Is(err, conversation.ErrGone) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("turn: %w", err)
	}
	if h.Idle() {
		return a.Ledger.Return(ctx, h)
	}
	t := &turn{Assistant: a, h: h, began: a.Now(), denied: map[string]time.Time{}, brought: map[string]brought{}}
	err = t.guarded(ctx)
	t.observe(err)
	if back := a.Ledger.Return(ctx, t.h); err == nil && back != nil {
		err = back
	}
	if err != nil {
		return fmt.Errorf("turn of %s: %w", id, err)
	}
	return nil
}

// guarded keeps a panic in this turn: the messages stay, and when they are taken the third time a person reads them.
func (t *turn) guarded(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.Join(panicked(p), t.keep(ctx))
		}
	}()
	return t.run(ctx)
}

// run is the turn: settle what is open, then understand, decide, do, say and commit, until nothing is left.
func (t *turn) run(ctx context.Context) error {
	for {
		err := t.once(ctx)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, conversation.ErrNewer), errors.Is(err, conversation.ErrMoved), errors.Is(err, conversation.ErrLimit):
			t.drafts++
			t.report.Retries++
			if err := t.anew(ctx); err != nil {
				return err
			}
		case errors.Is(err, conversation.ErrLost):
			return t.keep(ctx) // somebody else has it; only a receipt is still ours to bring
		default:
			return errors.Join(err, t.keep(ctx))
		}
		if t.drafts > 3*maxDrafts {
			return fmt.Errorf("gave up after %d drafts: %w", t.drafts, err)
		}
	}
}

// once makes one draft of the turn and commits it.
func (t *turn) once(ctx context.Context) error {
	inputs := t.h.Inbox()
	if err := t.settleOpen(ctx); err != nil {
		return err
	}
	if t.h.State.Status == conversation.WithPerson || t.h.State.Status == conversation.Closed {
		return t.record(ctx, inputs)
	}
	if err := t.begin(ctx, inputs); err != nil {
		return err
	}
	if t.h.Attempts() >= 3 {
		return t.giveUp(ctx)
	}
	if t.left() {
		if err := t.add(conversation.ConversationClosed{By: "customer", Reason: "left"}); err != nil {
			return err
		}
		return t.rest(ctx)
	}
	if t.unmoved(inputs) {
		t.wakeAt(t.h.Wake())
		return t.rest(ctx)
	}
	if t.h.State.Turn.TakeOver {
		if err := t.drive(ctx, conversation.Cause{Kind: conversation.CauseMoved}); err != nil {
			return err
		}
	}
	came, err := t.fetch(ctx)
	if err != nil {
		return err
	}
	commands, err := t.understand(ctx, inputs, came)
	if err != nil {
		return err
	}
	if err := t.drive(ctx, conversation.Cause{Kind: conversation.CauseGreet, Opened: opened(inputs)}); err != nil {
		return err
	}
	if err := t.reports(ctx, inputs); err != nil {
		return err
	}
	for _, c := range commands {
		if err := t.drive(ctx, conversation.Cause{Kind: conversation.CauseInput, Command: c}); err != nil {
			return err
		}
	}
	if err := t.resumed(ctx, inputs); err != nil {
		return err
	}
	if err := t.goOn(ctx); err != nil {
		return err
	}
	if err := t.unanswered(ctx, inputs); err != nil {
		return err
	}
	return t.rest(ctx)
}

// unanswered answers who has written and got no word: what was understood had nothing to do here, or was taken in by a
// process that has nothing to say to it.
func (t *turn) unanswered(ctx context.Context, inputs []conversation.Input) error {
	s := t.h.State
	there := s.Status == conversation.WithAssistant || s.Status == conversation.Queued
	if s.LastSaid > s.TurnN || s.Open != 0 || !there || len(utterances(inputs)) == 0 {
		return nil
	}
	c := conversation.Command{Do: conversation.DoUnclear, By: "turn"}
	if t.heeded {
		c.Do, c.Pattern = conversation.DoPattern, "noted"
	}
	if err := t.drive(ctx, conversation.Cause{Kind: conversation.CauseInput, Command: c}); err != nil {
		return err
	}
	return t.goOn(ctx)
}

// goOn walks until all rests; who has proven meanwhile who they are is told what else they have open.
func (t *turn) goOn(ctx context.Context) error {
	for {
		if err := t.lookElsewhere(ctx); err != nil {
			return err
		}
		looked := t.looked
		if err := t.drive(ctx, conversation.Cause{Kind: conversation.CauseWalk}); err != nil {
			return err
		}
		if s := t.h.State; t.Elsewhere == nil || s.Proved <= s.Out || s.Proved <= looked {
			return nil
		}
	}
}

// drive lets the engine decide until the cause is dealt with: a command in one go, a walk until it rests.
func (t *turn) drive(ctx context.Context, c conversation.Cause) error {
	walks := c.Kind == conversation.CauseWalk
	for range maxMoves {
		m, err := t.Engine.Advance(t.h.State, c)
		if err != nil {
			return err
		}
		if err := t.stays(ctx, &m); err != nil {
			return err
		}
		if err := t.add(m.Events...); err != nil {
			return err
		}
		switch {
		case m.Read != nil:
			r, err := t.read(ctx, *m.Read)
			if err != nil {
				return err
			}
			c = conversation.Cause{Kind: conversation.CauseRead, Call: *m.Read, Receipt: r}
			continue
		case m.Start != nil:
			if err := t.act(ctx, *m.Start); err != nil {
				return err
			}
			if t.h.State.Open != 0 || t.h.State.Status == conversation.WithPerson {
				return nil
			}
		case m.Rests() && c.Kind == conversation.CauseWalk:
			t.wakeAt(m.Wake)
			return nil
		case !walks:
			return nil
		}
		c = conversation.Cause{Kind: conversation.CauseWalk}
	}
	return t.stuck()
}

// stuck hands a process that does not come to rest to a person.
func (t *turn) stuck() error {
	return t.add(
		conversation.AlarmRaised{Reason: "a process did not come to rest"},
		conversation.HandoverRequested{Reason: "stuck"},
	)
}

// rest ends the turn and stores it.
func (t *turn) rest(ctx context.Context) error {
	if a := t.h.State.Action(t.h.State.Open); a != nil {
		t.wakeAt(a.Next)
	}
	if err := t.add(conversation.TurnEnded{Wake: t.wake, Took: t.Now().Sub(t.began)}); err != nil {
		return err
	}
	over := t.h.State.Status == conversation.Closed // whatever waits then is answered by nobody
	return t.commit(ctx, conversation.Terms{Taken: t.taken, Refuse: over || t.drafts < maxDrafts, Wake: t.wake})
}

func (t *turn) wakeAt(at time.Time) {
	if !at.IsZero() && (t.wake.IsZero() || at.Before(t.wake)) {
		t.wake = at
	}
}

// commit stores what was decided; a receipt that was in it is no longer pending.
func (t *turn) commit(ctx context.Context, terms conversation.Terms) error {
	if err := t.Ledger.Commit(ctx, t.h, terms); err != nil {
		return err
	}
	t.receipt = nil
	t.report.Milestones, t.passed = append(t.report.Milestones, t.passed...), nil
	return nil
}

// anew reads the conversation again after a refused commit and brings a receipt home first.
func (t *turn) anew(ctx context.Context) error {
	h, err := t.Ledger.Reload(ctx, t.h)
	if err != nil {
		return err
	}
	t.h, t.taken, t.wake, t.passed, t.heeded = h, 0, time.Time{}, nil, false // the inputs of the draft are not taken after all
	if t.receipt == nil {
		return nil
	}
	return t.keep(ctx)
}

// keep stores a receipt that has no record yet: it needs no lease, and is tried until it stands, also while the store
// fails. What it knows is lost with this process only if the store fails for longer than that.
func (t *turn) keep(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx) // a receipt is worth finishing for
	for try := 0; t.receipt != nil; {
		err := t.bring(ctx)
		if errors.Is(err, conversation.ErrLimit) { // of the answer itself: nothing else is in this commit
			t.receipt.r = conversation.Limited(t.receipt.r, conversation.LimitedUntil(err))
		}
		if err == nil || errors.Is(err, conversation.ErrMoved) || errors.Is(err, conversation.ErrLimit) {
			continue
		}
		if try++; try > keepTries || errors.Is(err, conversation.ErrGone) {
			return fmt.Errorf("receipt of action %d: %w", t.receipt.n, err)
		}
		<-t.After(keepFirst << (try - 1))
	}
	return nil
}

// bring adds a receipt to the conversation as it is now.
func (t *turn) bring(ctx context.Context) error {
	h, err := t.Ledger.Reload(ctx, t.h)
	if err != nil {
		return err
	}
	p := t.receipt
	t.h = h
	if a := h.State.Action(p.n); a == nil || a.Settled && !brings(a.Receipt, p.r) || p.overtaken(a) {
		t.receipt = nil
		return nil
	}
	if err := t.settle(*p); err != nil {
		return err
	}
	return t.commit(ctx, conversation.Terms{Wake: t.Now()})
}

// overtaken reports whether a failure proves nothing any more: somebody else has looked after the action since, and may
// have sent it again.
func (p pending) overtaken(a *conversation.Action) bool {
	return p.r.Outcome == conversation.Failed && a.Tries != p.tries
}

// brings reports whether a late receipt says something new: that it was done after all, or what nobody knew.
func brings(known, late conversation.Receipt) bool {
	if known.Outcome == conversation.Unknown {
		return late.Outcome != conversation.Unknown
	}
	return late.Outcome == conversation.Done && known.Outcome != conversation.Done
}

func (t *turn) observe(err error) {
	t.report.Took, t.report.Failed = t.Now().Sub(t.began), err != nil
	t.report.Channel, t.report.Status = t.h.State.Address.Channel, t.h.State.Status
	t.Observe(t.report)
}
