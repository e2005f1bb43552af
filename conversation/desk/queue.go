package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"balie/conversation"
)

// waiting is since when a customer waits, kept for as long as the card is the same.
type waiting struct {
	epoch int64
	since time.Time // of the card
	at    time.Time
}

// Queue lists who waits for a person: urgent first, then who waits longest. Since says since when the customer waits,
// also when the conversation was with an agent in between: whoever is passed on does not go to the end of the line.
func (d *Desk) Queue(ctx context.Context) ([]conversation.Card, error) {
	cards, err := d.o.Archive.List(ctx, conversation.Filter{Status: []conversation.Status{conversation.Queued}})
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	for i, c := range cards {
		if c.Epoch == 0 {
			continue // never changed hands: the card knows
		}
		if cards[i].Since, err = d.since(ctx, c); err != nil {
			return nil, fmt.Errorf("queue: %w", err)
		}
	}
	d.forget(cards)
	slices.SortStableFunc(cards, func(a, b conversation.Card) int {
		if a.Urgent != b.Urgent {
			if a.Urgent {
				return -1
			}
			return 1
		}
		return a.Since.Compare(b.Since)
	})
	return cards, nil
}

func (d *Desk) since(ctx context.Context, c conversation.Card) (time.Time, error) {
	d.mu.Lock()
	w, ok := d.waiting[c.ID]
	d.mu.Unlock()
	if ok && w.epoch == c.Epoch && w.since.Equal(c.Since) {
		return w.at, nil
	}
	h, err := d.o.Ledger.Load(ctx, c.ID)
	if errors.Is(err, conversation.ErrGone) {
		return c.Since, nil
	}
	if err != nil {
		return c.Since, err
	}
	w = waiting{epoch: c.Epoch, since: c.Since, at: c.Since}
	if q := h.State.Request; q != nil && q.At.Before(w.at) {
		w.at = q.At
	}
	d.mu.Lock()
	d.waiting[c.ID] = w
	d.mu.Unlock()
	return w.at, nil
}

// forget drops what was kept of conversations that no longer wait.
func (d *Desk) forget(queue []conversation.Card) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.waiting) <= 2*len(queue)+16 {
		return
	}
	for id := range d.waiting {
		if !slices.ContainsFunc(queue, func(c conversation.Card) bool { return c.ID == id }) {
			delete(d.waiting, id)
		}
	}
}

// Mine lists the conversations that an agent has, longest held first.
func (d *Desk) Mine(ctx context.Context, agent string) ([]conversation.Card, error) {
	if agent == "" {
		return nil, nil
	}
	cards, err := d.o.Archive.List(ctx, conversation.Filter{Status: []conversation.Status{conversation.WithPerson}, Holder: agent})
	if err != nil {
		return nil, fmt.Errorf("conversations of an agent: %w", err)
	}
	return cards, nil
}

// openMost bounds the list of all open conversations.
const openMost = 500

// Open lists the conversations that nobody waits with: those with the assistant and those with an agent, at most 500.
func (d *Desk) Open(ctx context.Context) ([]conversation.Card, error) {
	cards, err := d.o.Archive.List(ctx, conversation.Filter{
		Status: []conversation.Status{conversation.WithPerson, conversation.WithAssistant}, Limit: openMost,
	})
	if err != nil {
		return nil, fmt.Errorf("open conversations: %w", err)
	}
	return cards, nil
}

// Operation returns what an operation is called in a language; its name in words when nobody says.
func (d *Desk) Operation(name, language string) string { return d.operation(name, language) }

// Title returns what a flow is called in a language; its name when nobody says.
func (d *Desk) Title(flow, language string) string { return d.title(nil, flow, language) }
