package identity

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// guess is how long a send is taken to last before one was seen.
const guess = 300 * time.Millisecond

// pace remembers how long sends took, so that sending nothing can take as long.
type pace struct {
	mu   sync.Mutex
	took [16]time.Duration // the last ones
	n    int
}

func (p *pace) saw(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.took[p.n%len(p.took)] = d
	p.n++
}

// some returns how long one of the last sends took.
func (p *pace) some() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.n == 0 {
		return guess
	}
	return p.took[rand.IntN(min(p.n, len(p.took)))] //nolint:gosec // which of them is no secret
}

// wait lets time pass.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
