package desk

import (
	"context"
	"slices"
	"unicode/utf8"

	"balie/conversation"
)

// maxNote is the longest note to a colleague, in characters.
const maxNote = 500

// HandBack gives the conversation back to the assistant, who goes on at the first step that is not satisfied.
func (d *Desk) HandBack(ctx context.Context, a Act) (*conversation.State, error) {
	return d.change(ctx, a.ID, func(h *conversation.Held) error {
		if err := a.held(h.State); err != nil {
			return err
		}
		return h.Add(conversation.HandedBack{Agent: a.Agent})
	})
}

// ToQueue passes the conversation on to whoever is free, with a note for them. The customer keeps their place.
func (d *Desk) ToQueue(ctx context.Context, a Act, note string) (*conversation.State, error) {
	if err := checkNote(note); err != nil {
		return nil, err
	}
	return d.change(ctx, a.ID, func(h *conversation.Held) error {
		if err := a.held(h.State); err != nil {
			return err
		}
		return toQueue(h, a.Agent, note, "passed_on")
	})
}

// Transfer passes the conversation straight to a colleague. ErrAway: not signed in.
func (d *Desk) Transfer(ctx context.Context, a Act, to string) (*conversation.State, error) {
	colleague, there := d.present(to)
	return d.change(ctx, a.ID, func(h *conversation.Held) error {
		if err := a.held(h.State); err != nil {
			return err
		}
		switch {
		case to == a.Agent:
			return invalid("the conversation is yours already")
		case !there:
			return ErrAway
		}
		return h.Add(conversation.Claimed{Agent: colleague.ID, Name: colleague.Name})
	})
}

// Close ends the conversation. ErrInvalid: the reason is none of [Desk.Reasons].
func (d *Desk) Close(ctx context.Context, a Act, reason string) (*conversation.State, error) {
	if !slices.Contains(d.o.Reasons, reason) {
		return nil, invalid("the reason must be one of %v", d.o.Reasons)
	}
	return d.change(ctx, a.ID, func(h *conversation.Held) error {
		if err := a.held(h.State); err != nil {
			return err
		}
		return h.Add(conversation.ConversationClosed{By: a.Agent, Reason: reason})
	})
}

// toQueue adds a hand-back to the queue. Why the customer asked for a person, and since when, stays; who never asked
// gets the reason of the hand-back.
func toQueue(h *conversation.Held, agent, note, reason string) error {
	if err := h.Add(conversation.HandedBack{Agent: agent, ToQueue: true, Reason: note}); err != nil {
		return err
	}
	if h.State.Request != nil {
		return nil
	}
	return h.Add(conversation.HandoverRequested{Reason: reason})
}

func checkNote(note string) error {
	if !utf8.ValidString(note) || utf8.RuneCountInString(note) > maxNote {
		return misformed("long", "the note is not readable or longer than %d characters", maxNote)
	}
	return nil
}

func (d *Desk) present(id string) (Agent, bool) {
	for _, a := range d.Present() {
		if a.ID == id {
			return a, true
		}
	}
	return Agent{}, false
}
