package play

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"balie/conversation"
	"balie/flows"
)

// Coverage notes which steps, branches and repairs the tests of a company came by. Tests run side by side.
type Coverage struct {
	mu      sync.Mutex
	steps   map[[2]string]bool // flow and step
	edges   map[[3]string]bool // flow, step and the one after it
	repairs map[string]bool
	rulings map[string]bool // flow, step and rule
}

// NewCoverage has seen nothing yet.
func NewCoverage() *Coverage {
	return &Coverage{steps: map[[2]string]bool{}, edges: map[[3]string]bool{}, repairs: map[string]bool{}, rulings: map[string]bool{}}
}

// watch lets an engine tell where it goes.
func (c *Coverage) watch(e *flows.Engine) {
	if c == nil {
		return
	}
	e.Walked = func(flow string, path []string) {
		c.mu.Lock()
		defer c.mu.Unlock()
		for i, step := range path {
			c.steps[[2]string{flow, step}] = true
			if i > 0 {
				c.edges[[3]string{flow, path[i-1], step}] = true
			}
		}
	}
	e.Ruled = func(flow, step string, rule int) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.rulings[ruling(flow, step, rule)] = true
	}
	e.Repaired = func(pattern string) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.repairs[pattern] = true
	}
}

// ruling names a rule of a decision; 0 is the one without a condition.
func ruling(flow, step string, rule int) string { return fmt.Sprint(flow, " ", step, " ", rule) }

// acted notes the actions of a conversation: a walk comes by the confirmation that holds them, not by each.
func (c *Coverage) acted(events []conversation.Numbered) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range events {
		if a, ok := r.Event.(conversation.ActionStarted); ok {
			c.steps[[2]string{a.Flow, a.Step}] = true
		}
	}
}

// covered is how much of one flow was seen.
type covered struct {
	Flow     string
	BuiltIn  bool
	Steps    tally
	Branches tally // of conditions and a customer's no
	Errors   tally // branches of refusals, failures and waits that elapsed
}

// tally counts what was seen, and names what was not.
type tally struct {
	Seen   int
	All    []string
	Missed []string
}

func (t *tally) note(seen bool, name string) {
	t.All = append(t.All, name)
	if seen {
		t.Seen++
		return
	}
	t.Missed = append(t.Missed, name)
}

// of sums up what was seen of each flow, the company's own first.
func (c *Coverage) of(set *flows.Set) []covered {
	var out []covered
	for _, name := range slices.Sorted(maps.Keys(set.Flows)) {
		f := set.Flows[name]
		at := covered{Flow: name, BuiltIn: f.BuiltIn}
		f.Walk(func(s *flows.Step) {
			at.Steps.note(c.steps[[2]string{name, s.Name}], s.Name)
			c.branches(f, s, &at)
		})
		out = append(out, at)
	}
	slices.SortStableFunc(out, func(a, b covered) int {
		switch {
		case a.BuiltIn == b.BuiltIn:
			return 0
		case a.BuiltIn:
			return 1
		}
		return -1
	})
	return out
}

// branches notes which of a step's branches were taken.
func (c *Coverage) branches(f *flows.Flow, s *flows.Step, at *covered) {
	into := func(list []*flows.Step) bool {
		return len(list) > 0 && c.edges[[3]string{f.Name, s.Name, list[0].Name}]
	}
	switch s.Kind {
	case flows.If:
		at.Branches.note(into(s.Then), s.Name+": yes")
		no := into(s.Else)
		if len(s.Else) == 0 {
			no = c.past(f.Name, s)
		}
		at.Branches.note(no, s.Name+": no")
	case flows.Decision:
		for i, r := range s.Rules {
			rule, name := i+1, fmt.Sprintf("%s: rule %d", s.Name, i+1)
			if r.If == nil {
				rule, name = 0, s.Name+": else"
			}
			at.Branches.note(c.rulings[ruling(f.Name, s.Name, rule)], name)
		}
		return
	case flows.Confirm:
		if len(s.Else) > 0 {
			at.Branches.note(into(s.Else), s.Name+": no")
		}
	}
	for _, outcome := range slices.Sorted(maps.Keys(s.Outcomes)) {
		list := s.Outcomes[outcome]
		at.Errors.note(len(list) > 0 && c.steps[[2]string{f.Name, list[0].Name}], s.Name+": "+outcome)
	}
}

// past tells whether a walk went on after a condition without going into its branch.
func (c *Coverage) past(flow string, s *flows.Step) bool {
	for e := range c.edges {
		if e[0] == flow && e[1] == s.Name && (len(s.Then) == 0 || e[2] != s.Then[0].Name) {
			return true
		}
	}
	return false
}

// ofRepairs counts the patterns that ran.
func (c *Coverage) ofRepairs(set *flows.Set) tally {
	var out tally
	for _, name := range slices.Sorted(maps.Keys(set.Patterns)) {
		out.note(c.repairs[name], name)
	}
	return out
}

// Text writes what was seen, a flow a line, and under it what was not: without an excuse, and with which.
func (c *Coverage) Text(out io.Writer, set *flows.Set, excuses []Excuse) {
	fmt.Fprintln(out, "coverage:              steps     branches  error branches")
	for _, f := range c.of(set) {
		fmt.Fprintf(out, "  %-20s %-9s %-9s %s\n", f.Flow, f.Steps, f.Branches, f.Errors)
		if !f.BuiltIn {
			unseen(f.Flow, excuses, f.Steps, f.Branches, f.Errors).text(out)
		}
	}
	all := c.ofRepairs(set)
	fmt.Fprintf(out, "  %-20s %s\n", repairs, all)
	unseen(repairs, excuses, all).text(out)
}

func (g gap) text(out io.Writer) {
	if len(g.Missed) > 0 {
		fmt.Fprintf(out, "    not seen: %s\n", strings.Join(g.Missed, ", "))
	}
	for _, e := range g.Excused {
		fmt.Fprintf(out, "    excused: %s, because %s\n", e.What, e.Because)
	}
}

// String writes 3 of 4, or a dash where there is nothing to see.
func (t tally) String() string {
	if len(t.All) == 0 {
		return "-"
	}
	return fmt.Sprintf("%d of %d", t.Seen, len(t.All))
}
