package intent

import (
	"math"
	"slices"
	"strings"

	"balie/intent/classify"
	"balie/intent/extract"
)

// tongue tells the language of a message by its small words, and by the words and letters of the set's examples.
type tongue struct {
	languages []string
	function  map[string]map[string]bool    // language → small words
	particles map[string]map[string]bool    // language → those that stand in names and addresses
	own       map[string]map[string]bool    // language → longer words of its examples that no other language's have
	grams     map[string]map[string]float64 // language → three letters → log probability
	unseen    map[string]float64
}

const (
	smallWord = 3.0 // weight of a small word, in nats
	ownWord   = 1.5 // weight of a word that only one language's examples have
	longWord  = 5   // letters of a word that may be one language's own: shorter ones are names and slips as often
	certain   = 4.0 // lead from which a language is sure
)

func newTongue(ls []speech, examples []classify.Example) *tongue {
	t := &tongue{
		function: map[string]map[string]bool{}, particles: map[string]map[string]bool{}, own: map[string]map[string]bool{},
		grams: map[string]map[string]float64{}, unseen: map[string]float64{},
	}
	text := map[string][]string{}
	for _, s := range ls {
		t.languages = append(t.languages, s.Language)
		t.function[s.Language], t.particles[s.Language] = setOf(s.Function), setOf(s.Particles)
		text[s.Language] = append(text[s.Language], s.Function...)
	}
	for _, e := range examples {
		text[e.Lang] = append(text[e.Lang], extract.Words(e.Text)...)
	}
	for _, l := range t.languages {
		t.count(l, text[l])
	}
	t.divide(text)
	return t
}

func setOf(words []string) map[string]bool {
	out := map[string]bool{}
	for _, w := range words {
		out[w] = true
	}
	return out
}

// speaks reports a folded text with a small word of a language that stands in no name and no address: somebody says something.
func (t *tongue) speaks(language, folded string) bool {
	return slices.ContainsFunc(strings.Fields(folded), func(w string) bool { return t.function[language][w] && !t.particles[language][w] })
}

// divide finds the words that are one language's own.
func (t *tongue) divide(text map[string][]string) {
	in := map[string]string{}
	for _, l := range t.languages {
		t.own[l] = map[string]bool{}
		for _, w := range text[l] {
			if first, seen := in[w]; !seen {
				in[w] = l
			} else if first != l {
				in[w] = ""
			}
		}
	}
	for w, l := range in {
		if l != "" && len(w) >= longWord {
			t.own[l][w] = true
		}
	}
}

// small reports a small word of any language.
func (t *tongue) small(word string) bool {
	for _, words := range t.function {
		if words[word] {
			return true
		}
	}
	return false
}

func (t *tongue) count(language string, words []string) {
	counts, all := map[string]float64{}, 0.0
	for _, w := range words {
		trigrams(w, func(g string) { counts[g]++; all++ })
	}
	vocabulary := float64(len(counts) + 1)
	for g, n := range counts {
		counts[g] = math.Log((n + 0.5) / (all + 0.5*vocabulary))
	}
	t.grams[language], t.unseen[language] = counts, math.Log(0.5/(all+0.5*vocabulary))
}

func trigrams(word string, each func(string)) {
	w := "^" + word + "$"
	for i := 0; i+3 <= len(w); i++ {
		each(w[i : i+3])
	}
}

// of returns the language of a folded text when it is sure, else nothing. A single word is never sure.
func (t *tongue) of(folded string) string {
	words := slices.DeleteFunc(strings.Fields(folded), func(w string) bool { return strings.Trim(w, "0123456789") == "" })
	if len(words) < 2 {
		return ""
	}
	best, next, which := math.Inf(-1), math.Inf(-1), ""
	for _, l := range t.languages {
		s := t.score(l, words)
		if s > best {
			best, next, which = s, best, l
		} else if s > next {
			next = s
		}
	}
	if best-next < certain {
		return ""
	}
	return which
}

// score adds up what speaks for a language, at most so much a word: one strange word decides nothing.
func (t *tongue) score(language string, words []string) float64 {
	sum := 0.0
	for _, w := range words {
		if t.function[language][w] {
			sum += smallWord
		} else if t.own[language][w] {
			sum += ownWord
		}
		n, s := 0.0, 0.0
		trigrams(w, func(g string) {
			p, seen := t.grams[language][g]
			if !seen {
				p = t.unseen[language]
			}
			s, n = s+p, n+1
		})
		sum += s / max(n, 1)
	}
	return sum
}
