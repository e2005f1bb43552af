package intent

import (
	"testing"

	"balie/intent/classify"
)

// TestOneExampleDecidesLittle takes examples out, one at a time, and counts how many wordings are then judged otherwise.
func TestOneExampleDecidesLittle(t *testing.T) {
	t.Parallel()
	r := setup(t)
	var probes []string
	for _, texts := range read[map[string][]string](t, "wordings.yaml") {
		probes = append(probes, texts...)
	}
	examples := r.examples()
	judged := func(m *classify.Model) []string {
		out := make([]string, len(probes))
		for i, p := range probes {
			if res := m.Classify(p); res.InScope {
				out[i] = res.Ranked[0].Label
			}
		}
		return out
	}
	all := judged(r.model)
	const tries = 6
	otherwise := 0
	for n := range tries {
		gone := (n*2 + 1) * len(examples) / (2 * tries)
		m, err := classify.Train(append(examples[:gone:gone], examples[gone+1:]...), classify.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range judged(m) {
			if l != all[i] {
				otherwise++
			}
		}
	}
	t.Logf("an example less, and %.2f of %d wordings are judged otherwise", float64(otherwise)/tries, len(probes))
	if otherwise*100 > 2*tries*len(probes) {
		t.Errorf("%d examples were taken out one by one: %d judgements of %d wordings changed, at most 2 of 100 may", tries, otherwise, len(probes))
	}
}
