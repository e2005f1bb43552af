package widget

import (
	"sync"
	"time"

	"balie/conversation"
)

// How long typed text waits.
const (
	longest = 3 * time.Second // in all, from the first message of a burst
	burst   = time.Second     // the quiet time within a burst
	idle    = 10 * time.Second
)

// typing remembers who is writing, for a few seconds. A lost memory costs a turn that answers two messages in two
// goes; it is not stored.
type typing struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[conversation.ID]rhythm
}

type rhythm struct {
	typed time.Time // last sign of typing
	sent  time.Time // last text
	first time.Time // first text of the burst
}

func newTyping(now func() time.Time) *typing {
	return &typing{now: now, by: map[conversation.ID]rhythm{}}
}

// sign notes that the customer is typing.
func (t *typing) sign(id conversation.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sweep()
	r := t.by[id]
	r.typed = t.now()
	t.by[id] = r
}

// last returns the last sign of typing since the last text.
func (t *typing) last(id conversation.ID) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r := t.by[id]; r.typed.After(r.sent) {
		return r.typed
	}
	return time.Time{}
}

// quiet returns how long a text that comes in now should wait for more. Somebody who sends a second text within
// seconds is likely to send a third: then it waits longer, but never over three seconds since the first.
func (t *typing) quiet(id conversation.ID, usual time.Duration) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sweep()
	now, r := t.now(), t.by[id]
	if now.Sub(r.sent) > longest {
		r.first = now
	}
	bursting := r.first.Before(now)
	r.sent = now
	t.by[id] = r
	if usual == 0 || !bursting {
		return usual
	}
	return min(max(usual, burst), max(longest-now.Sub(r.first), 0))
}

// maxTyping is where old entries are cleared away.
const maxTyping = 4096

func (t *typing) sweep() {
	if len(t.by) < maxTyping {
		return
	}
	now := t.now()
	for id, r := range t.by {
		if now.Sub(r.typed) > idle && now.Sub(r.sent) > idle {
			delete(t.by, id)
		}
	}
	if len(t.by) >= maxTyping { // all are busy: better to forget than to grow
		clear(t.by)
	}
}

// pen remembers which people are writing to customers, for as long as a sign of it counts.
type pen struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[conversation.ID]stroke
}

// stroke is the last sign of one person's writing.
type stroke struct {
	Name string `json:"name"`
	at   time.Time
}

func newPen(now func() time.Time) *pen { return &pen{now: now, by: map[conversation.ID]stroke{}} }

func (p *pen) sign(id conversation.ID, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.by) >= maxTyping {
		clear(p.by)
	}
	p.by[id] = stroke{name, p.now()}
}

// last returns the last sign in a conversation; false when there was none lately.
func (p *pen) last(id conversation.ID) (stroke, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.by[id]
	if ok && p.now().Sub(s.at) > idle {
		delete(p.by, id)
		return s, false
	}
	return s, ok
}
