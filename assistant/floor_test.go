package assistant_test

import (
	"strings"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/desk"
)

// claims lets an agent take the conversation as it stands.
func (h *house) claims() {
	h.Helper()
	s := h.state()
	_, err := h.desk.Claim(h.Context(), desk.Act{ID: h.id, Agent: "anna", Epoch: s.Epoch}, "Anna")
	h.must(err)
}

func (h *house) act() desk.Act { return desk.Act{ID: h.id, Agent: "anna", Epoch: h.state().Epoch} }

// handsBack gives it back and lets the assistant go on.
func (h *house) handsBack() []conversation.Message {
	h.Helper()
	_, err := h.desk.HandBack(h.Context(), h.act())
	h.must(err)
	return h.rests()
}

// silent ends the test if the assistant said or started anything while a person had the floor.
func (h *house) silent() {
	h.Helper()
	person := false
	for _, r := range h.events() {
		switch r.Event.(type) {
		case conversation.Claimed:
			person = true
		case conversation.HandedBack:
			person = false
		case conversation.Said, conversation.ActionStarted, conversation.ConsentGiven, conversation.SlotSet:
			if person {
				h.Fatalf("event %d %s while a person had the floor", r.N, r.Event.Type())
			}
		}
	}
}

// TestAClaimDuringTheCall: the running turn finds the floor gone. Its receipt is kept, and nothing is said.
func TestAClaimDuringTheCall(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", meanwhile(h.claims))
	if said := h.presses(m, "Ja"); len(said) != 0 {
		t.Errorf("it was said that %q", told(said))
	}
	h.silent()
	h.settled(1, conversation.Done, "answer")
	h.ran("block_card", 1, 1)
	if s := h.state(); s.Status != conversation.WithPerson || s.Holder != "anna" || s.Open != 0 {
		t.Errorf("it stands at %s, held by %q, action %d open", s.Status, s.Holder, s.Open)
	}
	said := h.handsBack()
	h.tells(said, "weer met de digitale assistent", "Gelukt", "Zal ik ook een nieuwe pas")
	h.ran("block_card", 1, 1)
}

func TestAClaimBeforeTheStart(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	calls := h.script.calls
	h.script.during = func(call int) {
		if call == calls+1 {
			h.claims()
		}
	}
	if said := h.presses(m, "Ja"); len(said) != 0 {
		t.Errorf("it was said that %q", told(said))
	}
	h.silent()
	h.ran("block_card", 0, 0)
	for _, r := range h.events() {
		if e, ok := r.Event.(conversation.MessageReceived); ok && strings.HasPrefix(e.Choice, "yes:") {
			return
		}
	}
	t.Error("the agent does not see what the customer pressed")
}

// TestAClaimWhileTheAnswerIsLost: an action that was started before is still settled.
func TestAClaimWhileTheAnswerIsLost(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", h.doneAndLost)
	h.wire.meets("query crm.block_card", func(func() conversation.Receipt, conversation.Permit) conversation.Receipt {
		h.claims()
		return noAnswer
	})
	h.presses(m, "Ja")
	h.passes(time.Minute)
	h.silent()
	h.settled(1, conversation.Done, "query")
	h.ran("block_card", 1, 1)
}

func TestWhatIsSaidToAPersonIsOnlyRecorded(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.blocking()
	h.claims()
	h.says("ja", yes)
	h.says("blokkeer maar", yes, start("reset_password"), pattern("cancel"))
	h.silent()
	if s := h.state(); s.Consent == nil || s.Consent.Given || len(s.Frames) != 1 || h.count("understood") != 2 {
		t.Errorf("consent %+v, %d frames, %d understood", s.Consent, len(s.Frames), h.count("understood"))
	}
}

// TestAYesToAPersonIsNoConsent: it comes after the hand-back, before the question was asked again.
func TestAYesToAPersonIsNoConsent(t *testing.T) {
	t.Parallel()
	h := bank(t)
	old := h.blocking()
	h.claims()
	_, err := h.desk.Say(h.Context(), h.act(), "m1", "Zal ik u even doorgeven?")
	h.must(err)
	h.reads()
	_, err = h.desk.HandBack(h.Context(), h.act())
	h.must(err)
	m := h.says("ja", yes)
	h.ran("block_card", 0, 0)
	if h.count("consent_given") != 0 || last(m).Kind != "confirm" {
		t.Fatalf("%d consents; asked again: %q", h.count("consent_given"), told(m))
	}
	h.tells(m, "weer met de digitale assistent")
	h.tells(h.presses(old, "Ja"), "eerdere vraag")
	h.ran("block_card", 0, 0)
	h.presses(m, "Ja")
	h.ran("block_card", 1, 1)
}

