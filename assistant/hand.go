package assistant

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"balie/conversation"
)

// How long a conversation whose turn failed is left alone: twice as long each time.
const (
	failFirst = 100 * time.Millisecond
	failMost  = 30 * time.Second
)

// inHand remembers which conversations this process has given to a worker, and which must wait a while.
type inHand struct {
	now   func() time.Time
	mu    sync.Mutex
	ids   map[conversation.ID]bool
	since map[conversation.ID]time.Time // since when one waits for its customer to finish writing
	fails map[conversation.ID]failure
}

// failure is how often in a row the turn of a conversation failed, and until when it is left alone.
type failure struct {
	times int
	until time.Time
}

func newInHand(now func() time.Time) *inHand {
	return &inHand{now: now, ids: map[conversation.ID]bool{}, since: map[conversation.ID]time.Time{}, fails: map[conversation.ID]failure{}}
}

func (b *inHand) claim(id conversation.ID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ids[id] || b.now().Before(b.fails[id].until) {
		return false
	}
	b.ids[id] = true
	return true
}

func (b *inHand) free(id conversation.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.ids, id)
}

// failed leaves a conversation alone for a while, and tells how often in a row that was needed.
func (b *inHand) failed(id conversation.ID) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.fails[id].times + 1
	b.fails[id] = failure{times: n, until: b.now().Add(min(failFirst<<min(n-1, 20), failMost))}
	return n
}

func (b *inHand) worked(id conversation.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.fails, id)
}

// waits tells how many conversations are left alone, and when the first of them may be tried again.
func (b *inHand) waits() (n int, soon time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	for id, f := range b.fails {
		switch {
		case now.Sub(f.until) > time.Hour: // somebody else has it
			delete(b.fails, id)
		case f.until.After(now):
			if n++; soon.IsZero() || f.until.Before(soon) {
				soon = f.until
			}
		}
	}
	return n, soon
}

// seldom lets something be said once in ten seconds, and counts what was not.
type seldom struct {
	mu     sync.Mutex
	last   time.Time
	missed int
}

func (s *seldom) says(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.last.IsZero() && now.Sub(s.last) < 10*time.Second {
		s.missed++
		return false
	}
	s.last = now
	return true
}

func (s *seldom) unsaid() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.missed
	s.missed = 0
	return n
}

// panicked makes an error of a panic. What was thrown may hold a customer's words, so only its type is told, and where;
// of what the runtime throws also the words, which are its own.
func panicked(p any) error {
	if e, ok := p.(runtime.Error); ok {
		return fmt.Errorf("panic: %w\n%s", e, debug.Stack())
	}
	return fmt.Errorf("panic of type %T\n%s", p, debug.Stack())
}
