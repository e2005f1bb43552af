package backend

import (
	"context"
	"database/sql"
	"net/http"
)

// actorHeader names who acts for the customer whom a request is about.
const actorHeader = "X-Actor"

// entry is one line of the request log.
type entry struct {
	ID        int64  `json:"id"`
	At        string `json:"at"`
	Operation string `json:"operation"`
	Method    string `json:"method"`
	Path      string `json:"path"`
	Customer  string `json:"customer"`
	Key       string `json:"key"`
	Status    int    `json:"status"` // 0: not answered
	Code      string `json:"code"`
	Effects   int64  `json:"effects"` // records changed by this request
	Replayed  bool   `json:"replayed"`
	Fault     string `json:"fault"`
	Actor     string `json:"actor"` // who acted for the customer; empty: themselves
}

func (e *entry) fields() []any {
	return []any{&e.ID, &e.At, &e.Operation, &e.Method, &e.Path, &e.Customer, &e.Key, &e.Status, &e.Code, &e.Effects, &e.Replayed, &e.Fault, &e.Actor}
}

// count says how often an operation was asked for and how often it had effect.
type count struct {
	Operation string `json:"operation"`
	Requests  int64  `json:"requests"`
	Effective int64  `json:"effective"` // requests that changed records
	Replayed  int64  `json:"replayed"`
}

func (s *Server) entry(rt route, r *http.Request, a answer, effects int64, replayed bool, fault Fault) entry {
	e := entry{
		At: s.stamp(), Operation: rt.operation, Method: r.Method, Path: r.URL.Path, Customer: r.PathValue("subject"),
		Key: r.Header.Get(keyHeader), Status: a.status, Code: a.code, Effects: effects, Replayed: replayed, Fault: fault.Fail,
		Actor: r.Header.Get(actorHeader),
	}
	if fault.Fail == TimeoutAfterCommit {
		e.Status = 0
	}
	return e
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func note(ctx context.Context, db execer, e entry) error {
	_, err := db.ExecContext(ctx, `INSERT INTO requests (at, operation, method, path, customer, key, status, code, effects, replayed, fault, actor)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.fields()[1:]...)
	return err
}

// requests answers GET /demo/requests: the log, oldest first, and the counts; ?operation, ?customer and ?key narrow it.
func (s *Server) requests(w http.ResponseWriter, r *http.Request) {
	ctx, q := r.Context(), r.URL.Query()
	const where = ` FROM requests WHERE (?1 = '' OR operation = ?1) AND (?2 = '' OR customer = ?2) AND (?3 = '' OR key = ?3)`
	args := []any{q.Get("operation"), q.Get("customer"), q.Get("key")}
	log, err := many(ctx, s.db, (*entry).fields, "SELECT *"+where+" ORDER BY id", args...)
	if err != nil {
		s.fail(w, err)
		return
	}
	counts, err := many(ctx, s.db, func(c *count) []any { return []any{&c.Operation, &c.Requests, &c.Effective, &c.Replayed} },
		"SELECT operation, count(*), sum(effects > 0), sum(replayed)"+where+" GROUP BY operation ORDER BY operation", args...)
	if err != nil {
		s.fail(w, err)
		return
	}
	s.send(w, map[string]any{"requests": log, "counts": counts})
}
