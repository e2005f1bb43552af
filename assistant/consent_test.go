package assistant_test

import (
	"strings"
	"testing"
	"time"

	"balie/conversation"
)

// TestAYesBeforeTheQuestionWasSeenIsNone: it was typed while an older message was the last on the screen.
func TestAYesBeforeTheQuestionWasSeenIsNone(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.signsIn("C-1001")
	h.says("pas kwijt", start("block_card"), set("reason", "lost"))
	before := h.shown
	h.pushes("set:1:card:K-12")
	h.script.means("ja", yes)
	h.accepts(conversation.Input{Kind: conversation.InputText, Text: "ja", Seen: before})
	m := h.rests()
	h.ran("block_card", 0, 0)
	if h.count("consent_given") != 0 || last(m).Kind != "confirm" {
		t.Fatalf("%d consents; %q", h.count("consent_given"), told(m))
	}
	h.says("ja", yes)
	h.ran("block_card", 1, 1)
}

// TestAYesOnAPushChannelAnswersWhatHadLeft: such a channel cannot say what is on the screen.
func TestAYesOnAPushChannelAnswersWhatHadLeft(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.from.Channel = "push"
	h.blocking()
	send := func() {
		for {
			out, err := h.store.Attempt(t.Context(), "push", 0)
			h.must(err)
			if len(out) == 0 {
				return
			}
			h.must(h.store.Mark(t.Context(), conversation.Delivery{ID: out[0].ID, State: conversation.Sent}))
		}
	}
	yesUnseen := func(text string) {
		h.script.means(text, yes)
		h.shown = 0 // the channel does not know
		h.accepts(conversation.Input{Kind: conversation.InputText, Text: text})
		h.rests()
	}
	yesUnseen("ja") // nothing has left yet
	h.ran("block_card", 0, 0)
	send()
	h.clock.Move(time.Second)
	yesUnseen("ja, doe maar")
	h.ran("block_card", 1, 1)
}

func TestAButtonOfAnEarlierQuestionDoesNothing(t *testing.T) {
	t.Parallel()
	h := bank(t)
	old := h.blocking()
	m := h.says("nee, gestolen", set("reason", "stolen"))
	h.tells(m, "Gestolen")
	h.tells(h.presses(old, "Ja"), "eerdere vraag", "Gestolen")
	h.ran("block_card", 0, 0)
	h.tells(h.presses(old, "Nee"), "eerdere vraag")
	h.pushes(button(t, m, "Ja"))
	h.ran("block_card", 1, 1)
	if p := h.action(1).Params["reason"]; p.Text != "stolen" {
		t.Errorf("the card was blocked for %s", p)
	}
}

// TestACorrectionVoidsTheConsent: what was confirmed is what is sent, or it is confirmed again.
func TestACorrectionVoidsTheConsent(t *testing.T) {
	t.Parallel()
	h := bank(t)
	first := h.blocking()
	second := h.pushes("set:1:card:K-11")
	h.tells(second, "4821")
	if a, b := button(t, first, "Ja"), button(t, second, "Ja"); a == b {
		t.Errorf("both questions have the consent %s", a)
	}
	h.says("ja", yes)
	if p := h.action(1).Params["card"]; p.Text != "K-11" {
		t.Errorf("the card that was blocked is %s", p)
	}
	h.ran("block_card", 1, 1)
}

func TestAConsentExpires(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(h *house, m []conversation.Message) []conversation.Message{
		"typed":   func(h *house, _ []conversation.Message) []conversation.Message { return h.says("ja", yes) },
		"pressed": func(h *house, m []conversation.Message) []conversation.Message { return h.presses(m, "Ja") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := bank(t)
			m := h.blocking()
			h.clock.Move(15*time.Minute + 1)
			m = answer(h, m)
			h.ran("block_card", 0, 0)
			if last(m).Kind != "confirm" {
				t.Fatalf("it is not asked again: %q", told(m))
			}
			h.presses(m, "Ja")
			h.ran("block_card", 1, 1)
		})
	}
}

