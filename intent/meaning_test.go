package intent

import (
	"context"
	"testing"

	"balie/conversation"
)

// TestACorrectionMayDescribe corrects a choice in words that no option has.
func TestACorrectionMayDescribe(t *testing.T) {
	t.Parallel()
	r := setup(t)
	choice := func(key string, labels ...string) conversation.Option {
		return conversation.Option{Key: key, Value: conversation.Of(conversation.Choice, key), Label: labels[0], Labels: labels}
	}
	exp := state{Running: "block_card", Asked: "card"}.expectation(t, r)
	exp.Also = []conversation.SlotExpectation{{
		Frame: 1, Flow: "block_card", Slot: "reason", Type: conversation.Choice, Value: conversation.Of(conversation.Choice, "lost"),
		Options: []conversation.Option{choice("lost", "Kwijt", "Lost"), choice("stolen", "Gestolen", "Stolen"), choice("damaged", "Kapot", "Broken")},
	}}
	for text, want := range map[string]string{
		"nee wacht, een dief heeft hem":                  "stolen",
		"sorry, hij is doormidden":                       "damaged",
		"no, someone took it from my bag":                "stolen",
		"wait, it snapped":                               "damaged",
		"laat dat kwijt maar zitten, het is gestolen":    "stolen",
		"nee, ik wil geen medewerker":                    "",
		"kan ik mijn lening deze maand niet betalen dan": "",
	} {
		u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: text}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, c := range u.Commands {
			if c.Do == conversation.DoSet && c.Slot == "reason" {
				got = c.Value.Text
			}
		}
		if got != want {
			t.Errorf("%q: reason %q, want %q; %v", text, got, want, u.Commands)
		}
	}
}
