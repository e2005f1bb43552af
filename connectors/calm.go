package connectors

import (
	"time"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// Calm is what protects a system from us, or us from it. Whatever it turns away was surely not sent.
type Calm struct {
	Breaker Breaker
	Rate    Rate
	Flight  Flight
}

// Breaker says when a system that fails is left alone for a while. Failures 0: never.
type Breaker struct {
	Failures int           // in a row
	OpenFor  time.Duration // then one call tries whether it works again
}

// defaultBreaker holds for every connector that declares none.
var defaultBreaker = Breaker{Failures: 5, OpenFor: 15 * time.Second}

// Rate bounds how often a system is called, in all. Most 0: not bounded.
type Rate struct {
	Most   int
	Within time.Duration
}

// Flight bounds how many calls run at the same time. Most 0: not bounded.
type Flight struct {
	Most int
	Wait time.Duration // how long a call may wait for its turn; 0: not at all
}

// Again says how a read that got no answer is sent again within its time-out: reads change nothing, so nothing is
// repeated by it. Writes are never sent again in a call.
type Again struct {
	Times int           // in all
	First time.Duration // the wait before the second, doubling from there, with jitter
	Most  time.Duration
}

var defaultAgain = Again{Times: 2, First: 50 * time.Millisecond, Most: time.Second}

var calmKeys = []string{"breaker", "rate", "in_flight"}

// readCalm reads what keeps a system, or one operation of it, calm. What is not declared stays as it is in c.
func (f *file) readCalm(c *Calm, m map[string]field) {
	if p, ok := m["breaker"]; ok {
		b := f.known(p.value, "breaker", innerKeys["breaker"]...)
		if c.Breaker == (Breaker{}) {
			c.Breaker = defaultBreaker
		}
		if p, ok := b["failures"]; ok {
			c.Breaker.Failures = int(f.whole(p.value, "failures", 1, 1000))
		}
		if p, ok := b["open_for"]; ok {
			c.Breaker.OpenFor = f.span(p.value, "open_for", time.Second, time.Hour)
		}
	}
	if p, ok := m["rate"]; ok {
		b := f.known(p.value, "rate", innerKeys["rate"]...)
		most, within := b["most"], b["within"]
		if most.value == nil || within.value == nil {
			f.problem(p.value, "write {most: 50, within: 1s}", "rate needs most and within")
		} else {
			c.Rate = Rate{int(f.whole(most.value, "most", 1, 1_000_000)), f.span(within.value, "within", time.Millisecond, 24*time.Hour)}
		}
	}
	if p, ok := m["in_flight"]; ok {
		b := f.known(p.value, "in_flight", innerKeys["in_flight"]...)
		if b["most"].value == nil {
			f.problem(p.value, "write {most: 8} or {most: 8, wait: 500ms}", "in_flight needs most")
			return
		}
		c.Flight.Most = int(f.whole(b["most"].value, "most", 1, 10_000))
		if p, ok := b["wait"]; ok {
			c.Flight.Wait = f.span(p.value, "wait", 0, 10*time.Second)
		}
	}
}

// backoff is how long is waited before asking again: of a write between looks, of a read between sendings.
type backoff struct {
	first, most time.Duration
	times       int
}

// readBackoff reads it on top of what is there.
func (f *file) readBackoff(b backoff, n *yaml.Node) backoff {
	m := f.known(n, "backoff", innerKeys["backoff"]...)
	if p, ok := m["first"]; ok {
		b.first = f.span(p.value, "first", time.Millisecond, time.Minute)
		b.most = max(b.most, b.first)
	}
	if p, ok := m["most"]; ok {
		if b.most = f.span(p.value, "most", time.Millisecond, 10*time.Minute); b.most < b.first {
			f.problem(p.value, "let it be at least first", "backoff: most is shorter than first")
		}
	}
	if p, ok := m["times"]; ok {
		b.times = int(f.whole(p.value, "times", 1, 5))
	}
	return b
}

// readPersistence reads how often, and after what waits, o is asked again.
func (f *file) readPersistence(o *Offer, m map[string]field) {
	p, ok := m["backoff"]
	if o.Effect == conversation.EffectNone {
		o.Again = defaultAgain
		if ok {
			b := f.readBackoff(backoff{o.Again.First, o.Again.Most, o.Again.Times}, p.value)
			o.Again = Again{b.times, b.first, b.most}
		}
		return
	}
	if !ok {
		return
	}
	b := f.readBackoff(backoff{first: conversation.DefaultBackoff.First, most: conversation.DefaultBackoff.Most}, p.value)
	if b.times != 0 {
		f.problem(p.value, "leave times out: valid_for and drained_after say how long it is asked after", "operation %s changes something and is not sent again in a call", o.Short)
	}
	if o.Once == conversation.BestEffort {
		f.problem(p.value, "leave backoff out, or declare key or reconcile", "operation %s is never asked after", o.Short)
	}
	o.Backoff = conversation.Backoff{First: b.first, Most: b.most}
}
