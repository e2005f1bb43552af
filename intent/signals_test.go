package intent

import (
	"context"
	"strings"
	"testing"

	"balie/conversation"
	"balie/intent/extract"
)

// temper names how irritated a message is.
func temper(f float64) string {
	switch {
	case f >= 0.6:
		return "angry"
	case f >= 0.3:
		return "cross"
	}
	return "calm"
}

func TestSignals(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{}.expectation(t, r)
	for text, want := range read[map[string]string](t, "signals.yaml") {
		u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: text}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		language := u.Signals.Language
		if language == "" {
			language = "none"
		}
		if got := language + " " + temper(u.Signals.Frustration); got != want {
			t.Errorf("%q: %s (%.2f), want %s", text, got, u.Signals.Frustration, want)
		}
	}
}

func TestRepeatingOneselfIsASignOfIrritation(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{}.expectation(t, r)
	feel := func(texts ...string) float64 {
		var says []conversation.Utterance
		for _, s := range texts {
			says = append(says, conversation.Utterance{Text: s})
		}
		u, err := r.Understand(context.Background(), says, exp)
		if err != nil {
			t.Fatal(err)
		}
		return u.Signals.Frustration
	}
	if once, twice := feel("hallo?"), feel("hallo?", "hallo?"); twice <= once {
		t.Errorf("twice %.2f, once %.2f", twice, once)
	}
}

// TestLanguageOfWordings: a message is taken for the wrong language hardly ever; for none is no harm.
func TestLanguageOfWordings(t *testing.T) {
	t.Parallel()
	r := setup(t)
	sure, wrong := 0, 0
	for _, f := range r.set.Flows {
		for lang, texts := range f.Examples {
			for _, s := range texts {
				switch got := r.tongue.of(extract.Fold(strings.ToUpper(s))); got {
				case "":
				case lang:
					sure++
				default:
					wrong++
					t.Logf("%q: %s", s, got)
				}
			}
		}
	}
	if wrong*50 > sure {
		t.Errorf("%d right, %d wrong", sure, wrong)
	}
}

// TestAValueIsInNoLanguage: a name or an address that answers a question does not change the language; a sentence does.
func TestAValueIsInNoLanguage(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{Running: "change_address", Asked: "address"}.expectation(t, r)
	for text, want := range map[string]string{
		"van der Berg": "", "Jan van Dijkstraat 3": "", "Laan van de Vrede 12 in Utrecht": "", "Mark van het Hof": "", "5 The Old Mill on the Green": "",
		"William of the Hill": "", "Hoofdstraat 3, Amersfoort": "", "dat weet ik niet meer": "nl", "i moved to the old mill": "en", "wat bedoel je": "nl",
		"het is de Kerkstraat 12 geworden": "nl", "it is 12 Church Street now": "en",
	} {
		u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: text}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		if u.Signals.Language != want {
			t.Errorf("%q: %q, want %q (%s)", text, u.Signals.Language, want, writtenOut(u.Commands))
		}
	}
}
