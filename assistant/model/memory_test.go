package model

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"balie/conversation"
)

// memory is a store of one conversation for several nodes, with the time of a test. It keeps leases as a database
// would: by owner and end, whoever holds them dead or alive. The scheduler lets one caller in at a time.
type memory struct {
	now      func() time.Time
	id       conversation.ID
	version  int64
	records  []conversation.Sealed
	snapshot []byte
	snapN    int64
	inbox    []conversation.Input
	accepted int64
	taken    int64
	wake     time.Time
	attempts int
	owner    string
	grant    int // which granting of a lease is the live one
	until    time.Time
	counts   map[string]int64
	card     conversation.Card
	names    map[string]bool
	lax      map[guard]bool // what it does not look at
}

var (
	_ conversation.Store   = (*memory)(nil)
	_ conversation.Archive = (*memory)(nil)
	_ conversation.Sealer  = (*memory)(nil)
	_ conversation.Hasher  = (*memory)(nil)
	_ conversation.Bell    = (*memory)(nil)
)

func (m *memory) Accept(_ context.Context, in ...conversation.Input) ([]conversation.Accepted, error) {
	out := make([]conversation.Accepted, len(in))
	for i, x := range in {
		if len(x.Key) > 0 && !m.names[string(x.Key)] {
			out[i] = conversation.Accepted{Unknown: true}
			continue
		}
		if old := slices.IndexFunc(m.inbox, func(y conversation.Input) bool { return y.ID == x.ID }); old >= 0 {
			out[i] = conversation.Accepted{Conversation: m.id, N: m.inbox[old].N, Duplicate: true}
			continue
		}
		m.accepted++
		x.N, x.Conversation, x.Accepted = m.accepted, m.id, m.now()
		m.inbox = append(m.inbox, x)
		out[i] = conversation.Accepted{Conversation: m.id, N: x.N, New: x.N == 1}
	}
	return out, nil
}

// waiting returns the inputs that are not taken.
func (m *memory) waiting() []conversation.Input {
	var out []conversation.Input
	for _, in := range m.inbox {
		if in.N > m.taken {
			out = append(out, in)
		}
	}
	return out
}

func (m *memory) lent() bool { return m.owner != "" && m.now().Before(m.until) }

func (m *memory) Due(context.Context, int) ([]conversation.ID, time.Time, error) {
	at := m.wake
	if len(m.waiting()) > 0 {
		at = m.now()
	}
	if at.IsZero() || m.lent() {
		return nil, m.until, nil
	}
	if m.now().Before(at) {
		return nil, at, nil
	}
	return []conversation.ID{m.id}, time.Time{}, nil
}

func (m *memory) loan() conversation.Loan {
	return conversation.Loan{
		ID: m.id, Version: m.version, Attempts: m.attempts, Snapshot: m.snapshot, Tail: slices.Clone(m.records[m.snapN:]),
		Inbox: m.waiting(), Wake: m.wake,
	}
}

func (m *memory) Take(_ context.Context, _ conversation.ID, owner string, ttl time.Duration) (conversation.Loan, error) {
	if m.lent() {
		return conversation.Loan{}, conversation.ErrBusy
	}
	due, _, _ := m.Due(context.Background(), 1)
	m.grant++
	m.owner, m.until = fmt.Sprintf("%s/%d", owner, m.grant), m.now().Add(ttl)
	if len(due) > 0 {
		m.attempts++
	}
	l := m.loan()
	l.Owner, l.Until, l.Idle = m.owner, m.until, len(due) == 0
	return l, nil
}

func (m *memory) Renew(_ context.Context, l conversation.Loan, ttl time.Duration) (conversation.Loan, error) {
	if m.lax[leaseIsRenewed] {
		return l, nil
	}
	if l.Owner != m.owner || !m.lent() {
		return l, conversation.ErrLost
	}
	m.until = later(m.until, m.now().Add(ttl))
	l.Until = m.until
	return l, nil
}

func (m *memory) Load(context.Context, conversation.ID) (conversation.Loan, error) {
	return m.loan(), nil
}

func (m *memory) Commit(_ context.Context, l conversation.Loan, c conversation.Commit) (conversation.Loan, error) {
	mine := l.Owner != "" && l.Owner == m.owner && m.lent()
	switch {
	case l.Version != m.version && !m.lax[commitNamesItsSeen]:
		return l, conversation.ErrMoved
	case c.Starts && !mine && !m.lax[startNeedsLease]:
		return l, conversation.ErrLost
	case (c.Starts || c.Refuse) && m.accepted > max(c.Taken, m.taken) && !m.lax[startSeesInbox]:
		return l, conversation.ErrNewer
	}
	for _, n := range c.Counts {
		if m.counts[string(n.Key)]+n.Add > n.Most && n.Add > 0 {
			return l, conversation.ErrLimit
		}
	}
	for _, n := range c.Counts {
		m.counts[string(n.Key)] = max(0, m.counts[string(n.Key)]+n.Add)
	}
	m.version++
	for _, r := range c.Records {
		r.N = int64(len(m.records)) + 1 // only without the version is this another number
		m.records = append(m.records, r)
	}
	for _, k := range c.Keys {
		m.names[string(k.Key)] = !k.Remove && !(c.Starts && m.lax[namesWithStart])
	}
	if c.Snapshot != nil {
		m.snapshot, m.snapN = c.Snapshot, int64(len(m.records))
	}
	m.taken, m.wake, m.attempts = max(m.taken, c.Taken), c.Wake, 0
	if c.Card != nil {
		m.card = *c.Card
	}
	if mine && c.Hold > 0 {
		m.until = later(m.until, m.now().Add(c.Hold))
	}
	next := m.loan()
	next.Owner, next.Until = l.Owner, l.Until
	if mine {
		next.Until = m.until
	}
	return next, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (m *memory) Return(_ context.Context, l conversation.Loan) error {
	if l.Owner == m.owner {
		m.owner = ""
	}
	return nil
}

func (m *memory) Records(_ context.Context, _ conversation.ID, after int64, limit int) ([]conversation.Sealed, error) {
	rest := m.records[min(after, int64(len(m.records))):]
	return slices.Clone(rest[:min(limit, len(rest))]), nil
}

func (m *memory) Find(context.Context, []byte) ([]conversation.ID, error) {
	return []conversation.ID{m.id}, nil
}

func (m *memory) List(context.Context, conversation.Filter) ([]conversation.Card, error) {
	return []conversation.Card{m.card}, nil
}

func (m *memory) Erase(context.Context, conversation.Loan) error { return nil }

func (m *memory) Seal(_ context.Context, _ conversation.ID, _ conversation.Class, plain []byte) ([]byte, error) {
	return plain, nil
}

func (m *memory) Open(_ context.Context, _ conversation.ID, _ conversation.Class, sealed []byte) ([]byte, error) {
	return sealed, nil
}

func (m *memory) Hash(kind string, parts ...string) []byte {
	return []byte(kind + "\x00" + strings.Join(parts, "\x00"))
}

func (m *memory) Ring(context.Context, conversation.ID) error { return nil }

func (m *memory) Listen(context.Context) (<-chan conversation.ID, error) { return nil, nil }

// read decodes the whole record.
func (m *memory) read() ([]conversation.Numbered, error) {
	out := make([]conversation.Numbered, 0, len(m.records))
	for _, s := range m.records {
		e, err := conversation.DecodeEvent(s.Type, s.Body)
		if err != nil {
			return nil, err
		}
		out = append(out, conversation.Numbered{N: s.N, At: s.At, Event: e})
	}
	return out, nil
}
