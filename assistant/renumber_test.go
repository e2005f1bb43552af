package assistant_test

import (
	"testing"
	"time"

	"balie/conversation"
)

// TestWhoseNumberChangesGoesOn: where they stood, from the new number, once they have proven again who they are; nothing is
// said before they write.
func TestWhoseNumberChangesGoesOn(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.signsIn("C-1001")
	h.says("kwijt", start("block_card"), set("reason", "lost"))
	id, wrote := h.id, h.state().WroteAt
	h.clock.Move(time.Hour / 2)
	now := h.from
	now.Sender = "another"
	acc, err := h.a.Receive(t.Context(), conversation.Input{
		Kind: conversation.InputRenumbered, Was: h.from, Address: now, Source: "test", ID: "renumbered", At: h.clock.Now(),
	})
	h.must(err)
	m := h.rests()
	s := h.state()
	if acc[0].Conversation != id || len(m) != 0 || s.Address != now || s.Identity.Assurance != conversation.NoAssurance || s.Identity.Subject != "C-1001" || !s.WroteAt.Equal(wrote) {
		t.Errorf("said %+v, stands at %+v as %+v, written to at %s", m, s.Address, s.Identity, s.WroteAt)
	}
	h.from = now
	h.says("hallo", conversation.Command{Do: conversation.DoUnclear})
	if h.id != id || h.state().Process() == nil {
		t.Error("they do not go on where they stood")
	}
}

// TestAnotherDeviceProvesNothing: what was proven from the one before counts no more, what was about to be agreed to
// neither, and the step that needs it asks anew and says why.
func TestAnotherDeviceProvesNothing(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	acc, err := h.a.Receive(t.Context(), conversation.Input{
		Kind: conversation.InputRenumbered, Was: h.from, Address: h.from, Source: "test", ID: "device", At: h.clock.Now(),
	})
	h.must(err)
	if said := h.rests(); acc[0].Conversation != h.id || len(said) != 0 {
		t.Errorf("it was said that %q in %s", told(said), acc[0].Conversation)
	}
	s := h.state()
	if s.Identity.Assurance != conversation.NoAssurance || s.Identity.Subject != "C-1001" || s.Consent != nil || s.Address != h.from {
		t.Errorf("known are %+v, consent %+v, at %+v", s.Identity, s.Consent, s.Address)
	}
	h.tells(h.presses(m, "Ja"), "ergens anders vandaan", "code")
	h.ran("block_card", 0, 0)
}
