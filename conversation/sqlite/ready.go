package sqlite

import (
	"context"
	"fmt"
	"time"
)

// writtenFor is how long a write counts as proof that the next one is possible.
const writtenFor = 2 * time.Second

// Ready reports whether the store can be written to now, by writing: a disk that is full can still be read. Within two seconds it
// does not look again.
func (s *Store) Ready(ctx context.Context) error {
	now := s.now()
	if at := s.wrote.Load(); at != nil && now.Sub(*at).Abs() < writtenFor {
		return nil
	}
	err := s.write(ctx, func(g *group) error {
		return g.w.exec("INSERT OR REPLACE INTO meta (name, value) VALUES ('ready', ?)", []byte(now.UTC().Format(time.RFC3339Nano)))
	})
	if err != nil {
		return fmt.Errorf("ready: %w", err)
	}
	s.wrote.Store(&now)
	return nil
}
