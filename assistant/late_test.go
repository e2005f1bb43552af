package assistant_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"balie/conversation"
)

// TestALateReceiptOfWhatNobodyKnew: it was found open by another, who could not ask; then its own answer comes.
func TestALateReceiptOfWhatNobodyKnew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fate fate
		want conversation.Outcome
	}{
		"it was done":     {func(do func() conversation.Receipt, _ conversation.Permit) conversation.Receipt { return do() }, conversation.Done},
		"it was not sent": {unreached, conversation.Failed},
		"it was refused": {func(func() conversation.Receipt, conversation.Permit) conversation.Receipt {
			return conversation.Receipt{Outcome: conversation.Refused, Name: "too_many"}
		}, conversation.Refused},
		"nor does it know it": {func(func() conversation.Receipt, conversation.Permit) conversation.Receipt { return noAnswer }, conversation.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := bank(t)
			h.signsIn("C-1001")
			h.says("wachtwoord", start("reset_password"))
			m := h.pushes("set:1:contact:P-1001-1")
			h.wire.meets("crm.reset_password", func(do func() conversation.Receipt, p conversation.Permit) conversation.Receipt {
				r := c.fate(do, p)
				h.clock.Move(time.Minute) // it stands still with the answer in its hands
				h.process("second", h.engine)
				h.passes(time.Second)
				h.settled(1, conversation.Unknown, "none")
				return r
			})
			h.pushes(button(t, m, "Ja"))
			if a := h.action(1); !a.Settled || a.Receipt.Outcome != c.want {
				t.Errorf("it is recorded as %+v, want %s", a.Receipt, c.want)
			}
			if n := len(h.wire.keys("crm.reset_password")); n != 1 {
				t.Errorf("it was called %d times", n)
			}
		})
	}
}

// failing is a store that cannot write for a while.
type failing struct {
	conversation.Store
	left int
}

func (f *failing) Commit(ctx context.Context, l conversation.Loan, c conversation.Commit) (conversation.Loan, error) {
	if f.left > 0 {
		f.left--
		return conversation.Loan{}, errors.New("the disk is full")
	}
	return f.Store.Commit(ctx, l, c)
}

// TestAReceiptOutlastsAStoreThatFails: it is brought again until it stands.
func TestAReceiptOutlastsAStoreThatFails(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	store := &failing{Store: h.store}
	h.a.Ledger.Store = store
	var waits []time.Duration
	now := make(chan time.Time)
	close(now)
	h.a.After = func(d time.Duration) <-chan time.Time { waits = append(waits, d); return now }
	h.wire.meets("crm.block_card", meanwhile(func() { store.left = 6 }))
	h.accepts(conversation.Input{Kind: conversation.InputButton, Choice: button(t, m, "Ja")})
	h.fails(1, "the disk is full")
	h.settled(1, conversation.Done, "answer")
	if len(waits) != 5 || waits[4] != 1600*time.Millisecond {
		t.Errorf("it waited for %v", waits)
	}
	h.tells(h.rests(), "Gelukt")
	h.ran("block_card", 1, 1)
}
