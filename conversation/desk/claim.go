package desk

import (
	"context"

	"balie/conversation"
)

// Claim gives an agent the floor, in one commit: what the assistant had not sent is withdrawn, its running turn finds
// the floor gone, and the epoch rises. Claiming what one has already changes nothing. *TakenError: a colleague has it;
// ErrStale: it changed hands and waits again, or the assistant has it back; ErrClosed.
func (d *Desk) Claim(ctx context.Context, a Act, name string) (*conversation.State, error) {
	return d.change(ctx, a.ID, func(h *conversation.Held) error {
		s := h.State
		switch {
		case a.Agent == "":
			return invalid("an agent without an id cannot take a conversation")
		case s.Status == conversation.Closed:
			return ErrClosed
		case s.Holder == a.Agent:
			return nil
		case s.Holder != "":
			return &TakenError{Agent: s.Holder, Name: s.Name}
		case s.Epoch != a.Epoch:
			return ErrStale
		}
		h.Withdraw("*")
		return h.Add(conversation.Claimed{Agent: a.Agent, Name: name})
	})
}
