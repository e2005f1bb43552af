package sqlite

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"

	"balie/conversation"
)

const (
	groupSize = 64  // calls in one transaction
	queueSize = 256 // calls that wait for one
)

// job is one call that waits to be written. do may run twice: once in a group and, if that group fails, once alone.
type job struct {
	do    func(*group) error
	claim atomic.Bool // set by the writer that begins it or by the caller that gives it up, whoever is first
	err   error
	done  chan struct{}
}

// group is one transaction.
type group struct {
	s     *Store
	w     *conn
	dirty map[conversation.ID]*entry // conversations as they will be
	fresh map[keyName]cipher.AEAD    // data keys made in it
	plan  func()                     // begins the agenda anew, before what is dirty is noted in it
	after []func()                   // run once it is durable
}

// write runs do in the writer's next transaction and returns when that is on disk. A context that ends before do has
// begun means that nothing changed.
func (s *Store) write(ctx context.Context, do func(*group) error) error {
	if err := ctx.Err(); err != nil { // the writer may be faster than a caller who has gone
		return err
	}
	j := &job{do: do, done: make(chan struct{})}
	select {
	case <-s.stop:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	case s.jobs <- j:
	}
	select {
	case <-j.done:
		return j.err
	case <-ctx.Done():
		if j.claim.CompareAndSwap(false, true) {
			return ctx.Err()
		}
	case <-s.stopped:
	}
	select {
	case <-j.done:
		return j.err
	case <-s.stopped:
	}
	select {
	case <-j.done: // in the writer's last group
		return j.err
	default:
		return ErrClosed
	}
}

// work is the writer. It ends when the store is closed and nothing waits.
func (s *Store) work() {
	defer close(s.stopped)
	jobs := make([]*job, 0, groupSize)
	for {
		jobs = jobs[:0]
		select {
		case j := <-s.jobs:
			jobs = append(jobs, j)
		case <-s.stop:
			if len(s.jobs) == 0 {
				return
			}
		}
		runtime.Gosched() // whoever is about to call comes along in the same transaction
		jobs = s.gather(jobs)
		s.together(jobs)
		for _, j := range jobs {
			close(j.done)
		}
		s.tidy()
	}
}

// gather adds what waits, up to a full group, without waiting for more.
func (s *Store) gather(jobs []*job) []*job {
	begun := jobs[:0]
	for _, j := range jobs {
		if j.claim.CompareAndSwap(false, true) {
			begun = append(begun, j)
		}
	}
	for len(begun) < groupSize {
		select {
		case j := <-s.jobs:
			if j.claim.CompareAndSwap(false, true) {
				begun = append(begun, j)
			}
		default:
			return begun
		}
	}
	return begun
}

// errGroup says that a transaction must be rolled back.
var errGroup = errors.New("the transaction failed")

// together runs all jobs in one transaction; if that fails, each in its own.
func (s *Store) together(jobs []*job) {
	if len(jobs) == 0 {
		return
	}
	s.stats.groups.Add(1)
	if err := s.transact(jobs); err == nil {
		return
	}
	if len(jobs) == 1 {
		return
	}
	for i := range jobs {
		s.transact(jobs[i : i+1]) //nolint:errcheck // the job has its error
	}
}

// transact runs jobs in one transaction and gives each its error. The error that it returns means that nothing was
// kept, of none of them.
func (s *Store) transact(jobs []*job) error {
	g := &group{s: s, w: s.writer, dirty: map[conversation.ID]*entry{}, fresh: map[keyName]cipher.AEAD{}}
	err := g.w.exec("BEGIN IMMEDIATE")
	if err == nil {
		err = g.run(jobs)
	}
	if err == nil {
		err = g.w.exec("COMMIT")
	}
	if err != nil {
		g.back(err, jobs)
		return err
	}
	for n, k := range g.fresh {
		s.keys.put(n, k)
	}
	if g.plan != nil {
		g.plan()
	}
	for _, e := range g.dirty {
		s.cache.put(e)
		s.agenda.set(appointment{at: e.due, c: e.c, id: e.id})
	}
	for _, f := range g.after {
		f()
	}
	return nil
}

// run does the jobs one after the other. A job that is refused before it wrote anything keeps its error to itself.
func (g *group) run(jobs []*job) error {
	for _, j := range jobs {
		before := g.w.writes
		if j.err = j.do(g); j.err != nil && g.w.writes != before {
			return fmt.Errorf("%w: %w", errGroup, j.err)
		}
	}
	return nil
}

// back rolls back. What was going to be cached is dropped with the group.
func (g *group) back(err error, jobs []*job) {
	g.w.raw.ExecContext(g.w.ctx, "ROLLBACK") //nolint:errcheck // fails when no transaction is open, which is what is wanted
	for _, j := range jobs {
		if j.err == nil || len(jobs) > 1 {
			j.err = err
		}
	}
	for id := range g.dirty {
		g.s.cache.drop(id)
	}
}

// tidy does the housekeeping that is due.
func (s *Store) tidy() {
	if err := s.sweepSome(); err != nil {
		s.stats.sweepErrors.Add(1) // it is tried again in a minute, and nothing depends on it
	}
}
