package flows

import (
	"slices"
	"strings"

	"balie/conversation"
)

// ForWhomFlow is the built-in flow that asks for whom the customer acts; companies may override it.
const ForWhomFlow = "for_whom"

// may is satisfied when the customer is known well enough for an operation, and it stands for whom they act.
func (p *place) may(asks conversation.Demand, op conversation.Operation) (*need, error) {
	if n, err := p.known(asks); n != nil || err != nil {
		return n, err
	}
	return p.represents(op)
}

// represents is satisfied when an operation is about nobody, or about somebody for whom the customer may act. For whom that
// is, is chosen once in a conversation, before the first operation that is about a customer.
func (p *place) represents(op conversation.Operation) (*need, error) {
	if p.elsewhere || op.Whose == conversation.Public || op.BuiltIn {
		return nil, nil
	}
	if m := p.s.Identity.For; m != nil {
		return p.covered(*m, op), nil
	}
	if p.s.Chosen != 0 || !p.mandated() {
		return nil, nil
	}
	if !p.flow.OnBehalf || len(p.s.Identity.MandatesFor(p.root.Flow, op.Name, p.now)) == 0 {
		return p.forSelf(), nil
	}
	return p.forWhom(op)
}

// covered leaves to a person what a mandate does not cover.
func (p *place) covered(m conversation.Mandate, op conversation.Operation) *need {
	if p.flow.OnBehalf && op.Actor && m.Covers(p.root.Flow, op.Name, p.now) {
		return nil
	}
	reason := "scope"
	if !m.Holds(p.now) {
		reason = "over"
	}
	return p.stuck("not_covered", vars{"value": text(m.Label()), "reason": text(reason)})
}

// mandated reports whether the customer may act for anybody now.
func (t *thought) mandated() bool {
	return slices.ContainsFunc(t.s.Identity.Mandates, func(m conversation.Mandate) bool { return m.Holds(t.now) })
}

// forSelf goes on for the customer themselves, because this can be done for nobody else, and says so.
func (p *place) forSelf() *need {
	return &need{meet: func(t *thought) error {
		t.add(conversation.RepresentationChosen{})
		if p.agent != "" {
			return nil
		}
		return t.pattern("only_self", nil)
	}}
}

// forWhom asks for whom the customer acts.
func (p *place) forWhom(op conversation.Operation) (*need, error) {
	if p.set.Flows[ForWhomFlow] == nil {
		return p.forSelf(), nil
	}
	in := p.s.Inner(p.f.ID, ForWhomFlow)
	switch {
	case in == nil:
		return p.openInner(ForWhomFlow, ForWhomFlow, map[string]conversation.Value{"process": text(p.root.Flow), "operation": text(op.Name)}), nil
	case in.Outcome == conversation.FrameCancelled:
		return p.cancelled(), nil
	case in.Outcome == "":
		n, err := p.frame(in)
		if n == nil && err == nil {
			n = rest()
		}
		return n, err
	}
	return &need{meet: func(t *thought) error {
		who := in.Returns["who"].Text
		if who == conversation.Self {
			who = ""
		}
		t.add(conversation.RepresentationChosen{Subject: who})
		return nil
	}}, nil
}

// actsFor is what the represented customer is called; empty: the customer acts for themselves.
func (t *thought) actsFor() string {
	if t.s.Identity.For == nil {
		return ""
	}
	return t.s.Identity.For.Label()
}

// mayActFor lists for whom the customer may act now.
func (t *thought) mayActFor() string {
	var out []string
	for _, m := range t.s.Identity.Mandates {
		if m.Holds(t.now) {
			out = append(out, m.Label())
		}
	}
	return strings.Join(out, ", ")
}

// represented is the line that says for whom something is done; none where it is the customer's own.
func (t *thought) represented() []string {
	if t.s.Identity.For == nil {
		return nil
	}
	return []string{t.smallWith("represented", vars{"value": text(t.actsFor())})}
}

// representative is the line that says who has done it for somebody else.
func (t *thought) representative() []string {
	who := t.s.Identity
	if who.For == nil {
		return nil
	}
	name := who.Name
	if name == "" {
		name = who.Subject
	}
	return []string{t.smallWith("represented.by", vars{"value": text(name)})}
}

// checkBehalf finds what keeps a process that may be done for another customer from being done: an operation whose system
// would not learn who acts, and a part that is not done for others.
func (d *draft) checkBehalf() {
	if !d.flow.OnBehalf {
		return
	}
	see := func(at Pos, name string) {
		op := d.l.set.Operations[name]
		if name == "" || op.Name == "" || op.BuiltIn || op.Whose == conversation.Public || op.Actor {
			return
		}
		d.r.errorf(at, "add actor: {header: X-Actor} to its connector, or leave on_behalf out",
			"no mandate reaches %s: its system would not learn who acts", name)
	}
	for _, name := range d.flow.SlotOrder {
		if s := d.flow.Slots[name]; s.From != nil {
			see(s.Pos, s.From.Operation)
		}
	}
	d.flow.Walk(func(s *Step) {
		switch s.Kind {
		case Call:
			see(s.Pos, s.Target)
			if op, ok := d.l.set.Operations[s.Target]; ok {
				see(s.Pos, op.Undo)
			}
		case SubFlow:
			if in := d.l.flows[s.Target]; in != nil && !in.flow.OnBehalf && !in.builtIn {
				d.r.errorf(s.Pos, "say on_behalf: true there too", "process %s is done for others, and its part %s is not", d.flow.Name, s.Target)
			}
		}
	})
}
