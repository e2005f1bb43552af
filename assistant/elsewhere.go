package assistant

import (
	"context"

	"balie/conversation"
)

// lookElsewhere finds what else the customer has open, in the turn that has proven who they are.
func (t *turn) lookElsewhere(ctx context.Context) error {
	s := t.h.State
	if t.Elsewhere == nil || s.Identity.Subject == "" || s.Proved <= s.Out || s.Proved <= t.looked {
		return nil
	}
	t.looked = s.Proved
	open, err := t.Elsewhere(ctx, s.Identity.Subject, t.h.ID())
	if err != nil {
		t.Log.Warn("elsewhere", "conversation", t.h.ID(), "error", err) // it can be told another time
		return nil
	}
	if len(open) == 0 {
		return nil
	}
	return t.add(conversation.ElsewhereFound{Open: open})
}

// stays takes the end of this conversation out of a move when the one in which the customer wants to go on has nothing
// open any more, and says so.
func (t *turn) stays(ctx context.Context, m *conversation.Move) error {
	for i, e := range m.Events {
		c, ok := e.(conversation.ConversationClosed)
		if !ok || c.In == "" {
			continue
		}
		open, err := t.Elsewhere(ctx, t.h.State.Identity.Subject, t.h.ID())
		if err != nil {
			return err
		}
		for _, o := range open {
			if o.Conversation == c.In {
				return nil
			}
		}
		over, err := t.Engine.Advance(t.h.State, pattern("elsewhere_over"))
		if err != nil {
			return err
		}
		m.Events = append(append([]conversation.Event{conversation.ElsewhereFound{}}, over.Events...), m.Events[i+1:]...)
		return nil
	}
	return nil
}

// handOver hands the customer over to the conversation in which they go on, with the proof of who they are.
func (t *turn) handOver(to conversation.ID) {
	s := t.h.State
	id := s.Identity
	t.h.Pass(conversation.Pass{To: to, Input: conversation.Input{
		Address: s.Address, Source: "continued", ID: string(s.ID), Kind: conversation.InputMoved, At: t.Now(), Language: s.Language, Identity: &id,
	}})
}

// moved takes in that the customer goes on here from somewhere else. What was proven before is not proven there; what they
// have proven there is.
func (t *turn) moved(in conversation.Input) error {
	if in.Kind == conversation.InputRenumbered {
		return t.add(conversation.AddressMoved{Address: in.Address, Unproven: true, Device: in.Was == in.Address})
	}
	if in.Kind != conversation.InputMoved || in.Identity == nil || in.Identity.Subject != t.h.State.Identity.Subject {
		return nil
	}
	if err := t.add(conversation.AddressMoved{Address: in.Address}); err != nil {
		return err
	}
	return t.identify(t.h.State, *in.Identity)
}

// unmoved reports whether nothing has happened but that the customer has another number, or that something was reported for
// which nothing waits: they did not write, so nothing is said or asked until they do.
func (t *turn) unmoved(inputs []conversation.Input) bool {
	for _, in := range inputs {
		if in.Kind != conversation.InputRenumbered && !t.stray(in) {
			return false
		}
	}
	wake := t.h.Wake()
	return len(inputs) > 0 && (wake.IsZero() || wake.After(t.Now()))
}

// resumed tells where it stands to a customer who goes on here.
func (t *turn) resumed(ctx context.Context, inputs []conversation.Input) error {
	for _, in := range inputs {
		if in.Kind == conversation.InputMoved {
			return t.drive(ctx, pattern("continued"))
		}
	}
	return nil
}

func pattern(name string) conversation.Cause {
	return conversation.Cause{Kind: conversation.CauseInput, Command: conversation.Command{Do: conversation.DoPattern, Pattern: name, By: "turn"}}
}
