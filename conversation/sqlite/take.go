package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"balie/conversation"
)

// Take lends a conversation to one owner for ttl. ErrBusy: it is lent, to whomever. ErrGone: erased or never there.
func (s *Store) Take(ctx context.Context, id conversation.ID, owner string, ttl time.Duration) (conversation.Loan, error) {
	if owner == "" || ttl <= 0 {
		return conversation.Loan{}, errors.New("take: an owner and a time to live are needed")
	}
	until, err := s.leases.grant(id, owner, s.now(), ttl)
	if err != nil {
		return conversation.Loan{}, fmt.Errorf("take %s: %w", id, err)
	}
	l, err := s.lend(ctx, id, owner, until)
	if err != nil {
		s.leases.end(conversation.Loan{ID: id, Owner: owner, Until: until}, s.now()) //nolint:errcheck // whoever has it now keeps it
		return conversation.Loan{}, fmt.Errorf("take %s: %w", id, err)
	}
	return l, nil
}

// lend makes the loan of a lease that was granted and counts the taking, if anything was due.
func (s *Store) lend(ctx context.Context, id conversation.ID, owner string, until time.Time) (conversation.Loan, error) {
	e, err := s.whole(ctx, id)
	if err != nil {
		return conversation.Loan{}, err
	}
	l := e.loan()
	l.Owner, l.Until = owner, until
	if l.Idle = e.due == 0 || e.due > nanos(s.now()); l.Idle {
		return l, nil
	}
	l.Attempts = s.leases.count(id, s.takenBefore(e))
	if l.Attempts >= 2 {
		err := s.write(ctx, func(g *group) error { return g.setAttempts(id, l.Attempts) })
		if err != nil {
			return conversation.Loan{}, err
		}
	}
	return l, nil
}

// takenBefore returns the takings that this process has not counted. The first taking is not written down, so after
// an end without Close whatever was due then may have been taken once: it counts as if it was, lest an input that
// kills the process does so for ever.
func (s *Store) takenBefore(e *entry) int {
	if s.unclean && e.due != 0 && e.due <= nanos(s.opened) && !s.leases.counts(e.id) {
		return max(e.attempts, 1)
	}
	return e.attempts
}

func (g *group) setAttempts(id conversation.ID, n int) error {
	e, err := g.find(id)
	if err != nil {
		return err
	}
	e = e.edit()
	e.attempts = n
	g.dirty[id] = e
	return g.w.exec("UPDATE head SET attempts = ? WHERE c = ?", n, e.c)
}

// whole returns a conversation with everything that a loan needs, through the writer if it is not in memory: only so
// can it be kept there.
func (s *Store) whole(ctx context.Context, id conversation.ID) (e *entry, err error) {
	if e = s.cache.get(id); e != nil && e.full && e.status != gone {
		s.stats.hits.Add(1)
		return e, ctx.Err()
	}
	s.stats.misses.Add(1)
	err = s.write(ctx, func(g *group) error {
		e, err = g.findFull(id)
		return err
	})
	return e, err
}

// Load reads without a lease. ErrGone: erased or never there.
func (s *Store) Load(ctx context.Context, id conversation.ID) (conversation.Loan, error) {
	e := s.cache.get(id)
	if e == nil || !e.full {
		err := s.view(ctx, func(r *conn) (err error) {
			if e, err = s.load(r, r.row("SELECT "+headColumns+" FROM head WHERE id = ?", string(id))); err != nil {
				return err
			}
			if e.status != gone {
				e, err = s.fill(r, e)
			}
			return err
		})
		if err != nil {
			return conversation.Loan{}, fmt.Errorf("load %s: %w", id, err)
		}
	}
	if e.status == gone {
		return conversation.Loan{}, fmt.Errorf("load %s: %w", id, conversation.ErrGone)
	}
	return e.loan(), ctx.Err()
}

// Renew makes a live lease last for ttl from now at least. ErrLost: it is over or another's.
func (s *Store) Renew(_ context.Context, l conversation.Loan, ttl time.Duration) (conversation.Loan, error) {
	now := s.now()
	if _, live := s.leases.live(l, now); !live {
		return conversation.Loan{}, fmt.Errorf("renew %s: %w", l.ID, conversation.ErrLost)
	}
	l.Until = s.leases.prolong(l, now.Add(ttl))
	return l, nil
}

// Return ends the lease; a conversation with inputs left is due at once. ErrLost: another has the lease; it stays
// theirs.
func (s *Store) Return(ctx context.Context, l conversation.Loan) error {
	now := s.now()
	if err := s.leases.end(l, now); err != nil {
		return fmt.Errorf("return %s: %w", l.ID, err)
	}
	if l.Owner == "" || l.Idle {
		return nil
	}
	e := s.cache.get(l.ID)
	if e != nil && (len(e.waiting) == 0 || e.inDue <= nanos(now)) {
		return nil
	}
	err := s.write(ctx, func(g *group) error { return g.hurry(l.ID, nanos(now)) })
	if err != nil && !errors.Is(err, conversation.ErrGone) {
		return fmt.Errorf("return %s: %w", l.ID, err)
	}
	return nil
}

// hurry makes a conversation with inputs left due now.
func (g *group) hurry(id conversation.ID, now int64) error {
	e, err := g.find(id)
	if err != nil || len(e.waiting) == 0 || e.inDue <= now {
		return err
	}
	lost := e.lost()
	e = e.edit()
	e.inDue = now
	e.schedule(lost)
	g.dirty[id] = e
	return g.w.exec("UPDATE head SET in_due = ?, due = ? WHERE c = ?", e.inDue, e.due, e.c)
}
