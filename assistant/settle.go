package assistant

import (
	"context"
	"time"

	"balie/conversation"
)

// lookFor is how long an unknown outcome is looked up while the customer waits.
const lookFor = 2 * time.Minute

// settleOpen deals with an action that was found open: after a crash, a lost lease or a lost answer.
func (t *turn) settleOpen(ctx context.Context) error {
	a := t.h.State.Action(t.h.State.Open)
	if a == nil || t.Now().Before(a.Next) {
		return nil
	}
	op, ok := t.Operations.Operation(a.Operation)
	if !ok || op.Once == conversation.BestEffort {
		return t.settle(pending{n: a.N, r: conversation.Receipt{Outcome: conversation.Unknown, At: t.Now(), Detail: "the answer was lost"}, by: "none"})
	}
	return t.look(ctx, op, t.h.State.LastSaid < a.Since) // whoever started it is gone, and so may be who was to tell it
}

// look finds out what became of the open action, by what its operation declares: the same key again, or the query.
// Never a second call without a key, never a late one.
func (t *turn) look(ctx context.Context, op conversation.Operation, first bool) error {
	a := t.h.State.Action(t.h.State.Open)
	now := t.Now()
	late := now.Sub(a.At) > lookFor && (a.Tries > 0 || op.Once == conversation.Keyed) // one query harms nothing, however late
	if late || op.Once == conversation.Keyed && now.Sub(a.At) > op.ValidFor {
		return t.settle(pending{n: a.N, r: conversation.Receipt{Outcome: conversation.Unknown, At: now, Detail: "out of time"}, by: "none"})
	}
	next := nextLook(op, *a, now)
	if err := t.add(conversation.ActionChecked{N: a.N, Tries: a.Tries + 1, Next: next}); err != nil {
		return err
	}
	if err := t.commit(ctx, conversation.Terms{Taken: t.taken, Hold: op.TimeOut + margin, Wake: next}); err != nil {
		return err
	}
	p, err := t.Ledger.Permit(t.h)
	if err != nil {
		return err
	}
	r, by := t.ask(ctx, op, p)
	r.At = t.Now()
	switch {
	case r.Outcome == conversation.Done || r.Outcome == conversation.Refused:
		return t.answered(ctx, pending{n: a.N, r: r, by: by})
	case r.Outcome == conversation.Failed && t.surely(op, *a, r):
		return t.answered(ctx, pending{n: a.N, r: r, by: by})
	}
	return t.tellChecking(ctx, first)
}

// nextLook is later each time, but no later than when a query that finds nothing is first believed.
func nextLook(op conversation.Operation, a conversation.Action, now time.Time) time.Time {
	next := now.Add(op.Backoff.After(a.Tries, a.Key))
	if op.Once != conversation.Reconciled {
		return next
	}
	looked := a.Looked
	if a.Tries == 0 {
		looked = now
	}
	if drained := looked.Add(a.TimeOut + op.Drained); drained.After(now) && drained.Before(next) {
		return drained
	}
	return next
}

// ask makes the one call that may tell.
func (t *turn) ask(ctx context.Context, op conversation.Operation, p conversation.Permit) (conversation.Receipt, string) {
	if op.Once == conversation.Keyed {
		return t.call(ctx, p), "key"
	}
	return t.do(ctx, p, t.Actions.Query), "query"
}

// surely reports whether a failure found afterwards may be believed: a keyed call that reached the back end, or a
// query that found nothing after no request can still be running there. Nothing is sent after the first look, because
// the lease under which it could be is over by then; so the time is counted from there, not from the start.
func (t *turn) surely(op conversation.Operation, a conversation.Action, r conversation.Receipt) bool {
	if op.Once == conversation.Keyed {
		return !r.Unreached && !r.Busy
	}
	return r.NotFound && t.Now().Sub(a.Looked.Add(a.TimeOut)) >= op.Drained
}

// tellChecking tells the customer once that an action is being looked up.
func (t *turn) tellChecking(ctx context.Context, first bool) error {
	if !first || t.h.State.Status == conversation.WithPerson {
		return nil
	}
	return t.drive(ctx, conversation.Cause{
		Kind: conversation.CauseInput, Command: conversation.Command{Do: conversation.DoPattern, Pattern: "checking", By: "turn"},
	})
}
