package flows

import (
	"context"
	"fmt"

	"balie/conversation"
)

// need is what a process needs next: the first step that is not satisfied.
type need struct {
	waits bool // nothing can be done but wait for a time or a callback
	alone bool // it is met without the customer: something to say, to read or to note
	meet  func(*thought) error
}

// rest is a need that the customer's answer or an open action must meet.
func rest() *need { return &need{meet: func(*thought) error { return nil }} }

// forPerson is a need that only a person can meet; meanwhile the assistant serves other processes.
func forPerson() *need { return &need{waits: true, meet: func(*thought) error { return nil }} }

// ended is how a list of steps can be left.
type ended int

const (
	ranOn   ended = iota // every step is satisfied: go on after the list
	reached              // an end was reached: the frame is over
)

// walker walks one process from the top.
type walker struct {
	*thought
	root  *conversation.Frame
	agent string // who has ordered to run the step; empty: the assistant walks by itself
}

// place is where a walk of one frame stands.
type place struct {
	*walker
	f    *conversation.Frame
	flow *Flow
	env  *Env
	path []string // names of the steps passed, for the machine
}

// frame walks one frame; nil means that it is over and that its end is in the move.
func (w *walker) frame(f *conversation.Frame) (*need, error) {
	flow, err := w.flowOf(f)
	if err != nil {
		return nil, err
	}
	p := &place{walker: w, f: f, flow: flow}
	if p.env, err = w.env(f, flow); err != nil {
		return nil, err
	}
	n, _, err := p.steps(flow.Steps)
	if err != nil {
		return nil, fmt.Errorf("flow %s: %w", flow.Name, err)
	}
	if n == nil {
		p.path = append(p.path, over)
	}
	if flow.Machine != nil {
		if err := flow.Machine.Run(context.Background(), p.path); err != nil { // a walk is pure: nothing to cancel
			return nil, err
		}
	}
	if n != nil {
		return n, nil
	}
	return nil, p.end()
}

// end closes a frame that ran to its end.
func (p *place) end() error {
	returns := map[string]conversation.Value{}
	for name, x := range p.flow.Returns {
		v, err := x.Eval(p.env)
		if err != nil {
			return fmt.Errorf("flow %s: returns %s: %w", p.flow.Name, name, err)
		}
		returns[name] = v
	}
	p.add(conversation.FrameEnded{Frame: p.f.ID, Flow: p.f.Flow, Outcome: conversation.FrameDone, Returns: returns})
	if p.f.Parent != 0 {
		return nil
	}
	return p.prove()
}

// steps walks a list. It returns the first need, or how the list was left.
func (p *place) steps(list []*Step) (*need, ended, error) {
	for _, st := range list {
		p.path = append(p.path, st.Name)
		n, how, err := p.step(st)
		if err != nil {
			return nil, ranOn, fmt.Errorf("step %s: %w", st.Name, err)
		}
		if n != nil || how == reached {
			return n, how, nil
		}
	}
	return nil, ranOn, nil
}

func (p *place) step(st *Step) (*need, ended, error) {
	switch st.Kind {
	case Collect:
		return p.only(p.collect(st))
	case Say:
		return p.only(p.say(st))
	case If:
		return p.branch(st)
	case Call:
		return p.call(st, nil)
	case Confirm:
		return p.confirm(st)
	case SubFlow:
		return p.inner(st)
	case Wait:
		return p.wait(st)
	case Handover:
		return p.only(p.handover(st), nil)
	case Undo:
		return p.only(p.undo(st), nil)
	case Back:
		return p.only(p.goBack(st))
	case End:
		return nil, reached, nil
	}
	return nil, ranOn, fmt.Errorf("kind %q has no meaning in a flow", st.Kind)
}

func (p *place) only(n *need, err error) (*need, ended, error) { return n, ranOn, err }

