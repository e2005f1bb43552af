package assistant

import (
	"context"

	"balie/conversation"
)

// runs carries out what the agent who has the floor ordered: the step at which the process stands, started as the
// agent's own. Where nobody has the floor, or somebody else has, the engine refuses it.
func (t *turn) runs(ctx context.Context, inputs []conversation.Input) error {
	for _, in := range inputs {
		if in.Kind != conversation.InputRun {
			continue
		}
		if err := t.order(ctx, ordered(in)); err != nil {
			return err
		}
	}
	return nil
}

// ordered makes the command of an order.
func ordered(in conversation.Input) conversation.Command {
	return conversation.Command{Do: conversation.DoRun, Slot: in.Name, Text: in.Agent, By: "agent", Confidence: 1, Input: in.N}
}

// order asks the engine for what is next of a step until it has been run: reads at once, its calls one after the other,
// each started and settled by itself.
func (t *turn) order(ctx context.Context, c conversation.Command) error {
	started := 0
	next := conversation.Cause{Kind: conversation.CauseInput, Command: c}
	for range maxMoves {
		m, err := t.Engine.Advance(t.h.State, next)
		if err != nil {
			return err
		}
		if started > 0 && m.Start == nil && next.Kind == conversation.CauseInput {
			return nil // the step has been run
		}
		if err := t.add(m.Events...); err != nil {
			return err
		}
		next = conversation.Cause{Kind: conversation.CauseInput, Command: c}
		switch {
		case m.Read != nil:
			r, err := t.read(ctx, *m.Read)
			if err != nil {
				return err
			}
			next = conversation.Cause{Kind: conversation.CauseRead, Call: *m.Read, Receipt: r}
		case m.Start != nil:
			if err := t.act(ctx, *m.Start); err != nil {
				return err
			}
			if started++; !t.did(m.Start.Step) {
				return nil
			}
		case m.Rests() || refused(m):
			return nil
		}
	}
	return t.add(conversation.AlarmRaised{Reason: "an agent's order did not come to rest"})
}

// did reports whether the action that was started last at a step is done.
func (t *turn) did(step string) bool {
	a := t.h.State.Action(len(t.h.State.Actions))
	return a != nil && a.Step == step && a.Settled && a.Receipt.Outcome == conversation.Done
}

// refused reports whether a move refuses its command.
func refused(m conversation.Move) bool {
	for _, e := range m.Events {
		if _, ok := e.(conversation.CommandRefused); ok {
			return true
		}
	}
	return false
}
