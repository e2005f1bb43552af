package assistant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"balie/conversation"
)

// sendings is how often a message is tried whose sender panics; then a person hears of it.
const sendings = 3

// deliver carries messages to one push channel, in order per conversation.
func (a *Assistant) deliver(ctx context.Context, channel string) {
	rings, err := a.Bell.Listen(ctx)
	if err != nil {
		a.Log.Error("bell", "error", err)
		return
	}
	for ctx.Err() == nil {
		out, err := a.Outbox.Attempt(ctx, channel, 16)
		if err != nil && ctx.Err() == nil {
			a.Log.Error("outbox", "channel", channel, "error", err)
		}
		for _, o := range out {
			if err := a.carry(context.WithoutCancel(ctx), o); err != nil {
				a.Log.Error("outbox", "channel", channel, "message", o.ID, "error", err)
			}
		}
		if len(out) == 0 {
			a.pause(ctx, rings, time.Time{})
		}
	}
}

// carry makes one attempt and records what came of it.
func (a *Assistant) carry(ctx context.Context, o conversation.Outgoing) error {
	d, failed := a.send(ctx, o)
	d.ID = o.ID
	if failed != nil && o.Attempts >= sendings {
		d.State = conversation.Rejected
	}
	if d.State == conversation.Rejected && d.Retry.IsZero() && !o.Notice {
		return errors.Join(failed, a.Undelivered(ctx, o.ID), a.Outbox.Mark(ctx, d))
	}
	return errors.Join(failed, a.Outbox.Mark(ctx, d))
}

// send hands a message to its channel. Of one whose sender panics nobody knows whether it left.
func (a *Assistant) send(ctx context.Context, o conversation.Outgoing) (d conversation.Delivery, failed error) {
	defer func() {
		if p := recover(); p != nil {
			d, failed = conversation.Delivery{State: conversation.Attempted, Detail: "panic"}, panicked(p)
		}
	}()
	return a.Sender.Send(ctx, o), nil
}

// Undelivered asks for a person because the customer cannot be told something: the outgoing message with this id will not
// come through. It may be told more than once and is heard once.
func (a *Assistant) Undelivered(ctx context.Context, outgoing string) error {
	id, _, ok := conversation.OutgoingOf(outgoing)
	if !ok {
		return fmt.Errorf("not delivered: %q is no message of ours", outgoing)
	}
	key := a.Hasher.Hash("undelivered", outgoing)
	for {
		h, err := a.Ledger.Load(ctx, id)
		if err != nil {
			return fmt.Errorf("not delivered: %w", err)
		}
		told, err := a.Ledger.Archive.Find(ctx, key) // the name is committed with the alarm
		if err != nil || slices.Contains(told, id) {
			return err
		}
		h.Key(key, false)
		err = h.Add(conversation.AlarmRaised{Reason: "a message could not be delivered"})
		if err == nil && h.State.Status == conversation.WithAssistant {
			err = h.Add(conversation.HandoverRequested{Reason: "not_delivered"})
		}
		if err == nil {
			err = a.Ledger.Commit(ctx, h, conversation.Terms{Wake: a.Now()})
		}
		if !errors.Is(err, conversation.ErrMoved) {
			return err
		}
	}
}
