package desk

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"balie/conversation"
)

// callMargin is how long after its time-out an action's own caller may still bring an answer.
const callMargin = 5 * time.Second

// maxReference is the longest reference, in characters.
const maxReference = 100

// Settle records what became of an action, as an agent found out or did elsewhere: done, with a reference where there
// is one, or failed. ErrNothing: no such action; ErrRunning: its own call may still answer; ErrSettled: it is known.
func (d *Desk) Settle(ctx context.Context, a Act, n int, outcome conversation.Outcome, reference string) (*conversation.State, error) {
	reference = strings.TrimSpace(reference)
	switch {
	case outcome != conversation.Done && outcome != conversation.Failed:
		return nil, invalid("the outcome must be done or failed")
	case !utf8.ValidString(reference) || utf8.RuneCountInString(reference) > maxReference:
		return nil, misformed("long", "the reference is not readable or longer than %d characters", maxReference)
	}
	return d.change(ctx, a.ID, func(h *conversation.Held) error {
		if err := a.held(h.State); err != nil {
			return err
		}
		now := d.o.Now()
		act := h.State.Action(n)
		switch {
		case act == nil:
			return ErrNothing
		case act.Settled && act.Receipt.Outcome != conversation.Unknown:
			return ErrSettled
		case !act.Settled && now.Before(act.At.Add(act.TimeOut+callMargin)):
			return ErrRunning
		}
		return d.o.Ledger.Settle(h, n, recorded(a, outcome, reference, now), "agent")
	})
}

// Elsewhere records that the agent did the step at which the process stands outside this house, such as in the company's
// own system, with the reference that they got there. It counts as done, and nothing is called. ErrNotHeld, ErrStale,
// ErrClosed as for every act; ErrInvalid: no reference; ErrNotRunnable: the process stands at no action.
func (d *Desk) Elsewhere(ctx context.Context, a Act, step, reference string) (*conversation.State, error) {
	reference = strings.TrimSpace(reference)
	switch {
	case reference == "":
		return nil, misformed("empty", "the reference is empty")
	case !utf8.ValidString(reference) || utf8.RuneCountInString(reference) > maxReference:
		return nil, misformed("long", "the reference is not readable or longer than %d characters", maxReference)
	}
	return d.change(ctx, a.ID, func(h *conversation.Held) error {
		if err := a.held(h.State); err != nil {
			return err
		}
		r := d.runnable(h.State, conversation.DoRecord, "")
		if r == nil || r.Step != step {
			return ErrNotRunnable
		}
		c, _ := d.o.Probe(h.State, conversation.DoRecord, step)
		return d.o.Ledger.Elsewhere(h, c, recorded(a, conversation.Done, reference, d.o.Now()))
	})
}

// recorded is the receipt of what an agent found out or did themselves.
func recorded(a Act, outcome conversation.Outcome, reference string, now time.Time) conversation.Receipt {
	r := conversation.Receipt{Outcome: outcome, Reference: reference, At: now, Detail: "recorded by agent " + a.Agent}
	if reference != "" {
		r.Output = conversation.Rec(map[string]conversation.Value{"reference": conversation.Of(conversation.Text, reference)})
	}
	return r
}
