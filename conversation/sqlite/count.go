package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"balie/conversation"
)

// tally is a counter as it will be.
type tally struct {
	key          []byte
	value, until int64
}

// count works out the counters of a commit. ErrLimit: one of them would rise above its most. A counter lives until
// the time with which it was begun, for ever when that is zero.
func (g *group) count(counts []conversation.Count, now time.Time) ([]tally, error) {
	var out []tally
	for _, c := range counts {
		t, err := g.tallied(out, c, nanos(now))
		if err != nil {
			return nil, err
		}
		if c.Add > 0 && t.value+c.Add > c.Most {
			return nil, &conversation.LimitReached{Until: moment(t.until)}
		}
		if c.Add > 0 || c.Until.IsZero() || t.until <= nanos(c.Until) {
			t.value = max(t.value+c.Add, 0)
		}
		out = append(out, t)
	}
	return out, nil
}

// tallied returns a counter as it is, counts earlier in the same commit included.
func (g *group) tallied(earlier []tally, c conversation.Count, now int64) (tally, error) {
	for i := len(earlier) - 1; i >= 0; i-- {
		if string(earlier[i].key) == string(c.Key) {
			return earlier[i], nil
		}
	}
	t := tally{key: c.Key}
	err := g.w.row("SELECT value, until FROM count WHERE key = ?", c.Key).Scan(&t.value, &t.until)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return t, err
	}
	if err != nil || t.until != 0 && t.until <= now {
		t.value, t.until = 0, nanos(c.Until)
	}
	return t, nil
}

// Full reports whether one of the counters would rise above its most now. A commit judges for good.
func (s *Store) Full(ctx context.Context, counts []conversation.Count) (bool, error) {
	full, now := false, nanos(s.now())
	err := s.read(ctx, func(r *conn) error {
		for _, c := range counts {
			var value int64
			err := r.row("SELECT value FROM count WHERE key = ? AND (until = 0 OR until > ?)", c.Key, now).Scan(&value)
			if err := unless(err, errNone); err != nil {
				return err
			}
			full = full || value+c.Add > c.Most
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("counters: %w", err)
	}
	return full, nil
}

func (g *group) tally(counts []tally) error {
	for _, t := range counts {
		err := g.w.exec("INSERT OR REPLACE INTO count (key, value, until) VALUES (?, ?, ?)", t.key, t.value, t.until)
		if err != nil {
			return err
		}
	}
	return nil
}
