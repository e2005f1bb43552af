package flows

import (
	"slices"
	"strings"

	"balie/conversation"
)

// checkData follows what customers say through every flow, to where it leaves the conversation: a system may be sent
// what it is declared for and nothing more private, and what is secret is said to nobody.
func (l *loader) checkData() {
	t := &tracing{loader: l, inputs: map[string]map[string]conversation.Class{}}
	for range len(l.flows) + 1 { // a class travels at most once through every flow
		if !t.carry() {
			break
		}
	}
	for _, name := range names(l.flows) {
		d := l.flows[name]
		d.flow.Walk(func(s *Step) {
			switch s.Kind {
			case Call:
				t.sent(d, s)
			case Say, Confirm:
				t.said(d, s)
			case Decision:
				t.said(d, s)
				t.weighed(d, s)
			}
		})
	}
}

// tracing knows how private the inputs of flows are that other flows call.
type tracing struct {
	*loader
	inputs map[string]map[string]conversation.Class
}

// carry takes classes from callers to the flows that they call, and tells whether anything was learnt.
func (t *tracing) carry() bool {
	learnt := false
	for _, name := range names(t.flows) {
		d := t.flows[name]
		d.flow.Walk(func(s *Step) {
			if s.Kind != SubFlow {
				return
			}
			for in, x := range s.With {
				c, _ := t.classOf(d.flow, x)
				if private(c) <= private(t.inputs[s.Target][in]) {
					continue
				}
				if t.inputs[s.Target] == nil {
					t.inputs[s.Target] = map[string]conversation.Class{}
				}
				t.inputs[s.Target][in], learnt = c, true
			}
		})
	}
	return learnt
}

// private orders classes: the more private, the higher.
func private(c conversation.Class) int { return slices.Index(classes, string(c)) }

// classOf is the most private class among what an expression reads, and the name that brings it. What systems answered
// is theirs already and has none.
func (t *tracing) classOf(f *Flow, x *Expr) (conversation.Class, string) {
	var class conversation.Class
	var from string
	if x == nil {
		return class, from
	}
	for _, name := range x.Names {
		c := t.inputs[f.Name][name]
		if slot := f.Slots[name]; slot != nil && slot.From == nil {
			c = slot.Class
		} else if formula := f.Values[name]; formula != nil {
			c, _ = t.classOf(f, formula)
		}
		if private(c) > private(class) {
			class, from = c, name
		}
	}
	return class, from
}

// sent looks at what a call sends.
func (t *tracing) sent(d *draft, s *Step) {
	op, ok := t.set.Operations[s.Target]
	if !ok {
		return
	}
	for _, param := range names(s.With) {
		x := s.With[param]
		class, from := t.classOf(d.flow, x)
		most, mend := op.Data, "say data: "+string(class)+" in the connector if its system may have it, or leave it out"
		switch {
		case op.Name == OpAnswer:
			most, mend = conversation.ClassInternal, "ask the documents something that is about nobody"
		case op.BuiltIn:
			continue // the house's own take codes too, and keep none
		case most == "":
			most = conversation.ClassPersonal
		}
		if private(class) > private(most) {
			d.r.errorf(x.Pos, mend, "%s sends %s, which is %s, to %s, which may have what is %s at most", param, from, class, op.Name, most)
		}
	}
}

// said finds texts that show what is secret.
func (t *tracing) said(d *draft, s *Step) {
	for _, name := range s.words() {
		c := t.inputs[d.flow.Name][name]
		if slot := d.flow.Slots[name]; slot != nil {
			c = slot.Class
		}
		if c == conversation.ClassSecret {
			d.r.errorf(s.Pos, "leave it out of the text", "the text shows %s, which is secret: what is said is kept, and read by agents", name)
		}
	}
	for _, name := range s.Lines {
		if slot := d.flow.Slots[name]; slot != nil && slot.Class == conversation.ClassSecret {
			d.r.errorf(s.Pos, "do not send it under a confirm", "the confirm adds a line with %s, which is secret", name)
		}
	}
}

// weighed finds rules that decide on what is secret: what they read is kept and explained.
func (t *tracing) weighed(d *draft, s *Step) {
	for _, r := range s.Rules {
		if c, from := t.classOf(d.flow, r.If); c == conversation.ClassSecret {
			d.r.errorf(r.If.Pos, "decide on something else", "the rule reads %s, which is secret: what decides is kept, and read by agents", from)
		}
	}
}

// curious are words in the names of slots for what a process seldom needs to know.
var curious = []string{
	"gender", "sex", "title", "salutation", "nationality", "religion", "ethnicity", "marital", "birthplace", "orientation",
	"geslacht", "aanhef", "titel", "nationaliteit", "geloof", "burgerlijke", "geboorteplaats", "geaardheid",
}

// checkNeed asks why something is asked that is sensitive, or that a process seldom needs.
func (d *draft) checkNeed() {
	for _, name := range d.flow.SlotOrder {
		s := d.flow.Slots[name]
		if s.Optional || s.Why != nil {
			continue
		}
		words := strings.Split(name, "_")
		switch {
		case s.Class == conversation.ClassSensitive:
			d.r.warnf(s.Pos, "add why:, which customers who ask are told", "slot %s is sensitive, and nothing says why it is asked", name)
		case slices.ContainsFunc(words, func(w string) bool { return slices.Contains(curious, w) }):
			d.r.warnf(s.Pos, "write optional: true, or say why: it is needed", "slot %s is seldom needed: it is demanded, and nothing says why", name)
		}
	}
}
