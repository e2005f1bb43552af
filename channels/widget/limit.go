package widget

import (
	"container/list"
	"net"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rate is how much is let through: Burst at once, then Every apart.
type Rate struct {
	Burst int           // negative: no limit
	Every time.Duration // time in which one more is earned
}

// Limits bounds callers. They are counted in this process: several nodes let through several times as much.
type Limits struct {
	Conversations Rate // new conversations per network address; default 20, then one per 30 s
	Messages      Rate // messages per conversation; default 20, then one per second
	Requests      Rate // all requests per network address; default 300, then 20 per second
}

// limits keeps one counter per key and forgets the one that was used longest ago when there are too many.
type limits struct {
	conversations, messages, requests *buckets
}

func newLimits(l Limits, now func() time.Time) *limits {
	or := func(r Rate, burst int, every time.Duration) *buckets {
		if r == (Rate{}) {
			r = Rate{Burst: burst, Every: every}
		}
		return &buckets{rate: r, now: now, by: map[string]*list.Element{}, used: list.New()}
	}
	return &limits{
		conversations: or(l.Conversations, 20, 30*time.Second),
		messages:      or(l.Messages, 20, time.Second),
		requests:      or(l.Requests, 300, 50*time.Millisecond),
	}
}

// maxBuckets bounds the memory of one kind of limit.
const maxBuckets = 16384

type buckets struct {
	rate Rate
	now  func() time.Time
	mu   sync.Mutex
	by   map[string]*list.Element
	used *list.List // of *bucket, most recent first
}

type bucket struct {
	key string
	*rate.Limiter
}

// wait returns zero when one more is let through, else how long to wait.
func (b *buckets) wait(key string) time.Duration {
	if b.rate.Burst < 0 {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	r := b.bucket(key).ReserveN(now, 1)
	if !r.OK() {
		return b.rate.Every
	}
	delay := r.DelayFrom(now)
	if delay > 0 {
		r.CancelAt(now)
	}
	return delay
}

func (b *buckets) bucket(key string) *bucket {
	if e, ok := b.by[key]; ok {
		b.used.MoveToFront(e)
		return e.Value.(*bucket)
	}
	if b.used.Len() >= maxBuckets {
		last := b.used.Back()
		delete(b.by, last.Value.(*bucket).key)
		b.used.Remove(last)
	}
	n := &bucket{key: key, Limiter: rate.NewLimiter(rate.Every(b.rate.Every), b.rate.Burst)}
	b.by[key] = b.used.PushFront(n)
	return n
}

// network is what one subscriber holds: an IPv4 address, or the /64 of an IPv6 address.
func network(ip string) string {
	addr := net.ParseIP(ip)
	if addr == nil || addr.To4() != nil {
		return ip
	}
	return addr.Mask(net.CIDRMask(64, 128)).String()
}
