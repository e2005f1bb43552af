package flows

import (
	"maps"
	"slices"

	"balie/conversation"
)

// scopes are what texts outside a flow's steps may read.
type scopes struct {
	none        *scope // nothing: a slot's label
	title       *scope // the company
	acknowledge *scope // the company and the customer
	repair      *scope // what patterns and small texts may read
}

func (l *loader) newScopes() scopes {
	company := map[string]scoped{"company": {schema: l.companySchema()}}
	customer := maps.Clone(company)
	customer["customer"] = scoped{schema: conversation.Schema{Type: conversation.Record, Fields: l.opts.Customer}, once: true}
	repair := maps.Clone(customer)
	for name, t := range PatternScope {
		repair[name] = scoped{schema: plain(t)}
	}
	return scopes{none: newScope(nil), title: newScope(company), acknowledge: newScope(customer), repair: newScope(repair)}
}

func (l *loader) companySchema() conversation.Schema {
	fields := map[string]conversation.Schema{}
	for name, v := range l.set.Company {
		fields[name] = schemaOf(v)
	}
	return conversation.Schema{Type: conversation.Record, Fields: fields}
}

// schemaOf is the schema of a value that is there.
func schemaOf(v conversation.Value) conversation.Schema {
	s := plain(v.Type)
	switch v.Type {
	case conversation.Record:
		s.Fields = map[string]conversation.Schema{}
		for name, f := range v.Fields {
			s.Fields[name] = schemaOf(f)
		}
	case conversation.List:
		if len(v.Items) > 0 {
			item := schemaOf(v.Items[0])
			s.Item = &item
		}
	}
	return s
}

// assemble types and compiles everything that was read.
func (l *loader) assemble() {
	for _, f := range l.later {
		f()
	}
	for _, name := range names(l.patterns) {
		d := l.patterns[name]
		d.run(l.scopes.repair)
		l.set.Patterns[name] = d.pattern
		l.set.named = append(l.set.named, name)
	}
	for _, d := range l.order() {
		l.build(d)
		l.set.Flows[d.flow.Name] = d.flow
	}
}

// run compiles the parts of a draft.
func (d *draft) run(sc *scope) {
	d.scope = sc
	for _, f := range d.later {
		f(sc)
	}
	for _, list := range d.lists() {
		guard(list, nil)
	}
}

func (d *draft) lists() [][]*Step {
	if d.pattern != nil {
		return [][]*Step{d.pattern.Steps}
	}
	return [][]*Step{d.flow.Steps}
}

// order puts flows behind those that they call. A flow that calls itself, directly or round about, is a problem.
func (l *loader) order() []*draft {
	var out []*draft
	state := map[string]int{} // 1: being visited, 2: done
	var visit func(d *draft)
	visit = func(d *draft) {
		state[d.flow.Name] = 1
		d.flow.Walk(func(s *Step) {
			next := l.flows[s.Target]
			switch {
			case s.Kind != SubFlow || next == nil:
			case state[s.Target] == 1:
				l.errorf(d.targets[s], "", "flow %s calls itself by way of %s", s.Target, d.flow.Name)
			case state[s.Target] == 0:
				visit(next)
			}
		})
		state[d.flow.Name] = 2
		out = append(out, d)
	}
	for _, name := range names(l.flows) {
		if state[name] == 0 {
			visit(l.flows[name])
		}
	}
	return out
}

// build gives a flow its scope and compiles its parts.
func (l *loader) build(d *draft) {
	known := maps.Clone(l.scopes.acknowledge.names)
	d.inputNames(known)
	d.slotNames(known)
	d.saveNames(known)
	sc := d.formulaNames(known)
	d.run(sc)
	d.gives = conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{}}
	for _, f := range d.returns {
		if x := l.compileNode(d, f, sc); x != nil {
			d.flow.Returns[f.name] = x
			d.gives.Fields[f.name] = x.Type
		}
	}
}

func (l *loader) compileNode(d *draft, f formula, sc *scope) *Expr {
	if quoted(f.node.Value) {
		l.errorf(d.r.at(f.node), "leave the braces out", "%s is an expression, not a text: no {{ }}", f.name)
		return nil
	}
	return l.compile(f.node.Value, d.r.written(f.node), sc)
}

