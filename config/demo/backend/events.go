package backend

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// event is what a follower of an order is told.
type event struct {
	ID       string `json:"id"`
	Order    string `json:"order"`
	Customer string `json:"customer"`
	Status   string `json:"status"`
	StatusNL string `json:"status_nl"`
	StatusEN string `json:"status_en"`
	At       string `json:"at"`
}

// advanceOrder answers POST /demo/orders/{order}/advance: the order moves on one status, and whoever follows it is told.
func (s *Server) advanceOrder(w http.ResponseWriter, r *http.Request) {
	told, err := s.advance(r.Context(), r.PathValue("order"))
	if err != nil {
		s.fail(w, err)
		return
	}
	s.ring()
	s.send(w, told)
}

func (s *Server) advance(ctx context.Context, id string) (map[string]any, error) {
	tx, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	e := event{Order: id, At: s.stamp()}
	err = tx.QueryRowContext(ctx, `SELECT o.customer, next.id, next.nl, next.en FROM orders o JOIN statuses now ON now.id = o.status
		LEFT JOIN statuses next ON next.position = now.position + 1 WHERE o.id = ? AND next.id IS NOT NULL`, id).
		Scan(&e.Customer, &e.Status, &e.StatusNL, &e.StatusEN)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, conflict("NO_NEXT_STATUS", "there is no such order, or it was delivered")
	}
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE orders SET status = ?1, expected = CASE ?1 WHEN 'delivered' THEN ?2 ELSE expected END,
		tracking = CASE tracking WHEN '' THEN 'PL' || substr(id, 2) ELSE tracking END WHERE id = ?3`, e.Status, s.today(), id); err != nil {
		return nil, err
	}
	followed, err := s.tellFollower(ctx, tx, e)
	if err != nil {
		return nil, err
	}
	return map[string]any{"status": e.Status, "followed": followed}, tx.Commit()
}

// tellFollower files the event in the transaction of the change; the delivery comes after.
func (s *Server) tellFollower(ctx context.Context, tx *transaction, e event) (bool, error) {
	followers, err := many(ctx, tx, func(n *int) []any { return []any{n} }, `SELECT 1 FROM subscriptions WHERE "order" = ?`, e.Order)
	if err != nil || len(followers) == 0 {
		return false, err
	}
	c := call{Server: s, tx: tx}
	if e.ID, err = c.reference(ctx, "E"); err != nil {
		return false, err
	}
	return true, c.file(ctx, e.ID, e.Order, e)
}

// file keeps an event until it is delivered.
func (c *call) file(ctx context.Context, id, about string, event any) error {
	body, err := json.Marshal(event)
	if err != nil {
		return err
	}
	return c.exec(ctx, `INSERT INTO events (id, about, body) VALUES (?, ?, ?)`, id, about, string(body))
}

// repeatEvent answers POST …/{about}/repeat: the last event goes out twice more, as real systems sometimes do.
func (s *Server) repeatEvent(w http.ResponseWriter, r *http.Request) {
	result, err := s.db.ExecContext(r.Context(), `UPDATE events SET pending = pending + 2
		WHERE rowid = (SELECT max(rowid) FROM events WHERE about = ?)`, r.PathValue("about"))
	if err == nil {
		if n, _ := result.RowsAffected(); n == 0 {
			err = conflict("NO_EVENT", "nothing was told about this")
		}
	}
	if err != nil {
		s.fail(w, err)
		return
	}
	s.ring()
	w.WriteHeader(http.StatusNoContent)
}

// ring wakes the delivery; a ring while it is busy is kept.
func (s *Server) ring() {
	select {
	case s.bell <- struct{}{}:
	default:
	}
}

// deliver sends what is pending, in order, until ctx ends. What a stop leaves pending goes out after the next start.
func (s *Server) deliver(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.bell:
		}
		if err := s.deliverPending(ctx); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("back end: callbacks", "error", err)
		}
	}
}

func (s *Server) deliverPending(ctx context.Context) error {
	for {
		var id, body string
		err := s.db.QueryRowContext(ctx, "SELECT id, body FROM events WHERE pending > 0 ORDER BY rowid LIMIT 1").Scan(&id, &body)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("events: %w", err)
		}
		if err := s.deliverOne(ctx, id, []byte(body)); err != nil {
			return fmt.Errorf("event %s: %w", id, err)
		}
	}
}

// deliverOne tries until the answer is 2xx or the pauses are used up.
func (s *Server) deliverOne(ctx context.Context, id string, body []byte) error {
	for i := 0; ; i++ {
		answer, ok := s.opts.Callback.post(ctx, body)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		last := ok || i == len(s.opts.Callback.Pauses)
		if _, err := s.db.ExecContext(ctx, `UPDATE events SET attempts = attempts + 1, answer = ?, sent = sent + ?, pending = pending - ?
			WHERE id = ?`, answer, ok, last, id); err != nil {
			return err
		}
		if last {
			return nil
		}
		if err := sleep(ctx, s.opts.Callback.Pauses[i]); err != nil {
			return err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
