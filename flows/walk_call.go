package flows

import (
	"fmt"

	"balie/conversation"
)

// contract finds an operation in the revision of the frame.
func (p *place) contract(name string) (conversation.Operation, error) {
	op, ok := p.setOf(p.f).Operations[name]
	if !ok {
		return op, fmt.Errorf("operation %s is not offered", name)
	}
	return op, nil
}

// call walks a call that stands outside a confirm: a read, or a write that needs no consent.
func (p *place) call(st *Step, consent *conversation.Consent) (*need, ended, error) {
	op, err := p.contract(st.Target)
	if err != nil {
		return nil, ranOn, err
	}
	if op.Effect == conversation.EffectWrite {
		return p.write(st, op, consent)
	}
	params, err := p.params(st.With)
	if err != nil {
		return nil, ranOn, err
	}
	res, ok := p.f.Results[st.Name]
	if !ok || res.Params != conversation.CanonicalParams(params) || !res.Until.IsZero() && !p.now.Before(res.Until) {
		if n := p.outgrown(op, st.With); n != nil {
			return n, ranOn, nil
		}
		return p.only(p.read(st.Name, st.Target, params))
	}
	return p.outcome(st, res.Receipt)
}

// read asks for a read, after the proof of identity that it needs.
func (p *place) read(step, operation string, params map[string]conversation.Value) (*need, error) {
	op, err := p.contract(operation)
	if err != nil {
		return nil, err
	}
	if n, err := p.may(p.asks(step, op), op); n != nil || err != nil {
		return n, err
	}
	return &need{alone: true, meet: func(t *thought) error {
		if p.agent == "" {
			if err := t.acknowledge(p); err != nil {
				return err
			}
		}
		t.move.Read = &conversation.Call{Operation: operation, Params: params, Frame: p.f.ID, Flow: p.f.Flow, Step: step, OnBehalf: p.flow.OnBehalf}
		return nil
	}}, nil
}

// write walks an action: started once, and never again whatever changes.
func (p *place) write(st *Step, op conversation.Operation, consent *conversation.Consent) (*need, ended, error) {
	if n, ok := p.f.Receipts[st.Name]; ok {
		a := p.s.Action(n)
		if a.Receipt.Outcome == conversation.Done && a.Undone {
			return nil, reached, nil
		}
		return p.outcome(st, a.Receipt)
	}
	if p.s.Open != 0 {
		return rest(), ranOn, nil
	}
	if n := p.outgrown(op, st.With); n != nil {
		return n, ranOn, nil
	}
	asks := p.asks(st.Name, op)
	if n, err := p.may(asks, op); n != nil || err != nil {
		return n, ranOn, err
	}
	params, err := p.params(st.With)
	if err != nil {
		return nil, ranOn, err
	}
	if op.Tells {
		if n, err := p.oldContact(st, params); n != nil || err != nil {
			return n, ranOn, err
		}
	}
	call := conversation.Call{
		Operation: st.Target, Params: params, Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name, NotNeeded: st.NoAsk,
		Assurance: asks.Level, MaxAge: asks.MaxAge, OnBehalf: p.flow.OnBehalf,
	}
	if consent != nil {
		call.Consent = consent.ID
	}
	if call.Awaits, err = p.awaits(st.Name); err != nil {
		return nil, ranOn, err
	}
	return &need{alone: consent == nil, meet: func(t *thought) error { t.move.Start = &call; return nil }}, ranOn, nil
}

// outcome goes on after a call: straight on when it is done, else into the branch for its outcome.
func (p *place) outcome(st *Step, r conversation.Receipt) (*need, ended, error) {
	switch r.Outcome {
	case conversation.Done:
		return nil, ranOn, nil
	case conversation.Refused:
		if b, ok := st.Outcomes[r.Name]; ok {
			return p.steps(b)
		}
		if r.Name == conversation.LimitOutcome {
			return p.stuck("limit_reached", vars{"again": text(p.moment(r.Again))}), ranOn, nil
		}
		return p.stuck("action_refused", vars{"reason": text(r.Name)}), ranOn, nil
	case conversation.Unknown:
		if b, ok := st.Outcomes["unknown"]; ok {
			return p.steps(b)
		}
		return p.stuck("action_unknown", nil), ranOn, nil
	}
	if b, ok := st.Outcomes["failed"]; ok {
		return p.steps(b)
	}
	if n, ok := p.f.Receipts[st.Name]; ok {
		if n := p.postponed(st, p.s.Action(n)); n != nil {
			return n, ranOn, nil
		}
	}
	return p.failed(st.Name, r), ranOn, nil
}

// failed says once a turn that something did not work, and offers to try again or a person.
func (p *place) failed(step string, r conversation.Receipt) *need {
	name := "failed." + step
	since := p.since()
	for _, m := range p.s.Recent {
		if m.Step == name && m.Frame == p.f.ID && m.N > since {
			return rest()
		}
	}
	tries := 1 + p.f.Backs[conversation.Retry]
	return &need{meet: func(t *thought) error {
		return t.patternAt("action_failed", vars{"reason": text(r.Detail), "tries": number(tries)}, p.f, name)
	}}
}

// params evaluates the parameters of a call or a sub-flow.
func (p *place) params(with map[string]*Expr) (map[string]conversation.Value, error) {
	out := make(map[string]conversation.Value, len(with))
	for name, x := range with {
		v, err := x.Eval(p.env)
		if err != nil {
			return nil, fmt.Errorf("with %s: %w", name, err)
		}
		if !v.Zero() { // an optional input that has no value is left out
			out[name] = v
		}
	}
	return out, nil
}