// say is satisfied when it was said with these values.
func (p *place) say(st *Step) (*need, error) {
	hash, err := p.hash(st.words())
	if err != nil {
		return nil, err
	}
	if p.f.Said[st.Name] == hash || p.agent != "" {
		return nil, nil // what an agent runs is not spoken of
	}
	txt, err := p.worded(st, p.env)
	if err != nil {
		return nil, err
	}
	return &need{alone: true, meet: func(t *thought) error {
		pr, err := p.proof(p.told(st))
		if err != nil {
			return err
		}
		said := t.message(conversation.Said{
			Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name, Kind: "say", Text: txt, Hash: hash, Receipt: pr,
			Because: "step " + st.Name + " of " + p.flow.Name,
		})
		for _, b := range st.Buttons {
			label, err := b.Label.Render(t.s.Language, t.set.Tone, p.env)
			if err != nil {
				return err
			}
			said.Buttons = append(said.Buttons, conversation.Button{ID: b.Choice, Label: label})
		}
		t.add(said)
		return nil
	}}, nil
}

// branch goes into the side that the condition chooses; one that reads the time or the customer is decided once.
func (p *place) branch(st *Step) (*need, ended, error) {
	yes, known := p.f.Branches[st.Name]
	if !known {
		var err error
		if yes, err = st.If.Bool(p.env); err != nil {
			return nil, ranOn, err
		}
		if st.If.Once {
			return &need{alone: true, meet: func(t *thought) error {
				t.add(conversation.BranchTaken{Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name, Then: yes})
				return nil
			}}, ranOn, nil
		}
	}
	side := st.Else
	if yes {
		side = st.Then
	}
	return p.steps(side)
}

// inner walks a sub-flow's frame.
func (p *place) inner(st *Step) (*need, ended, error) {
	inputs, err := p.params(st.With)
	if err != nil {
		return nil, ranOn, err
	}
	in := p.s.Inner(p.f.ID, st.Name)
	switch {
	case in == nil:
		return p.openInner(st.Name, st.Target, inputs), ranOn, nil
	case p.redo(in, inputs):
		return p.reopenInner(in, inputs), ranOn, nil
	}
	switch in.Outcome {
	case "":
		n, err := p.frame(in)
		if n == nil && err == nil {
			n = rest() // its end is in the move; walk again
		}
		return n, ranOn, err
	case conversation.FrameCancelled:
		if b, ok := st.Outcomes["cancelled"]; ok {
			return p.steps(b)
		}
		return p.cancelled(), ranOn, nil
	}
	return nil, ranOn, nil
}

// redo reports whether a sub-flow must be walked again, because its inputs changed and nothing is done yet.
func (p *place) redo(in *conversation.Frame, inputs map[string]conversation.Value) bool {
	if conversation.CanonicalParams(in.Inputs) == conversation.CanonicalParams(inputs) {
		return false
	}
	for _, a := range p.s.Actions {
		if p.within(a.Frame, in.ID) {
			return false
		}
	}
	return true
}

// within reports whether a frame is inside another, at any depth.
func (t *thought) within(id, outer int) bool {
	for f := t.s.Frame(id); f != nil; f = t.s.Frame(f.Parent) {
		if f.ID == outer {
			return true
		}
	}
	return false
}

func (p *place) openInner(step, flow string, inputs map[string]conversation.Value) *need {
	return &need{meet: func(t *thought) error {
		t.add(conversation.FrameOpened{
			Frame: len(t.s.Frames) + 1, Parent: p.f.ID, Step: step, Flow: flow, Revision: p.f.Revision, Inputs: inputs,
		})
		return nil
	}}
}

// reopenInner goes into a sub-flow again with other inputs. What the customer told in it stands as long as it holds; what
// was filled in from a back end is fetched anew.
func (p *place) reopenInner(in *conversation.Frame, inputs map[string]conversation.Value) *need {
	return &need{meet: func(t *thought) error {
		t.add(conversation.FrameReopened{Frame: in.ID, Flow: in.Flow, Inputs: inputs})
		for _, name := range in.Names() {
			if in.Slots[name].Source == conversation.SourceBackEnd {
				t.add(conversation.SlotCleared{Frame: in.ID, Flow: in.Flow, Slot: name, Reason: "other inputs"})
			}
		}
		return nil
	}}
}

