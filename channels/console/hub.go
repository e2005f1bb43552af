package console

import (
	"context"
	"reflect"
	"sync"
	"time"

	"balie/conversation"
	"balie/conversation/desk"
)

// lists is what the desk looks like at one moment.
type lists struct {
	queue   []conversation.Card
	others  []conversation.Card // with an agent or the assistant
	present []desk.Agent
	open    bool
	next    time.Time
	typing  map[conversation.ID]bool // customers of an agent who are writing now
}

// writes is how long somebody counts as writing after a sign of it.
const writes = 5 * time.Second

// hub looks at the lists once for all streams and wakes them when something changed.
type hub struct {
	desk   *desk.Desk
	now    func() time.Time
	typing func(conversation.ID) time.Time
	done   chan struct{} // closed when all streams must end

	mu     sync.Mutex
	have   lists
	looked bool
	ears   map[chan struct{}]bool
	closed bool
}

func newHub(d *desk.Desk, now func() time.Time, typing func(conversation.ID) time.Time) *hub {
	return &hub{desk: d, now: now, typing: typing, done: make(chan struct{}), ears: map[chan struct{}]bool{}}
}

// look reads the lists anew, when anybody listens.
func (h *hub) look(ctx context.Context) error {
	h.mu.Lock()
	if len(h.ears) == 0 {
		h.looked = false
		h.mu.Unlock()
		return nil
	}
	h.mu.Unlock()
	return h.read(ctx)
}

func (h *hub) read(ctx context.Context) error {
	queue, err := h.desk.Queue(ctx)
	if err != nil {
		return err
	}
	others, err := h.desk.Open(ctx)
	if err != nil {
		return err
	}
	l := lists{queue: queue, others: others, present: h.desk.Present(), typing: map[conversation.ID]bool{}}
	for _, c := range others {
		if c.Status == conversation.WithPerson && h.now().Sub(h.typing(c.ID)) < writes {
			l.typing[c.ID] = true
		}
	}
	l.open, l.next = h.desk.IsOpen(h.now())
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.looked && reflect.DeepEqual(h.have, l) {
		return nil
	}
	h.have, h.looked = l, true
	for ear := range h.ears {
		select {
		case ear <- struct{}{}:
		default: // it has not heard the last one yet
		}
	}
	return nil
}

// lists returns the newest; whoever comes first reads by themselves.
func (h *hub) lists(ctx context.Context) (lists, error) {
	h.mu.Lock()
	l, ok := h.have, h.looked
	h.mu.Unlock()
	if ok {
		return l, nil
	}
	if err := h.read(ctx); err != nil {
		return lists{}, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.have, nil
}

// listen returns a channel that is written to when the lists changed, and how to stop listening.
func (h *hub) listen() (<-chan struct{}, func()) {
	ear := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ears[ear] = true
	return ear, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.ears, ear)
	}
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.closed = true
		close(h.done)
	}
}
