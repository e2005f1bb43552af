package sqlite

import (
	"cmp"
	"slices"
	"time"

	"balie/conversation"
)

// gone is the status of an erased conversation.
const gone = "gone"

// head is the narrow row of a conversation. Times are nanoseconds since 1970, 0 for never.
type head struct {
	c                        int64
	id                       conversation.ID
	version, n, taken, inbox int64
	inDue, wake, due         int64
	attempts                 int
	log, input, snap         int64
	address                  []byte
	status, holder, card     string
	since                    int64
}

// entry is a conversation in memory: its head and the inputs that wait and, when full, all that a loan needs. It is
// not changed once others can see it: the writer changes copies.
type entry struct {
	head
	waiting  []conversation.Input // by number
	full     bool
	snapshot []byte
	tail     []conversation.Sealed // records after head.snap
	past     []conversation.Sealed // records just before, for those who show what has just happened; may be empty
	from     conversation.Address
	bytes    int // of memory, as the cache counts them; the cache's own
}

// edit returns a copy to change.
func (e *entry) edit() *entry {
	c := *e
	return &c
}

// size estimates the memory that e takes.
func (e *entry) size() int {
	n := 600 + len(e.card) + len(e.snapshot)
	for _, rs := range [][]conversation.Sealed{e.past, e.tail} {
		for _, r := range rs {
			n += 120 + len(r.Head) + len(r.Body)
		}
	}
	for _, in := range e.waiting {
		n += 400 + len(in.Text)
	}
	return n
}

// after returns the records after a number; false when they are not all in memory, or e is nil.
func (e *entry) after(n int64) ([]conversation.Sealed, bool) {
	switch {
	case e == nil || !e.full || e.status == gone:
		return nil, false
	case n >= e.snap:
		return since(e.tail, n), true
	case len(e.past) > 0 && n >= e.past[0].N-1:
		return slices.Concat(since(e.past, n), e.tail), true
	}
	return nil, false
}

// loan writes e as a loan without a lease.
func (e *entry) loan() conversation.Loan {
	l := conversation.Loan{
		ID: e.id, Version: e.version, Attempts: e.attempts, Snapshot: e.snapshot, Tail: slices.Clip(e.tail),
		Inbox: slices.Clone(e.waiting), Wake: moment(e.wake), Address: e.from,
	}
	if len(l.Inbox) > 1 {
		slices.SortStableFunc(l.Inbox, func(a, b conversation.Input) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.N, b.N))
		})
	}
	return l
}

// schedule works out when e is due: by its waiting inputs, its wake, or the end of a lease that may be lost.
func (e *entry) schedule(lost int64) {
	if len(e.waiting) == 0 {
		e.inDue = 0
	}
	e.due = 0
	for _, t := range []int64{e.inDue, e.wake, lost} {
		if t != 0 && (e.due == 0 || t < e.due) {
			e.due = t
		}
	}
}

// lost returns the end of a lease by which e is due, 0 when it is due for another reason or not at all.
func (e *entry) lost() int64 {
	if e.due == e.inDue || e.due == e.wake {
		return 0
	}
	return e.due
}

// nanos writes a time as a column, 0 for the zero time.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// moment reads it back.
func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// settled takes a time's zone and monotonic reading away, so that it is the same before and after it was stored.
func settled(t time.Time) time.Time { return moment(nanos(t)) }