// cancelled ends a caller whose sub-flow was cancelled.
func (p *place) cancelled() *need {
	return &need{meet: func(t *thought) error {
		t.add(conversation.FrameEnded{Frame: p.f.ID, Flow: p.f.Flow, Outcome: conversation.FrameCancelled})
		return nil
	}}
}

// wait is satisfied when its time has passed or its callback has come.
func (p *place) wait(st *Step) (*need, ended, error) {
	w, begun := p.f.Waits[st.Name]
	if !begun {
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
		return &need{meet: func(t *thought) error {
			t.add(conversation.WaitEnded{Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name, Outcome: "elapsed"})
			return nil
		}}, ranOn, nil
	}
	return &need{waits: true, meet: func(t *thought) error { t.wake(w.Until); return nil }}, ranOn, nil
}

func (p *place) beginWait(st *Step) (*need, error) {
	e := conversation.WaitStarted{Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name, Callback: st.Target}
	if st.For > 0 {
		e.Until = p.now.Add(st.For)
	}
	if st.Until != nil {
		v, err := st.Until.Eval(p.env)
		if err != nil {
			return nil, err
		}
		if e.Until, err = p.when(v); err != nil {
			return nil, err
		}
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

// awaits lists what a process will wait for after a step, as far as it can be told now: in this flow, and in its callers.
func (p *place) awaits(step string) ([]conversation.Await, error) {
	var out []conversation.Await
	after := false
	p.flow.Walk(func(st *Step) {
		after = after || st.Name == step
		if !after || st.Kind != Wait || st.Target == "" || st.Match == nil {
			return
		}
		if v, err := st.Match.Eval(p.env); err == nil && !v.Zero() { // what the action itself will tell cannot be known
			out = append(out, conversation.Await{Frame: p.f.ID, Callback: st.Target, Match: v.String()})
		}
	})
	outer := p.s.Frame(p.f.Parent)
	if outer == nil {
		return out, nil
	}
	flow, err := p.flowOf(outer)
	if err != nil {
		return nil, err
	}
	caller := &place{walker: p.walker, f: outer, flow: flow}
	if caller.env, err = p.walker.env(outer, flow); err != nil {
		return nil, err
	}
	more, err := caller.awaits(p.f.Step)
	return append(out, more...), err
}

// goBack forgets what was set from an earlier step on, a bounded number of times; then a person helps.
func (p *place) goBack(st *Step) (*need, error) {
	if p.f.Backs[st.Name] >= st.AtMost {
		return p.handover(&Step{Name: st.Name, Kind: Handover, Target: "too_often"}), nil
	}
	e := conversation.WentBack{Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name, To: st.Target}
	from := false
	p.flow.Walk(func(x *Step) {
		from = from || x.Name == st.Target
		if from {
			e.Steps = append(e.Steps, x.Name)
			e.Forget = append(e.Forget, x.Collect...)
		}
	})
	return &need{alone: true, meet: func(t *thought) error { t.add(e); return nil }}, nil
}

// handover asks for a person, once; it is satisfied when a person has handed the conversation back since.
func (p *place) handover(st *Step) *need {
	if p.f.Handed[st.Name] {
		return nil
	}
	if p.f.Said[st.Name] != "" {
		return forPerson()
	}
	return &need{meet: func(t *thought) error {
		if t.s.Status == conversation.Queued { // somebody is awaited already: this is left to them too
			t.add(conversation.HandoverRequested{Reason: st.Target, Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name, Stays: st.Stays})
		}
		r, err := t.repair("handover", vars{"reason": text(st.Target)}, p.f, st.Name)
		if err != nil {
			return err
		}
		r.stays = st.Stays
		return r.run()
	}}
}
