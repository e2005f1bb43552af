package intent

import (
	"slices"
	"strings"

	"balie/intent/extract"
)

// strangeness is what a sentence says that a process knows nothing of.
type strangeness struct {
	words    []string // with a meaning of their own
	known    int      // how many of those that it knows
	acts     bool     // one of them says what is to be done
	contrary bool     // one of them turns the matter round
}

// strange lists the words of a sentence that a process does not know: they stand in none of its examples, titles and
// options, in no form. "How do I unblock my card" names the card of a process that blocks cards, and not its act.
func (t *turn) strange(flow, s string) strangeness {
	var out strangeness
	known := t.spoken[flow]
	for _, w := range strings.Fields(extract.Fold(t.withoutValues(s))) {
		if len(w) < 3 || t.tongue.small(w) || t.extract.Beside(w, 0, 0) == 0 && !known[w] {
			continue
		}
		reversed := t.reverses(known, w)
		if !reversed && t.knows(known, w) {
			out.known++
			continue
		}
		out.words = append(out.words, w)
		out.acts = out.acts || t.stance.acts[w]
		out.contrary = out.contrary || t.stance.contrary[w] || reversed
	}
	return out
}

// leastPart is the length from which the end of a compound is a word of its own.
const leastPart = 4

// knows reports a word that stands among others in some form: bent, mistyped, or as the end of a compound.
func (t *turn) knows(known map[string]bool, word string) bool {
	if known[word] {
		return true
	}
	for k := range known {
		if extract.Alike(word, k) {
			return true
		}
		head, ends := strings.CutSuffix(word, k)
		if ends && len(k) >= leastPart && !slices.Contains(t.stance.reversing, head) {
			return true
		}
	}
	return false
}

// reverses reports a word that is a known one turned round: unblock.
func (t *turn) reverses(known map[string]bool, word string) bool {
	return !known[word] && slices.ContainsFunc(t.stance.reversing, func(head string) bool {
		rest, ok := strings.CutPrefix(word, head)
		return ok && len(rest) >= leastPart && t.knows(known, rest)
	})
}
