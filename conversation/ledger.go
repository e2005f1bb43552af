package conversation

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// LedgerOptions is what a ledger needs. Every field without a stated default must be set.
type LedgerOptions struct {
	Store      Store
	Archive    Archive
	Sealer     Sealer
	Hasher     Hasher
	Bell       Bell
	Operations Operations
	Now        func() time.Time
	Owner      string                    // names this process in leases
	Lease      time.Duration             // default 10 s
	Push       func(channel string) bool // whether messages to a channel go through the outbox
}

// Ledger alone commits. It folds what a store lends into a [Held], checks and numbers what a turn adds, seals it, and
// hands out permits for what was committed.
type Ledger struct {
	LedgerOptions
	mu    sync.Mutex
	known map[ID]folded
	fresh fresh
}

// folded is a state kept so that the next turn need not fold again. A cache: it is used only at its very version.
type folded struct {
	version int64
	state   *State
	behind  behind
}

// cacheSize bounds the kept states.
const cacheSize = 4096

// NewLedger makes a ledger.
func NewLedger(o LedgerOptions) *Ledger {
	if o.Lease == 0 {
		o.Lease = 10 * time.Second
	}
	return &Ledger{LedgerOptions: o, known: map[ID]folded{}, fresh: fresh{of: map[ID][]unsealed{}}}
}

// Held is a loan in use by one turn: the state folded from it and what the turn has decided so far.
type Held struct {
	State  *State
	loan   Loan
	draft  []Numbered
	keys   []KeyChange
	pull   []string
	pass   *Pass
	count  []Count
	behind behind
	n      int64 // State.N as it is stored
	out    int64 // State.Out at the last commit
	now    func() time.Time
}

// ID returns the conversation.
func (h *Held) ID() ID { return h.loan.ID }

// Inbox returns the inputs that were accepted and not taken.
func (h *Held) Inbox() []Input { return h.loan.Inbox }

// Attempts counts the takings since the last commit.
func (h *Held) Attempts() int { return h.loan.Attempts }

// Idle reports whether nothing was due when it was taken.
func (h *Held) Idle() bool { return h.loan.Idle }

// Wake tells when the conversation was due without new input as it was taken; zero: never.
func (h *Held) Wake() time.Time { return h.loan.Wake }

// Version returns the version of the last commit.
func (h *Held) Version() int64 { return h.loan.Version }

// Fresh reports whether nothing was ever recorded.
func (h *Held) Fresh() bool { return h.State.N == 0 }

// Owned reports whether h holds a lease.
func (h *Held) Owned() bool { return h.loan.Owner != "" }

// Draft returns what was added since the last commit.
func (h *Held) Draft() []Numbered { return h.draft }

// Withdraw adds messages to withdraw with the next commit; "*" means all that have not left.
func (h *Held) Withdraw(ids ...string) { h.pull = append(h.pull, ids...) }

// Key adds or removes a name with the next commit.
func (h *Held) Key(key []byte, remove bool) {
	h.keys = append(h.keys, KeyChange{Key: key, Remove: remove})
}

// Pass hands the address over to another conversation with the next commit.
func (h *Held) Pass(p Pass) { h.pass = &p }

// Add folds events into the state and keeps them for the next commit. After an error the held state is of no use.
func (h *Held) Add(events ...Event) error {
	for _, e := range events {
		r := Numbered{N: h.State.N + 1, At: h.now(), Event: e}
		if err := h.State.Apply(r); err != nil {
			return fmt.Errorf("conversation %s: %w", h.loan.ID, err)
		}
		h.draft = append(h.draft, r)
	}
	return nil
}

// Take lends a conversation and folds it. ErrBusy, ErrGone: as the store says.
func (l *Ledger) Take(ctx context.Context, id ID) (*Held, error) {
	loan, err := l.Store.Take(ctx, id, l.Owner, l.Lease)
	if err != nil {
		return nil, fmt.Errorf("take %s: %w", id, err)
	}
	if st, behind, ok := l.recall(loan); ok {
		return &Held{State: st, loan: loan, behind: behind, n: st.N, out: st.Out, now: l.Now}, nil
	}
	return l.fold(ctx, loan)
}

// Load reads a conversation without a lease: for agents, and for receipts whose lease was lost.
func (l *Ledger) Load(ctx context.Context, id ID) (*Held, error) {
	loan, err := l.Store.Load(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", id, err)
	}
	return l.fold(ctx, loan)
}

// Reload reads a held conversation anew and keeps its lease: after ErrNewer and ErrMoved. What was not committed is
// dropped.
func (l *Ledger) Reload(ctx context.Context, h *Held) (*Held, error) {
	loan, err := l.Store.Load(ctx, h.loan.ID)
	if err != nil {
		return nil, fmt.Errorf("reload %s: %w", h.loan.ID, err)
	}
	loan.Owner, loan.Until, loan.Attempts = h.loan.Owner, h.loan.Until, h.loan.Attempts
	return l.fold(ctx, loan)
}

func (l *Ledger) recall(loan Loan) (*State, behind, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f, ok := l.known[loan.ID]
	delete(l.known, loan.ID) // whoever takes it changes it
	return f.state, f.behind, ok && f.version == loan.Version
}

func (l *Ledger) remember(h *Held) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.known) >= cacheSize {
		for id := range l.known { // any: the store still has them all
			delete(l.known, id)
			break
		}
	}
	l.known[h.loan.ID] = folded{version: h.loan.Version, state: h.State, behind: h.behind}
}