// TestAConsentHoldsToItsLastMoment, and one that was given is used up.
func TestAConsentHoldsToItsLastMoment(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.clock.Move(15 * time.Minute)
	h.presses(m, "Ja")
	h.ran("block_card", 1, 1)
	h.tells(h.presses(m, "Ja"), "eerdere vraag")
	h.ran("block_card", 1, 1)
}

// TestAYesToOneQuestionIsNoneToTheNext: both come in one turn, right after one another.
func TestAYesToOneQuestionIsNoneToTheNext(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.blocking()
	seen := h.shown
	h.says("ja", yes)
	h.script.means("jaaa", yes)
	h.accepts(conversation.Input{Kind: conversation.InputText, Text: "jaaa", Seen: seen}) // to the first
	h.rests()
	h.ran("block_card", 1, 1)
	h.ran("order_card", 0, 0)
}

// TestAProofThatRanOutIsAskedAgain before anything starts, and what was told is kept.
func TestAProofThatRanOutIsAskedAgain(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.clock.Move(conversation.AssuranceLife + time.Second)
	m = h.presses(m, "Ja")
	h.ran("block_card", 0, 0)
	h.tells(m, "Wat is de code?")
	m = h.signsIn("C-1001")
	if strings.Contains(told(m), "Om welke pas") || len(h.state().Frame(1).Slots) != 2 {
		t.Errorf("what was told is asked again: %q", told(m))
	}
}

// TestACodeProvesItAndTheConversationIsFound by the customer's name.
func TestACodeProvesItAndTheConversationIsFound(t *testing.T) {
	t.Parallel()
	h := bank(t)
	text := func(slot, v string) conversation.Command {
		value := conversation.Of(conversation.Text, v)
		return conversation.Command{Do: conversation.DoSet, Slot: slot, Value: &value}
	}
	h.says("pas kwijt", start("block_card"), set("reason", "lost"))
	h.tells(h.says("sanne", text("who", "sanne@post.example")), "Wat is de code?")
	wrong := "000000"
	if h.wire.code == wrong {
		wrong = "000001"
	}
	h.tells(h.says("gok", text("code", wrong)), "Die code klopt niet")
	h.tells(h.says("code", text("code", h.wire.code)), "Om welke pas gaat het?")
	found, err := h.store.Find(t.Context(), h.store.Hash("customer", "C-1001"))
	h.must(err)
	if len(found) != 1 || found[0] != h.id {
		t.Errorf("found are %v", found)
	}
	for _, r := range h.events() {
		if e, ok := r.Event.(conversation.Said); ok && strings.Contains(e.Text, h.wire.code) {
			t.Errorf("the code is said: %q", e.Text)
		}
	}
}

// TestAnAnswerOverTheLimitDoesNotHold: the right code comes after too many tries under other names. It proves nothing, is
// recorded once, and a person helps.
func TestAnAnswerOverTheLimitDoesNotHold(t *testing.T) {
	t.Parallel()
	h := open(t, "bank", "crm", func(ops operations) {
		op := ops["identity.check_code"]
		op.Limits = []conversation.Limit{{Name: "tries", Per: conversation.PerCustomer, Most: 0, Within: time.Hour}}
		ops["identity.check_code"] = op
	})
	text := func(slot, v string) conversation.Command {
		value := conversation.Of(conversation.Text, v)
		return conversation.Command{Do: conversation.DoSet, Slot: slot, Value: &value}
	}
	h.says("pas kwijt", start("block_card"), set("reason", "lost"))
	h.says("sanne", text("who", "sanne@post.example"))
	h.tells(h.says("code", text("code", h.wire.code)), "medewerker")
	if a := h.action(2); a.Receipt.Name != "limit_reached" || a.Receipt.Identity != nil || h.state().Identity.Subject != "" {
		t.Errorf("it is recorded as %+v and proves %+v", a.Receipt, h.state().Identity)
	}
	if n := h.count("action_settled"); n != 2 {
		t.Errorf("%d settled", n)
	}
}
