package conversation

import (
	"hash/fnv"
	"time"
)

// Backoff says how long to wait before what became of an unanswered call is asked again. The zero Backoff waits as
// [DefaultBackoff] does.
type Backoff struct {
	First time.Duration `json:"first,omitempty"`
	Most  time.Duration `json:"most,omitempty"`
}

// DefaultBackoff holds for operations that declare none.
var DefaultBackoff = Backoff{First: time.Second, Most: 30 * time.Second}

// After returns the wait after so many tries: from First on it doubles up to Most, less up to a quarter of it. How much
// less is told by the seed, so that calls that were lost together do not come back together, and the same call always
// gives the same wait.
func (b Backoff) After(tries int, seed string) time.Duration {
	if b.First <= 0 {
		b.First = DefaultBackoff.First
	}
	if b.Most <= 0 {
		b.Most = max(DefaultBackoff.Most, b.First)
	}
	wait := b.First
	for range min(max(tries, 0), 40) {
		if wait *= 2; wait >= b.Most {
			break
		}
	}
	wait = min(wait, b.Most)
	h := fnv.New32a()
	_, _ = h.Write([]byte(seed)) // a hash takes everything
	_, _ = h.Write([]byte{byte(tries)})
	return wait - wait/4*time.Duration(h.Sum32()%1024)/1024
}
