package sqlite

import (
	"context"
	"sync"

	"balie/conversation"
)

// ringsKept is how many rings a listener may be behind before it misses some.
const ringsKept = 256

// bell rings within the process.
type bell struct {
	mu   sync.Mutex
	ears map[chan conversation.ID]bool
}

func newBell() *bell { return &bell{ears: map[chan conversation.ID]bool{}} }

// Ring wakes all that listen in this process. It never waits: a listener that is far behind misses a ring.
func (s *Store) Ring(_ context.Context, id conversation.ID) error {
	s.bell.mu.Lock()
	defer s.bell.mu.Unlock()
	for ear := range s.bell.ears {
		select {
		case ear <- id:
		default:
		}
	}
	return nil
}

// Listen returns a channel of rings that is closed when ctx ends.
func (s *Store) Listen(ctx context.Context) (<-chan conversation.ID, error) {
	ear := make(chan conversation.ID, ringsKept)
	s.bell.mu.Lock()
	defer s.bell.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.bell.ears[ear] = true
	context.AfterFunc(ctx, func() {
		s.bell.mu.Lock()
		defer s.bell.mu.Unlock()
		delete(s.bell.ears, ear)
		close(ear)
	})
	return ear, nil
}
