package sqlite

import (
	"maps"
	"sync"
	"time"

	"balie/conversation"
)

// lease is a conversation lent. Until only grows; a loan belongs to it when its own end lies between the two.
type lease struct {
	owner        string
	first, until time.Time
}

func (l lease) of(loan conversation.Loan) bool {
	return l.owner == loan.Owner && !loan.Until.Before(l.first)
}

// leases live in memory: the lock on the file keeps other processes out, and a restart ends them all.
type leases struct {
	mu    sync.Mutex
	lent  map[conversation.ID]lease
	taken map[conversation.ID]int // takings since the last commit, as far as this process saw
}

func newLeases() *leases {
	return &leases{lent: map[conversation.ID]lease{}, taken: map[conversation.ID]int{}}
}

// grant lends a conversation that is not lent.
func (l *leases) grant(id conversation.ID, owner string, now time.Time, ttl time.Duration) (time.Time, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if have, ok := l.lent[id]; ok && now.Before(have.until) {
		return time.Time{}, conversation.ErrBusy
	}
	until := now.Add(ttl)
	l.lent[id] = lease{owner: owner, first: until, until: until}
	return until, nil
}

// live returns the end of the lease that a loan stands for; false when it is over or another's.
func (l *leases) live(loan conversation.Loan, now time.Time) (time.Time, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	have, ok := l.lent[loan.ID]
	return have.until, ok && loan.Owner != "" && have.of(loan) && now.Before(have.until)
}

// prolong makes a live lease last at least until a time, and returns its end.
func (l *leases) prolong(loan conversation.Loan, until time.Time) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	have, ok := l.lent[loan.ID]
	if !ok || !have.of(loan) {
		return loan.Until
	}
	if until.After(have.until) {
		have.until = until
		l.lent[loan.ID] = have
	}
	return have.until
}

// end ends the lease of a loan. ErrLost: another has it.
func (l *leases) end(loan conversation.Loan, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	have, ok := l.lent[loan.ID]
	switch {
	case !ok || loan.Owner == "":
		return nil
	case have.of(loan):
		delete(l.lent, loan.ID)
		return nil
	case now.Before(have.until):
		return conversation.ErrLost
	}
	return nil
}

// busy returns the leases that last, and forgets those that are over.
func (l *leases) busy(now time.Time) map[conversation.ID]time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make(map[conversation.ID]time.Time, len(l.lent))
	for id, have := range l.lent {
		if !now.Before(have.until) {
			delete(l.lent, id)
			continue
		}
		out[id] = have.until
	}
	return out
}

// count counts a taking, on top of what was counted before, and returns the number.
func (l *leases) count(id conversation.ID, before int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken[id] = max(l.taken[id], before) + 1
	return l.taken[id]
}

// counts reports whether takings of a conversation were counted by this process.
func (l *leases) counts(id conversation.ID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.taken[id]
	return ok
}

// committed starts the count anew.
func (l *leases) committed(id conversation.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.taken, id)
}

// forget drops all that is known of an erased conversation.
func (l *leases) forget(id conversation.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.taken, id)
	delete(l.lent, id)
}

// counted returns all counts.
func (l *leases) counted() map[conversation.ID]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.taken)
}
