package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"balie/conversation"
)

var _ conversation.Wishes = (*Store)(nil)

// Wish notes what somebody wanted; see [conversation.Wishes].
func (s *Store) Wish(ctx context.Context, a conversation.Address, stop bool, at time.Time) error {
	err := s.write(ctx, func(g *group) error {
		return g.w.exec("INSERT INTO wish (address, stop, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET stop = excluded.stop, at = excluded.at WHERE excluded.at >= at",
			s.addressHash(a), flag(stop), nanos(at))
	})
	if err != nil {
		return fmt.Errorf("wish: %w", err)
	}
	return nil
}

// Stopped reports whether somebody wants no messages that they did not ask for; see [conversation.Wishes].
func (s *Store) Stopped(ctx context.Context, a conversation.Address) (bool, error) {
	var stop bool
	err := s.read(ctx, func(r *conn) error {
		return r.row("SELECT stop FROM wish WHERE address = ?", s.addressHash(a)).Scan(&stop)
	})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("wish: %w", err)
	}
	return stop, nil
}

func (s *Store) addressHash(a conversation.Address) []byte {
	return s.Hash("address", a.Channel, a.Account, a.Sender)
}
