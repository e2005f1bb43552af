package intent

import (
	"context"
	"strings"
	"testing"

	"balie/conversation"
)

func TestWhoWantsAPersonAndWhoWantsNone(t *testing.T) {
	t.Parallel()
	r := setup(t)
	states := map[string]state{"start": {}, "queued": {Status: "queued"}}
	for name, cases := range read[map[string]map[string][]string](t, "persons.yaml") {
		exp := states[name].expectation(t, r)
		for want, texts := range cases {
			for _, text := range texts {
				u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: text}}, exp)
				if err != nil {
					t.Fatal(err)
				}
				if got := writtenOut(u.Commands); got != want {
					t.Errorf("%s: %q: %s, want %s\n\t%s", name, text, got, want, strings.Join(u.Trace, "\n\t"))
				}
			}
		}
	}
}
