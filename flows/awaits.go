package flows

import (
	"slices"

	"balie/conversation"
)

// awaits lists what a process will wait for after a step, in this flow and in its callers. What only the answer to the
// step will tell has no match.
func (p *place) awaits(step string) ([]conversation.Await, error) {
	out, err := p.reportsAfter(step)
	outer := p.s.Frame(p.f.Parent)
	if outer == nil || err != nil {
		return out, err
	}
	caller, err := p.walker.at(outer)
	if err != nil {
		return nil, err
	}
	more, err := caller.awaits(p.f.Step)
	return append(out, more...), err
}

// reportsAfter lists the reports for which the steps of this flow after one will wait; empty: all steps. Those of a part
// that is not begun yet are its caller's.
func (p *place) reportsAfter(step string) ([]conversation.Await, error) {
	var out []conversation.Await
	var bad error
	after := step == ""
	p.flow.Walk(func(st *Step) {
		switch {
		case !after:
			after = st.Name == step
		case st.Kind == Wait && st.Target != "" && st.Match != nil:
			out = append(out, conversation.Await{Frame: p.f.ID, Callback: st.Target, Match: p.foretold(st.Match).String()})
		case st.Kind == SubFlow && p.s.Inner(p.f.ID, st.Name) == nil:
			more, err := p.reportsIn(st)
			if err != nil && bad == nil {
				bad = err
			}
			out = append(out, more...)
		}
	})
	return out, bad
}

// reportsIn lists the reports for which a part that is still to begin will wait.
func (p *place) reportsIn(st *Step) ([]conversation.Await, error) {
	part := &conversation.Frame{Step: st.Name, Flow: st.Target, Revision: p.f.Revision, Inputs: p.foretoldAll(st.With)}
	in, err := p.walker.at(part)
	if err != nil {
		return nil, err
	}
	out, err := in.reportsAfter("")
	for i := range out {
		out[i].Frame = p.f.ID
	}
	return out, err
}

// foretold is the value of an expression where it can be told already.
func (p *place) foretold(x *Expr) conversation.Value {
	v, err := x.Eval(p.env)
	if err != nil { // it reads what is not known yet
		return conversation.Value{}
	}
	return v
}

func (p *place) foretoldAll(xs map[string]*Expr) map[string]conversation.Value {
	out := make(map[string]conversation.Value, len(xs))
	for name, x := range xs {
		if v := p.foretold(x); !v.Zero() {
			out[name] = v
		}
	}
	return out
}

// ahead stands at the top of a frame with what its running parts will give, as far as that can be told already.
func (w *walker) ahead(f *conversation.Frame) (*place, error) {
	p, err := w.at(f)
	if err != nil {
		return nil, err
	}
	p.flow.Walk(func(st *Step) {
		in := p.s.Inner(f.ID, st.Name)
		if st.Kind != SubFlow || st.Save == "" || in == nil || in.Outcome != "" || err != nil {
			return
		}
		var part *place
		if part, err = w.ahead(in); err == nil {
			p.env.Values[st.Save] = conversation.Rec(part.foretoldAll(part.flow.Returns))
		}
	})
	if err != nil {
		return nil, err
	}
	return p, p.flow.Compute(p.env)
}

// expect notes what the processes that have done something will wait for, as far as it has come to be known since: from
// now on a report of it finds them.
func (t *thought) expect() error {
	for _, f := range t.s.Frames {
		if f.Outcome != "" || len(t.s.Deeds(t.s.Root(f).ID)) == 0 {
			continue
		}
		p, err := (&walker{thought: t, root: t.s.Root(f)}).ahead(f)
		if err != nil {
			return err
		}
		will, err := p.reportsAfter("")
		if err != nil {
			return err
		}
		known := t.s.Awaits(f)
		for _, w := range will {
			if w.Match == "" || slices.Contains(known, w) {
				continue
			}
			known = append(known, w)
			t.add(conversation.ReportExpected{Frame: f.ID, Flow: f.Flow, Callback: w.Callback, Match: w.Match})
		}
	}
	return nil
}
