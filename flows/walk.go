package flows

import (
	"context"
	"fmt"
	"slices"

	"balie/conversation"
)

// need is what a process needs next: the first step that is not satisfied.
type need struct {
	waits bool // nothing can be done but wait for a time or a callback
	alone bool // it is met without the customer: something to say, to read, to do unasked, to note or to leave to a person
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

	elsewhere bool // the agent has done the step already: who the customer is was theirs to know
}

// place is where a walk of one frame stands.
type place struct {
	*walker
	f    *conversation.Frame
	flow *Flow
	env  *Env
	path []string // names of the steps passed, for the machine
	list *Step    // the collect step at which the walk is
}

// at stands at the top of a frame.
func (w *walker) at(f *conversation.Frame) (*place, error) {
	flow, err := w.flowOf(f)
	if err != nil {
		return nil, err
	}
	p := &place{walker: w, f: f, flow: flow}
	p.env, err = w.env(f, flow)
	return p, err
}

// frame walks one frame; nil means that it is over and that its end is in the move.
func (w *walker) frame(f *conversation.Frame) (*need, error) {
	p, err := w.at(f)
	if err != nil {
		return nil, err
	}
	flow := p.flow
	n, _, err := p.steps(flow.Steps)
	if err != nil {
		return nil, fmt.Errorf("flow %s: %w", flow.Name, err)
	}
	if n == nil {
		p.path = append(p.path, over)
	}
	if w.engine.Walked != nil {
		w.engine.Walked(flow.Name, p.path)
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

// since is the number of what a question of this process must come after to be open: the customer's last message, or what
// another process had to tell in between.
func (p *place) since() int64 {
	for _, m := range slices.Backward(p.s.Recent) {
		if m.N <= max(p.s.Heard, p.s.Out) {
			break
		}
		if f := p.s.Root(p.s.Frame(m.Frame)); f != nil && f != p.root {
			return m.N
		}
	}
	return p.s.Heard
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
	case Decision:
		return p.decision(st)
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

// goBack forgets what was set from an earlier step on, a bounded number of times; then a person helps.
func (p *place) goBack(st *Step) (*need, error) {
	if p.f.Backs[st.Name] >= st.AtMost {
		return p.handover(&Step{Name: st.Name, Kind: Handover, Target: "too_often"}), nil
	}
	e := conversation.WentBack{Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name, To: st.Target}
	for _, x := range p.flow.from(st.Target) {
		e.Steps = append(e.Steps, x.Name)
		for _, name := range x.Collect {
			if st.forgets(name, p.flow) {
				e.Forget = append(e.Forget, name)
			}
		}
	}
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
	return &need{alone: true, meet: func(t *thought) error {
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
