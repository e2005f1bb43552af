package sqlite

import (
	"context"
	"database/sql"
)

// conn is one connection with its prepared statements. One goroutine uses it at a time.
type conn struct {
	ctx    context.Context //nolint:containedctx // never ends: a context that can end costs a goroutine per statement
	raw    *sql.Conn
	stmts  map[string]*sql.Stmt
	writes int // statements that may have changed something
}

func (c *conn) stmt(query string) (*sql.Stmt, error) {
	if st, ok := c.stmts[query]; ok {
		return st, nil
	}
	st, err := c.raw.PrepareContext(c.ctx, query)
	if err != nil {
		return nil, err
	}
	c.stmts[query] = st
	return st, nil
}

// exec runs a statement that gives no rows.
func (c *conn) exec(query string, args ...any) error {
	_, err := c.change(query, args...)
	return err
}

// change runs a statement and returns how many rows it touched.
func (c *conn) change(query string, args ...any) (int64, error) {
	st, err := c.stmt(query)
	if err != nil {
		return 0, err
	}
	c.writes++
	res, err := st.ExecContext(c.ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// scanner is a row that may turn out to be an error.
type scanner interface{ Scan(dest ...any) error }

type failed struct{ error }

func (f failed) Scan(...any) error { return f.error }

// row runs a query for one row; Scan returns sql.ErrNoRows when there is none.
func (c *conn) row(query string, args ...any) scanner {
	st, err := c.stmt(query)
	if err != nil {
		return failed{err}
	}
	return st.QueryRowContext(c.ctx, args...)
}

// each runs a query and calls scan for every row.
func (c *conn) each(query string, scan func(scanner) error, args ...any) error {
	st, err := c.stmt(query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(c.ctx, args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := scan(rows); err != nil {
			rows.Close() //nolint:errcheck // the first error counts
			return err
		}
	}
	return rows.Err()
}

func (c *conn) close() {
	for _, st := range c.stmts {
		st.Close() //nolint:errcheck // the connection goes with it
	}
	c.raw.Close() //nolint:errcheck // the same
}

// read lends a reading connection for one statement.
func (s *Store) read(ctx context.Context, look func(*conn) error) error {
	var r *conn
	select {
	case <-s.stop:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	case r = <-s.readers:
	}
	defer func() { s.readers <- r }()
	return look(r)
}

// view lends one for several statements that see the database as of one moment.
func (s *Store) view(ctx context.Context, look func(*conn) error) error {
	return s.read(ctx, func(r *conn) error {
		if err := r.exec("BEGIN"); err != nil {
			return err
		}
		err := look(r)
		if end := r.exec("COMMIT"); err == nil {
			err = end
		}
		return err
	})
}
