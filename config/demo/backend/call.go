package backend

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// route is one operation that the system offers. Operations of the demo's own controls are not routes.
type route struct {
	operation string
	method    string
	path      string
	keyed     bool // honours Idempotency-Key
	do        func(ctx context.Context, c *call) (any, error)
}

// call is one request on its way through its transaction.
type call struct {
	*Server
	tx      *transaction
	r       *http.Request
	body    []byte
	subject string
	who     customer // the subject's record; empty when the operation is about nobody
	now     time.Time
	effects int64
}

// exec changes records and counts how many.
func (c *call) exec(ctx context.Context, query string, args ...any) error {
	result, err := c.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	c.effects += n
	return err
}

// reference allots the next reference; it is given back when the request is refused.
func (c *call) reference(ctx context.Context, prefix string) (string, error) {
	var number string
	err := c.tx.QueryRowContext(ctx, "UPDATE meta SET value = value + 1 WHERE name = 'last reference' RETURNING CAST(value AS INTEGER)").Scan(&number)
	return prefix + "-" + number, err
}

func (c *call) param(name string) string { return c.r.PathValue(name) }

// operation serves one route: body, fault, transaction, answer.
func (s *Server) operation(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := readBody(w, r)
		if err != nil {
			answerNo(asRefusal(err)).send(w)
			return
		}
		// A caller who hangs up does not stop what it asked for: real systems go on too.
		ctx := context.WithoutCancel(r.Context())
		fault := s.faults.take(rt.operation)
		if no := s.before(ctx, fault, rt, r); no != nil {
			answerNo(no).send(w)
			return
		}
		a, err := s.transact(ctx, rt, r, body, fault)
		if err != nil {
			s.opts.Log.Error("back end: operation failed", "operation", rt.operation, "error", err)
			a = answerNo(asRefusal(err))
		}
		if fault.Fail == TimeoutAfterCommit {
			s.hold(r)
		}
		a.send(w)
	})
}

// transact does the operation, and notes the request and its key, in one transaction.
func (s *Server) transact(ctx context.Context, rt route, r *http.Request, body []byte, fault Fault) (answer, error) {
	tx, err := s.begin(ctx)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = tx.Rollback() }()
	c := &call{Server: s, tx: tx, r: r, body: body, subject: r.PathValue("subject"), now: s.opts.Now()}
	a, replayed, err := c.answer(ctx, rt)
	if err != nil {
		return answer{}, err
	}
	if err := note(ctx, tx, s.entry(rt, r, a, c.effects, replayed, fault)); err != nil {
		return answer{}, fmt.Errorf("request log: %w", err)
	}
	return a, tx.Commit()
}

// answer does the operation unless its key was seen before.
func (c *call) answer(ctx context.Context, rt route) (a answer, replayed bool, err error) {
	key := ""
	if rt.keyed {
		key = c.r.Header.Get(keyHeader)
	}
	if key == "" {
		a, err = c.perform(ctx, rt)
		return a, false, err
	}
	request, err := c.fingerprint(key)
	if err != nil {
		return answerNo(asRefusal(err)), false, nil
	}
	if a, replayed, err = c.replay(ctx, key, request); err != nil || replayed {
		return a, replayed, err
	}
	if a, err = c.perform(ctx, rt); err != nil || a.status != http.StatusOK {
		return a, false, err
	}
	return a, false, c.remember(ctx, key, request, a)
}

// perform runs the operation so that a refusal leaves nothing behind.
func (c *call) perform(ctx context.Context, rt route) (answer, error) {
	if _, err := c.tx.ExecContext(ctx, "SAVEPOINT operation"); err != nil {
		return answer{}, fmt.Errorf("savepoint: %w", err)
	}
	value, err := c.known(ctx, rt)
	var no *refusal
	switch {
	case errors.As(err, &no):
		c.effects = 0
		_, err = c.tx.ExecContext(ctx, "ROLLBACK TO operation")
		return answerNo(no), err
	case err != nil:
		return answer{}, fmt.Errorf("%s: %w", rt.operation, err)
	}
	return answerOf(value)
}

// known refuses a customer who is not ours before the operation looks at anything.
func (c *call) known(ctx context.Context, rt route) (any, error) {
	if c.subject != "" {
		who, err := one(ctx, c.tx, (*customer).fields, "SELECT * FROM customers WHERE id = ?", c.subject)
		if err != nil {
			return nil, err
		}
		c.who = who
	}
	return rt.do(ctx, c)
}
