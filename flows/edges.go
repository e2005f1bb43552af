package flows

import (
	"slices"

	"balie/conversation"
)

// link compiles every flow to its machine.
func (l *loader) link() {
	for _, f := range l.set.Flows {
		f.Machine = NewMachine(f.Name, edges(f))
		f.free = map[string]bool{}
		for name, s := range f.Slots {
			f.free[name] = s.Type == conversation.Text && s.Class != conversation.ClassSecret
		}
	}
}

// edges lists, for every step of a flow, the steps that may come next on a walk.
func edges(f *Flow) [][2]string {
	e := &edging{}
	for _, last := range e.list(f.Steps, []string{start}) {
		e.add(last, over)
	}
	return e.out
}

type edging struct{ out [][2]string }

func (e *edging) add(from, to string) { e.out = append(e.out, [2]string{from, to}) }

// list adds the edges of a list that is entered from some steps, and returns those from which a walk goes on after it.
func (e *edging) list(steps []*Step, from []string) []string {
	for _, s := range steps {
		for _, p := range from {
			e.add(p, s.Name)
		}
		from = e.step(s)
	}
	return from
}

// step adds the edges inside a step and returns the steps from which a walk goes on after it.
func (e *edging) step(s *Step) []string {
	here := []string{s.Name}
	switch s.Kind {
	case End:
		e.add(s.Name, over)
		return nil
	case Back:
		e.add(s.Name, s.Target)
		return nil
	case Handover, Undo:
		e.add(s.Name, over) // until it is handed back or undone; then the walk goes on
		return here
	case If:
		return sortedSet(append(e.list(s.Then, here), e.list(s.Else, here)...))
	case Confirm:
		return e.confirm(s)
	}
	return sortedSet(append(e.outcomes(s, here), here...))
}

func (e *edging) outcomes(s *Step, from []string) []string {
	var out []string
	for _, name := range names(s.Outcomes) {
		out = append(out, e.list(s.Outcomes[name], from)...)
	}
	return out
}

// confirm: a walk sees the confirm, and goes into a branch of one of its calls or on after it; the calls are states too,
// so that every start has one.
func (e *edging) confirm(s *Step) []string {
	out := []string{s.Name}
	at := s.Name
	for _, c := range s.Then {
		e.add(at, c.Name)
		at = c.Name
		out = append(out, e.outcomes(c, []string{s.Name, c.Name})...)
		out = append(out, c.Name)
	}
	if len(s.Else) > 0 {
		out = append(out, e.list(s.Else, []string{s.Name})...)
	}
	return slices.Compact(sortedSet(out))
}
