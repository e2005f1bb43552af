package intent

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// needle is a regular expression with the letters that a text must hold for it to match at all: most texts are turned
// away by those, which is what makes a few hundred expressions cheap.
type needle struct {
	match *regexp.Regexp
	any   []string // one of these stands in every match; none: unknown
}

func newNeedle(source string) (needle, error) {
	re, err := regexp.Compile(source)
	if err != nil {
		return needle{}, err
	}
	n := needle{match: re}
	if tree, err := syntax.Parse(source, syntax.Perl); err == nil {
		n.any = required(tree.Simplify())
	}
	return n, nil
}

// in reports whether the expression matches.
func (n needle) in(h *haystack) bool {
	if len(n.any) > 0 && !h.holds(n.any) {
		return false
	}
	return n.match.MatchString(h.text)
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

// haystack is a folded text with its pairs of letters, to turn most needles away without looking.
type haystack struct {
	text  string
	pairs [1024]bool
}

func newHaystack(text string) *haystack {
	h := &haystack{text: text}
	for i := 0; i+1 < len(text); i++ {
		h.pairs[pair(text[i], text[i+1])] = true
	}
	return h
}

func pair(a, b byte) int { return int(a&31)<<5 | int(b&31) }

func (h *haystack) holds(any []string) bool {
	for _, lit := range any {
		if h.may(lit) && strings.Contains(h.text, lit) {
			return true
		}
	}
	return false
}

func (h *haystack) may(lit string) bool {
	for i := 0; i+1 < len(lit); i++ {
		if !h.pairs[pair(lit[i], lit[i+1])] {
			return false
		}
	}
	return true
}
