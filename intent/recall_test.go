package intent

import (
	"testing"

	"balie/conversation"
)

func TestRecallFindsWhatWasSpokenOfBeforeItWasAsked(t *testing.T) {
	t.Parallel()
	r, err := NewRecall()
	if err != nil {
		t.Fatal(err)
	}
	option := func(key string, labels ...string) conversation.Option {
		return conversation.Option{Key: key, Value: conversation.Rec(map[string]conversation.Value{"id": conversation.Of(conversation.Text, key)}), Label: labels[0], Labels: labels}
	}
	orders := []conversation.Option{option("1", "Regenpak, 8 november 2026", "W-31"), option("2", "Tent en haringen, 3 maart 2026", "W-32")}
	cards := []conversation.Option{option("1", "Betaalpas …4821 (Betaalrekening)", "4821"), option("2", "Betaalpas …7730 (Gezamenlijke rekening)", "7730")}
	for _, c := range []struct {
		text    string
		options []conversation.Option
		want    string
	}{
		{"ik wil mijn regenpak terugsturen", orders, "1"},
		{"waar blijft het regenpak?", orders, "1"},
		{"ik wil iets terugsturen dat in november kwam", orders, ""},
		{"ik heb een regenpak en haringen besteld", orders, ""},
		{"my card was stolen, the one ending in 7730", cards, "2"},
		{"mijn pas is op 21 november gestolen", cards, ""},
		{"niet die van de gezamenlijke rekening", cards, ""},
		{"de betaalpas", cards, ""},
		{"\xff 4821", cards, "1"},
	} {
		if got, _ := r.Choose(c.text, c.options); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}
