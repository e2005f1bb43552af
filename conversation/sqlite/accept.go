package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"balie/conversation"
)

const (
	seenFor = 9 * 24 * time.Hour // how long an input's id is remembered
	quietTo = 3 * time.Second    // the longest that the first waiting input waits for more
)

// arrival is an input with all that can be worked out before its turn to be written.
type arrival struct {
	in      conversation.Input
	text    []byte // JSON
	hash    []byte // of source and id
	address []byte // hash; nil when the input is not found by its address
	was     []byte // hash of the address that the customer had before; nil: it is the same
	from    []byte // JSON of the address
}

// Accept stores inputs, each once, all in one transaction; see [conversation.Store]. A conversation is found by its
// id if the input has one, else by its key, else by its address; only an address makes a new one.
func (s *Store) Accept(ctx context.Context, in ...conversation.Input) ([]conversation.Accepted, error) {
	arrivals := make([]arrival, len(in))
	for i := range in {
		a, err := s.arrive(in[i])
		if err != nil {
			return nil, fmt.Errorf("accept: input %d: %w", i+1, err)
		}
		arrivals[i] = a
	}
	if len(in) == 0 {
		return nil, nil
	}
	out := make([]conversation.Accepted, len(in))
	err := s.write(ctx, func(g *group) (err error) {
		for i, a := range arrivals {
			if out[i], err = g.accept(a); err != nil {
				return fmt.Errorf("input %d: %w", i+1, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("accept: %w", err)
	}
	s.stats.accepted.Add(int64(len(in)))
	return out, nil
}

func (s *Store) arrive(in conversation.Input) (a arrival, err error) {
	if in.Source == "" || in.ID == "" {
		return a, errors.New("source and id are needed to store it once")
	}
	switch {
	case in.Conversation != "" || len(in.Key) > 0:
	case in.Address != conversation.Address{}:
		a.address = s.addressHash(in.Address)
		if a.from, err = json.Marshal(in.Address); err != nil {
			return a, fmt.Errorf("address: %w", err)
		}
	default:
		return a, errors.New("a conversation, a key or an address is needed to place it")
	}
	if in.Kind == conversation.InputRenumbered {
		if in.Was == (conversation.Address{}) || a.address == nil {
			return a, errors.New("an address before and one after are needed")
		}
		a.was = s.addressHash(in.Was)
	}
	in.N, in.At, in.Accepted = 0, settled(in.At), time.Time{}
	in.Extra = maps.Clone(in.Extra)
	a.in, a.hash = in, s.Hash("input", in.Source, in.ID)[:16]
	a.text, err = json.Marshal(in)
	return a, err
}

func (g *group) accept(a arrival) (conversation.Accepted, error) {
	now := g.s.now()
	if dup, seen, err := g.seen(a.hash, now); err != nil || seen {
		return dup, err
	}
	if a.in.Conversation == "" && len(a.in.Key) > 0 {
		return g.acceptByKey(a, now)
	}
	e, made, err := g.place(a)
	if errors.Is(err, conversation.ErrGone) {
		return conversation.Accepted{Conversation: a.in.Conversation, Unknown: true}, nil
	}
	if err != nil {
		return conversation.Accepted{}, err
	}
	return g.put(e, a, made, now)
}

// put stores an input in a conversation.
func (g *group) put(e *entry, a arrival, made bool, now time.Time) (conversation.Accepted, error) {
	if err := g.useFiles(e.c, a.in.Files); err != nil {
		return conversation.Accepted{}, err
	}
	e = e.edit()
	e.inbox++
	err := g.addInput(e, a, now)
	if err != nil {
		return conversation.Accepted{}, err
	}
	if made {
		err = g.insertHead(e)
	} else {
		err = g.w.exec("UPDATE head SET inbox = ?, in_due = ?, due = ?, input = ? WHERE c = ?", e.inbox, e.inDue, orNull(e.due), e.input, e.c)
	}
	g.dirty[e.id] = e
	return conversation.Accepted{Conversation: e.id, N: e.inbox, New: made}, err
}

// acceptByKey stores an input in every conversation that is known by its key, newest first, once in each.
func (g *group) acceptByKey(a arrival, now time.Time) (conversation.Accepted, error) {
	found, err := g.findByKey(a.in)
	if err != nil {
		return conversation.Accepted{}, err
	}
	out := conversation.Accepted{Unknown: true}
	for i, e := range found {
		if i > 0 {
			a.hash = g.s.Hash("input", a.in.Source, a.in.ID, string(e.id))[:16]
			if _, seen, err := g.seen(a.hash, now); err != nil {
				return out, err
			} else if seen {
				continue
			}
		}
		one, err := g.put(e, a, false, now)
		switch {
		case err != nil:
			return out, err
		case i == 0:
			out = one
		default:
			out.Also = append(out.Also, e.id)
		}
	}
	return out, nil
}

// seen looks whether an input came before. One that came too long ago is forgotten.
func (g *group) seen(hash []byte, now time.Time) (conversation.Accepted, bool, error) {
	var dup conversation.Accepted
	var at int64
	err := g.w.row("SELECT h.id, i.n, i.at FROM input i JOIN head h ON h.c = i.c WHERE i.hash = ?", hash).Scan(&dup.Conversation, &dup.N, &at)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return dup, false, nil
	case err != nil:
		return dup, false, err
	case now.Sub(moment(at)) < seenFor:
		dup.Duplicate = true
		return dup, true, nil
	}
	return dup, false, g.w.exec("UPDATE input SET hash = randomblob(16) WHERE hash = ?", hash)
}

// place finds the conversation of an input, or makes it. ErrGone: it is not there or no longer open.
func (g *group) place(a arrival) (e *entry, made bool, err error) {
	switch {
	case a.in.Conversation != "":
		e, err = g.find(a.in.Conversation)
	case a.was != nil:
		e, err = g.renumber(a)
	default:
		var id conversation.ID
		err = g.w.row("SELECT id FROM head WHERE address = ?", a.address).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			e, err = g.open(a)
			return e, true, err
		}
		if err == nil {
			e, err = g.find(id)
		}
	}
	if err == nil && !takesIn(e, a.in.Kind) {
		err = conversation.ErrGone
	}
	return e, false, err
}

// takesIn reports whether a conversation may get an input: one that is closed still gets what back ends report.
func takesIn(e *entry, k conversation.InputKind) bool {
	return e.status != string(conversation.Closed) || k == conversation.InputCallback
}

// findByKey returns the conversations under a key that may get the input, newest first.
func (g *group) findByKey(in conversation.Input) ([]*entry, error) {
	var ids []conversation.ID
	err := g.w.each(findQuery, collect(&ids), in.Key)
	if err != nil {
		return nil, err
	}
	var out []*entry
	for _, id := range ids {
		e, err := g.find(id)
		if err != nil {
			return nil, err
		}
		if takesIn(e, in.Kind) {
			out = append(out, e)
		}
	}
	return out, nil
}

// open makes a conversation, all but its head row.
func (g *group) open(a arrival) (*entry, error) {
	var raw [16]byte
	rand.Read(raw[:]) // never fails: the program stops when there is no randomness
	id := conversation.ID(strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:])))
	e := &entry{head: head{c: g.s.nextC, id: id, address: a.address}, full: true, from: a.in.Address}
	g.s.nextC++
	if _, err := g.addKey(e.c, id, conversation.ClassPersonal); err != nil {
		return nil, err
	}
	from, err := g.sealJSON(id, "address", a.from)
	if err != nil {
		return nil, err
	}
	return e, g.w.exec("INSERT INTO origin (c, body) VALUES (?, ?)", e.c, from)
}

