package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"balie/conversation"
)

var errNone = sql.ErrNoRows

// Erase removes everything but the id, which stays as gone, and the keyed hashes of the inputs' ids, which say
// nothing, keep an erased message from coming in again and go after nine days. It needs the lease: ErrLost. What
// was removed is overwritten in the file, and the log of changes beside it is emptied, as soon as no reader needs it.
func (s *Store) Erase(ctx context.Context, l conversation.Loan) error {
	err := s.write(ctx, func(g *group) error { return g.erase(l) })
	if err != nil {
		return fmt.Errorf("erase %s: %w", l.ID, err)
	}
	s.stats.erased.Add(1)
	s.unflushed.Store(true)
	c, err := s.connect()
	if err == nil {
		err = s.flush(c)
		c.close()
	}
	if err != nil {
		return fmt.Errorf("erase %s: it is erased, but not yet from the change log: %w", l.ID, err)
	}
	return nil
}

func (g *group) erase(l conversation.Loan) error {
	e, err := g.find(l.ID)
	if err != nil {
		return err
	}
	if e.version != l.Version {
		return conversation.ErrMoved
	}
	if _, live := g.s.leases.live(l, g.s.now()); !live {
		return conversation.ErrLost
	}
	if err := g.eraseChains(e); err != nil {
		return err
	}
	for _, query := range []string{
		"DELETE FROM snapshot WHERE c = ?", "DELETE FROM origin WHERE c = ?", "DELETE FROM datakey WHERE c = ?",
		"DELETE FROM name WHERE c = ?", "DELETE FROM outbox WHERE c = ?", "DELETE FROM file WHERE c = ?",
		`UPDATE head SET version = version + 1, n = 0, taken = 0, inbox = 0, in_due = 0, wake = 0, due = NULL, attempts = 0,
			log = 0, input = 0, snap = 0, address = NULL, status = 'gone', holder = '', since = 0, card = '' WHERE c = ?`,
	} {
		if err := g.w.exec(query, e.c); err != nil {
			return err
		}
	}
	g.dirty[e.id] = &entry{head: head{c: e.c, id: e.id, version: e.version + 1, status: gone}}
	g.after = append(g.after, func() {
		g.s.keys.erase(e.id)
		g.s.leases.forget(e.id)
	})
	return nil
}

// eraseChains removes the rows of the log and the contents of the inputs.
func (g *group) eraseChains(e *entry) error {
	for seq := e.log; seq != 0; {
		here := seq
		if err := g.w.row("SELECT prev FROM log WHERE seq = ? AND c = ?", here, e.c).Scan(&seq); err != nil {
			return fmt.Errorf("log: %w", err)
		}
		if err := g.w.exec("DELETE FROM log WHERE seq = ?", here); err != nil {
			return err
		}
	}
	for seq := e.input; seq != 0; {
		here := seq
		err := g.w.row("SELECT prev FROM input WHERE seq = ? AND c = ?", here, e.c).Scan(&seq)
		if errors.Is(err, errNone) {
			return nil // older ones were swept
		}
		if err == nil {
			err = g.w.exec("UPDATE input SET body = NULL WHERE seq = ?", here)
		}
		if err != nil {
			return fmt.Errorf("inputs: %w", err)
		}
	}
	return nil
}

// flush moves the change log into the file and empties it. While a reader still needs it, it gives up quickly, for it
// holds up the writer; then the housekeeping tries again.
func (s *Store) flush(c *conn) error {
	if err := c.exec("PRAGMA busy_timeout=100"); err != nil {
		return err
	}
	var busy, log, moved int
	err := c.row("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &moved)
	if err == nil && busy == 0 {
		s.unflushed.Store(false)
	}
	return errors.Join(err, c.exec(busyTimeout))
}
