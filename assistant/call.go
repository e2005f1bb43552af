package assistant

import (
	"context"
	"time"

	"balie/conversation"
)

// quietFor is how long a call may run before what was said so far leaves, where a message costs money and is held until
// the turn rests.
const quietFor = 8 * time.Second

// answer is how a call ended: with a receipt, or in a panic.
type answer struct {
	r     conversation.Receipt
	panic any
}

// call performs an action whose start is stored. What was said before leaves while a long one runs.
func (t *turn) call(ctx context.Context, p conversation.Permit) conversation.Receipt {
	if p.Operation().TimeOut <= quietFor || !t.Ledger.Holds(t.h) {
		return t.Actions.Do(ctx, p)
	}
	done := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			a.panic = recover()
			done <- a
		}()
		a.r = t.Actions.Do(ctx, p)
	}()
	var a answer
	select {
	case a = <-done:
	case <-t.After(quietFor):
		t.release(ctx)
		a = <-done
	}
	if a.panic != nil {
		panic(a.panic)
	}
	return a.r
}

// release commits that what is held may leave. Where that is refused somebody else has moved the conversation, which the
// commit of the receipt finds out.
func (t *turn) release(ctx context.Context) {
	err := t.h.Add(conversation.SayingReleased{})
	if err == nil {
		err = t.commit(ctx, conversation.Terms{Taken: t.taken, Wake: t.Now()})
	}
	if err != nil {
		t.Log.Info("what was said waits for the end of a call", "conversation", t.h.ID(), "error", err)
	}
}
