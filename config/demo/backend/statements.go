package backend

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// statements are kept ready by their text: to read it takes SQLite longer than to do what it says. They are made between
// transactions, because those have the only connection.
type statements struct {
	mu     sync.Mutex
	of     map[string]*sql.Stmt
	wanted []string
}

// begin begins a transaction that uses what is ready.
func (s *Server) begin(ctx context.Context) (*transaction, error) {
	s.ready.prepare(ctx, s.db)
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	return &transaction{Tx: tx, statements: &s.ready}, nil
}

// prepare makes what earlier transactions did without. What cannot be made is not ready: whoever uses it is told why.
func (s *statements) prepare(ctx context.Context, db *sql.DB) {
	s.mu.Lock()
	wanted := s.wanted
	s.wanted = nil
	s.mu.Unlock()
	for _, query := range wanted { // whoever has the connection may need the lock to go on: it is not held here
		if stmt, err := db.PrepareContext(ctx, query); err == nil {
			s.keep(query, stmt)
		}
	}
}

func (s *statements) keep(query string, stmt *sql.Stmt) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of[query] = stmt
}

// find returns a statement; nil: it is not ready yet.
func (s *statements) find(query string) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	stmt, known := s.of[query]
	if !known {
		s.of[query], s.wanted = nil, append(s.wanted, query)
	}
	return stmt
}

// transaction is one of the database with statements that are ready.
type transaction struct {
	*sql.Tx
	statements *statements
}

func (t *transaction) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if stmt := t.statements.find(query); stmt != nil {
		return t.StmtContext(ctx, stmt).ExecContext(ctx, args...)
	}
	return t.Tx.ExecContext(ctx, query, args...) //nolint:gosec // every query is a text of this package
}

func (t *transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := t.statements.find(query); stmt != nil {
		return t.StmtContext(ctx, stmt).QueryContext(ctx, args...)
	}
	return t.Tx.QueryContext(ctx, query, args...) //nolint:gosec // every query is a text of this package
}

func (t *transaction) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt := t.statements.find(query); stmt != nil {
		return t.StmtContext(ctx, stmt).QueryRowContext(ctx, args...)
	}
	return t.Tx.QueryRowContext(ctx, query, args...)
}
