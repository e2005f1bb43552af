package sqlite

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"balie/conversation"
)

const headColumns = "c, id, version, n, taken, inbox, in_due, wake, ifnull(due, 0), attempts, log, input, snap, address, status, holder, since, card"

func scanHead(row scanner) (*entry, error) {
	var h head
	err := row.Scan(&h.c, &h.id, &h.version, &h.n, &h.taken, &h.inbox, &h.inDue, &h.wake, &h.due, &h.attempts,
		&h.log, &h.input, &h.snap, &h.address, &h.status, &h.holder, &h.since, &h.card)
	if err != nil {
		return nil, err
	}
	return &entry{head: h}, nil
}

// find returns a conversation as this transaction sees it. ErrGone: erased or never there.
func (g *group) find(id conversation.ID) (*entry, error) {
	e, ok := g.dirty[id]
	if !ok {
		e = g.s.cache.get(id)
	}
	if e == nil {
		var err error
		if e, err = g.s.load(g.w, g.w.row("SELECT "+headColumns+" FROM head WHERE id = ?", string(id))); err != nil {
			return nil, err
		}
		g.dirty[id] = e
	}
	if e.status == gone {
		return nil, conversation.ErrGone
	}
	return e, nil
}

// findFull is find with everything that a loan needs.
func (g *group) findFull(id conversation.ID) (*entry, error) {
	e, err := g.find(id)
	if err != nil || e.full {
		return e, err
	}
	if e, err = g.s.fill(g.w, e); err != nil {
		return nil, err
	}
	g.dirty[id] = e
	return e, nil
}

// load reads a head and the inputs that wait. ErrGone: there is none.
func (s *Store) load(r *conn, row scanner) (*entry, error) {
	e, err := scanHead(row)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, conversation.ErrGone
	}
	if err != nil || e.taken == e.inbox {
		return e, err
	}
	seq := e.input
	for n := e.inbox; n > e.taken; n-- {
		in, prev, err := s.loadInput(r, e, seq, n)
		if err != nil {
			return nil, fmt.Errorf("input %d of %s: %w", n, e.id, err)
		}
		e.waiting, seq = append(e.waiting, in), prev
	}
	slices.Reverse(e.waiting)
	return e, nil
}

func (s *Store) loadInput(r *conn, e *entry, seq, n int64) (in conversation.Input, prev int64, err error) {
	var body []byte
	var at int64
	if err = r.row("SELECT prev, at, body FROM input WHERE seq = ? AND c = ? AND n = ?", seq, e.c, n).Scan(&prev, &at, &body); err != nil {
		return in, 0, err
	}
	if err = s.openJSON(r, e.id, "input", body, &in); err != nil {
		return in, 0, err
	}
	in.N, in.Conversation, in.Accepted = n, e.id, moment(at)
	return in, prev, nil
}

// fill returns e with its snapshot, its tail and its address.
func (s *Store) fill(r *conn, e *entry) (*entry, error) {
	e = e.edit()
	var from []byte
	if err := r.row("SELECT body FROM origin WHERE c = ?", e.c).Scan(&from); err != nil {
		return nil, fmt.Errorf("address of %s: %w", e.id, err)
	}
	if err := s.openJSON(r, e.id, "address", from, &e.from); err != nil {
		return nil, fmt.Errorf("address of %s: %w", e.id, err)
	}
	if e.snap > 0 {
		if err := r.row("SELECT body FROM snapshot WHERE c = ?", e.c).Scan(&e.snapshot); err != nil {
			return nil, fmt.Errorf("snapshot of %s: %w", e.id, err)
		}
	}
	var err error
	if e.tail, err = records(r, e, e.snap); err != nil {
		return nil, err
	}
	e.full = true
	return e, nil
}

// records reads the records after a number, walking back through the log.
func records(r *conn, e *entry, after int64) ([]conversation.Sealed, error) {
	var rows [][]byte
	for seq, first := e.log, e.n+1; seq != 0 && first > after+1; {
		var body []byte
		if err := r.row("SELECT prev, first, body FROM log WHERE seq = ? AND c = ?", seq, e.c).Scan(&seq, &first, &body); err != nil {
			return nil, fmt.Errorf("log of %s: %w", e.id, err)
		}
		rows = append(rows, body)
	}
	var out []conversation.Sealed
	for _, body := range slices.Backward(rows) {
		rs, err := decodeRecords(body)
		if err != nil {
			return nil, fmt.Errorf("log of %s: %w", e.id, err)
		}
		out = append(out, rs...)
	}
	return since(out, after), nil
}

// since drops the records up to a number.
func since(rs []conversation.Sealed, after int64) []conversation.Sealed {
	i := 0
	for i < len(rs) && rs[i].N <= after {
		i++
	}
	return rs[i:]
}

// sealJSON seals what the store itself keeps of a conversation: inputs, address, outgoing messages.
func (g *group) sealJSON(id conversation.ID, what string, text []byte) ([]byte, error) {
	k := g.fresh[keyName{id, conversation.ClassPersonal}]
	if k == nil {
		var err error
		if k, err = g.s.loadKey(g.w, id, conversation.ClassPersonal); err != nil {
			return nil, fmt.Errorf("%s of %s: key: %w", what, id, err)
		}
	}
	return seal(k, text, bind(id, what)), nil
}

// openJSON reads it back.
func (s *Store) openJSON(r *conn, id conversation.ID, what string, sealed []byte, into any) error {
	k, err := s.loadKey(r, id, conversation.ClassPersonal)
	if err != nil {
		return fmt.Errorf("key: %w", err)
	}
	text, err := unseal(k, sealed, bind(id, what))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
