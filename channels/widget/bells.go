package widget

import (
	"sync"

	"balie/conversation"
)

// bells hands one bell to many streams.
type bells struct {
	mu     sync.Mutex
	wait   map[conversation.ID]map[chan struct{}]bool
	done   chan struct{} // closed when all streams must end
	closed bool
}

func newBells() *bells {
	return &bells{wait: map[conversation.ID]map[chan struct{}]bool{}, done: make(chan struct{})}
}

// maxStreams bounds the open streams of one conversation: a customer's tabs, not a flood.
const maxStreams = 12

// listen returns a channel that gets a ring of id, and how to stop listening. False: too many listen already.
func (b *bells) listen(id conversation.ID) (<-chan struct{}, func(), bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.wait[id]) >= maxStreams {
		return nil, nil, false
	}
	if b.wait[id] == nil {
		b.wait[id] = map[chan struct{}]bool{}
	}
	ch := make(chan struct{}, 1)
	b.wait[id][ch] = true
	return ch, func() { b.forget(id, ch) }, true
}

func (b *bells) forget(id conversation.ID, ch chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.wait[id], ch)
	if len(b.wait[id]) == 0 {
		delete(b.wait, id)
	}
}

// heard reports whether anybody listens.
func (b *bells) heard(id conversation.ID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.wait[id]) > 0
}

// ring never blocks: a stream that has a ring waiting needs no second one.
func (b *bells) ring(id conversation.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ch := range b.wait[id] {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

func (b *bells) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.closed = true
		close(b.done)
	}
}
