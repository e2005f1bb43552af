package whatsapp

import (
	"sync"
	"time"
)

// One customer may get a message every six seconds; some more at once are borrowed from later. Meta lends 45, after
// which it is silent for minutes: we borrow less.
const (
	pairEvery = 6 * time.Second
	pairBurst = 15
	maxPairs  = 8192
)

// pace remembers when whom may be written to. It forgets with the process: Meta refuses then, and it learns again.
type pace struct {
	now   func() time.Time
	mu    sync.Mutex
	pairs map[string]time.Time // until when a recipient's share is spent
	until time.Time            // the whole number is silent
	why   string
}

func newPace(now func() time.Time) *pace { return &pace{now: now, pairs: map[string]time.Time{}} }

// wait returns when a recipient may be written to and why not now; the zero time means now, and takes one share.
func (p *pace) wait(to string) (time.Time, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if now.Before(p.until) {
		return p.until, p.why
	}
	spent := p.pairs[to]
	if spent.Before(now) {
		spent = now
	}
	if free := spent.Add(-(pairBurst - 1) * pairEvery); now.Before(free) {
		return free, "pace"
	}
	if len(p.pairs) >= maxPairs {
		p.forget(now)
	}
	p.pairs[to] = spent.Add(pairEvery)
	return time.Time{}, ""
}

// forget drops who has a full share again, or everybody when all are busy.
func (p *pace) forget(now time.Time) {
	for to, spent := range p.pairs {
		if spent.Before(now) {
			delete(p.pairs, to)
		}
	}
	if len(p.pairs) >= maxPairs {
		clear(p.pairs)
	}
}

// silence holds the whole number until a moment.
func (p *pace) silence(until time.Time, why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.until) {
		p.until, p.why = until, why
	}
}
