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
	also  [][]int // one of each of these letters, too, stands in every match
}

// in reports whether the expression matches.
func (n needle) in(h *haystack) bool {
	if !h.may[n.id] {
		return false
	}
	for _, any := range n.also {
		if !slices.ContainsFunc(any, func(id int) bool { return h.holds[id] }) {
			return false
		}
	}
	return n.match.MatchString(h.text)
}

func anyIn(needles []needle, h *haystack) bool {
	return slices.ContainsFunc(needles, func(n needle) bool { return n.in(h) })
}

// letters are what the needles of a recognizer look for: each text is searched once for all of them.
type letters struct {
	texts []string    // by id
	begin [1024][]int // ids, by their first two
	of    [][]int     // by id: the needles that may match where they stand
	any   []bool      // by needle: what it must hold is unknown, so that any text may
}

// needle makes a needle of a regular expression.
func (l *letters) needle(source string) (needle, error) {
	re, err := regexp.Compile(source)
	if err != nil {
		return needle{}, err
	}
	n := needle{match: re, id: len(l.any)}
	var must [][]string
	if tree, err := syntax.Parse(source, syntax.Perl); err == nil {
		must = required(tree.Simplify())
	}
	l.any = append(l.any, len(must) == 0)
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
	at := pair(text[0], text[1])
	for _, id := range l.begin[at] {
		if l.texts[id] == text {
			return id
		}
	}
	id := len(l.texts)
	l.texts, l.of, l.begin[at] = append(l.texts, text), append(l.of, nil), append(l.begin[at], id)
	return id
}

func pair(a, b byte) int { return int(a&31)<<5 | int(b&31) }

// haystack is a folded text with the letters that stand in it and the needles that may match it.
type haystack struct {
	text  string
	holds []bool // by letters
	may   []bool // by needle
}

func (l *letters) haystack(text string) *haystack {
	h := &haystack{text: text, holds: make([]bool, len(l.texts)), may: slices.Clone(l.any)}
	for i := 0; i+1 < len(text); i++ {
		for _, id := range l.begin[pair(text[i], text[i+1])] {
			if h.holds[id] || !strings.HasPrefix(text[i:], l.texts[id]) {
				continue
			}
			h.holds[id] = true
			for _, n := range l.of[id] {
				h.may[n] = true
			}
		}
	}
	return h
}

// leastNeedle is the length of letters that are worth looking for.
const leastNeedle = 2

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
