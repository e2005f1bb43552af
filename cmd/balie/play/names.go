package play

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"balie/cmd/balie/company"
	"balie/connectors"
	"balie/flows"
)

// Check finds what tests speak of that the company does not have: an expectation about a name that nobody has would hold
// for ever, or never.
func (t Tests) Check(c *company.Company) error {
	n := namesOf(c)
	for _, s := range t.Scripts {
		n.script(s)
		if _, err := s.answers(c); err != nil {
			n.errs = append(n.errs, err)
		}
		if err := connectors.CheckFaults(c, s.Faults); err != nil {
			n.errs = append(n.errs, fmt.Errorf("%s:%d: %w", s.File, s.Line, err))
		}
	}
	return errors.Join(n.errs...)
}

// names are what a company has of each kind.
type names struct {
	operations, slots, flows, decisions []string

	file string
	errs []error
}

func namesOf(c *company.Company) *names {
	n := &names{operations: slices.Sorted(maps.Keys(c.Contract)), flows: slices.Sorted(maps.Keys(c.Set.Flows))}
	for _, name := range n.flows {
		f := c.Set.Flows[name]
		n.slots = append(n.slots, f.SlotOrder...)
		f.Walk(func(s *flows.Step) {
			if s.Kind == flows.Decision {
				n.decisions = append(n.decisions, strings.TrimPrefix(s.Name, "decision."))
			}
		})
	}
	return n
}

// script looks at what each direction names.
func (n *names) script(s *Script) {
	n.file = s.File
	for _, a := range s.acts {
		switch a.verb {
		case "confirms", "not_called":
			n.known(a.arg, n.operations, "operation")
		case "called":
			n.known(under(a.arg, "operation"), n.operations, "operation")
		case "back_end":
			if a.arg.Kind == yaml.SequenceNode { // anything else is refused where it is compared
				for _, item := range a.arg.Content {
					n.keys(item, n.operations, "operation")
				}
			}
		case "asks":
			n.known(a.arg, n.slots, "slot")
		case "slots", "fills":
			n.keys(a.arg, n.slots, "slot")
		case "done":
			n.known(a.arg, n.flows, "flow")
		case "decided":
			n.keys(a.arg, n.decisions, "decision")
		case "agent":
			n.keys(under(a.arg, "corrects"), n.slots, "slot")
		}
	}
}

// under is the value of a key of a mapping, or, of a word, the word.
func under(n *yaml.Node, key string) *yaml.Node {
	if n.Kind == yaml.ScalarNode {
		return n
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return &yaml.Node{}
}

// keys looks at the keys of a mapping, or, where an operation takes nothing, at the word.
func (n *names) keys(at *yaml.Node, among []string, what string) {
	if at.Kind == yaml.ScalarNode && what == "operation" {
		n.known(at, among, what)
	}
	for i := 0; at.Kind == yaml.MappingNode && i+1 < len(at.Content); i += 2 {
		n.known(at.Content[i], among, what)
	}
}

func (n *names) known(at *yaml.Node, among []string, what string) {
	if at.Kind != yaml.ScalarNode || slices.Contains(among, at.Value) {
		return
	}
	hint := nearest(at.Value, among, "the company has none of that name")
	n.errs = append(n.errs, fmt.Errorf("%s:%d:%d: there is no %s %.60q: %s", n.file, at.Line, at.Column, what, at.Value, hint))
}
