package assistant_test

import (
	"testing"
	"time"

	"balie/conversation"
)

// TestASlowModelKeepsItsLease: understanding takes as long as it may, and then the back end takes its time.
func TestASlowModelKeepsItsLease(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.signsIn("C-1001")
	h.script.during = func(int) { h.clock.Move(8 * time.Second) }
	h.wire.meets("crm.list_cards", func(do func() conversation.Receipt, _ conversation.Permit) conversation.Receipt {
		h.clock.Move(3 * time.Second)
		return do()
	})
	h.tells(h.says("pas kwijt", start("block_card"), set("reason", "lost")), "Om welke pas gaat het?")
	m := h.presses(h.pushes("set:1:card:K-12"), "Ja")
	h.tells(m, "Gelukt")
	h.ran("block_card", 1, 1)
}

// TestALostLeaseIsNoticedBeforeAnythingIsSaid: its process stood still while it understood, and another has answered.
func TestALostLeaseIsNoticedBeforeAnythingIsSaid(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.signsIn("C-1001")
	stood := false
	h.script.during = func(int) {
		if stood {
			return
		}
		stood = true
		h.clock.Move(20 * time.Second)
		a := h.a
		h.process("second", h.engine)
		h.tells(h.rests(), "Om welke pas gaat het?")
		h.a = a
	}
	h.hears("pas kwijt", start("block_card"), set("reason", "lost"))
	turns := h.count("turn_started")
	h.must(h.a.Turn(t.Context(), h.id))
	if n := h.count("turn_started"); n != turns+1 {
		t.Errorf("%d turns were stored for one message", n-turns)
	}
}