func (l *Ledger) fold(ctx context.Context, loan Loan) (*Held, error) {
	st := &State{ID: loan.ID}
	if loan.Snapshot != nil {
		plain, err := l.Sealer.Open(ctx, loan.ID, ClassPersonal, loan.Snapshot)
		if err != nil {
			return nil, fmt.Errorf("conversation %s: snapshot: %w", loan.ID, err)
		}
		if err := json.Unmarshal(plain, st); err != nil {
			return nil, fmt.Errorf("conversation %s: snapshot: %w", loan.ID, err)
		}
	}
	for _, sealed := range loan.Tail {
		if sealed.N <= st.N {
			continue
		}
		r, err := l.open(ctx, loan.ID, sealed)
		if err != nil {
			return nil, err
		}
		if err := st.Apply(r); err != nil {
			return nil, fmt.Errorf("conversation %s: %w", loan.ID, err)
		}
	}
	return &Held{State: st, loan: loan, behind: behindOf(loan), n: st.N, out: st.Out, now: l.Now}, nil
}

func (l *Ledger) open(ctx context.Context, id ID, s Sealed) (Numbered, error) {
	if e, ok := l.fresh.find(id, s); ok {
		return Numbered{N: s.N, At: s.At, Event: e}, nil
	}
	body, err := l.Sealer.Open(ctx, id, ClassPersonal, s.Body)
	if err != nil {
		return Numbered{}, fmt.Errorf("conversation %s: record %d: %w", id, s.N, err)
	}
	e, err := DecodeEvent(s.Type, body)
	if err != nil {
		return Numbered{}, fmt.Errorf("conversation %s: record %d: %w", id, s.N, err)
	}
	return Numbered{N: s.N, At: s.At, Event: e}, nil
}

// Events reads the record after a number, at most limit events.
func (l *Ledger) Events(ctx context.Context, id ID, after int64, limit int) ([]Numbered, error) {
	sealed, err := l.Archive.Records(ctx, id, after, limit)
	if err != nil {
		l.fresh.forget(id) // it may be erased
		return nil, fmt.Errorf("records of %s: %w", id, err)
	}
	out := make([]Numbered, 0, len(sealed))
	for _, s := range sealed {
		r, err := l.open(ctx, id, s)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// Terms says how to commit.
type Terms struct {
	Taken  int64         // inputs up to this number are done with
	Refuse bool          // refuse when a newer input waits
	Hold   time.Duration // prolong the lease, to cover a call
	Wake   time.Time
}

// Commit stores what was added since the last one, in one transaction. The errors are the store's: after any of them
// nothing is stored and h is of no use, except after ErrNewer and ErrMoved, where the caller takes or loads it anew.
func (l *Ledger) Commit(ctx context.Context, h *Held, t Terms) error {
	c := Commit{
		Taken: t.Taken, Refuse: t.Refuse, Hold: t.Hold, Wake: t.Wake,
		Keys: h.keys, Withdraw: h.pull, Counts: h.count, Pass: h.pass, Card: card(h.State),
	}
	for _, r := range h.draft {
		if _, ok := r.Event.(ActionStarted); ok && h.State.Open != 0 {
			c.Starts = true
		}
		s, err := l.seal(ctx, h.loan.ID, r)
		if err != nil {
			return err
		}
		c.Records = append(c.Records, s)
	}
	c.Out = l.outgoing(h)
	behind := h.behind.with(c.Records)
	if behind.far() {
		snapshot, err := l.snapshot(ctx, h.State)
		if err != nil {
			return err
		}
		c.Snapshot, behind = snapshot, upTo(snapshot)
	}
	loan, err := l.Store.Commit(ctx, h.loan, c)
	if err != nil {
		return fmt.Errorf("commit %s: %w", h.loan.ID, err)
	}
	h.loan, h.behind = loan, behind
	l.fresh.keep(h.loan.ID, c.Records, h.draft)
	h.draft, h.keys, h.pull, h.pass, h.count = nil, nil, nil, nil, nil
	h.n, h.out = h.State.N, h.State.Out
	if l.Bell != nil {
		_ = l.Bell.Ring(ctx, h.loan.ID) // a lost ring is no loss: whoever waits also looks, and the commit stands
	}
	return nil
}

func (l *Ledger) seal(ctx context.Context, id ID, r Numbered) (Sealed, error) {
	body, err := EncodeEvent(r.Event)
	if err != nil {
		return Sealed{}, fmt.Errorf("record %d: %w", r.N, err)
	}
	head, err := json.Marshal(r.Event.Head())
	if err != nil {
		return Sealed{}, fmt.Errorf("record %d: %w", r.N, err)
	}
	sealed, err := l.Sealer.Seal(ctx, id, ClassPersonal, body)
	if err != nil {
		return Sealed{}, fmt.Errorf("record %d: %w", r.N, err)
	}
	return Sealed{N: r.N, At: r.At, Type: r.Event.Type(), Head: head, Body: sealed}, nil
}

// Erase removes a conversation that was taken, everything but its id. ErrMoved, ErrLost: as the store says.
func (l *Ledger) Erase(ctx context.Context, h *Held) error {
	if err := l.Archive.Erase(ctx, h.loan); err != nil {
		return fmt.Errorf("erase %s: %w", h.loan.ID, err)
	}
	l.fresh.forget(h.loan.ID)
	if l.Bell != nil {
		_ = l.Bell.Ring(ctx, h.loan.ID) // whoever shows it looks again, and finds nothing
	}
	return nil
}

// Return ends the lease. A held conversation with a draft that was not committed is simply dropped, and so is one whose
// state an event that could not be added has spoilt.
func (l *Ledger) Return(ctx context.Context, h *Held) error {
	if h.State.N == h.n {
		l.remember(h)
	}
	if err := l.Store.Return(ctx, h.loan); err != nil {
		return fmt.Errorf("return %s: %w", h.loan.ID, err)
	}
	return nil
}
