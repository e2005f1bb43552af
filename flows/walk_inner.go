package flows

import "balie/conversation"

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
