package assistant_test

import (
	"slices"
	"testing"
	"time"

	"balie/conversation"
)

// postponing leads to the question whether a payment may be put off.
func (h *house) postponing() []conversation.Message {
	h.Helper()
	h.signsIn("C-1001")
	h.says("uitstel", start("postpone_payment"))
	h.pushes("set:1:payment:T-11")
	day := conversation.Of(conversation.Date, h.latest())
	m := h.says("die dag", conversation.Command{Do: conversation.DoSet, Slot: "until", Value: &day})
	if last(m).Kind != "confirm" {
		h.Fatalf("no confirmation is asked: %+v", m)
	}
	return m
}

// latest is the last day to which the payment can be put off.
func (h *house) latest() string {
	return h.state().Frame(1).Slots["payment"].Value.Field("latest").Text
}

// TestWhatIsOpenIsSettledBeforeItIsUndone: the customer stops while nobody knows whether it was done. It was: then it is
// undone, once.
func TestWhatIsOpenIsSettledBeforeItIsUndone(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.postponing()
	h.wire.meets("crm.postpone_payment", slices.Repeat([]fate{h.lost}, 5)...)
	h.tells(h.presses(m, "Ja"), "Ik kijk na of het gelukt is")
	h.tells(h.says("laat maar", pattern("cancel")), "draai terug wat al gedaan was")
	h.ran("restore_payment", 0, 0)
	if s := h.state(); s.Open != 1 || !s.Frame(1).Undoing {
		t.Fatalf("action %d is open, undoing %v", s.Open, s.Frame(1).Undoing)
	}
	h.tells(h.says("en?", pattern("is_it_done")), "nog niet zeker")
	h.tells(h.passes(10*time.Second), "Het is teruggedraaid")
	h.settled(1, conversation.Done, "key")
	h.settled(2, conversation.Done, "answer")
	h.ran("postpone_payment", 1, 1)
	h.ran("restore_payment", 1, 1)
	if s := h.state(); !s.Action(1).Undone || s.Action(2).Undoes != 1 || s.Running != 0 {
		t.Errorf("undone %v, undoes %d, running %d", s.Action(1).Undone, s.Action(2).Undoes, s.Running)
	}
}

// TestWhatWasNeverDoneIsNotUndone: it is found out that nothing happened.
func TestWhatWasNeverDoneIsNotUndone(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.postponing()
	h.wire.meets("crm.postpone_payment", slices.Repeat([]fate{h.lost}, 30)...)
	h.presses(m, "Ja")
	h.says("laat maar", pattern("cancel"))
	said := h.passes(10 * time.Minute)
	h.settled(1, conversation.Unknown, "none")
	h.tells(said, "Ik stop hier", "Ik weet niet zeker of het gelukt is")
	h.ran("restore_payment", 0, 0)
	if s := h.state(); s.Status != conversation.Queued || !s.Request.Stays || s.Frame(1).Outcome != conversation.FrameCancelled {
		t.Errorf("it stands at %s, the process is %q", s.Status, s.Frame(1).Outcome)
	}
}

// TestAnUndoIsSettledLikeAnyAction: its answer is lost, and the same key finds it.
func TestAnUndoIsSettledLikeAnyAction(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.presses(h.postponing(), "Ja")
	h.wire.meets("crm.restore_payment", h.doneAndLost)
	m := h.says("laat maar", pattern("cancel"))
	h.tells(m, "Zal ik het terugdraaien?")
	said := h.presses(m, "draai terug")
	said = append(said, h.passes(10*time.Second)...)
	h.tells(said, "Het is teruggedraaid")
	h.settled(2, conversation.Done, "key")
	h.ran("restore_payment", 2, 1)
	if k := h.wire.keys("crm.restore_payment"); len(k) != 2 || k[0] != k[1] {
		t.Errorf("keys %v", k)
	}
}

// TestAnUndoThatIsRefusedIsAPersons, and is not tried again.
func TestAnUndoThatIsRefusedIsAPersons(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.presses(h.postponing(), "Ja")
	h.wire.meets("crm.restore_payment", func(func() conversation.Receipt, conversation.Permit) conversation.Receipt {
		return conversation.Receipt{Outcome: conversation.Refused, Name: "not_postponed"}
	})
	m := h.says("laat maar", pattern("cancel"))
	h.tells(h.presses(m, "draai terug"), "Dit kon ik niet terugdraaien")
	h.says("laat maar", pattern("cancel"))
	h.presses(m, "draai terug")
	h.claims()
	h.tells(h.handsBack(), "Dit blijft zoals het is")
	h.ran("restore_payment", 0, 0)
	if n := len(h.state().Actions); n != 2 {
		t.Errorf("%d actions", n)
	}
}
