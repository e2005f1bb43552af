package flows

import (
	"cmp"
	"slices"

	"balie/conversation"
)

// check finds what is wrong with what compiles: each concern has a file of its own.
func (l *loader) check() {
	for _, name := range names(l.flows) {
		d := l.flows[name]
		d.checkFlow()
		d.checkSlots()
		d.checkCalls()
		d.checkDecisions()
		d.checkBranches()
		d.checkWaits()
		d.checkAssigned()
		d.checkConfirms()
		d.checkNeed()
		d.checkBehalf()
	}
	for _, name := range names(l.patterns) {
		l.patterns[name].checkDeeds()
	}
	l.checkExamples()
	l.checkConfusable()
	l.checkData()
	l.checkDisclosure()
}

// checkFlow looks at what stands at a flow's head.
func (d *draft) checkFlow() {
	f := d.flow
	if f.Urgent && d.l.set.Company["emergency"].Text == "" {
		d.r.warnf(f.Pos, "add emergency: to the company's configuration", "flow %s is urgent and the company has no emergency number", f.Name)
	}
	if len(f.Examples) == 0 {
		return
	}
	for _, lang := range d.l.set.Languages {
		if len(f.Examples[lang]) == 0 {
			d.r.warnf(f.Pos, "add some under examples:", "flow %s has no examples in %s", f.Name, lang)
		}
	}
	for _, in := range names(f.Inputs) {
		d.r.errorf(d.inputs[in], "leave examples: out, or the input", "a flow that a customer can start has nobody who gives it %s", in)
	}
}

// checkSlots finds slots that nobody needs and names that are no slots.
func (d *draft) checkSlots() {
	collected := map[string]bool{}
	d.flow.Walk(func(s *Step) {
		for i, name := range s.Collect {
			if d.flow.Slots[name] == nil {
				d.r.errorf(d.targets[s], didYouMean(name, d.flow.SlotOrder), "there is no slot %s", name)
			}
			if slices.Contains(s.Collect[:i], name) {
				d.r.errorf(d.targets[s], "leave one out", "slot %s is collected twice", name)
			}
			collected[name] = true
		}
	})
	read := d.readNames()
	for _, name := range d.flow.SlotOrder {
		s := d.flow.Slots[name]
		switch {
		case !collected[name]:
			d.r.warnf(s.Pos, "collect it or leave it out", "slot %s is never asked for", name)
		case !read[name]:
			d.r.warnf(s.Pos, "leave it out: what is not needed is not asked", "slot %s is asked for and never used", name)
		}
		for _, other := range s.ForgetWith {
			if d.flow.Slots[other] == nil || other == name {
				d.r.errorf(s.Pos, didYouMean(other, d.flow.SlotOrder), "forget_with: there is no other slot %s", other)
			}
		}
		if s.Type.IsRef() && s.Prefill == nil {
			d.r.errorf(s.Pos, "offer a choice, or look it up by a number", "slot %s is a reference, and nobody can type one", name)
		}
	}
}

// readNames are the names that anything in the flow reads.
func (d *draft) readNames() map[string]bool {
	read := map[string]bool{}
	note := func(list []string) {
		for _, n := range list {
			read[n] = true
		}
	}
	d.flow.Walk(func(s *Step) { note(s.reads()) })
	for _, s := range d.flow.Slots {
		note(s.reads())
		note(s.Ask.Names())
	}
	for _, m := range []map[string]*Expr{d.flow.Values, d.flow.Returns} {
		for _, x := range m {
			note(x.names())
		}
	}
	return read
}

// checkDeeds looks at what a pattern does.
func (d *draft) checkDeeds() {
	walkSteps(d.pattern.Steps, func(s *Step) {
		if s.Kind != Do {
			return
		}
		if _, ok := Deeds[s.Target]; !ok && s.Target != "" {
			d.r.errorf(d.targets[s], didYouMean(s.Target, names(Deeds)), "a pattern cannot do %q", s.Target)
		}
		if (s.Target == "language") != (s.Language != "") {
			d.r.errorf(s.Pos, "write do: language and language: en", "the language goes with do: language")
		}
		if s.Language != "" && !slices.Contains(d.l.languages(), s.Language) {
			d.r.errorf(s.Pos, didYouMean(s.Language, d.l.set.Languages), "%q is no language of this company", s.Language)
		}
	})
	after(d, d.pattern.Steps)
}

// operation finds a contract, or says which is nearest.
func (d *draft) operation(name string, f *fields, key string) (conversation.Operation, bool) {
	op, ok := d.l.set.Operations[name]
	if !ok && name != "" {
		d.noOperation(name, d.r.at(f.by[key]))
	}
	return op, ok
}

func (d *draft) noOperation(name string, at Pos) {
	d.r.errorf(at, didYouMean(name, names(d.l.set.Operations)), "no connector offers %s", name)
}

// parameters holds what is given against what is wanted.
func (d *draft) parameters(whose string, want map[string]conversation.Schema, with map[string]*Expr, at Pos) {
	for _, name := range names(want) {
		if x, given := with[name]; !given && !want[name].Optional {
			d.r.errorf(at, "add it under with:", "%s wants %s (%s)", whose, name, want[name].Type)
		} else if x != nil {
			if err := accepts(want[name], x.Type); err != nil {
				d.r.errorf(x.Pos, "", "%s of %s: %q does not fit: %v", name, whose, x.Source, err)
			}
			if want[name].Optional {
				x.lacks = true
			}
		}
	}
	for _, name := range names(with) {
		if _, ok := want[name]; !ok {
			pos := at
			if with[name] != nil {
				pos = with[name].Pos
			}
			d.r.errorf(pos, didYouMean(name, names(want)), "%s takes no %s", whose, name)
		}
	}
}

// before orders positions in one file.
func before(a, b Pos) bool { return cmp.Or(a.Line-b.Line, a.Col-b.Col) < 0 }