func (d *draft) inputNames(known map[string]scoped) {
	for name, t := range d.flow.Inputs {
		known[name] = scoped{schema: typed(t)}
	}
}

func (d *draft) slotNames(known map[string]scoped) {
	for _, name := range d.flow.SlotOrder {
		s := d.flow.Slots[name]
		if _, ok := known[name]; ok {
			d.r.errorf(s.Pos, "one name, one meaning: rename one", "%s is an input already", name)
		}
		k := scoped{schema: d.slotSchema(s), slot: true}
		for _, o := range s.Options {
			k.options = append(k.options, o.Value)
		}
		known[name] = k
	}
}

// slotSchema is what a slot holds: the record chosen, when a back end lists its options.
func (d *draft) slotSchema(s *Slot) conversation.Schema {
	if s.From == nil && s.Many > 1 {
		item := fileSchema()
		return conversation.Schema{Type: conversation.List, Item: &item}
	}
	if s.From == nil {
		return typed(s.Type)
	}
	op, ok := d.l.set.Operations[s.From.Operation]
	if !ok || op.Output.Item == nil || op.Output.Item.Type != conversation.Record {
		return plain(conversation.Record)
	}
	return *op.Output.Item
}

// saveNames adds what steps save. Two steps may save under one name only what has the same schema.
func (d *draft) saveNames(known map[string]scoped) {
	saved := map[string]string{}
	d.flow.Walk(func(s *Step) {
		if s.Save == "" {
			return
		}
		schema := d.saves(s)
		written := canonical(schema)
		old, again := saved[s.Save]
		if _, taken := known[s.Save]; taken && !again {
			d.r.errorf(s.Pos, "one name, one meaning: save it under another", "save %s hides the slot or input of that name", s.Save)
			return
		}
		if again && old != written {
			d.r.errorf(s.Pos, "one name, one meaning: save it under another", "save %s holds something else in another step", s.Save)
			return
		}
		saved[s.Save] = written
		known[s.Save] = scoped{schema: schema, outcomes: s.Named()}
	})
}

// saves is the schema of what a step saves; an open record when that is not known.
func (d *draft) saves(s *Step) conversation.Schema {
	switch s.Kind {
	case Call:
		if op, ok := d.l.set.Operations[s.Target]; ok && op.Output.Type != "" {
			return op.Output
		}
	case SubFlow:
		if callee := d.l.flows[s.Target]; callee != nil && callee.gives.Type != "" {
			return callee.gives
		}
	case Decision:
		return decided()
	case Wait:
		if schema, ok := d.l.opts.Callbacks[s.Target]; ok {
			return schema
		}
	}
	return plain(conversation.Record)
}

// formulaNames compiles the flow's values, each after those that it reads, and returns the scope with all of them.
func (d *draft) formulaNames(known map[string]scoped) *scope {
	left := map[string]formula{}
	for _, f := range d.values {
		if _, taken := known[f.name]; taken {
			d.r.errorf(f.at, "one name, one meaning: rename one", "value %s hides the slot, input or save of that name", f.name)
			continue
		}
		left[f.name] = f
	}
	sc := newScope(known)
	for len(left) > 0 {
		f, ok := ready(left)
		if !ok {
			for _, name := range names(left) {
				d.r.errorf(left[name].at, "", "value %s is made of itself, directly or round about", name)
				known[name] = scoped{}
			}
			return newScope(known)
		}
		delete(left, f.name)
		x := d.l.compileNode(d, f, sc)
		known = maps.Clone(known)
		known[f.name] = scoped{}
		if x != nil {
			d.flow.Values[f.name] = x
			d.flow.ValueOrder = append(d.flow.ValueOrder, f.name)
			known[f.name] = scoped{schema: x.Type, once: x.Once}
		}
		sc = newScope(known)
	}
	return sc
}

// guard fills in which names decide whether a step is reached.
func guard(list []*Step, by []string) {
	for _, s := range list {
		s.Guards = sortedSet(by)
		inner := slices.Clone(by)
		if s.Kind != Confirm {
			inner = append(inner, s.reads()...)
		}
		if s.Save != "" && len(s.Outcomes) > 0 {
			inner = append(inner, s.Save)
		}
		for _, l := range s.lists() {
			guard(l, inner)
		}
	}
}

func sortedSet(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}
