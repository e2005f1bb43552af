package intent

import (
	"regexp/syntax"
	"slices"
	"strings"
)

// starts returns what a text may begin with, in at most mostStart bytes each, for an expression that holds at the beginning
// of a text; none when it may stand anywhere or when that cannot be told.
func starts(re *syntax.Regexp) []string {
	if re.Op != syntax.OpConcat || re.Sub[0].Op != syntax.OpBeginText {
		return nil
	}
	var out []string
	for _, o := range leads(re) {
		if o.text == "" {
			return nil // anything may follow nothing
		}
		out = append(out, o.text)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

const (
	mostStart  = 2
	mostStarts = 64 // more are not worth looking for
)

// lead is how a match may begin. Only a whole one, which is all of a match, can be followed by what comes next.
type lead struct {
	text  string
	whole bool
}

// anyhow is the lead of what cannot be told.
var anyhow = []lead{{}}

// leads returns all ways in which a match of an expression may begin.
func leads(re *syntax.Regexp) []lead {
	switch re.Op {
	case syntax.OpBeginText, syntax.OpEmptyMatch, syntax.OpWordBoundary, syntax.OpEndText:
		return []lead{{whole: true}}
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return anyhow
		}
		return []lead{cut(string(re.Rune))}
	case syntax.OpCapture:
		return leads(re.Sub[0])
	case syntax.OpQuest:
		return append(leads(re.Sub[0]), lead{whole: true})
	case syntax.OpPlus:
		return repeated(leads(re.Sub[0]))
	case syntax.OpStar:
		return append(repeated(leads(re.Sub[0])), lead{whole: true})
	case syntax.OpAlternate:
		var out []lead
		for _, sub := range re.Sub {
			out = append(out, leads(sub)...)
		}
		return few(out)
	case syntax.OpConcat:
		return inARow(re.Sub)
	}
	return anyhow
}

func inARow(parts []*syntax.Regexp) []lead {
	out := []lead{{whole: true}}
	for _, part := range parts {
		if !slices.ContainsFunc(out, func(o lead) bool { return o.whole }) {
			break
		}
		next := leads(part)
		var longer []lead
		for _, o := range out {
			if !o.whole {
				longer = append(longer, o)
				continue
			}
			for _, n := range next {
				c := cut(o.text + n.text)
				longer = append(longer, lead{c.text, c.whole && n.whole})
			}
		}
		out = few(longer)
	}
	return out
}

// cut keeps what is looked at of a text, which is whole when nothing had to go.
func cut(text string) lead {
	return lead{text[:min(len(text), mostStart)], len(text) < mostStart}
}

// repeated says of what may come again that anything may follow it.
func repeated(all []lead) []lead {
	out := slices.Clone(all)
	for i := range out {
		out[i].whole = false
	}
	return out
}

func few(all []lead) []lead {
	slices.SortFunc(all, func(a, b lead) int { return strings.Compare(a.text, b.text) })
	all = slices.Compact(all)
	if len(all) > mostStarts {
		return anyhow
	}
	return all
}
