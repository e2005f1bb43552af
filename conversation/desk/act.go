package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"balie/conversation"
)

// Act names who does something to which conversation, and the epoch that they saw of it.
type Act struct {
	ID    conversation.ID
	Agent string
	Epoch int64
}

// held reports why the agent may not act; nil when the conversation is theirs and what they saw is still so.
func (a Act) held(s *conversation.State) error {
	switch {
	case s.Status == conversation.Closed:
		return ErrClosed
	case s.Epoch != a.Epoch:
		return ErrStale
	case s.Holder != a.Agent || a.Agent == "":
		return ErrNotHeld
	}
	return nil
}

// tries is how often a change is made anew because a turn committed in between.
const tries = 20

// change loads a conversation, lets do add to it and commits by version; when a turn was quicker, do judges anew.
func (d *Desk) change(ctx context.Context, id conversation.ID, do func(*conversation.Held) error) (*conversation.State, error) {
	var err error
	for range tries {
		var h *conversation.Held
		if h, err = d.o.Ledger.Load(ctx, id); err != nil {
			return nil, fmt.Errorf("desk: %w", err)
		}
		if h.Fresh() {
			return nil, fmt.Errorf("desk: %s: %w", id, conversation.ErrGone) // nothing was ever said in it
		}
		if err = do(h); err != nil {
			return nil, fmt.Errorf("desk: %s: %w", id, err)
		}
		if len(h.Draft()) == 0 {
			return h.State, nil
		}
		if err = d.expect(h); err != nil {
			return nil, fmt.Errorf("desk: %s: %w", id, err)
		}
		err = d.o.Ledger.Commit(ctx, h, conversation.Terms{Wake: d.wake(h.State)})
		if err == nil {
			return h.State, nil
		}
		if !errors.Is(err, conversation.ErrMoved) {
			break
		}
	}
	return nil, fmt.Errorf("desk: %w", err)
}

// expect lets what the processes will wait for find them, where an act lets that be known.
func (d *Desk) expect(h *conversation.Held) error {
	for _, e := range d.o.Known(h.State) {
		if w, ok := e.(conversation.ReportExpected); ok {
			h.Key(conversation.CallbackKey(d.o.Ledger.Hasher, w.Callback, w.Match), false)
		}
		if err := h.Add(e); err != nil {
			return err
		}
	}
	return nil
}

// wake says when a worker must look: at once where the assistant serves or an action is open, whose own time the
// worker knows; else when the customer writes.
func (d *Desk) wake(s *conversation.State) time.Time {
	if s.Open != 0 || len(s.Coming()) > 0 || s.Status == conversation.WithAssistant || s.Status == conversation.Queued {
		return d.o.Now()
	}
	return time.Time{}
}

// State reads a conversation as it is now. conversation.ErrGone: erased or never there.
func (d *Desk) State(ctx context.Context, id conversation.ID) (*conversation.State, error) {
	h, err := d.o.Ledger.Load(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	if h.Fresh() {
		return nil, fmt.Errorf("desk: %s: %w", id, conversation.ErrGone)
	}
	return h.State, nil
}

// Bounds of reading a record: events at a time, times, and how far before the number to look for what a veil must know.
const (
	batch    = 500
	maxReads = 40
	back     = 64
)

// Record reads what happened after a number as an agent may read it, under a [Veil]. s is the conversation as it is
// now. conversation.ErrGone: erased or never there.
func (d *Desk) Record(ctx context.Context, s *conversation.State, after int64) ([]conversation.Numbered, error) {
	var all []conversation.Numbered
	from := max(0, after-back)
	for range maxReads {
		events, err := d.o.Ledger.Events(ctx, s.ID, from, batch)
		if err != nil {
			return nil, fmt.Errorf("desk: %w", err)
		}
		all = append(all, events...)
		if len(events) < batch {
			break
		}
		from = events[len(events)-1].N
	}
	veil := d.Veil(s)
	for _, r := range all {
		veil.See(r.Event)
	}
	var out []conversation.Numbered
	for _, r := range all {
		r.Event = veil.Event(r.Event)
		if r.N > after {
			out = append(out, r)
		}
	}
	return out, nil
}
