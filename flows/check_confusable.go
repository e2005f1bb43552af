package flows

import (
	"math"
	"strings"
)

// confusable is how alike two examples of different flows may be: above it a recognizer cannot be sure between them.
const confusable = 0.75

// checkConfusable warns of examples by which two flows can hardly be told apart: the nearest pair of each two flows in
// each language, by the letters of their words, of which rare ones count most.
func (l *loader) checkConfusable() {
	for _, lang := range l.set.Languages {
		all := l.examplesIn(lang)
		weigh(all)
		type pair struct{ a, b string }
		nearest, order := map[pair][2]*sample{}, []pair{}
		best := map[pair]float64{}
		for i, a := range all {
			for _, b := range all[:i] {
				if a.flow == b.flow || fold(a.text) == fold(b.text) { // the same text is an error already
					continue
				}
				key := pair{b.flow.Name, a.flow.Name}
				alike := a.alike(b)
				if alike < confusable || alike <= best[key] {
					continue
				}
				if best[key] == 0 {
					order = append(order, key)
				}
				best[key], nearest[key] = alike, [2]*sample{b, a}
			}
		}
		for _, key := range order {
			n := nearest[key]
			l.warnf(l.exampleAt(n[1].flow, n[1].text), "put in what sets them apart, or leave one out", "flows %s and %s are easily confused in %s: %q is nearly %q",
				key.a, key.b, lang, n[1].text, n[0].text)
		}
	}
}

// sample is one example, with the weight of every three letters in it.
type sample struct {
	flow   *Flow
	text   string
	weight map[string]float64
}

func (l *loader) examplesIn(lang string) []*sample {
	var out []*sample
	for _, name := range names(l.flows) {
		f := l.flows[name].flow
		for _, text := range f.Examples[lang] {
			s := &sample{flow: f, text: text, weight: map[string]float64{}}
			padded := []rune(" " + strings.Join(strings.Fields(fold(text)), "  ") + " ")
			for i := 0; i+3 <= len(padded); i++ {
				s.weight[string(padded[i:i+3])]++
			}
			out = append(out, s)
		}
	}
	return out
}

// weigh makes counts weights of length one, in which what stands in few examples counts most.
func weigh(all []*sample) {
	in := map[string]float64{}
	for _, s := range all {
		for g := range s.weight {
			in[g]++
		}
	}
	for _, s := range all {
		sum := 0.0
		for g, n := range s.weight {
			w := n * math.Log(1+float64(len(all))/in[g])
			s.weight[g] = w
			sum += w * w
		}
		for g := range s.weight {
			s.weight[g] /= math.Sqrt(sum)
		}
	}
}

// alike is 1 for the same letters and 0 for none in common.
func (s *sample) alike(other *sample) float64 {
	sum := 0.0
	for g, w := range s.weight {
		sum += w * other.weight[g]
	}
	return sum
}
