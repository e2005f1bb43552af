package intent

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"balie/conversation"
)

// TestAYesThatIsTakenBackIsNone: whatever a yes is followed by that doubts, limits, denies or asks, it is not consent.
func TestAYesThatIsTakenBackIsNone(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{Running: "block_card", Confirm: "k1", Values: map[string]string{"reason": "lost", "card": "c1"}}.expectation(t, r)
	rapid.Check(t, func(t *rapid.T) {
		yes := rapid.SampledFrom([]string{"ja", "Ja", "jaa", "ja hoor", "oke", "prima", "is goed", "yes", "sure", "ok", "go ahead", "doe maar", "👍"})
		back := rapid.SampledFrom([]string{"maar", "maar eerst", "en", "als", "alleen", "niet", "nee", "?", "wacht", "misschien", "behalve", "but", "and", "if",
			"not", "wait", "unless", "except", "first", "wat kost dat", "why", "gestolen", "9876", "de andere", "morgen", "op 3 april", "voor 300 euro"})
		filler := rapid.SampledFrom([]string{"", "", "dan", "graag", "hoor", "please", "pas", "kaart"})
		parts := []string{yes.Draw(t, "yes"), filler.Draw(t, "filler"), back.Draw(t, "back"), filler.Draw(t, "more")}
		says := strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
		u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: says}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range u.Commands {
			if c.Do == conversation.DoYes {
				t.Fatalf("%q is taken for a yes\n%s", says, strings.Join(u.Trace, "\n"))
			}
		}
	})
}

// TestAnOrderOfWhatIsShownIsAYes: it says what is to be done and nothing else.
func TestAnOrderOfWhatIsShownIsAYes(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{Running: "block_card", Confirm: "k1", Values: map[string]string{"reason": "lost", "card": "c1"}}.expectation(t, r)
	for text, want := range map[string]bool{
		"blokkeer hem": true, "blokkeer die pas maar": true, "blokkeren": true, "block it now please": true, "block the card": true,
		"blokkeer hem niet": false, "blokkeer hem?": false, "blokkeer hem als": false, "blokkeer hem maar eerst": false, "blokkeer hem morgen": false,
		"blokkeer ze allebei": false, "blokkeer de andere": false, "geblokkeerd": false, "de blokkering": false, "blokkade": false,
		"block them all": false, "block it if": false, "blocked": false, "the block": false, "block it tomorrow": false, "unblock it": false,
	} {
		u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: text}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		if got := writtenOut(u.Commands) == "yes"; got != want {
			t.Errorf("%q: %s\n%s", text, writtenOut(u.Commands), strings.Join(u.Trace, "\n"))
		}
	}
}
