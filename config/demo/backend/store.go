package backend

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"net/url"

	_ "modernc.org/sqlite" // the driver
)

//go:embed schema
var schema embed.FS

// schemaVersion changes with the tables. Records of another version are demo records: they are thrown away.
const schemaVersion = 3

// openStore opens the file with one connection: requests are served one after another, so that what a request saw is
// still true when it writes. That is enough for a demo; synchronous NORMAL loses nothing when the process is killed.
func openStore(ctx context.Context, opts Options) (*sql.DB, error) {
	query := url.Values{
		"_pragma": {"journal_mode(WAL)", "synchronous(NORMAL)", "busy_timeout(5000)"},
		"_txlock": {"immediate"},
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", OmitHost: true, Path: opts.Path, RawQuery: query.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", opts.Path, err)
	}
	db.SetMaxOpenConns(1)
	var version int
	if err = db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err == nil && version != schemaVersion {
		err = reset(ctx, db, opts)
	}
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("database %s: %w", opts.Path, err)
	}
	return db, nil
}

// reset throws every record away and makes the demo's records anew.
func reset(ctx context.Context, db *sql.DB, opts Options) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("reset: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := dropTables(ctx, tx); err != nil {
		return fmt.Errorf("reset: %w", err)
	}
	if err := seed(ctx, tx, opts); err != nil {
		return fmt.Errorf("reset: %w", err)
	}
	return tx.Commit()
}

func dropTables(ctx context.Context, tx *sql.Tx) error {
	names, err := tables(ctx, tx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := tx.ExecContext(ctx, `DROP TABLE "`+name+`"`); err != nil {
			return fmt.Errorf("table %s: %w", name, err)
		}
	}
	return nil
}

func seed(ctx context.Context, tx *sql.Tx, opts Options) error {
	company := opts.Company
	for _, name := range []string{"schema", company} {
		if err := run(ctx, tx, name); err != nil {
			return err
		}
	}
	const meta = `INSERT INTO meta VALUES ('today', ?), ('last reference', '3000')`
	if _, err := tx.ExecContext(ctx, meta, opts.Now().Format("2006-01-02")); err != nil {
		return fmt.Errorf("meta: %w", err)
	}
	for _, name := range []string{"seed", "seed_" + company} {
		if err := run(ctx, tx, name); err != nil {
			return err
		}
	}
	if err := seedCrowd(ctx, tx, company, opts.Crowd); err != nil {
		return fmt.Errorf("crowd: %w", err)
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", schemaVersion))
	return err
}

func run(ctx context.Context, tx *sql.Tx, name string) error {
	script, err := schema.ReadFile("schema/" + name + ".sql")
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, string(script)); err != nil {
		return fmt.Errorf("%s.sql: %w", name, err)
	}
	return nil
}

// A crowd is customers that differ in nothing but their number.
const (
	crowdCards = `INSERT INTO cards (id, customer, kind, kind_en, last4, account, account_en)
		SELECT 'K' || substr(id, 2), id, 'Betaalpas', 'Debit card', substr(id, -4), 'Betaalrekening', 'current account'
		FROM customers WHERE length(id) = 8`
	crowdOrders = `INSERT INTO orders SELECT 'W' || substr(id, 2), id, 'Regenjas', 'Rain jacket', value, 8995, 'placed', 'Pakketlijn', '',
		date(value, '+3 days') FROM customers, meta WHERE meta.name = 'today' AND length(id) = 8`
	crowdPolicies = `INSERT INTO policies (id, customer, product, cover, excess, pays, started, taken_out)
		SELECT 'PO' || substr(c.id, 2), c.id, 'contents', 'basic', 10000, 'monthly', date(value, '-100 days'), date(value, '-110 days')
		FROM customers c, meta WHERE meta.name = 'today' AND length(c.id) = 8`
	crowdCustomers = `WITH RECURSIVE n(i) AS (SELECT 100001 UNION ALL SELECT i + 1 FROM n WHERE i < 100000 + ?)
	INSERT INTO customers SELECT 'C-' || i, 'Gast ' || i, 'nl', 'c' || i || '@post.example', '', 'Pleinweg', i, '4321 ZZ', 'Waterdam' FROM n`
)

// belongings is what each of a crowd has, by company.
var belongings = map[string]string{"bank": crowdCards, "shop": crowdOrders, "insurer": crowdPolicies}

func seedCrowd(ctx context.Context, tx *sql.Tx, company string, size int) error {
	if size == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, crowdCustomers, size); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, belongings[company])
	return err
}

// tables names the records' tables in the order in which they were made.
func tables(ctx context.Context, q querier) ([]string, error) {
	return many(ctx, q, func(name *string) []any { return []any{name} },
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid")
}

// querier is what a database and a transaction have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// many reads all rows of a query; fields says where the columns of one row go.
func many[T any](ctx context.Context, q querier, fields func(*T) []any, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	all := []T{}
	for rows.Next() {
		var row T
		if err := rows.Scan(fields(&row)...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// one reads the first row of a query; none is errNotFound, which a caller outside sees as 404.
func one[T any](ctx context.Context, q querier, fields func(*T) []any, query string, args ...any) (T, error) {
	all, err := many(ctx, q, fields, query, args...)
	if err == nil && len(all) > 0 {
		return all[0], nil
	}
	var zero T
	if err == nil {
		err = errNotFound
	}
	return zero, err
}
