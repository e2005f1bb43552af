package flows

import (
	"strings"

	"balie/conversation"
)

// assigning walks a flow and checks that a name is read only where every way has set it.
type assigning struct {
	*draft
	said map[Pos]bool
}

// checkAssigned checks rule 3 of the language, and that no way back leads over what cannot be undone.
func (d *draft) checkAssigned() {
	a := &assigning{draft: d, said: map[Pos]bool{}}
	k := known{set: map[string]bool{"customer": true, "company": true}}
	for name := range d.flow.Inputs {
		k.set[name] = true
	}
	if last := a.list(d.flow.Steps, &k); last != nil {
		a.exit(*last)
	}
}

// list returns what holds after a list; nil when nothing comes after it.
func (a *assigning) list(steps []*Step, k *known) *known {
	for _, s := range steps {
		if k == nil {
			return nil
		}
		k = a.step(s, *k)
	}
	return k
}

func (a *assigning) step(s *Step, k known) *known {
	switch s.Kind {
	case Collect:
		return a.collect(s, k)
	case Say:
		a.text(s.Say, k)
		for _, txt := range s.Again {
			a.text(txt, k)
		}
	case If:
		return a.branch(s, k)
	case Call:
		return a.call(s, k)
	case Confirm:
		return a.confirm(s, k)
	case SubFlow:
		return a.sub(s, k)
	case Decision:
		return a.decision(s, k)
	case Wait:
		return a.wait(s, k)
	case Back:
		a.back(s, k)
		return nil
	case End, Undo:
		a.exit(k)
		return nil
	}
	return &k
}

func (a *assigning) collect(s *Step, k known) *known {
	a.text(s.Ask, k)
	for _, name := range s.Collect {
		slot := a.flow.Slots[name]
		if slot == nil {
			k = k.with(name)
			continue
		}
		a.slot(slot, k)
		if slot.Optional {
			k = k.with(name + orNothing)
			continue
		}
		k = k.with(name)
	}
	return &k
}

func (a *assigning) slot(slot *Slot, k known) {
	a.text(slot.Ask, k)
	a.text(slot.Why, k)
	a.expr(slot.Prefill, k)
	for _, o := range slot.Options {
		a.text(o.Label, k)
	}
	if slot.From != nil {
		a.exprs(slot.From.With, k)
		item := k.with("item")
		a.text(slot.From.Label, item)
		a.expr(slot.From.Also, item)
	}
	own := k.with(slot.Name)
	for _, r := range slot.Valid {
		a.expr(r.If, own)
		a.text(r.Else, own)
	}
}

func (a *assigning) branch(s *Step, k known) *known {
	yes, no := k, k
	if s.If != nil {
		a.expr(s.If, k)
		yes, no = k.with(s.If.sets...), k.with(s.If.unsets...)
	}
	return meet(a.list(s.Then, &yes), a.list(s.Else, &no))
}

// call: a branch that leaves by handover comes back after the call, without what it saves.
func (a *assigning) call(s *Step, k known) *known {
	a.exprs(s.With, k)
	var back *known
	for _, name := range names(s.Outcomes) {
		back = meet(back, a.list(s.Outcomes[name], &k))
	}
	if a.l.set.Operations[s.Target].Effect == conversation.EffectWrite {
		k.done = append(k.done[:len(k.done):len(k.done)], s)
	}
	after := k.with(saved(s)...)
	return meet(&after, back)
}

func saved(s *Step) []string {
	if s.Save == "" {
		return nil
	}
	return []string{s.Save}
}

func (a *assigning) confirm(s *Step, k known) *known {
	a.text(s.Say, k)
	var back *known
	if len(s.Else) > 0 {
		back = a.list(s.Else, &k)
	}
	return meet(a.list(s.Then, &k), back)
}

func (a *assigning) sub(s *Step, k known) *known {
	a.exprs(s.With, k)
	var back *known
	if b, ok := s.Outcomes[cancelled]; ok {
		back = a.list(b, &k)
	}
	if callee := a.l.flows[s.Target]; callee != nil && callee.writesForGood(map[string]bool{}) {
		k.done = append(k.done[:len(k.done):len(k.done)], s)
	}
	after := k.with(saved(s)...)
	return meet(&after, back)
}

