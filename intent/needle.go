package intent

import (
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
	any   []int // one of these letters stands in every match; none: unknown
}

// in reports whether the expression matches.
func (n needle) in(h *haystack) bool {
	if len(n.any) > 0 && !slices.ContainsFunc(n.any, func(id int) bool { return h.holds[id] }) {
		return false
	}
	return n.match.MatchString(h.text)
}

func anyIn(needles []needle, h *haystack) bool {
	return slices.ContainsFunc(needles, func(n needle) bool { return n.in(h) })
}

// letters are what the needles of a recognizer look for: each text is searched once for all of them.
type letters struct {
	ids   map[string]int
	begin [1024][]letter // by their first two
}

type letter struct {
	text string
	id   int
}

func newLetters() *letters { return &letters{ids: map[string]int{}} }

// needle makes a needle of a regular expression.
func (l *letters) needle(source string) (needle, error) {
	re, err := regexp.Compile(source)
	if err != nil {
		return needle{}, err
	}
	n := needle{match: re}
	if tree, err := syntax.Parse(source, syntax.Perl); err == nil {
		for _, text := range required(tree.Simplify()) {
			n.any = append(n.any, l.id(text))
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
	id, there := l.ids[text]
	if !there {
		id = len(l.ids)
		l.ids[text] = id
		at := pair(text[0], text[1])
		l.begin[at] = append(l.begin[at], letter{text, id})
	}
	return id
}

func pair(a, b byte) int { return int(a&31)<<5 | int(b&31) }

// haystack is a folded text with the letters that stand in it.
type haystack struct {
	text  string
	holds []bool // by id
}

func (l *letters) haystack(text string) *haystack {
	h := &haystack{text: text, holds: make([]bool, len(l.ids))}
	for i := 0; i+1 < len(text); i++ {
		for _, k := range l.begin[pair(text[i], text[i+1])] {
			if strings.HasPrefix(text[i:], k.text) {
				h.holds[k.id] = true
			}
		}
	}
	return h
}

// leastNeedle is the length of letters that are worth looking for.
const leastNeedle = 2

// required returns letters of which one stands in every match; nil when that cannot be told.
func required(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 || len(re.Rune) < leastNeedle {
			return nil
		}
		return []string{string(re.Rune)}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if lits := required(sub); better(lits, best) {
				best = lits
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			lits := required(sub)
			if lits == nil {
				return nil
			}
			all = append(all, lits...)
		}
		return all
	}
	return nil
}

// better prefers letters that are long, then few.
func better(a, b []string) bool {
	if a == nil || b == nil {
		return a != nil
	}
	if x, y := shortest(a), shortest(b); x != y {
		return x > y
	}
	return len(a) < len(b)
}

func shortest(lits []string) int {
	n := len(lits[0])
	for _, l := range lits {
		n = min(n, len(l))
	}
	return n
}
