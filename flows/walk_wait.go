package flows

import (
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
		if by, i := t.s.Kept(p.f, e.Callback, e.Match); by != nil {
			t.add(conversation.WaitEnded{Frame: e.Frame, Flow: e.Flow, Step: e.Step, Outcome: "arrived", Value: by.Reports[i].Value})
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
