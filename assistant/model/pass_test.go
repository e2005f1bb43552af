package model

import "testing"

// A second model: a customer who goes on in another conversation of theirs. A node closes the one they came by and hands
// their address over to the one that waits, while they write on, an agent claims, and the other one may end.

// The messages are what the customer sends: that they want to go on there, and whatever comes next.
const (
	goOn uint8 = iota
	next
	messages
)

// place is where something of the customer's is.
type place uint8

const (
	nowhere place = iota
	here          // the conversation that they came by
	there         // the one that waits
	anew          // a third one, which is opened for whoever has none
)

// crossing is everything there is.
type crossing struct {
	sent    [messages]place // in whose inbox a message was put
	heard   [messages]place // by whom it was taken
	leads   place           // where the address leads, one less than it is: here at first
	closed  [there + 1]bool
	person  bool  // an agent has the floor here
	moved   uint8 // how often the other one was given the customer
	thinks  bool  // a node holds a copy
	seen    uint8 // copy: the messages that wait
	stale   bool  // somebody has committed since
	closing bool  // only without a guard: it has closed here, and not yet handed over
	crashes uint8
}

// passing are the rules of going on elsewhere, with perhaps one guard taken out.
type passing struct{ out without }

func (r *passing) next(w *crossing, list []step[crossing]) []step[crossing] {
	list = r.around(w, list)
	for m := range messages {
		if w.sent[m] == there && w.heard[m] == nowhere && w.moved > 0 && !w.closed[there] {
			n := *w
			n.heard[m] = there
			list = append(list, step[crossing]{deed: deed{what: hears, action: m}, after: n})
		}
	}
	switch {
	case w.closing:
		n := *w
		n.closing, n.leads, n.moved = false, there-here, w.moved+1
		list = append(list, step[crossing]{deed: deed{what: passes}, after: n})
	case w.thinks:
		list = append(list, r.decide(w))
	case !w.closed[here] && w.waits() != 0:
		n := *w
		n.thinks, n.stale, n.seen = true, false, w.waits()
		list = append(list, step[crossing]{deed: deed{what: takes}, after: n})
	}
	return list
}

// around is what customer, agent, chance and the other conversation do.
func (r *passing) around(w *crossing, list []step[crossing]) []step[crossing] {
	for m := range messages {
		if w.sent[m] != nowhere || m > 0 && w.sent[m-1] == nowhere {
			continue
		}
		n := *w
		n.sent[m] = here + w.leads
		if n.closed[here] && w.leads == 0 {
			n.sent[m] = anew
		}
		list = append(list, step[crossing]{deed: deed{what: accepts, action: m}, after: n})
	}
	if !w.person && !w.closed[here] {
		n := *w
		n.person, n.stale = true, true
		list = append(list, step[crossing]{deed: deed{what: claims}, after: n})
	}
	if !w.closed[there] && w.moved == 0 {
		n := *w
		n.closed[there] = true
		list = append(list, step[crossing]{deed: deed{what: ends}, after: n})
	}
	if (w.thinks || w.closing) && w.crashes == 0 {
		n := *w
		n.thinks, n.closing, n.crashes = false, false, 1
		list = append(list, step[crossing]{deed: deed{what: dies}, after: n})
	}
	return list
}

// waits are the messages that wait here.
func (w *crossing) waits() (bits uint8) {
	for m := range messages {
		if w.sent[m] == here && w.heard[m] == nowhere {
			bits |= 1 << m
		}
	}
	return bits
}

// decide is the commit of the node that serves here.
func (r *passing) decide(w *crossing) step[crossing] {
	n := *w
	n.thinks = false
	over := w.closed[there] && !r.out[passIsToOpen]
	switch {
	case w.stale && !r.out[commitNamesItsSeen], w.waits()&^w.seen != 0 && !r.out[passSeesInbox]:
		n.thinks, n.stale, n.seen = true, false, w.waits()
		return step[crossing]{deed: deed{what: rereads}, after: n}
	case w.person && !w.stale:
		n.take(w.seen)
		return step[crossing]{deed: deed{what: records}, after: n}
	case w.seen&(1<<goOn) == 0 || over:
		n.take(w.seen)
		return step[crossing]{deed: deed{what: tells}, after: n}
	}
	s := step[crossing]{deed: deed{what: passes}}
	if w.person {
		s.broken = fence
	}
	n.take(w.seen)
	n.closed[here] = true
	if r.out[passIsOneCommit] {
		s.what, n.closing = closes, true
	} else {
		n.leads, n.moved = there-here, w.moved+1
	}
	s.after = n
	return s
}

// take marks messages as handled here.
func (w *crossing) take(seen uint8) {
	for m := range messages {
		if seen&(1<<m) != 0 {
			w.heard[m] = here
		}
	}
}

func (r *passing) bound(d deed, _ *crossing) bool {
	switch d.what {
	case accepts, claims, ends, dies:
		return false
	}
	return true
}

func (r *passing) always(w *crossing) string {
	if w.moved > 1 {
		return toldTwice
	}
	return ""
}

func (r *passing) atRest(w *crossing) string {
	if w.closed[here] && w.moved == 0 {
		return nobodys
	}
	for m := range messages {
		if w.sent[m] != nowhere && w.sent[m] != anew && w.heard[m] == nowhere {
			return unheardOf
		}
	}
	return ""
}

// TestWhoGoesOnElsewhereIsNotLost explores it, whole and without each of its guards.
func TestWhoGoesOnElsewhereIsNotLost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		out    without
		breaks string
	}{
		{"all guards", out(), ""},
		{"without: it closes and hands over in one commit", out(passIsOneCommit), nobodys},
		{"without: it looks at the inbox", out(passSeesInbox), unheardOf},
		{"without: it hands over to what is open", out(passIsToOpen), unheardOf},
		{"without: it names the version it saw", out(commitNamesItsSeen), fence},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := explore(&passing{out: c.out})
			if f.broken != c.breaks {
				t.Fatalf("this should break: %q\nbut: %s", c.breaks, f)
			}
			t.Log(f)
		})
	}
}
