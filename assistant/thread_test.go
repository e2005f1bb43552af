package assistant_test

import (
	"testing"

	"balie/conversation"
)

func TestACardIsBlockedOnce(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.accepts(conversation.Input{Kind: conversation.InputOpened})
	h.tells(h.rests(), "digitale assistent")
	h.signsIn("C-1001")
	h.says("pas kwijt", start("block_card"))
	m := h.says("kwijt", set("reason", "lost"))
	m = h.presses(m, "7730")
	m = h.presses(m, "Ja")
	proof := m[0].Receipt
	if proof == nil || proof.Reference == "" {
		t.Fatalf("no receipt to keep: %+v", m[0])
	}
	h.ran("block_card", 1, 1)
	h.settled(1, conversation.Done, "answer")
	h.tells(h.says("is het gelukt", pattern("is_it_done")), proof.Reference)
}
