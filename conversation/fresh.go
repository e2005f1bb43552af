package conversation

import (
	"bytes"
	"slices"
	"sync"
)

// How much of what was committed last is kept open: conversations, and records of each.
const (
	freshIDs     = 512
	freshRecords = 32
)

// fresh keeps the newest records as they were before they were sealed, so that whoever shows them right after a commit
// need not open them again. A cache: the store still says which records there are, and only a record with the very
// same sealed body is taken from it.
type fresh struct {
	mu sync.Mutex
	of map[ID][]unsealed
}

// unsealed is a record with what is in it. Nobody changes an event.
type unsealed struct {
	n     int64
	body  []byte
	event Event
}

func (f *fresh) keep(id ID, sealed []Sealed, plain []Numbered) {
	f.mu.Lock()
	defer f.mu.Unlock()
	have, known := f.of[id]
	if !known && len(f.of) >= freshIDs {
		for other := range f.of { // any: the store still has them all
			delete(f.of, other)
			break
		}
	}
	if over := len(have) + len(sealed) - freshRecords; over > 0 {
		have = slices.Delete(have, 0, min(over, len(have)))
	}
	for i, s := range sealed {
		have = append(have, unsealed{n: s.N, body: s.Body, event: plain[i].Event})
	}
	f.of[id] = have
}

func (f *fresh) find(id ID, s Sealed) (Event, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, o := range f.of[id] {
		if o.n == s.N {
			return o.event, bytes.Equal(o.body, s.Body)
		}
	}
	return nil, false
}

func (f *fresh) forget(id ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.of, id)
}
