package sqlite

import (
	"context"
	"fmt"
	"time"

	"balie/conversation"
)

// Due lists conversations that are due and not lent, longest due first, and says when the next one will be: the
// earliest that is not due yet or whose lease ends, or now when the list was cut at limit. Zero: none.
func (s *Store) Due(ctx context.Context, limit int) (due []conversation.ID, next time.Time, err error) {
	select {
	case <-s.stop:
		return nil, time.Time{}, fmt.Errorf("due: %w", ErrClosed)
	case <-ctx.Done():
		return nil, time.Time{}, fmt.Errorf("due: %w", ctx.Err())
	default:
	}
	now := s.now()
	l := listing{now: now, limit: limit, busy: s.leases.busy(now)}
	if !s.agenda.visit(l.look) {
		if err := s.plan(ctx, agendaSize+limit+len(l.busy)); err != nil {
			return nil, time.Time{}, fmt.Errorf("due: %w", err)
		}
		l.due, l.next = nil, time.Time{}
		if !s.agenda.visit(l.look) {
			l.later(now) // so much has changed meanwhile that it is looked for again
		}
	}
	return l.due, l.next, nil
}

// plan reads the agenda from the file, at least so much of it. The writer does it: only so does nothing change meanwhile.
func (s *Store) plan(ctx context.Context, most int) error {
	return s.write(ctx, func(g *group) error {
		var first []appointment
		err := g.w.each("SELECT due, c, id FROM head WHERE due IS NOT NULL ORDER BY due, c LIMIT ?", func(row scanner) error {
			var p appointment
			err := row.Scan(&p.at, &p.c, &p.id)
			first = append(first, p)
			return err
		}, most)
		if err == nil {
			g.plan = func() { g.s.agenda.begin(first, len(first) < most) }
		}
		return err
	})
}

// listing is what Due gathers.
type listing struct {
	now   time.Time
	limit int
	busy  map[conversation.ID]time.Time
	due   []conversation.ID
	next  time.Time
}

// look takes one conversation in; false when the rest does not matter.
func (l *listing) look(p appointment) bool {
	t := moment(p.at)
	if until, lent := l.busy[p.id]; lent {
		l.later(latest(t, until))
		return true
	}
	if t.After(l.now) {
		l.later(t)
		return false // the rest is later still
	}
	if len(l.due) >= l.limit {
		l.later(l.now)
		return false
	}
	l.due = append(l.due, p.id)
	return true
}

func (l *listing) later(t time.Time) {
	if l.next.IsZero() || t.Before(l.next) {
		l.next = t
	}
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
