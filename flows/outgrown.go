package flows

import (
	"fmt"
	"maps"
	"slices"

	"balie/conversation"
)

// Outgrown lists what the processes of a set call that today's systems do not offer any more, or offer otherwise: where
// they do it, in the text of the set. A process that comes to such a step goes on with a person (pattern outgrown). flow
// narrows it to one flow; empty: all of them.
func Outgrown(set *Set, today conversation.Operations, flow string) Problems {
	var out Problems
	for _, name := range slices.Sorted(maps.Keys(set.Flows)) {
		f := set.Flows[name]
		if f.BuiltIn || flow != "" && flow != name {
			continue
		}
		see := func(at Pos, operation string, with map[string]*Expr) {
			if err := outgrown(set.Operations[operation], today, with); err != nil {
				out = append(out, Problem{Pos: at, Severity: Error, Message: fmt.Sprintf("flow %s calls %s, and %v", name, operation, err)})
			}
		}
		for _, slot := range f.SlotOrder {
			if s := f.Slots[slot]; s.From != nil {
				see(s.Pos, s.From.Operation, s.From.With)
			}
		}
		f.Walk(func(st *Step) {
			if st.Kind == Call {
				see(st.Pos, st.Target, st.With)
			}
		})
	}
	return out
}

// outgrown says what has become of an operation that a flow was written for; nil: it can be called as the flow does.
func outgrown(was conversation.Operation, today conversation.Operations, with map[string]*Expr) error {
	if was.BuiltIn || today == nil {
		return nil
	}
	is, ok := today.Operation(was.Name)
	switch {
	case !ok:
		return fmt.Errorf("no connector offers it any more")
	case is.Effect != was.Effect:
		return fmt.Errorf("its effect is %s now and was %s", is.Effect, was.Effect)
	case (is.Whose == conversation.Public) != (was.Whose == conversation.Public):
		return fmt.Errorf("it is %s now and was %s", is.Whose, was.Whose)
	}
	for _, name := range slices.Sorted(maps.Keys(is.Input)) {
		if _, given := with[name]; !given && !is.Input[name].Optional {
			return fmt.Errorf("it wants %s now", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(with)) {
		takes, ok := is.Input[name]
		if !ok {
			return fmt.Errorf("it takes no %s any more", name)
		}
		if err := accepts(takes, was.Input[name]); err != nil {
			return fmt.Errorf("its %s does not fit: %w", name, err)
		}
	}
	if err := accepts(was.Output, is.Output); err != nil {
		return fmt.Errorf("its answer does not fit: %w", err)
	}
	return nil
}

// outgrown leaves a process to a person that needs what its systems do not offer any more.
func (p *place) outgrown(op conversation.Operation, with map[string]*Expr) *need {
	if outgrown(op, p.engine.Offered, with) == nil {
		return nil
	}
	return p.stuck("outgrown", nil)
}
