package sqlite

import (
	"context"
	"encoding/json"
	"fmt"

	"balie/conversation"
)

// passing works out what can be before the address is handed over.
func (s *Store) passing(p conversation.Pass) (*arrival, error) {
	in := p.Input
	in.Conversation = p.To
	a, err := s.arrive(in)
	if err != nil {
		return nil, fmt.Errorf("pass: %w", err)
	}
	if a.from, err = json.Marshal(in.Address); err != nil {
		return nil, fmt.Errorf("pass: address: %w", err)
	}
	return &a, nil
}

// mayPass refuses, before anything is written, to hand an address over to a conversation that takes nothing in any more.
func (g *group) mayPass(a *addition) error {
	if a.pass == nil {
		return nil
	}
	e, err := g.findFull(a.pass.in.Conversation)
	if err == nil && !takesIn(e, a.pass.in.Kind) {
		err = conversation.ErrGone
	}
	return err
}

// pass gives an address that has just become free to another conversation, with the input that says so.
func (g *group) pass(address []byte, a arrival) error {
	e, err := g.findFull(a.in.Conversation)
	if err != nil {
		return err
	}
	a.address = address
	if e, err = g.rehouse(e, a); err != nil {
		return err
	}
	_, err = g.put(e, a, false, g.s.now())
	return err
}

// Holds reports whether a conversation is held from an address: it was opened there and has not gone on elsewhere since.
func (s *Store) Holds(ctx context.Context, id conversation.ID, from conversation.Address) (bool, error) {
	e := s.cache.get(id)
	if e == nil || !e.full {
		err := s.view(ctx, func(r *conn) (err error) {
			if e, err = s.load(r, r.row("SELECT "+headColumns+" FROM head WHERE id = ?", string(id))); err != nil || e.status == gone {
				return err
			}
			e, err = s.fill(r, e)
			return err
		})
		if err != nil {
			return false, fmt.Errorf("holder of %s: %w", id, err)
		}
	}
	return e.status == gone || e.from == from, nil // of one that is erased nothing is known, and nothing told
}
