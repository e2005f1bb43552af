package assistant_test

import (
	"testing"
	"time"

	"balie/conversation"
)

// quits lets the customer put the conversation away.
func (h *house) quits() {
	h.Helper()
	h.accepts(conversation.Input{Kind: conversation.InputLeft})
	h.rests()
}

func TestACustomerWhoBeginsAnewClosesTheOld(t *testing.T) {
	t.Parallel()
	h := following(t)
	h.says("medewerker", pattern("handover"))
	old := h.id
	h.quits()
	if s := h.state(); s.Status != conversation.Closed || s.Request != nil || h.count("conversation_closed") != 1 {
		t.Fatalf("it stands at %s, %+v", s.Status, s.Request)
	}
	for _, r := range h.events() {
		if e, ok := r.Event.(conversation.ConversationClosed); ok && (e.By != "customer" || e.Reason != "left") {
			t.Errorf("closed by %s: %s", e.By, e.Reason)
		}
	}
	if acc := h.accepts(h.news("E-1", "delivered", "bezorgd")); !acc.Unknown {
		t.Error("a report for what was put away found somebody")
	}
	if acc := h.accepts(conversation.Input{Kind: conversation.InputOpened}); !acc.New || acc.Conversation == old {
		t.Errorf("it went on: %+v", acc)
	}
}

// TestWhatIsBeingDoneIsFinishedFirst: an action that is open is settled before the conversation is closed, and one of
// which nobody knows what became brings a person.
func TestWhatIsBeingDoneIsFinishedFirst(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		query fate
		want  conversation.Status
	}{
		"it is found": {func(do func() conversation.Receipt, _ conversation.Permit) conversation.Receipt { return do() }, conversation.Closed},
		"it is not":   {func(func() conversation.Receipt, conversation.Permit) conversation.Receipt { return noAnswer }, conversation.Queued},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := bank(t)
			m := h.blocking()
			blind := []fate{func(func() conversation.Receipt, conversation.Permit) conversation.Receipt { return noAnswer }}
			for range 20 {
				blind = append(blind, c.query)
			}
			h.wire.meets("query crm.block_card", blind...)
			h.wire.meets("crm.block_card", h.doneAndLost)
			h.presses(m, "Ja")
			h.quits()
			if s := h.state(); s.Status != conversation.WithAssistant || s.Open != 1 {
				t.Fatalf("it stands at %s, action %d open", s.Status, s.Open)
			}
			h.passes(5 * time.Minute)
			if s := h.state(); s.Status != c.want || s.Open != 0 {
				t.Errorf("it stands at %s, action %d open", s.Status, s.Open)
			}
			h.ran("block_card", 1, 1)
		})
	}
}

// TestWhoComesBackHasNotLeft: another tab goes on; and a person who serves closes it.
func TestWhoComesBackHasNotLeft(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.blocking()
	h.claims()
	h.quits()
	if s := h.state(); s.Status != conversation.WithPerson || !s.Left {
		t.Fatalf("it stands at %s", s.Status)
	}
	h.says("toch nog iets")
	h.tells(h.handsBack(), "weer met de digitale assistent")
	if s := h.state(); s.Status != conversation.WithAssistant || s.Left {
		t.Errorf("it stands at %s", s.Status)
	}
}

// TestWhoeverWritesIsAnswered, also where what they want has nothing to do here, and while a person is awaited.
func TestWhoeverWritesIsAnswered(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.signsIn("C-1001")
	if m := h.says("probeer het nog eens", pattern("retry")); told(m) == "" {
		t.Error("there is nothing to try again, and nothing was said")
	}
	h.says("pas kwijt", start("block_card"), set("reason", "lost"))
	h.says("mens", pattern("handover"))
	if m := h.says("kwijt", set("reason", "lost")); told(m) == "" {
		t.Error("it was known already, and nothing was said")
	}
}
