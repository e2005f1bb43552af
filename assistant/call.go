package assistant

import (
	"context"
	"fmt"
	"time"

	"balie/conversation"
)

// quietFor is how long a call may run before what was said so far leaves, where a message costs money and is held until
// the turn rests.
const quietFor = 8 * time.Second

// do makes a call. Of one that panics nobody knows what it did: that of a write is looked up.
func (t *turn) do(ctx context.Context, p conversation.Permit, call func(context.Context, conversation.Permit) conversation.Receipt) (r conversation.Receipt) {
	defer func() {
		if thrown := recover(); thrown != nil {
			t.Log.Error("call", "operation", p.Operation().Name, "conversation", p.Conversation(), "error", panicked(thrown))
			r = conversation.Receipt{Outcome: conversation.Unknown, Detail: fmt.Sprintf("panic of type %T", thrown)}
		}
	}()
	return call(ctx, p)
}

// call performs an action whose start is stored. What was said before leaves while a long one runs.
func (t *turn) call(ctx context.Context, p conversation.Permit) conversation.Receipt {
	if p.Operation().TimeOut <= quietFor || !t.Ledger.Holds(t.h) {
		return t.do(ctx, p, t.Actions.Do)
	}
	done := make(chan conversation.Receipt, 1)
	go func() { done <- t.do(ctx, p, t.Actions.Do) }()
	select {
	case r := <-done:
		return r
	case <-t.After(quietFor):
		t.release(ctx)
		return <-done
	}
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
