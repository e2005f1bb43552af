package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"balie/conversation"
)

const (
	answerIn = 30 * time.Second // how long an attempt waits for an answer or a status
	attempts = 64               // messages given at once when no limit is
)

// How far a message came, as a number that only grows. Up to attempted it is pending: it may be given to be sent, and
// holds up what was said after it. A refusal may follow sending, and a sign that it arrived after all overrules it.
const (
	rankWaiting = iota
	rankAttempted
	rankWithdrawn
	rankSent
	rankRefused
	rankDelivered
	rankRead
)

var ranks = []conversation.DeliveryState{
	rankWaiting: conversation.Waiting, rankAttempted: conversation.Attempted, rankWithdrawn: conversation.Withdrawn, rankSent: conversation.Sent,
	rankRefused: conversation.Rejected, rankDelivered: conversation.Delivered, rankRead: conversation.Read,
}

// sending is an outgoing message on its way into the outbox.
type sending struct {
	conversation.Outgoing
	text []byte // JSON of a letter
}

// letter is the sealed part of a message. No address: that of the conversation.
type letter struct {
	Address conversation.Address `json:"address,omitzero"`
	Message conversation.Message `json:"message"`
}

func (s *Store) sendings(id conversation.ID, out []conversation.Outgoing) ([]sending, error) {
	list := make([]sending, len(out))
	for i, o := range out {
		if o.ID == "" || o.Channel == "" || o.Conversation != "" && o.Conversation != id {
			return nil, fmt.Errorf("outgoing message %d: an id, a channel and no other conversation are needed", i+1)
		}
		text, err := json.Marshal(letter{Address: o.Address, Message: o.Message})
		if err != nil {
			return nil, fmt.Errorf("outgoing message %s: %w", o.ID, err)
		}
		list[i] = sending{Outgoing: o, text: text}
	}
	return list, nil
}

// send adds messages to the outbox.
func (g *group) send(e *entry, out []sending, now time.Time) error {
	for _, o := range out {
		body, err := g.sealJSON(e.id, "message", o.text)
		if err != nil {
			return err
		}
		seq := g.s.nextUp
		g.s.nextUp++
		err = g.w.exec(`INSERT INTO outbox (seq, id, c, channel, n, notice, rank, attempts, last, ready, detail, body) VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, ?, '', ?)`,
			seq, o.ID, e.c, o.Channel, o.N, o.Notice, nanos(now), body)
		if err != nil {
			return fmt.Errorf("outgoing message %s: %w", o.ID, err)
		}
	}
	return nil
}

// withdraw takes back what has not left. One whose attempt has no answer is not tried again.
func (g *group) withdraw(e *entry, ids []string) error {
	for _, id := range ids {
		err := g.w.exec("UPDATE outbox SET rank = ?, body = NULL WHERE c = ? AND (id = ? OR ? = '*') AND rank <= ?",
			rankWithdrawn, e.c, id, id, rankAttempted)
		if err != nil {
			return fmt.Errorf("withdraw %s: %w", id, err)
		}
	}
	return nil
}