func (g *group) insertHead(e *entry) error {
	return g.w.exec(`INSERT INTO head (c, id, version, n, taken, inbox, in_due, wake, due, attempts, log, input, snap, address, status, holder, since, card)
		VALUES (?, ?, 0, 0, 0, ?, ?, 0, ?, 0, 0, ?, 0, ?, '', '', 0, '')`, e.c, string(e.id), e.inbox, e.inDue, orNull(e.due), e.input, e.address)
}

// addInput appends an input to the inbox of e and works out when e is due.
func (g *group) addInput(e *entry, a arrival, now time.Time) error {
	body, err := g.sealJSON(e.id, "input", a.text)
	if err != nil {
		return err
	}
	in := a.in
	in.N, in.Conversation, in.Accepted, in.Key = e.inbox, e.id, settled(now), nil
	seq := g.s.nextInput
	g.s.nextInput++
	err = g.w.exec("INSERT INTO input (seq, hash, c, prev, n, at, body) VALUES (?, ?, ?, ?, ?, ?, ?)", seq, a.hash, e.c, e.input, in.N, nanos(now), body)
	lost := e.lost()
	e.input = seq
	e.inDue = nanos(quiet(moment(e.inDue), e.waiting, in))
	e.waiting = append(e.waiting[:len(e.waiting):len(e.waiting)], in)
	e.schedule(lost)
	return err
}

// quiet says when a conversation is due once one more input waits. Typed text puts it off, a little each time, but
// the first that waits never for more than three seconds; anything else makes it due now.
func quiet(due time.Time, waiting []conversation.Input, in conversation.Input) time.Time {
	at, first := in.Accepted.Add(max(in.Quiet, 0)), in.Accepted
	if len(waiting) > 0 {
		first = waiting[0].Accepted
		switch {
		case in.Quiet <= 0:
			at = earlier(due, at)
		case urgent(waiting):
			at = due
		case at.Before(due):
			at = due
		}
	}
	return earlier(at, first.Add(quietTo))
}

func urgent(waiting []conversation.Input) bool {
	for _, in := range waiting {
		if in.Quiet <= 0 {
			return true
		}
	}
	return false
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func orNull(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}
