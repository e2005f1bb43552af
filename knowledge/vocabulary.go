package knowledge

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// vocabulary finds the terms of the pages that are nearly the term a customer typed.
type vocabulary struct {
	words *bm25
	lex   *lexicon
	terms []string
	grams map[string][]int32
	sizes []int // number of distinct grams of a term

	also, parts memo[[]weighted] // alternatives of terms and pieces of words that were asked before
}

func newVocabulary(words *bm25, lex *lexicon) *vocabulary {
	v := &vocabulary{words: words, lex: lex, grams: map[string][]int32{}}
	for t := range words.ids {
		if len(t) >= 3 && isAlpha(t) && !lex.stop[t] {
			v.terms = append(v.terms, t)
		}
	}
	slices.Sort(v.terms)
	for i, t := range v.terms {
		set := gramSet(t)
		v.sizes = append(v.sizes, len(set))
		for _, g := range set {
			v.grams[g] = append(v.grams[g], int32(i))
		}
	}
	return v
}

// gramSet are the distinct grams of two characters, the edges of the word included.
func gramSet(t string) []string {
	var out []string
	grams(t, 2, 2, func(g string) {
		if !slices.Contains(out, g) {
			out = append(out, g)
		}
	})
	return out
}

// sameTrust is how far a word that asks for the same thing may stand for another.
const sameTrust = 0.8

// alternatives are terms of the pages that may stand for the term, with how
// far each can be trusted, the most trusted first.
func (v *vocabulary) alternatives(term string) []weighted { return v.also.of(term, v.search) }

func (v *vocabulary) search(term string) []weighted {
	if !isAlpha(term) || len(term) < 3 {
		return nil
	}
	var out []weighted
	for _, same := range v.lex.same[term] {
		if v.words.has(same) {
			out = append(out, weighted{same, sameTrust})
		}
	}
	known := v.words.has(term)
	own := gramSet(term)
	counts, touched := v.sharing(own)
	for _, i := range touched {
		dice := 2 * float64(counts[i]) / float64(len(own)+v.sizes[i])
		if w := trust(term, v.terms[i], dice, known); w > 0 {
			out = append(out, weighted{v.terms[i], w})
		}
	}
	slices.SortFunc(out, func(a, b weighted) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.term, b.term))
	})
	return slices.Clip(out[:min(len(out), 8)])
}

// sharing counts, for each term of the pages, the grams it has of own, and
// lists the terms that have any.
func (v *vocabulary) sharing(own []string) (counts []uint8, touched []int32) {
	counts = make([]uint8, len(v.terms))
	for _, g := range own {
		for _, i := range v.grams[g] {
			if counts[i] == 0 {
				touched = append(touched, i)
			}
			if counts[i] < math.MaxUint8 {
				counts[i]++
			}
		}
	}
	return counts, touched
}

// trust says how far candidate may stand for term; dice is the share of grams
// they have in common.
func trust(term, candidate string, dice float64, known bool) float64 {
	if candidate == term || dice < 0.3 {
		return 0
	}
	if !known && isTypo(term, candidate) {
		return typoTrust(len(term))
	}
	if len(term) >= 4 && len(candidate) > len(term) && (strings.HasPrefix(candidate, term) || strings.HasSuffix(candidate, term)) {
		return 0.6 // the page speaks of a kind of it, or in a longer form
	}
	compound := strings.HasPrefix(term, candidate) && len(term)-len(candidate) >= 4
	if dice >= 0.6 && term[0] == candidate[0] && !compound {
		return dice * dice
	}
	return 0
}

// typoTrust is low for short words: one letter makes another word of them.
func typoTrust(length int) float64 {
	if length < 7 {
		return 0.6
	}
	return 0.85
}

// pieces are the parts of a compound that the pages know, with the share of the
// word each covers: roodstaan is rood and staan. A part on its own is worth much
// less than its share (see credit): a hypotheekrente is not just any rente.
func (v *vocabulary) pieces(word string) []weighted { return v.parts.of(word, v.cut) }

func (v *vocabulary) cut(word string) []weighted {
	if !isASCII(word) || !isAlpha(word) || v.words.has(v.lex.stem(word)) {
		return nil
	}
	var alone []weighted
	for cut := 3; cut <= len(word)-3; cut++ {
		head, tail := word[:cut], word[cut:]
		share := float64(cut) / float64(len(word))
		hasHead, hasTail := v.part(head, 3), v.part(tail, 3)
		switch {
		case hasHead && hasTail:
			return []weighted{{v.lex.stem(head), share}, {v.lex.stem(tail), 1 - share}}
		case v.part(tail, 4) && 1-share > sum(alone):
			alone = []weighted{{v.lex.stem(tail), 1 - share}}
		case v.part(head, 4) && share > sum(alone):
			alone = []weighted{{v.lex.stem(head), share}}
		}
	}
	return alone
}

// part says whether a piece of a word is a word of the pages by itself.
func (v *vocabulary) part(piece string, least int) bool {
	return len(piece) >= least && !v.lex.stop[piece] && v.words.has(v.lex.stem(piece))
}

func sum(terms []weighted) float64 {
	total := 0.0
	for _, t := range terms {
		total += t.weight
	}
	return total
}

// isTypo says whether one slip (two in a long word) makes a of b.
func isTypo(a, b string) bool {
	ra, rb := []rune(a), []rune(b)
	allowed := 0
	switch n := min(len(ra), len(rb)); {
	case n >= 8:
		allowed = 2
	case n >= 5:
		allowed = 1
	case n == 4 && len(ra) == len(rb):
		return swapped(ra, rb)
	}
	if allowed == 0 || len(ra)-len(rb) > allowed || len(rb)-len(ra) > allowed {
		return false
	}
	return slips(ra, rb) <= allowed
}

// swapped says whether two neighbours changed places and nothing else.
func swapped(a, b []rune) bool {
	for i := 0; i+1 < len(a); i++ {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
		}
	}
	return false
}

// slips is the least number of letters added, left out, changed or swapped with
// a neighbour (optimal string alignment).
func slips(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
