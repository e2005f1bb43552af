package console

import (
	"net"
	"sync"
	"time"
)

// Sign-in: so many wrong tries at once from one network, and for one agent from wherever; then one more each so often.
// The second is wide, so that guessing at an agent does not soon lock them out.
const (
	networkBurst = 8
	agentBurst   = 60
	tryEvery     = 15 * time.Second
	maxTries     = 8192 // keys kept
)

// limiter counts tries to sign in. A key's debt melts away with time.
type limiter struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[string]time.Time // until when the key's tries have to be paid for
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, by: map[string]time.Time{}}
}

// wait counts one try under each key, which may have so many, and returns zero; or how long to wait before the next.
func (l *limiter) wait(keys map[string]int) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if len(l.by) > maxTries {
		l.clean(now)
	}
	var longest time.Duration
	for k, burst := range keys {
		if until, ok := l.by[k]; ok {
			longest = max(longest, until.Sub(now)-time.Duration(burst-1)*tryEvery)
		}
	}
	if longest > 0 {
		return longest
	}
	for k := range keys {
		from := l.by[k]
		if from.Before(now) {
			from = now
		}
		l.by[k] = from.Add(tryEvery)
	}
	return 0
}

// giveBack takes one try off each key: it was no guess.
func (l *limiter) giveBack(keys map[string]int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for k := range keys {
		l.by[k] = l.by[k].Add(-tryEvery)
	}
}

// clean drops what is paid for; when that is not enough, everything: a flood must not eat the memory.
func (l *limiter) clean(now time.Time) {
	for k, until := range l.by {
		if until.Before(now) {
			delete(l.by, k)
		}
	}
	if len(l.by) > maxTries {
		clear(l.by)
	}
}

// network is what one subscriber holds: an IPv4 address, or the /64 of an IPv6 address.
func network(ip string) string {
	addr := net.ParseIP(ip)
	if addr == nil || addr.To4() != nil {
		return ip
	}
	return addr.Mask(net.CIDRMask(64, 128)).String()
}
