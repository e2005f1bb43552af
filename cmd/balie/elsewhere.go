package main

import (
	"context"
	"errors"

	"balie/conversation"
)

// mostElsewhere is how many of a customer's conversations are looked through, newest first.
const mostElsewhere = 10

// elsewhere lists what a customer has open in other conversations.
func (k *counter) elsewhere(ctx context.Context, subject string, but conversation.ID) ([]conversation.Elsewhere, error) {
	ids, err := k.store.Find(ctx, k.store.Hash("customer", subject))
	if err != nil {
		return nil, err
	}
	var out []conversation.Elsewhere
	for _, id := range ids[:min(len(ids), mostElsewhere)] {
		if id == but {
			continue
		}
		h, err := k.ledger.Load(ctx, id)
		if errors.Is(err, conversation.ErrGone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if h.State.Identity.Subject == subject {
			out = append(out, k.engine.Elsewhere(h.State)...)
		}
	}
	return out, nil
}
