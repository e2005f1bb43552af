package flows

import "balie/conversation"

// Elsewhere lists the processes of a conversation that wait for a time or a back end, with what they said last of how it
// stands: what its customer may want to go on with from somewhere else.
func (e *Engine) Elsewhere(s *conversation.State) []conversation.Elsewhere {
	if s.Status == conversation.Closed || s.Status == "" {
		return nil
	}
	t, err := e.think(s)
	if err != nil {
		return nil
	}
	var out []conversation.Elsewhere
	for _, f := range s.Frames {
		flow, err := t.flowOf(f)
		if f.Parent != 0 || f.Outcome != "" || err != nil || !t.hasWaited(f) {
			continue
		}
		out = append(out, conversation.Elsewhere{Conversation: s.ID, Flow: f.Flow, Told: t.told(f, flow)})
	}
	return out
}

// hasWaited reports whether a wait of a process has begun.
func (t *thought) hasWaited(root *conversation.Frame) bool {
	for _, f := range t.s.Frames {
		if len(f.Waits) > 0 && t.s.Root(f) == root {
			return true
		}
	}
	return false
}

// elsewhere tells a customer who has proven who they are what they have open in another conversation, once, when nothing
// is under way here, and offers to go on there.
func (t *thought) elsewhere() error {
	s := t.s
	if !s.Untold || t.unfinished() || s.Status != conversation.WithAssistant || s.Wrote < s.TurnN {
		return nil
	}
	other := s.Elsewhere[0]
	title := other.Flow
	if flow := t.set.Flows[other.Flow]; flow != nil {
		var err error
		if title, err = t.title(flow); err != nil {
			return err
		}
	}
	if err := t.pattern("elsewhere", vars{"value": text(title), "answer": text(other.Told)}); err != nil {
		return err
	}
	for i, e := range t.move.Events {
		if said, ok := e.(conversation.Said); ok {
			said.Kind = conversation.KindElsewhere
			t.move.Events[i] = said
		}
	}
	return nil
}

// goOnThere closes the conversation in favour of the other one. With something under way here it does nothing.
func (t *thought) goOnThere() {
	if len(t.s.Elsewhere) == 0 || t.unfinished() || t.s.Status != conversation.WithAssistant || t.s.Open != 0 {
		return
	}
	t.add(conversation.ConversationClosed{By: conversation.FromCustomer, Reason: "continued", In: t.s.Elsewhere[0].Conversation})
}
