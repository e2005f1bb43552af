package flows

import (
	"strings"

	"balie/conversation"
)

// asks is what must be proven for a call at a step: the strictest of what the operation, the step and, for a write, the
// flow ask. An operation that protects asks for what it says itself.
func (p *place) asks(step string, op conversation.Operation) conversation.Demand {
	asks := op.Demand()
	if st := p.flow.Step(step); st != nil {
		asks = asks.And(st.Asks)
	}
	return ofSubject(op, withFlow(asks, op, p.flow))
}

// withFlow adds what a flow asks for its writes.
func withFlow(asks conversation.Demand, op conversation.Operation, flow *Flow) conversation.Demand {
	if op.Effect == conversation.EffectNone || op.Whose == conversation.Public || op.Protective {
		return asks
	}
	return asks.And(flow.Assurance)
}

// ofSubject adds that somebody must have said who they are where something is a customer's.
func ofSubject(op conversation.Operation, asks conversation.Demand) conversation.Demand {
	if op.Whose != conversation.Public {
		asks.Level = max(asks.Level, conversation.Contact)
	}
	return asks
}

// known is satisfied when the customer has proven who they are well enough and lately enough; else the identify flow runs
// inside this one.
func (p *place) known(asks conversation.Demand) (*need, error) {
	if p.elsewhere || conversation.Meets(p.s, asks, p.now) && (asks.Level == conversation.NoAssurance || p.s.Identity.Subject != "") {
		return nil, nil
	}
	const step = "identify"
	if p.set.Flows[IdentifyFlow] == nil || p.flow.Name == IdentifyFlow {
		return p.stuck("cannot_identify", nil), nil
	}
	in := p.s.Inner(p.f.ID, step)
	switch {
	case in == nil && p.unproven():
		return p.stuck("cannot_identify", nil), nil
	case in == nil:
		return p.identify(nil, asks), nil
	case in.Outcome == conversation.FrameCancelled:
		return p.cancelled(), nil
	case p.over(in, asks):
		return p.identify(in, asks), nil
	case in.Outcome == "":
		n, err := p.frame(in)
		if n == nil && err == nil {
			n = rest()
		}
		return n, err
	}
	return p.stuck("cannot_identify", nil), nil
}

// over reports whether a proof that was given since the identify flow began holds no more: it was given there, or in
// another way while the flow ran.
func (p *place) over(in *conversation.Frame, asks conversation.Demand) bool {
	if in.Outcome != "" && in.Ended < p.s.Lowered {
		return true
	}
	return conversation.MetSince(p.s, asks, in.Opened)
}

// identify runs the identify flow, after a word on why where the customer has proven before who they are. What is left of
// an earlier run is ended: its code is an old one.
func (p *place) identify(old *conversation.Frame, asks conversation.Demand) *need {
	inputs := map[string]conversation.Value{"level": text(asks.Level.String())}
	opens := p.openInner("identify", IdentifyFlow, inputs)
	return &need{meet: func(t *thought) error {
		if old != nil && old.Outcome == "" {
			t.add(conversation.FrameEnded{Frame: old.ID, Flow: old.Flow, Outcome: conversation.FrameDone})
		}
		if t.s.Identity.Subject != "" && p.agent == "" {
			if err := t.pattern("prove_again", vars{"reason": text(p.whyAgain(asks))}); err != nil {
				return err
			}
		}
		return opens.meet(t)
	}}
}

// whyAgain tells what is wrong with the proof that there is: it was given elsewhere, it is too weak, or not of now.
func (p *place) whyAgain(asks conversation.Demand) string {
	if p.s.Lowered > p.s.Proved {
		return "moved"
	}
	if known := conversation.Known(p.s, p.now); known > conversation.NoAssurance && known < asks.Level {
		return "level"
	}
	return "age"
}

// unproven reports whether the proof of who the customer is was left to a person, in whichever process: it is not begun
// anew before one has handed back.
func (p *place) unproven() bool {
	for _, f := range p.s.Frames {
		if f.Flow != IdentifyFlow || f.Outcome != "" {
			continue
		}
		for mark := range f.Said {
			if slot, ok := strings.CutPrefix(mark, cannotMark); ok && leftToPerson(f, slot) {
				return true
			}
		}
	}
	return false
}

// loginButton offers the company's own login where the customer is asked who they are, on a channel that can open it.
func (p *place) loginButton() (conversation.Button, bool) {
	offered := p.set.Login && p.flow.Name == IdentifyFlow && p.s.Address.Channel == "widget"
	return conversation.Button{ID: LoginChoice, Label: p.small("button.login")}, offered
}

// LoginChoice is the button that opens the company's login: the channel does so itself, and sends nothing.
const LoginChoice = "login"
