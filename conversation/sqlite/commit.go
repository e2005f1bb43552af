package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"balie/conversation"
)

// addition is a commit with all that can be worked out before its turn to be written.
type addition struct {
	conversation.Commit
	loan  conversation.Loan
	begun time.Time
	body  []byte // of the log row
	card  string // JSON
	out   []sending
	pass  *arrival // with Commit.Pass
}

// Commit appends c in one transaction; see [conversation.Store] for the errors, which are judged in that order. A
// commit with a start and no wake is due again when its lease ends, lest an action stay open that nobody looks after.
func (s *Store) Commit(ctx context.Context, l conversation.Loan, c conversation.Commit) (conversation.Loan, error) {
	a, err := s.addition(l, c)
	if err != nil {
		return conversation.Loan{}, fmt.Errorf("commit %s: %w", l.ID, err)
	}
	var e *entry
	err = s.write(ctx, func(g *group) error {
		e, err = g.commit(a)
		return err
	})
	if err != nil {
		s.stats.refused.Add(1)
		return conversation.Loan{}, fmt.Errorf("commit %s: %w", l.ID, err)
	}
	s.stats.commits.Add(1)
	next := e.loan()
	next.Owner, next.Until = l.Owner, s.leases.prolong(l, l.Until)
	return next, nil
}

func (s *Store) addition(l conversation.Loan, c conversation.Commit) (*addition, error) {
	a := &addition{Commit: c, loan: l, begun: s.now()}
	a.Records = slices.Clone(c.Records)
	for i := range a.Records {
		a.Records[i].At = settled(a.Records[i].At)
	}
	if len(a.Records) > 0 {
		a.body = encodeRecords(a.Records)
	}
	if c.Card != nil {
		text, err := json.Marshal(c.Card)
		if err != nil {
			return nil, fmt.Errorf("card: %w", err)
		}
		a.card = string(text)
	}
	var err error
	if c.Pass != nil {
		if a.pass, err = s.passing(*c.Pass); err != nil {
			return nil, err
		}
	}
	a.out, err = s.sendings(l.ID, c.Out)
	return a, err
}

func (g *group) commit(a *addition) (*entry, error) {
	e, err := g.findFull(a.loan.ID)
	if err != nil {
		return nil, err
	}
	if err := g.judge(e, a); err != nil {
		return nil, err
	}
	if err := g.mayPass(a); err != nil {
		return nil, err
	}
	counts, err := g.count(a.Counts, a.begun)
	if err != nil {
		return nil, err
	}
	e = e.edit()
	if err := g.append(e, a); err != nil {
		return nil, err
	}
	if err := g.beside(e, a, counts); err != nil {
		return nil, err
	}
	address := e.address
	if err := g.rewrite(e, a); err != nil {
		return nil, err
	}
	g.dirty[e.id] = e
	if a.pass != nil {
		if err := g.pass(address, *a.pass); err != nil {
			return nil, err
		}
	}
	g.after = append(g.after, func() { g.s.leases.committed(e.id) })
	return e, nil
}

// judge checks all conditions but the counts. Nothing has been written yet.
func (g *group) judge(e *entry, a *addition) error {
	if e.version != a.loan.Version {
		return conversation.ErrMoved
	}
	_, live := g.s.leases.live(a.loan, g.s.now())
	if a.Starts && !live {
		return conversation.ErrLost
	}
	if (a.Refuse || a.Starts) && e.inbox > max(e.taken, a.Taken) {
		return conversation.ErrNewer
	}
	if a.Taken > e.inbox {
		return fmt.Errorf("input %d cannot be taken: there are %d", a.Taken, e.inbox)
	}
	for i, r := range a.Records {
		if want := e.n + int64(i) + 1; r.N != want {
			return fmt.Errorf("record %d cannot stand where record %d belongs", r.N, want)
		}
	}
	if live && a.Hold > 0 { // at once: the lease must not end while the transaction is on its way to the disk
		g.s.leases.prolong(a.loan, a.begun.Add(a.Hold))
	}
	return nil
}

// append writes the log row and the snapshot.
func (g *group) append(e *entry, a *addition) error {
	e.version++
	if len(a.Records) > 0 {
		first, last := a.Records[0].N, a.Records[len(a.Records)-1].N
		seq := g.s.nextLog
		g.s.nextLog++
		err := g.w.exec("INSERT INTO log (seq, c, prev, first, last, body) VALUES (?, ?, ?, ?, ?, ?)", seq, e.c, e.log, first, last, a.body)
		if err != nil {
			return err
		}
		e.log, e.n = seq, last
		e.tail = append(e.tail, a.Records...)
	}
	if a.Snapshot == nil || e.n == 0 { // there is nothing yet to be a snapshot of
		return nil
	}
	e.snapshot, e.snap, e.past, e.tail = a.Snapshot, e.n, a.Records, nil
	return g.w.exec("INSERT OR REPLACE INTO snapshot (c, body) VALUES (?, ?)", e.c, a.Snapshot)
}

// beside writes what stands in other tables: messages, names and counts.
func (g *group) beside(e *entry, a *addition, counts []tally) error {
	if err := g.withdraw(e, a.Withdraw); err != nil {
		return err
	}
	if err := g.send(e, a.out, a.begun); err != nil {
		return err
	}
	for _, k := range a.Keys {
		query := "INSERT OR IGNORE INTO name (key, c) VALUES (?, ?)"
		if k.Remove {
			query = "DELETE FROM name WHERE key = ? AND c = ?"
		}
		if err := g.w.exec(query, k.Key, e.c); err != nil {
			return err
		}
	}
	return g.tally(counts)
}

// rewrite writes the head row.
func (g *group) rewrite(e *entry, a *addition) error {
	e.taken = max(e.taken, a.Taken)
	waiting := e.waiting
	for len(waiting) > 0 && waiting[0].N <= e.taken {
		waiting = waiting[1:]
	}
	e.waiting, e.wake, e.attempts = waiting, nanos(a.Wake), 0
	var lost int64
	if a.Starts {
		until, _ := g.s.leases.live(a.loan, a.begun)
		lost = nanos(until)
	}
	e.schedule(lost)
	if a.Card != nil {
		if err := g.show(e, a); err != nil {
			return err
		}
	}
	n, err := g.w.change(`UPDATE head SET version = ?, n = ?, taken = ?, in_due = ?, wake = ?, due = ?, attempts = 0, log = ?, snap = ?, card = ?
		WHERE c = ? AND version = ?`, e.version, e.n, e.taken, e.inDue, e.wake, orNull(e.due), e.log, e.snap, e.card, e.c, e.version-1)
	if err == nil && n != 1 { // memory and file disagree: the group is rolled back, and memory forgets
		g.s.cache.drop(e.id)
		err = conversation.ErrMoved
	}
	return err
}

// show writes the columns of the card that lists are ordered by, when they change, and frees the address of a
// conversation that closes.
func (g *group) show(e *entry, a *addition) error {
	e.card = a.card
	status, holder, since := string(a.Card.Status), a.Card.Holder, nanos(a.Card.Since)
	if status == e.status && holder == e.holder && since == e.since {
		return nil
	}
	if a.Card.Status == conversation.Closed {
		e.address = nil
	}
	e.status, e.holder, e.since = status, holder, since
	return g.w.exec("UPDATE head SET status = ?, holder = ?, since = ?, address = ? WHERE c = ?", status, holder, since, e.address, e.c)
}
