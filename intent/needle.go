package intent

import (
	"cmp"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// needle is a regular expression with the letters that a text must hold for it to match at all: most texts are turned
// away by those, which is what makes a few hundred expressions cheap.
type needle struct {
	match *regexp.Regexp
	id    int
	also  [][]int  // one of each of these letters, too, stands in every match
	start []string // a text that it matches begins with one of these; none: with anything
}

// in reports whether the expression matches.
func (n needle) in(h *haystack) bool {
	if !h.may.has(n.id) {
		return false
	}
	for _, any := range n.also {
		if !slices.ContainsFunc(any, h.holds.has) {
			return false
		}
	}
	if n.start != nil && !slices.ContainsFunc(n.start, func(s string) bool { return strings.HasPrefix(h.text, s) }) {
		return false
	}
	return n.match.MatchString(h.text)
}

// anyIn reports whether any of some needles matches. Needles that are made together have their numbers in a row.
func anyIn(needles []needle, h *haystack) bool {
	if len(needles) == 0 || !h.may.any(needles[0].id, needles[len(needles)-1].id) {
		return false
	}
	return slices.ContainsFunc(needles, func(n needle) bool { return n.in(h) })
}

// letters are what the needles of a recognizer look for: each text is searched once for all of them.
type letters struct {
	texts []string         // by id
	begin map[uint32][]int // ids, by their first three, or two when there are no more; see packed
	of    [][]int          // by id: the needles that may match where they stand
	all   int              // how many needles there are
	any   bits             // needles of which is unknown what they must hold, so that any text may match
}

func newLetters() *letters { return &letters{begin: map[uint32][]int{}} }

// packed is a few letters as a number.
func packed(text string) (n uint32) {
	for i := range len(text) {
		n = n<<8 | uint32(text[i])
	}
	return n
}

// bits is a set of small numbers.
type bits []uint64

func (b bits) has(n int) bool { return n>>6 < len(b) && b[n>>6]&(1<<(n&63)) != 0 }

// any reports whether a number from first to last is in the set.
func (b bits) any(first, last int) bool {
	for word := first >> 6; word <= last>>6 && word < len(b); word++ {
		w := b[word]
		if word == first>>6 {
			w &= ^uint64(0) << (first & 63)
		}
		if word == last>>6 {
			w &= ^uint64(0) >> (63 - last&63)
		}
		if w != 0 {
			return true
		}
	}
	return false
}

func (b bits) add(n int) { b[n>>6] |= 1 << (n & 63) }

func newBits(size int) bits { return make(bits, (size+63)>>6) }

// needle makes a needle of a regular expression.
func (l *letters) needle(source string) (needle, error) {
	re, err := regexp.Compile(source)
	if err != nil {
		return needle{}, err
	}
	n := needle{match: re, id: l.all}
	l.all++
	var must [][]string
	if tree, err := syntax.Parse(source, syntax.Perl); err == nil {
		tree = tree.Simplify()
		must, n.start = required(tree), starts(tree)
	}
	if len(l.any)<<6 < l.all {
		l.any = append(l.any, 0)
	}
	if len(must) == 0 {
		l.any.add(n.id)
	}
	for i, any := range must {
		ids := make([]int, len(any))
		for j, text := range any {
			ids[j] = l.id(text)
		}
		if i > 0 {
			n.also = append(n.also, ids)
			continue
		}
		for _, id := range ids {
			l.of[id] = append(l.of[id], n.id)
		}
	}
	return n, nil
}

// needles makes a needle of each expression.
func (l *letters) needles(sources []string) ([]needle, error) {
	var out []needle
	for _, source := range sources {
		n, err := l.needle(source)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", source, err)
		}
		out = append(out, n)
	}
	return out, nil
}

func (l *letters) id(text string) int {
	at := packed(text[:min(len(text), mostBegin)])
	for _, id := range l.begin[at] {
		if l.texts[id] == text {
			return id
		}
	}
	id := len(l.texts)
	l.texts, l.of, l.begin[at] = append(l.texts, text), append(l.of, nil), append(l.begin[at], id)
	return id
}

// haystack is a folded text with the letters that stand in it and the needles that may match it.
type haystack struct {
	text  string
	holds bits // letters
	may   bits // needles
}

func (l *letters) haystack(text string) *haystack {
	h := &haystack{text: text, holds: newBits(len(l.texts)), may: slices.Clone(l.any)}
	for i := range len(text) {
		for n := leastNeedle; n <= mostBegin && i+n <= len(text); n++ {
			for _, id := range l.begin[packed(text[i:i+n])] {
				if strings.HasPrefix(text[i:], l.texts[id]) && !h.holds.has(id) {
					l.found(h, id)
				}
			}
		}
	}
	return h
}

func (l *letters) found(h *haystack, id int) {
	h.holds.add(id)
	for _, n := range l.of[id] {
		h.may.add(n)
	}
}

const (
	leastNeedle = 2 // length of letters that are worth looking for
	mostBegin   = 3 // how many letters are looked up at once
)

// required returns letters of which one of each group stands in every match, the rarest group first; none when that
// cannot be told.
func required(re *syntax.Regexp) [][]string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 || len(re.Rune) < leastNeedle {
			return nil
		}
		return [][]string{{string(re.Rune)}}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		var all [][]string
		for _, sub := range re.Sub {
			all = append(all, required(sub)...)
		}
		slices.SortStableFunc(all, rarer)
		return all
	case syntax.OpAlternate:
		var either []string
		for _, sub := range re.Sub {
			groups := required(sub)
			if groups == nil {
				return nil
			}
			either = append(either, groups[0]...)
		}
		return [][]string{either}
	}
	return nil
}

// rarer orders groups of letters: long ones first, then few.
func rarer(a, b []string) int {
	return cmp.Or(cmp.Compare(shortest(b), shortest(a)), cmp.Compare(len(a), len(b)))
}

func shortest(lits []string) int {
	n := len(lits[0])
	for _, l := range lits {
		n = min(n, len(l))
	}
	return n
}
