package sqlite

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"balie/conversation"
)

// agendaSize is how many conversations an agenda takes from the file; it may grow to twice as many.
const agendaSize = 1024

// agenda keeps in memory what is due first, so that looking for work, which is done several times a turn, reads no file.
// It says only what durable transactions left: the writer alone changes it. What is due after its end stands in the file
// alone, where far the most may wait.
type agenda struct {
	mu    sync.Mutex
	known bool // false: it is still to be read
	end   appointment
	all   []appointment // the first last, so that little moves when something is due soon
	of    map[conversation.ID]appointment
}

// appointment is when a conversation is due. Those of the same moment are in the order of their short numbers.
type appointment struct {
	at, c int64
	id    conversation.ID
}

// never is behind everything.
var never = appointment{at: math.MaxInt64}

func (a appointment) compare(b appointment) int {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.c, b.c))
}

// soonest orders appointments as an agenda keeps them: the first last.
func soonest(a, b appointment) int { return b.compare(a) }

// begin starts an agenda anew with the first that are due; whole says that there are no others.
func (a *agenda) begin(first []appointment, whole bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.known, a.end = true, never
	if !whole {
		a.end = first[len(first)-1]
	}
	a.all, a.of = slices.Clone(first), make(map[conversation.ID]appointment, len(first))
	slices.Reverse(a.all)
	for _, p := range first {
		a.of[p.id] = p
	}
}

// set notes when a conversation is due; 0 is never.
func (a *agenda) set(p appointment) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.known || a.of[p.id] == p {
		return
	}
	if old, ok := a.of[p.id]; ok {
		i, _ := slices.BinarySearchFunc(a.all, old, soonest)
		a.all = slices.Delete(a.all, i, i+1)
		delete(a.of, p.id)
	}
	if p.at == 0 || p.compare(a.end) > 0 {
		return
	}
	i, _ := slices.BinarySearchFunc(a.all, p, soonest)
	a.all, a.of[p.id] = slices.Insert(a.all, i, p), p
	if len(a.all) > 2*agendaSize {
		a.shorten()
	}
}

// shorten leaves what is due last to the file.
func (a *agenda) shorten() {
	last := len(a.all) - agendaSize
	for _, p := range a.all[:last] {
		delete(a.of, p.id)
	}
	a.all = slices.Clone(a.all[last:])
	a.end = a.all[0]
}

// visit calls look for each conversation, the first that is due first, until it returns false. It reports whether that was
// the answer: it is not when there may be more than the agenda knows.
func (a *agenda) visit(look func(appointment) bool) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.known {
		return false
	}
	for _, p := range slices.Backward(a.all) {
		if !look(p) {
			return true
		}
	}
	return a.end == never
}
