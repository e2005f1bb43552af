package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"balie/conversation"
)

// errEnough ends a listing.
var errEnough = errors.New("enough")

// Due lists conversations that are due and not lent, longest due first, and says when the next one will be: the
// earliest that is not due yet or whose lease ends, or now when the list was cut at limit. Zero: none.
func (s *Store) Due(ctx context.Context, limit int) (due []conversation.ID, next time.Time, err error) {
	now := s.now()
	busy := s.leases.busy(now)
	later := func(t time.Time) {
		if next.IsZero() || t.Before(next) {
			next = t
		}
	}
	visit := func(row scanner) error {
		var id conversation.ID
		var at int64
		if err := row.Scan(&id, &at); err != nil {
			return err
		}
		t := moment(at)
		if until, lent := busy[id]; lent {
			later(latest(t, until))
			return nil
		}
		if t.After(now) {
			later(t)
			return errEnough // the rest is later still
		}
		if len(due) >= limit {
			later(now)
			return errEnough
		}
		due = append(due, id)
		return nil
	}
	err = s.read(ctx, func(r *conn) error {
		return r.each("SELECT id, due FROM head WHERE due IS NOT NULL ORDER BY due LIMIT ?", visit, limit+len(busy)+1)
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, time.Time{}, fmt.Errorf("due: %w", err)
	}
	return due, next, nil
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