// TestAHandBackStandsAtTheFirstStepThatIsLeft: what the agent entered is not asked again.
func TestAHandBackStandsAtTheFirstStepThatIsLeft(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.signsIn("C-1001")
	h.says("pas kwijt", start("block_card"))
	h.claims()
	_, err := h.desk.Correct(h.Context(), h.act(), 1, "reason", "stolen")
	h.must(err)
	m := h.handsBack()
	h.tells(m, "weer met de digitale assistent", "Om welke pas gaat het?")
	if s := h.state(); s.Frame(1).Slots["reason"].Agent != "anna" || strings.Contains(told(m), "Wat is er met de pas") {
		t.Errorf("%+v; %s", s.Frame(1).Slots["reason"], told(m))
	}
}

// TestAPersonPassesItOn: while the next one is awaited the assistant serves again, and says so.
func TestAPersonPassesItOn(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.blocking()
	h.claims()
	_, err := h.desk.ToQueue(h.Context(), h.act(), "weet jij dit?")
	h.must(err)
	m := h.rests()
	h.tells(m, "weer met de digitale assistent", "Zal ik dat doen?")
	if s := h.state(); s.Status != conversation.Queued || s.Request == nil {
		t.Errorf("it stands at %s", s.Status)
	}
	h.presses(m, "Ja")
	h.ran("block_card", 1, 1)
	h.silent()
}

func TestWhileAPersonIsAwaitedTheAssistantServes(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.tells(h.says("medewerker", pattern("handover")), "medewerker bij")
	if s := h.state(); s.Status != conversation.Queued {
		t.Fatalf("it stands at %s", s.Status)
	}
	m := h.blocking()
	h.presses(m, "Ja")
	h.ran("block_card", 1, 1)
	h.pushes("pattern:withdraw")
	if s := h.state(); s.Status != conversation.WithAssistant || s.Request != nil {
		t.Errorf("after taking it back it stands at %s", s.Status)
	}
}

func TestAClosedConversationIsOver(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	first := h.id
	h.claims()
	_, err := h.desk.Close(h.Context(), h.act(), "solved")
	h.must(err)
	h.rests()
	if acc := h.accepts(conversation.Input{Kind: conversation.InputButton, Choice: button(t, m, "Ja")}); !acc.New || h.id == first {
		t.Fatalf("it went on: %+v", acc)
	}
	h.tells(h.rests(), "digitale assistent", "eerdere vraag")
	if s := h.state(); s.Identity.Subject != "" || len(s.Frames) != 0 {
		t.Errorf("the new conversation knows %+v, %d frames", s.Identity, len(s.Frames))
	}
	h.ran("block_card", 0, 0)
	if acc, err := h.store.Accept(t.Context(), conversation.Input{Conversation: first, Source: "x", ID: "x", Kind: conversation.InputText}); err != nil || !acc[0].Unknown {
		t.Errorf("the closed one took in a message: %+v, %v", acc, err)
	}
}

func TestAnotherCustomersProofIsRefused(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.signsIn("C-1001")
	h.signsIn("C-1002")
	if s := h.state(); s.Identity.Subject != "C-1001" || h.count("alarm_raised") != 1 {
		t.Errorf("the customer is %+v, %d alarms", s.Identity, h.count("alarm_raised"))
	}
	h.claims()
	h.signsIn("C-1002")
	if h.count("alarm_raised") != 2 {
		t.Error("nobody hears of it while a person has the floor")
	}
}

// TestWhoSignsInWhileAPersonTalksIsKnown, and is not asked to prove it after the hand-back.
func TestWhoSignsInWhileAPersonTalksIsKnown(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.says("pas kwijt", start("block_card"), set("reason", "lost"))
	if s := h.state(); len(s.Frames) != 2 {
		t.Fatalf("nobody asks who it is: %d frames", len(s.Frames))
	}
	h.claims()
	h.signsIn("C-1001")
	h.tells(h.handsBack(), "Om welke pas gaat het?")
}
