package backend

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"time"
)

// The ways in which an operation can be made to fail.
const (
	// Slow waits first and then does the operation, whether or not the caller still listens.
	Slow = "slow"
	// ServerError answers 500 and does nothing.
	ServerError = "500"
	// Conflict answers 409 and does nothing.
	Conflict = "409"
	// TimeoutBeforeCommit does nothing and does not answer.
	TimeoutBeforeCommit = "timeout_before_commit"
	// TimeoutAfterCommit does the operation and does not answer.
	TimeoutAfterCommit = "timeout_after_commit"
)

// longestHold ends a connection that is held for a caller who waits for ever.
const longestHold = 2 * time.Minute

// Fault is one way of failing, switched on for one operation.
type Fault struct {
	// Fail is Slow, ServerError, Conflict, TimeoutBeforeCommit or TimeoutAfterCommit.
	Fail string `json:"fail"`
	// Times is how many requests it hits; 0 means until it is switched off.
	Times int `json:"times,omitempty"`
	// Milliseconds is how long Slow waits, at most two minutes; 3000 when 0.
	Milliseconds int `json:"ms,omitempty"`
	// Code is what Conflict answers as code; CONFLICT when empty.
	Code string `json:"code,omitempty"`
}

func (f Fault) check() error {
	switch f.Fail {
	case Slow, ServerError, Conflict, TimeoutBeforeCommit, TimeoutAfterCommit:
	default:
		return invalid("UNKNOWN_FAULT", fmt.Sprintf("%q is no fault; there are %s, %s, %s, %s and %s",
			f.Fail, Slow, ServerError, Conflict, TimeoutBeforeCommit, TimeoutAfterCommit))
	}
	if f.Times < 0 || f.Milliseconds < 0 || time.Duration(f.Milliseconds)*time.Millisecond > longestHold {
		return invalid("UNKNOWN_FAULT", "times may not be negative, and ms must be between 0 and 120000")
	}
	return nil
}

func (f Fault) wait() time.Duration {
	if f.Milliseconds == 0 {
		return 3 * time.Second
	}
	return time.Duration(f.Milliseconds) * time.Millisecond
}

// faults are kept in memory: a server that starts is whole.
type faults struct {
	mu sync.Mutex
	on map[string]Fault
}

func (f *faults) all() map[string]Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.on == nil {
		return map[string]Fault{}
	}
	return maps.Clone(f.on)
}

func (f *faults) set(on map[string]Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on = maps.Clone(on)
}

// take gives the fault that hits this request and counts it.
func (f *faults) take(operation string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	fault, hit := f.on[operation]
	switch {
	case !hit:
	case fault.Times == 1:
		delete(f.on, operation)
	case fault.Times > 1:
		left := fault
		left.Times--
		f.on[operation] = left
	}
	return fault
}

// before plays the faults that come before any effect; nil lets the request through.
func (s *Server) before(ctx context.Context, fault Fault, rt route, r *http.Request) *refusal {
	var no *refusal
	switch fault.Fail {
	case Slow:
		s.pause(fault.wait())
		return nil
	case ServerError:
		no = &refusal{http.StatusInternalServerError, "INTERNAL", "a fault was switched on"}
	case Conflict:
		no = &refusal{http.StatusConflict, cmp.Or(fault.Code, "CONFLICT"), "a fault was switched on"}
	case TimeoutBeforeCommit:
		no = &refusal{} // status 0 in the log: no answer
	default:
		return nil
	}
	if err := note(ctx, s.db, s.entry(rt, r, answerNo(no), 0, false, fault)); err != nil {
		s.opts.Log.Error("back end: request log", "error", err)
	}
	if fault.Fail == TimeoutBeforeCommit {
		s.hold(r)
	}
	return no
}

func (s *Server) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.closing:
	}
}

// hold keeps the caller waiting until it gives up and then drops the connection without an answer.
func (s *Server) hold(r *http.Request) {
	timer := time.NewTimer(longestHold)
	defer timer.Stop()
	select {
	case <-r.Context().Done():
	case <-s.closing:
	case <-timer.C:
	}
	panic(http.ErrAbortHandler)
}
