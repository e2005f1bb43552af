package assistant_test

import (
	"strings"
	"testing"
	"time"

	"balie/conversation"
)

// leaves returns the texts that leave for the push channel now.
func (h *house) leaves() string {
	h.Helper()
	out, err := h.store.Attempt(h.Context(), "push", 0)
	h.must(err)
	var texts []string
	for _, o := range out {
		texts = append(texts, o.Message.Text)
		h.must(h.store.Mark(h.Context(), conversation.Delivery{ID: o.ID, State: conversation.Sent}))
	}
	return strings.Join(texts, "|")
}

// slow opens a bank on a push channel whose block may take 20 s, and leads to the question whether it may.
func slow(t *testing.T) (*house, []conversation.Message) {
	t.Helper()
	h := open(t, "bank", "crm", func(ops operations) {
		op := ops["crm.block_card"]
		op.TimeOut = 20 * time.Second
		ops["crm.block_card"] = op
	})
	h.from.Channel = "push"
	m := h.blocking()
	for h.leaves() != "" { // one at a time
	}
	return h, m
}

// TestALongCallLetsWhatWasSaidLeave after eight seconds; what comes of it leaves with the turn's end.
func TestALongCallLetsWhatWasSaidLeave(t *testing.T) {
	t.Parallel()
	h, m := slow(t)
	rings, err := h.store.Listen(t.Context())
	h.must(err)
	passed := make(chan time.Time, 1)
	h.a.After = func(d time.Duration) <-chan time.Time {
		if d != 8*time.Second {
			t.Errorf("it waits for %s", d)
		}
		passed <- time.Time{}
		return passed
	}
	var early string
	h.wire.meets("crm.block_card", func(do func() conversation.Receipt, _ conversation.Permit) conversation.Receipt {
		tooLong := time.After(20 * time.Second)
		for early = h.leaves(); early == ""; early = h.leaves() {
			select {
			case <-rings:
			case <-tooLong:
				t.Error("nothing leaves while the call runs")
				return do()
			}
		}
		return do()
	})
	h.hears("ben je een robot", pattern("are_you_robot"))
	h.presses(m, "Ja")
	late := h.leaves()
	if !strings.Contains(early, "digitale assistent") || strings.Contains(early, "Gelukt") || !strings.Contains(late, "Gelukt") || strings.Contains(late, "digitale assistent") {
		t.Errorf("first %q left, then %q", early, late)
	}
	h.ran("block_card", 1, 1)
}

// TestAShortCallHoldsWhatWasSaid: it leaves with what came of it, as one message.
func TestAShortCallHoldsWhatWasSaid(t *testing.T) {
	t.Parallel()
	h, m := slow(t)
	h.a.After = func(time.Duration) <-chan time.Time { return nil }
	h.hears("ben je een robot", pattern("are_you_robot"))
	h.presses(m, "Ja")
	if all := h.leaves(); !strings.Contains(all, "digitale assistent") || !strings.Contains(all, "Gelukt") || h.leaves() != "" {
		t.Errorf("%q left", all)
	}
}

// TestAClaimDuringALongCall: what is held is not released over the head of a person, and the receipt is kept.
func TestAClaimDuringALongCall(t *testing.T) {
	t.Parallel()
	h, m := slow(t)
	passed, claimed := make(chan time.Time), make(chan struct{})
	h.a.After = func(time.Duration) <-chan time.Time { return passed }
	h.wire.meets("crm.block_card", func(do func() conversation.Receipt, _ conversation.Permit) conversation.Receipt {
		h.claims()
		close(claimed)
		passed <- time.Time{}
		return do()
	})
	h.hears("ben je een robot", pattern("are_you_robot"))
	h.presses(m, "Ja")
	<-claimed
	h.silent()
	h.settled(1, conversation.Done, "answer")
	if s := h.leaves(); s != "" {
		t.Errorf("%q left", s)
	}
}

// TestAPanicInACall ends nothing: what became of it is looked up.
func TestAPanicInACall(t *testing.T) {
	t.Parallel()
	h, m := slow(t)
	h.a.After = func(time.Duration) <-chan time.Time { return nil }
	h.wire.meets("query crm.block_card", func(func() conversation.Receipt, conversation.Permit) conversation.Receipt { panic("poison") })
	h.wire.meets("crm.block_card", func(do func() conversation.Receipt, _ conversation.Permit) conversation.Receipt {
		do()
		panic("poison")
	})
	h.hears("ben je een robot", pattern("are_you_robot"))
	h.presses(m, "Ja")
	h.passes(time.Minute)
	h.settled(1, conversation.Done, "query")
	h.ran("block_card", 1, 1)
}