// decision: a rule is asked only when those before it did not hold; a branch that leaves by handover comes back after it.
func (a *assigning) decision(s *Step, k known) *known {
	asked := k
	for _, r := range s.Rules {
		yes := asked
		if r.If != nil {
			a.expr(r.If, asked)
			yes, asked = asked.with(r.If.sets...), asked.with(r.If.unsets...)
		}
		a.text(r.Because, yes)
	}
	k = k.with(s.Save)
	after := &k
	for _, name := range names(s.Outcomes) {
		after = meet(after, a.list(s.Outcomes[name], &k))
	}
	return after
}

func (a *assigning) wait(s *Step, k known) *known {
	a.expr(s.Until, k)
	a.expr(s.Match, k)
	after := k.with(saved(s)...)
	b, branch := s.Outcomes[elapsed]
	switch {
	case branch:
		return meet(&after, a.list(b, &k))
	case s.timed():
		return meet(&after, &k) // it may elapse without anything having come
	}
	return &after
}

// back may not lead over a write that is done and cannot be undone.
func (a *assigning) back(s *Step, k known) {
	target := a.flow.Step(s.Target)
	if target == nil {
		return
	}
	for _, w := range k.done {
		if !before(w.Pos, target.Pos) && (w.Kind == SubFlow || a.l.set.Operations[w.Target].Undo == "") {
			a.r.errorf(s.Pos, "go back to a step after it, or give the operation an undo", "this leads back over %s, which may be done and cannot be undone", w.Name)
			return
		}
	}
}

// writesForGood reports whether a flow, or one that it calls, does something that cannot be undone.
func (d *draft) writesForGood(seen map[string]bool) bool {
	if seen[d.flow.Name] {
		return false
	}
	seen[d.flow.Name] = true
	found := false
	d.flow.Walk(func(s *Step) {
		op := d.l.set.Operations[s.Target]
		inner := d.l.flows[s.Target]
		found = found || s.Kind == Call && op.Effect == conversation.EffectWrite && op.Undo == "" ||
			s.Kind == SubFlow && inner != nil && inner.writesForGood(seen)
	})
	return found
}

// exit is an end of the flow: what it returns must be known.
func (a *assigning) exit(k known) {
	for _, name := range names(a.flow.Returns) {
		a.expr(a.flow.Returns[name], k)
	}
}

func (a *assigning) exprs(m map[string]*Expr, k known) {
	for _, name := range names(m) {
		a.expr(m[name], k)
	}
}

// text checks the expressions of a text. A field that may be missing may stand there by itself: nothing is shown.
func (a *assigning) text(t *Text, k known) {
	if t == nil {
		return
	}
	for _, x := range t.exprs() {
		a.reads(x, k, true)
	}
}

func (a *assigning) expr(x *Expr, k known) {
	if x != nil {
		a.reads(x, k, x.lacks)
	}
}

// orNothing stands behind the name of an optional slot that was asked: it has a value, or the customer has none.
const orNothing = "?"

// bare reports whether an expression is nothing but a name or a field.
func (x *Expr) bare() bool {
	_, ok := x.paths[x.Source]
	return ok
}

// reads reports the first name of an expression that may have no value.
func (a *assigning) reads(x *Expr, k known, mayLack bool) {
	for _, r := range x.reads {
		if r.assured || a.has(r.path, k) || x.bare() && (mayLack && r.path != r.name || x.lacks && k.set[r.name+orNothing]) {
			continue
		}
		at := shift(x.Pos, x.Source, r.at)
		if a.said[at] {
			return
		}
		a.said[at] = true
		if missing := a.lacking(r.path, k); missing != r.path {
			a.r.errorf(at, "set it on every way, or ask first: if: set("+missing+")", "%s is made of %s, which may have no value here", r.path, missing)
			return
		}
		a.r.errorf(at, "set it on every way, or ask first: if: set("+r.path+")", "%s may have no value here", r.path)
		return
	}
}

// has reports whether a path has a value here: set, one of today's, or a formula of names that have one.
func (a *assigning) has(path string, k known) bool { return a.lacking(path, k) == "" }

// lacking is the path that has no value: path itself, or what a formula is made of.
func (a *assigning) lacking(path string, k known) string {
	if k.set[path] || path == nowName || path == todayName {
		return ""
	}
	name, _, field := strings.Cut(path, ".")
	x, formula := a.flow.Values[name]
	if !formula || x == nil || field {
		return path
	}
	for _, r := range x.reads {
		if r.assured || r.name == name {
			continue
		}
		if missing := a.lacking(r.path, k); missing != "" {
			return missing
		}
	}
	return ""
}
