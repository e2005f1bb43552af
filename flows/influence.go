package flows

import (
	"maps"
	"slices"
)

// Step finds a step by its name; nil when there is none.
func (f *Flow) Step(name string) *Step {
	var found *Step
	f.Walk(func(s *Step) {
		if s.Name == name {
			found = s
		}
	})
	return found
}

// Walk visits every step in the order in which they are written, each before those inside it: then or do, else, the
// outcomes in the order of their names.
func (f *Flow) Walk(visit func(*Step)) { walkSteps(f.Steps, visit) }

func walkSteps(list []*Step, visit func(*Step)) {
	for _, s := range list {
		visit(s)
		walkSteps(s.Then, visit)
		walkSteps(s.Else, visit)
		if len(s.Outcomes) == 0 {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(s.Outcomes)) {
			walkSteps(s.Outcomes[name], visit)
		}
	}
}

// lists are the step lists inside a step, in the same order.
func (s *Step) lists() [][]*Step {
	out := [][]*Step{s.Then, s.Else}
	for _, name := range slices.Sorted(maps.Keys(s.Outcomes)) {
		out = append(out, s.Outcomes[name])
	}
	return out
}

// Influences lists the steps that depend on a slot, through what they read, what decides whether they are reached, and
// what those depend on in turn (rule 11 of the language). They come in the order of the flow.
func (f *Flow) Influences(slot string) []*Step {
	names := f.influenced(slot)
	var out []*Step
	f.Walk(func(s *Step) {
		if f.depends(s, names) {
			out = append(out, s)
		}
	})
	return out
}

// influenced are the names that depend on a slot, itself among them.
func (f *Flow) influenced(slot string) map[string]bool {
	names := map[string]bool{slot: true}
	for {
		before := len(names)
		f.spread(names)
		if len(names) == before {
			return names
		}
	}
}

// stands lists the slots whose values still stand when one gets another, in their order: all that do not depend on it. What
// was chosen from a back end's list is a thing of its own, and what was told after it was told about that.
func (f *Flow) stands(slot *Slot) []string {
	names := f.influenced(slot.Name)
	at := slices.Index(f.SlotOrder, slot.Name)
	var out []string
	for i, name := range f.SlotOrder {
		if i < at || i > at && slot.From == nil && !names[name] {
			out = append(out, name)
		}
	}
	return out
}

// spread adds every name that depends on one of names.
func (f *Flow) spread(names map[string]bool) {
	for name, x := range f.Values {
		if x != nil && anyOf(x.Names, names) {
			names[name] = true
		}
	}
	for name, slot := range f.Slots {
		if anyOf(slot.reads(), names) || anyOf(slot.ForgetWith, names) {
			names[name] = true
		}
	}
	f.Walk(func(s *Step) {
		if !f.depends(s, names) {
			return
		}
		if s.Save != "" {
			names[s.Save] = true
		}
		if anyOf(s.Guards, names) {
			for _, c := range s.Collect {
				names[c] = true
			}
		}
	})
}

// depends reports whether a step reads one of names, or is reached by way of one.
func (f *Flow) depends(s *Step, names map[string]bool) bool {
	if anyOf(s.Guards, names) || anyOf(s.reads(), names) || anyOf(s.Lines, names) {
		return true
	}
	for _, c := range s.Collect {
		if slot := f.Slots[c]; slot != nil && anyOf(slot.reads(), names) {
			return true
		}
	}
	return false
}

func anyOf(list []string, names map[string]bool) bool {
	return slices.ContainsFunc(list, func(n string) bool { return names[n] })
}

// reads are the names that decide which options a slot has, what it starts with and whether its value holds.
func (s *Slot) reads() []string {
	var out []string
	if s.From != nil {
		for _, x := range s.From.With {
			out = append(out, x.names()...)
		}
	}
	for _, r := range s.Valid {
		out = append(out, r.If.names()...)
	}
	out = append(out, s.Prefill.names()...)
	return slices.DeleteFunc(out, func(n string) bool { return n == s.Name })
}

// reads are the names that a step itself reads.
func (s *Step) reads() []string {
	out := s.words()
	for _, x := range []*Expr{s.If, s.Until, s.Match} {
		out = append(out, x.names()...)
	}
	for _, x := range s.With {
		out = append(out, x.names()...)
	}
	for _, r := range s.Rules {
		out = append(out, r.If.names()...)
	}
	return out
}

// words are the names that a step's texts read.
func (s *Step) words() []string {
	out := s.Say.Names()
	for _, txt := range s.Again {
		out = append(out, txt.Names()...)
	}
	for _, r := range s.Rules {
		out = append(out, r.Because.Names()...)
	}
	return out
}

func (x *Expr) names() []string {
	if x == nil {
		return nil
	}
	return x.Names
}
