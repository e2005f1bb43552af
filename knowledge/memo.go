package knowledge

import "sync"

// memo keeps what was worked out for a word: customers use the same words again. It may be used by several goroutines.
type memo[V any] struct {
	mu    sync.Mutex
	known map[string]V
}

// What a memo keeps: at most so many words, then it begins anew, and none of more bytes.
const (
	knownMost = 8192
	knownLong = 40
)

// of returns what find makes of a word, now or before.
func (m *memo[V]) of(word string, find func(string) V) V {
	if len(word) > knownLong {
		return find(word)
	}
	m.mu.Lock()
	v, ok := m.known[word]
	m.mu.Unlock()
	if ok {
		return v
	}
	v = find(word)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= knownMost {
		m.known = map[string]V{}
	}
	m.known[word] = v
	return v
}
