package flows

import (
	"slices"
	"time"

	"balie/conversation"
)

// wait is satisfied when its time has passed or its callback has come.
func (p *place) wait(st *Step) (*need, ended, error) {
	w, begun := p.f.Waits[st.Name]
	if !begun {
		if n := p.reachable(st); n != nil {
			return n, ranOn, nil
		}
		n, err := p.beginWait(st)
		return n, ranOn, err
	}
	switch {
	case w.Outcome == "arrived":
		return nil, ranOn, nil
	case w.Outcome == "elapsed":
		if b, ok := st.Outcomes["elapsed"]; ok {
			return p.steps(b)
		}
		return nil, ranOn, nil
	case !w.Until.IsZero() && !p.now.Before(w.Until):
		return &need{alone: true, meet: func(t *thought) error {
			t.add(conversation.WaitEnded{Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name, Outcome: "elapsed"})
			return nil
		}}, ranOn, nil
	}
	return &need{waits: true, meet: func(t *thought) error { t.wake(w.Until); return nil }}, ranOn, nil
}

func (p *place) beginWait(st *Step) (*need, error) {
	e := conversation.WaitStarted{Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name, Callback: st.Target}
	var err error
	if e.Until, err = p.until(st); err != nil {
		return nil, err
	}
	if st.Match != nil {
		v, err := st.Match.Eval(p.env)
		if err != nil {
			return nil, err
		}
		e.Match = v.String()
	}
	return &need{alone: true, meet: func(t *thought) error {
		t.add(e)
		for _, r := range p.f.Reports {
			if r.Callback == e.Callback && r.Match == e.Match {
				t.add(conversation.WaitEnded{Frame: e.Frame, Flow: e.Flow, Step: e.Step, Outcome: "arrived", Value: r.Value})
				break
			}
		}
		return nil
	}}, nil
}

// until is when a wait that begins now ends by itself; zero: never. It is counted once: what the calendar says later
// moves no wait.
func (p *place) until(st *Step) (time.Time, error) {
	switch {
	case st.For > 0:
		return p.now.Add(st.For), nil
	case st.Days > 0:
		at, err := p.env.businessDays(p.env.clock(), st.Days)
		if err != nil {
			return at, err
		}
		return p.when(moment(at, p.engine.Place))
	case st.Until != nil:
		v, err := st.Until.Eval(p.env)
		if err != nil {
			return time.Time{}, err
		}
		return p.when(v)
	}
	return time.Time{}, nil
}

// timed reports whether a wait ends by itself.
func (s *Step) timed() bool { return s.For > 0 || s.Days > 0 || s.Until != nil }

// awaits lists what a process will wait for after a step, in this flow and in its callers. What only the answer to the
// step will tell has no match.
func (p *place) awaits(step string) ([]conversation.Await, error) {
	out := p.reportsAfter(step)
	outer := p.s.Frame(p.f.Parent)
	if outer == nil {
		return out, nil
	}
	caller, err := p.walker.at(outer)
	if err != nil {
		return nil, err
	}
	more, err := caller.awaits(p.f.Step)
	return append(out, more...), err
}

// reportsAfter lists the reports for which the steps of this flow after one will wait; empty: all steps.
func (p *place) reportsAfter(step string) []conversation.Await {
	var out []conversation.Await
	after := step == ""
	p.flow.Walk(func(st *Step) {
		if after && st.Kind == Wait && st.Target != "" && st.Match != nil {
			w := conversation.Await{Frame: p.f.ID, Callback: st.Target}
			if v, err := st.Match.Eval(p.env); err == nil && !v.Zero() {
				w.Match = v.String()
			}
			out = append(out, w)
		}
		after = after || st.Name == step
	})
	return out
}

// expect notes what the processes that have done something will wait for, as far as it has come to be known since: from
// now on a report of it finds them.
func (t *thought) expect() error {
	for _, f := range t.s.Frames {
		if f.Outcome != "" || len(t.s.Deeds(t.s.Root(f).ID)) == 0 {
			continue
		}
		p, err := (&walker{thought: t, root: t.s.Root(f)}).at(f)
		if err != nil {
			return err
		}
		known := t.s.Awaits(f)
		for _, w := range p.reportsAfter("") {
			if w.Match == "" || slices.Contains(known, w) {
				continue
			}
			known = append(known, w)
			t.add(conversation.ReportExpected{Frame: f.ID, Flow: f.Flow, Callback: w.Callback, Match: w.Match})
		}
	}
	return nil
}
