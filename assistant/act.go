package assistant

import (
	"context"
	"errors"
	"time"

	"balie/conversation"
)

// margin is added to a call's time-out when the lease is prolonged for it.
const margin = 5 * time.Second

// read performs a read. A receipt that is not stored yet is stored first: it comes before any other call.
func (t *turn) read(ctx context.Context, c conversation.Call) (conversation.Receipt, error) {
	op, _ := t.Operations.Operation(c.Operation) // PermitRead refuses what nobody offers
	if t.receipt != nil {
		if err := t.commit(ctx, conversation.Terms{Taken: t.taken, Hold: op.TimeOut + margin, Wake: t.Now()}); err != nil {
			return conversation.Receipt{}, err
		}
	}
	if err := t.Ledger.Cover(ctx, t.h, op.TimeOut+margin); err != nil {
		return conversation.Receipt{}, err
	}
	p, err := t.Ledger.PermitRead(t.h, c)
	if err != nil {
		return conversation.Failure("%v", err), nil
	}
	r := t.do(ctx, p, t.Actions.Do)
	if r.Outcome == conversation.Unknown { // a read changes nothing
		r.Outcome = conversation.Failed
	}
	return r, nil
}

// act starts an action, stores its start, calls, and takes in what came of it.
func (t *turn) act(ctx context.Context, c conversation.Call) error {
	if again, ok := t.denied[c.Step]; ok {
		return t.deny(c, again)
	}
	op, _ := t.Operations.Operation(c.Operation) // Start refuses what nobody offers
	if err := t.Ledger.Start(t.h, c); err != nil {
		return err
	}
	for _, w := range c.Awaits { // with the start: a report may overtake the answer
		if w.Match != "" {
			t.h.Key(conversation.CallbackKey(t.Hasher, w.Callback, w.Match), false)
		}
	}
	err := t.commit(ctx, conversation.Terms{Taken: t.taken, Hold: op.TimeOut + margin, Wake: t.Now()}) // due if this process dies
	if errors.Is(err, conversation.ErrLimit) {
		t.denied[c.Step] = conversation.LimitedUntil(err)
	}
	if err != nil {
		return err
	}
	t.report.Actions++
	return t.perform(ctx, op, true)
}

// deny records an action that a limit forbids: started and refused in one commit, so that no permit for it ever was.
func (t *turn) deny(c conversation.Call, again time.Time) error {
	if err := t.Ledger.Start(t.h, c); err != nil {
		return err
	}
	t.h.Uncount()
	n := t.h.State.Open
	return t.Ledger.Settle(t.h, n, conversation.Limited(conversation.Receipt{At: t.Now()}, again), "limit")
}

// perform calls for the open action and settles it when the answer says enough; else it is looked up later.
func (t *turn) perform(ctx context.Context, op conversation.Operation, first bool) error {
	p, err := t.Ledger.Permit(t.h)
	if err != nil {
		return err
	}
	n, began := t.h.State.Open, t.Now()
	r := t.call(ctx, p)
	r.Took, r.At = t.Now().Sub(began), t.Now()
	if r.Outcome != conversation.Unknown && !r.Busy && (first || !r.Unreached) {
		return t.answered(ctx, pending{n: n, r: r, by: by(first)})
	}
	if op.Once == conversation.BestEffort {
		return t.settle(pending{n: n, r: unknown(r), by: "answer"})
	}
	return t.look(ctx, op, first)
}

func by(first bool) string {
	if first {
		return "answer"
	}
	return "key"
}

func unknown(r conversation.Receipt) conversation.Receipt {
	r.Outcome = conversation.Unknown
	return r
}

// answered settles, and stores at once what is counted with its answer: it holds only if no limit is reached.
func (t *turn) answered(ctx context.Context, p pending) error {
	if err := t.settle(p); err != nil || !t.h.Counting() {
		return err
	}
	return t.commit(ctx, conversation.Terms{Taken: t.taken, Hold: margin, Wake: t.Now()})
}

// settle records what became of an action, and keeps the receipt in hand until it is stored.
func (t *turn) settle(p pending) error {
	a := t.h.State.Action(p.n)
	if t.receipt == nil && a != nil {
		p.tries = a.Tries
	}
	t.receipt = &p
	if a != nil && a.Settled && p.r.Outcome == conversation.Done && a.Receipt.Outcome != conversation.Unknown {
		if err := t.contradicted(*a); err != nil {
			return err
		}
	}
	if err := t.Ledger.Settle(t.h, p.n, p.r, p.by); err != nil {
		return err
	}
	if err := t.known(); err != nil {
		return err
	}
	if a != nil && a.Operation == conversation.OpTell && p.r.Outcome != conversation.Done {
		if err := t.add(conversation.AlarmRaised{Reason: "the customer could not be told that there is news"}); err != nil {
			return err
		}
	}
	if id := p.r.Identity; id != nil && p.r.Outcome == conversation.Done && id.Subject == t.h.State.Identity.Subject {
		t.name(id.Subject)
	}
	return nil
}

// known notes what the processes will wait for, as far as that can be told now: its report finds them from this commit on.
func (t *turn) known() error {
	return t.add(t.safely(conversation.Cause{Kind: conversation.CauseKnown})...)
}

// contradicted calls a person to an action that was recorded, and told, as not done, and has run after all.
func (t *turn) contradicted(a conversation.Action) error {
	err := t.add(conversation.AlarmRaised{Reason: "an action that was recorded as " + string(a.Receipt.Outcome) + " has run"})
	if err != nil || t.h.State.Status != conversation.WithAssistant {
		return err // somebody is there, or asked for
	}
	err = t.add(conversation.HandoverRequested{Reason: "ran_after_all", Frame: a.Frame, Flow: a.Flow})
	if err != nil {
		return err
	}
	return t.excuse()
}
