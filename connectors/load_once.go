package connectors

import (
	"slices"
	"time"

	"github.com/expr-lang/expr"
	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// defaultValidFor is how long after its start a keyed call may be sent again (turn protocol, step 8).
const defaultValidFor = 5 * time.Minute

func (f *file) readOutcomes(o *Offer, m map[string]field) {
	o.Refusals = map[string]Refusal{}
	p, ok := m["outcomes"]
	if !ok {
		return
	}
	for _, p := range f.fields(p.value, "outcomes of "+o.Short) {
		name := f.identifier(p.key, "an outcome of "+o.Short)
		if slices.Contains([]string{"done", "failed", "unknown", "elapsed", "cancelled", "arrived"}, name) {
			f.problem(p.key, "use another word", "outcome %s of %s has a meaning of its own", name, o.Short)
		}
		r := f.readRefusal(p.value, "outcome "+name)
		for _, other := range sortedKeys(o.Refusals) {
			if o.Refusals[other] == r {
				f.problem(p.value, "tell them apart by their code", "outcomes %s and %s of %s look the same", other, name, o.Short)
			}
		}
		o.Refusals[name] = r
	}
	o.Outcomes = sortedKeys(o.Refusals)
}

// readRefusal reads how a refusal is known. Above 499 nobody can say that nothing happened.
func (f *file) readRefusal(n *yaml.Node, what string) Refusal {
	m := f.known(n, what, innerKeys["refusal"]...)
	r := Refusal{Status: 400}
	if p, ok := m["status"]; ok {
		r.Status = int(f.whole(p.value, "status", 200, 499))
	} else {
		f.problem(n, "write {status: 409, code: ALREADY_DONE}", "%s has no status", what)
	}
	if p, ok := m["empty"]; ok {
		r.Empty = f.path(p.value, "empty")
	}
	if p, ok := m["code"]; ok {
		r.Code = f.text(p.value, "code")
	} else if r.Status < 300 && r.Empty == "" {
		f.problem(n, "add code", "%s cannot be told from success", what)
	}
	return r
}

// readOnce reads how a write is kept from happening twice.
func (l *loader) readOnce(f *file, o *Offer, m map[string]field, n *yaml.Node) {
	key, hasKey := m["key"]
	reconcile, hasReconcile := m["reconcile"]
	once, hasOnce := m["once"]
	ways := 0
	for _, has := range []bool{hasKey, hasReconcile, hasOnce} {
		if has {
			ways++
		}
	}
	if o.Effect == conversation.EffectNone {
		if ways > 0 {
			f.problem(n, "leave key, reconcile and once out, or state effect: write", "operation %s has no effect to keep", o.Short)
		}
		return
	}
	switch {
	case ways != 1:
		f.problem(n, "declare one of: key: {header, life}; reconcile: {operation, done, drained_after}; once: best_effort",
			"operation %s %s how it is kept from happening twice", o.Short, says(ways))
	case hasKey:
		f.readKey(o, key.value)
	case hasReconcile:
		f.readReconcile(o, reconcile.value)
	case hasOnce:
		if o.Once = conversation.BestEffort; f.text(once.value, "once") != string(conversation.BestEffort) {
			f.problem(once.value, "write best_effort", "once of %s is unknown", o.Short)
		}
		l.registry.warn(o, "a lost answer goes to a person, for it can neither be sent again nor looked up", "let the back end take a key, or declare a query under reconcile")
	}
	if p, ok := m["valid_for"]; ok {
		o.ValidFor = f.span(p.value, "valid_for", time.Second, 24*time.Hour)
		if o.Once != conversation.Keyed || o.ValidFor > o.KeyLife {
			f.problem(p.value, "keep it within the life of the key", "operation %s has no key that lives so long", o.Short)
		}
	}
}

func (f *file) readKey(o *Offer, n *yaml.Node) {
	m := f.known(n, "key", innerKeys["key"]...)
	o.Once = conversation.Keyed
	header, in := m["header"], m["in"]
	if (header.value == nil) == (in.value == nil) || m["life"].value == nil {
		f.problem(n, "write {header: Idempotency-Key, life: 24h}, or {in: path, life: 8760h}", "key of %s needs header, or in, and life", o.Short)
		return
	}
	if header.value != nil {
		o.KeyHeader = f.header(header.value, "key")
	} else {
		f.readKeyPlace(o, in.value)
	}
	o.KeyLife = f.span(m["life"].value, "life", time.Second, 365*24*time.Hour)
	o.ValidFor = min(defaultValidFor, o.KeyLife)
}

// readKeyPlace makes sure that the key stands where it is said to.
func (f *file) readKeyPlace(o *Offer, n *yaml.Node) {
	place, there := f.text(n, "in"), false
	switch place {
	case "path":
		parts, _ := SplitPath(o.Path)
		for i := 1; i < len(parts); i += 2 {
			there = there || parts[i] == "key"
		}
	case "body":
		for _, e := range o.Body.expressions() {
			there = there || e.key
		}
	default:
		f.problem(n, "write path or body", "in is %s", quote(place))
		return
	}
	if !there {
		f.problem(n, "write {key} in the path, or key in the body", "the key of %s does not stand in its %s", o.Short, place)
	}
}

// readReconcile reads the query that tells what became of a write.
func (f *file) readReconcile(o *Offer, n *yaml.Node) {
	m := f.known(n, "reconcile", innerKeys["reconcile"]...)
	o.Once = conversation.Reconciled
	name, done, drained := m["operation"], m["done"], m["drained_after"]
	if name.value == nil || done.value == nil || drained.value == nil {
		f.problem(n, "write {operation: thing_state, done: output.state == \"done\", drained_after: 30s}",
			"reconcile of %s needs operation, done and drained_after", o.Short)
		return
	}
	o.Drained = f.span(drained.value, "drained_after", 0, 24*time.Hour)
	q := f.sibling(o, name.value, "reconcile")
	if q == nil {
		return
	}
	o.Reconcile = &Reconcile{Query: q}
	f.checkQuery(o, q, name.value)
	s := scope{input: o.inputs, output: q.Answer}
	e, err := s.compile(done.value.Value, expr.AsBool())
	if err != nil {
		f.problem(done.value, "compare output with input, or with our key", "done of %s: %s", o.Short, firstLine(err))
		e = &Expression{}
	}
	o.Reconcile.done = e
	if p, ok := m["absent"]; ok {
		for _, a := range f.list(p.value, "absent") {
			outcome := f.text(a, "absent")
			if _, ok := q.Refusals[outcome]; !ok {
				f.problem(a, "name an outcome of "+q.Short, "absent of %s names %s", o.Short, quote(outcome))
			}
			o.Reconcile.Absent = append(o.Reconcile.Absent, outcome)
		}
	}
}

// checkQuery makes sure that a query can be asked with what its write was given, and answers what the write would have.
func (f *file) checkQuery(o, q *Offer, n *yaml.Node) {
	if q.Effect != conversation.EffectNone {
		f.problem(n, "name an operation without effect", "%s, the query of %s, has effect", q.Short, o.Short)
	}
	f.checkInputs(o, q, n, "the query of")
	for _, name := range o.Answer.required() {
		want, got := o.Answer.Fields[name], q.Answer.Fields[name]
		if got == nil || got.Optional || got.Type != want.Type {
			f.problem(n, "add it to the output of "+q.Short+", or make it optional in that of "+o.Short+": "+name+": "+string(want.Type)+"?",
				"%s, the query of %s, does not answer %s", q.Short, o.Short, name)
		}
	}
}

// checkInputs makes sure that q can be asked with what o was given.
func (f *file) checkInputs(o, q *Offer, n *yaml.Node, what string) {
	for _, name := range sortedKeys(q.inputs) {
		want, got := q.inputs[name], o.inputs[name]
		if got == nil && want.Optional {
			continue
		}
		if got == nil || !typeFits(want.Type, got.Type) || got.Optional && !want.Optional {
			f.problem(n, "give both the same input", "%s, %s %s, needs input %s", q.Short, what, o.Short, name)
		}
	}
}

// sibling finds another operation of the same connector.
func (f *file) sibling(o *Offer, n *yaml.Node, what string) *Offer {
	name := f.text(n, what)
	other := o.Connector.Offers[name]
	if other == nil {
		mend := "name an operation of this connector"
		if near := nearest(name, sortedKeys(o.Connector.Offers)); near != "" {
			mend = "did you mean " + near + "?"
		}
		f.problem(n, mend, "%s of %s names %s, which is not offered", what, o.Short, quote(name))
	}
	return other
}

// readUndo reads which operation takes a done one back: it gets by name what this one was given or answered.
func (f *file) readUndo(o *Offer, m map[string]field) {
	p, ok := m["undo"]
	if !ok {
		return
	}
	u := f.sibling(o, p.value, "undo")
	if u == nil {
		return
	}
	o.Undo = u.Name
	if u.Effect != conversation.EffectWrite || o.Effect != conversation.EffectWrite {
		f.problem(p.value, "only a write undoes a write", "%s cannot undo %s", u.Short, o.Short)
	}
	for _, name := range sortedKeys(u.inputs) {
		want, given, answered := u.inputs[name], o.inputs[name], o.Answer.Fields[name]
		fromInput := given != nil && typeFits(want.Type, given.Type)
		fromAnswer := answered != nil && typeFits(want.Type, answered.Type)
		if !want.Optional && !fromInput && !fromAnswer {
			f.problem(p.value, "give it as an input or an output", "%s, the undo of %s, needs %s", u.Short, o.Short, name)
		}
	}
}
