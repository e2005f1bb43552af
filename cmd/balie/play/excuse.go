package play

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"balie/flows"
)

// Excuse says why no test comes by a part of a flow, or by a pattern of the company's own.
type Excuse struct {
	Flow    string // or repairs, of patterns
	What    string // as a report of coverage names it
	Because string

	file string
	line int
}

// repairs stands where a flow's name stands, of patterns.
const repairs = "repairs"

// excuses reads {flow: {what: because}}.
func excuses(file string, n *yaml.Node) ([]Excuse, error) {
	var out []Excuse
	bad := func(at *yaml.Node) error {
		return fmt.Errorf("%s:%d: uncovered: write {flow: {step: why no test comes by it}}", file, at.Line)
	}
	if n.Kind != yaml.MappingNode {
		return nil, bad(n)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		of := n.Content[i+1]
		if of.Kind != yaml.MappingNode {
			return nil, bad(of)
		}
		for j := 0; j+1 < len(of.Content); j += 2 {
			what, because := of.Content[j], of.Content[j+1]
			if because.Kind != yaml.ScalarNode || because.Value == "" {
				return nil, bad(what)
			}
			out = append(out, Excuse{Flow: n.Content[i].Value, What: what.Value, Because: because.Value, file: file, line: what.Line})
		}
	}
	return out, nil
}

// gap is what of a flow was not seen.
type gap struct {
	Missed  []string
	Excused []Excuse
}

// unseen parts what was not seen of a flow, or of the repairs, into what no test says why of and what one does.
func unseen(of string, excuses []Excuse, parts ...tally) gap {
	var out gap
	for _, t := range parts {
		for _, what := range t.Missed {
			if i := slices.IndexFunc(excuses, func(e Excuse) bool { return e.Flow == of && e.What == what }); i >= 0 {
				out.Excused = append(out.Excused, excuses[i])
			} else {
				out.Missed = append(out.Missed, what)
			}
		}
	}
	return out
}

// Excuse holds what was not seen to the excuses for it. Gaps is what of the company's own has neither been seen nor is
// excused; an excuse for what was seen, or is not there, is an error.
func (c *Coverage) Excuse(set *flows.Set, excuses []Excuse) (gaps []string, errs []error) {
	missed, all := map[[2]string]bool{}, map[[2]string]bool{}
	var order [][2]string
	note := func(own bool, of string, t tally) {
		for _, what := range t.All {
			all[[2]string{of, what}] = true
		}
		for _, what := range t.Missed {
			missed[[2]string{of, what}] = true
			if own {
				order = append(order, [2]string{of, what})
			}
		}
	}
	for _, f := range c.of(set) {
		for _, t := range []tally{f.Steps, f.Branches, f.Errors} {
			note(!f.BuiltIn, f.Flow, t)
		}
	}
	note(false, repairs, c.ofRepairs(set))
	for name, p := range set.Patterns {
		if key := [2]string{repairs, name}; strings.HasPrefix(p.Pos.File, "patterns/") && missed[key] {
			order = append(order, key)
		}
	}
	for _, e := range excuses {
		key := [2]string{e.Flow, e.What}
		switch {
		case !all[key]:
			errs = append(errs, fmt.Errorf("%s:%d: uncovered: %s has no %s", e.file, e.line, e.Flow, e.What))
		case !missed[key]:
			errs = append(errs, fmt.Errorf("%s:%d: uncovered: a test came by %s of %s: leave this out", e.file, e.line, e.What, e.Flow))
		}
		order = slices.DeleteFunc(order, func(k [2]string) bool { return k == key })
	}
	for _, key := range order {
		gaps = append(gaps, key[0]+": "+key[1])
	}
	slices.Sort(gaps)
	return gaps, errs
}
