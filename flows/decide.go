package flows

import (
	"fmt"
	"slices"

	"balie/conversation"
)

// Decide completes the event with which a person decides at a decision step, on the values as they are, in place of the rules:
// frame, step, outcome, agent and the reason are given. It is an error when the step or the outcome is not there, or when
// something was done already that depends on the decision.
func (e *Engine) Decide(s *conversation.State, made conversation.DecisionMade) (conversation.Event, error) {
	t, err := e.think(s)
	if err != nil {
		return nil, err
	}
	f := s.Frame(made.Frame)
	if f == nil || f.Outcome != "" {
		return nil, fmt.Errorf("decide: frame %d does not run", made.Frame)
	}
	flow, err := t.flowOf(f)
	if err != nil {
		return nil, fmt.Errorf("decide: %w", err)
	}
	st := flow.Step(made.Step)
	switch {
	case st == nil || st.Kind != Decision || f.Decisions[made.Step].N == 0:
		return nil, fmt.Errorf("decide: nothing was decided at %q", made.Step)
	case made.Outcome == PersonDecides || !slices.Contains(st.Named(), made.Outcome):
		return nil, fmt.Errorf("decide: %s has no outcome %q", made.Step, made.Outcome)
	}
	late, err := t.doneOn(f, st.Save)
	if err != nil {
		return nil, fmt.Errorf("decide: %w", err)
	}
	if late {
		return nil, fmt.Errorf("decide: what depends on %s is done already", made.Step)
	}
	p := &place{walker: &walker{thought: t, root: s.Root(f)}, f: f, flow: flow}
	if p.env, err = t.env(f, flow); err != nil {
		return nil, fmt.Errorf("decide: %w", err)
	}
	made.Flow, made.Values, made.Revision = f.Flow, p.weighed(st), f.Revision
	return made, nil
}
