package sqlite

import (
	"crypto/cipher"
	"sync"

	"balie/conversation"
)

// ringSize is how many data keys each half of the ring holds.
const ringSize = 8192

type keyName struct {
	id    conversation.ID
	class conversation.Class
}

// keyring keeps recently used data keys unwrapped. What was erased in this process never comes back into it, also
// when somebody had read the key just before.
type keyring struct {
	mu         sync.Mutex
	young, old map[keyName]cipher.AEAD
	gone       map[conversation.ID]bool
}

func newKeyring() *keyring {
	return &keyring{young: map[keyName]cipher.AEAD{}, gone: map[conversation.ID]bool{}}
}

func (r *keyring) get(n keyName) cipher.AEAD {
	r.mu.Lock()
	defer r.mu.Unlock()
	if k, ok := r.young[n]; ok {
		return k
	}
	k, ok := r.old[n]
	if !ok {
		return nil
	}
	r.add(n, k)
	return k
}

func (r *keyring) put(n keyName, k cipher.AEAD) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(n, k)
}

func (r *keyring) add(n keyName, k cipher.AEAD) {
	if r.gone[n.id] {
		return
	}
	if len(r.young) >= ringSize {
		r.young, r.old = map[keyName]cipher.AEAD{}, r.young
	}
	r.young[n] = k
}

// erase forgets the keys of a conversation for good.
func (r *keyring) erase(id conversation.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gone[id] = true
	for _, c := range classes {
		delete(r.young, keyName{id, c})
		delete(r.old, keyName{id, c})
	}
}
