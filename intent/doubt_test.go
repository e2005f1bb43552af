package intent

import (
	"context"
	"slices"
	"strings"
	"testing"

	"balie/conversation"
)

func TestQuestionsAboutAProcessDoNotStartIt(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{}.expectation(t, r)
	for want, texts := range read[map[string][]string](t, "doubts.yaml") {
		for _, text := range texts {
			u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: text}}, exp)
			if err != nil {
				t.Fatal(err)
			}
			if got := writtenOut(u.Commands); got != want {
				t.Errorf("%q: %s, want %s\n\t%s", text, got, want, strings.Join(u.Trace, "\n\t"))
			}
		}
	}
}

func TestAQuestionNearAProcessOffersIt(t *testing.T) {
	t.Parallel()
	r := setup(t)
	u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: "how can i unblock my card again"}}, state{}.expectation(t, r))
	if err != nil {
		t.Fatal(err)
	}
	if got := u.Commands[0].Flows; !slices.Equal(got, []string{"block_card"}) {
		t.Errorf("offered: %v", got)
	}
}

func TestYesAndNoAnswerWhetherAProcessIsMeant(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{Running: "block_card", Confirm: "k1"}.expectation(t, r)
	exp.Meant = "change_address"
	for text, want := range map[string]string{
		"ja": "yes", "ja graag": "yes", "yes please": "yes", "ja, mijn adres wijzigen": "yes", "nee": "no", "nope": "no",
		"nee, ik wil mijn betaling uitstellen": "start(postpone_payment)", "laat maar": "cancel",
	} {
		u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: text}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		if got := writtenOut(u.Commands); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
