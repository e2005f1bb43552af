package intent

import (
	"context"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
	"balie/intent/extract"
)

// leastHeard is the share of unseen wordings that must be understood.
const leastHeard = 0.9

func read[T any](t *testing.T, file string) T {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var out T
	if err := yaml.Load(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestUnseenWordingsAreUnderstood(t *testing.T) {
	t.Parallel()
	r := setup(t)
	idle := state{}.expectation(t, r)
	asked := state{Running: "block_card", Asked: "reason"}.expectation(t, r)
	heard, all := 0, 0
	for want, texts := range read[map[string][]string](t, "wordings.yaml") {
		for _, text := range texts {
			if _, seen := r.exact[extract.Fold(text)]; seen {
				t.Logf("%q is an example", text)
			}
			exp := idle
			switch want {
			case "cancel", "repeat", "why", "hesitate", "dont_have":
				exp = asked
			}
			u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: text}}, exp)
			if err != nil {
				t.Fatal(err)
			}
			all++
			got := writtenOut(u.Commands)
			if got == want || want == "dont_have" && strings.HasPrefix(got, "skip") {
				heard++
				continue
			}
			t.Logf("%s: %q: %s\n\t%s", want, text, got, strings.Join(u.Trace, "\n\t"))
		}
	}
	t.Logf("%d of %d wordings", heard, all)
	if float64(heard) < leastHeard*float64(all) {
		t.Errorf("%d of %d wordings were understood", heard, all)
	}
}

func TestInnocentWordsCallNobody(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{}.expectation(t, r)
	for _, text := range read[[]string](t, "innocent.yaml") {
		u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: text}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range u.Commands {
			if c.Do == conversation.DoPattern && r.set.Patterns[c.Pattern].First {
				t.Errorf("%q: %s\n\t%s", text, c, strings.Join(u.Trace, "\n\t"))
			}
		}
	}
}