// Attempt returns messages of a channel that may be sent now, the first pending one of each conversation, and makes
// each attempt durable before it returns. One whose attempt had no answer for 30 seconds is given again, unless it is
// a notice: that becomes refused. A limit of 0 means 64.
func (s *Store) Attempt(ctx context.Context, channel string, limit int) ([]conversation.Outgoing, error) {
	if limit <= 0 {
		limit = attempts
	}
	now := nanos(s.now())
	waits := false
	err := s.read(ctx, func(r *conn) error {
		return r.row("SELECT EXISTS (SELECT 1 FROM outbox WHERE channel = ? AND rank <= 1 AND ready <= ?)", channel, now).Scan(&waits)
	})
	var out []conversation.Outgoing
	if err == nil && waits {
		err = s.write(ctx, func(g *group) error {
			out, err = g.attempt(channel, limit, now)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("attempt on %s: %w", channel, err)
	}
	return out, nil
}

func (g *group) attempt(channel string, limit int, now int64) ([]conversation.Outgoing, error) {
	err := g.w.exec("UPDATE outbox SET rank = ?, detail = 'no answer', body = NULL WHERE channel = ? AND rank <= 1 AND ready <= ? AND rank = ? AND notice = 1",
		rankRefused, channel, now, rankAttempted)
	if err != nil {
		return nil, err
	}
	var out []conversation.Outgoing
	var bodies [][]byte
	var rows []int64
	err = g.w.each(`SELECT o.seq, o.id, h.id, o.n, o.notice, o.attempts + 1, o.parts, o.body FROM outbox o JOIN head h ON h.c = o.c
		WHERE o.channel = ? AND o.rank <= 1 AND o.ready <= ?
		AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.c = o.c AND b.seq < o.seq AND b.rank <= 1) ORDER BY o.seq LIMIT ?`,
		func(row scanner) error {
			o := conversation.Outgoing{Channel: channel, Last: moment(now)}
			var seq int64
			var body []byte
			err := row.Scan(&seq, &o.ID, &o.Conversation, &o.N, &o.Notice, &o.Attempts, &o.Parts, &body)
			out, bodies, rows = append(out, o), append(bodies, body), append(rows, seq)
			return err
		}, channel, now, limit)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if err := g.address(&out[i], bodies[i]); err != nil {
			return nil, fmt.Errorf("outgoing message %s: %w", out[i].ID, err)
		}
		err := g.w.exec("UPDATE outbox SET rank = ?, attempts = attempts + 1, last = ?, ready = ? WHERE seq = ?", rankAttempted, now, now+int64(answerIn), rows[i])
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// address opens a message and says where it goes.
func (g *group) address(o *conversation.Outgoing, body []byte) error {
	var l letter
	if err := g.s.openJSON(g.w, o.Conversation, "message", body, &l); err != nil {
		return err
	}
	o.Address, o.Message = l.Address, l.Message
	e, err := g.findFull(o.Conversation)
	if err != nil {
		return err
	}
	if o.Address == (conversation.Address{}) || o.Address.Channel == e.from.Channel && o.Address.Account == e.from.Account {
		o.Address = e.from // whose number has changed is written to there
	}
	return nil
}

// Mark records what became of a message, named by our id or the provider's. States never go backwards; a refused or
// unanswered attempt with a time to retry is given again then. A message that is not there changes nothing: providers
// also report on messages that others sent, or that were erased.
func (s *Store) Mark(ctx context.Context, d conversation.Delivery) error {
	rank := slices.Index(ranks, d.State)
	if rank < 0 || d.ID == "" && d.Provider == "" {
		return fmt.Errorf("mark: state %q is not known, or no message is named", d.State)
	}
	var provider []byte
	if d.Provider != "" {
		provider = s.Hash("delivery", d.Provider)
	}
	if err := s.write(ctx, func(g *group) error { return g.mark(d, rank, provider) }); err != nil {
		return fmt.Errorf("mark %s: %w", d.ID, err)
	}
	return nil
}

func (g *group) mark(d conversation.Delivery, rank int, provider []byte) error {
	var seq int64
	var have, notice int
	query, by := "SELECT seq, rank, notice FROM outbox WHERE provider = ?", any(provider)
	if d.ID != "" {
		query, by = "SELECT seq, rank, notice FROM outbox WHERE id = ?", d.ID
	}
	if err := g.w.row(query, by).Scan(&seq, &have, &notice); err != nil {
		return unless(err, errNone)
	}
	if provider != nil && d.Parts == 0 {
		if err := g.w.exec("UPDATE outbox SET provider = ? WHERE seq = ?", provider, seq); err != nil {
			return err
		}
	}
	if d.Parts > 0 && d.State == conversation.Attempted {
		return g.w.exec("UPDATE outbox SET parts = max(parts, ?) WHERE seq = ?", d.Parts, seq)
	}
	again := !d.Retry.IsZero() && have <= rankAttempted
	switch {
	case again && d.State == conversation.Rejected: // surely not sent
		return g.w.exec("UPDATE outbox SET rank = 0, ready = ?, detail = ? WHERE seq = ?", nanos(d.Retry), d.Detail, seq)
	case again && d.State == conversation.Attempted && notice == 0:
		return g.w.exec("UPDATE outbox SET rank = 1, ready = ?, detail = ? WHERE seq = ?", nanos(d.Retry), d.Detail, seq)
	case rank <= have:
		return nil
	case rank == rankAttempted:
		return g.w.exec("UPDATE outbox SET rank = 1, detail = ? WHERE seq = ?", d.Detail, seq)
	}
	return g.w.exec("UPDATE outbox SET rank = ?, detail = ?, body = NULL WHERE seq = ?", rank, d.Detail, seq)
}

// unless returns err, or nil when it is one that is no trouble.
func unless(err, fine error) error {
	if errors.Is(err, fine) {
		return nil
	}
	return err
}

// Deliveries returns how far the outgoing messages of a conversation came, by the number of the record that says them.
func (s *Store) Deliveries(ctx context.Context, id conversation.ID) (map[int64]conversation.Delivery, error) {
	out := map[int64]conversation.Delivery{}
	err := s.read(ctx, func(r *conn) error {
		return r.each("SELECT n, id, rank, detail FROM outbox WHERE c = (SELECT c FROM head WHERE id = ?) ORDER BY seq", func(row scanner) error {
			var n int64
			var rank int
			var d conversation.Delivery
			err := row.Scan(&n, &d.ID, &rank, &d.Detail)
			d.State = ranks[rank]
			out[n] = d
			return err
		}, string(id))
	})
	if err != nil {
		return nil, fmt.Errorf("deliveries of %s: %w", id, err)
	}
	return out, nil
}

// Shown returns the highest record number that had left for a push channel by a moment; 0 when nothing had.
func (s *Store) Shown(ctx context.Context, id conversation.ID, at time.Time) (int64, error) {
	var n int64
	err := s.read(ctx, func(r *conn) error {
		return r.row("SELECT coalesce(max(n), 0) FROM outbox WHERE c = (SELECT c FROM head WHERE id = ?) AND rank IN (?, ?, ?) AND last <= ?",
			string(id), rankSent, rankDelivered, rankRead, nanos(at)).Scan(&n)
	})
	if err != nil {
		return 0, fmt.Errorf("shown of %s: %w", id, err)
	}
	return n, nil
}
