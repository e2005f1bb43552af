package knowledge

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	_ "modernc.org/sqlite" // the driver named sqlite
)

// store keeps pages, passages and vectors in SQLite: the truth from which the
// indexes are made. It is enough for one process; several nodes each ingest
// the same folder into a file of their own.
type store struct{ db *sql.DB }

// schemaVersion is written in the file; a file of a later one is refused.
const schemaVersion = 2

const schema = `
CREATE TABLE IF NOT EXISTS pages (
	path TEXT PRIMARY KEY, hash TEXT NOT NULL, lang TEXT NOT NULL, title TEXT NOT NULL,
	link TEXT NOT NULL, valid_from TEXT NOT NULL, valid_until TEXT NOT NULL, also TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passages (
	id TEXT PRIMARY KEY, page TEXT NOT NULL REFERENCES pages(path) ON DELETE CASCADE,
	place INTEGER NOT NULL, trail TEXT NOT NULL, asked TEXT NOT NULL, link TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS passages_page ON passages(page);
CREATE TABLE IF NOT EXISTS vectors (
	model TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, hash)
) WITHOUT ROWID;`

// openStore opens or makes the file; ":memory:" keeps nothing.
func openStore(ctx context.Context, path string) (*store, error) {
	if path == "" {
		return nil, errors.New("no path given: name a file, or use :memory: to keep nothing")
	}
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // :memory: lives in one connection, and a file is read at start only
	s := &store{db}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func dsn(path string) string {
	const pragmas = "?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_txlock=immediate"
	if path == ":memory:" {
		return "file::memory:" + pragmas
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + pragmas + "&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
}

func (s *store) migrate(ctx context.Context) error {
	var version int
	if err := s.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("not a database that can be read: %w", err)
	}
	if version > schemaVersion {
		return fmt.Errorf("made by a later version (schema %d, this one knows %d): remove the file and ingest again", version, schemaVersion)
	}
	if version == 1 { // pages are read again from their files
		if _, err := s.db.ExecContext(ctx, "DROP TABLE IF EXISTS passages; DROP TABLE IF EXISTS pages"); err != nil {
			return fmt.Errorf("remove what an earlier version made: %w", err)
		}
	}
	if _, err := s.db.ExecContext(ctx, schema); err != nil {
		return fmt.Errorf("make tables: %w", err)
	}
	_, err := s.db.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", schemaVersion))
	return err
}

func (s *store) close() error { return s.db.Close() }

// hashes gives the content hash of every page.
func (s *store) hashes(ctx context.Context) (map[string]string, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT path, hash FROM pages")
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	out := map[string]string{}
	for rows.Next() {
		var path, hash string
		if err := rows.Scan(&path, &hash); err != nil {
			return nil, err
		}
		out[path] = hash
	}
	return out, rows.Err()
}

// replace writes changed pages and removes gone ones in one transaction.
func (s *store) replace(ctx context.Context, changed []page, gone []string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit this does nothing
	for _, path := range gone {
		if _, err := tx.ExecContext(ctx, "DELETE FROM pages WHERE path = ?", path); err != nil {
			return fmt.Errorf("remove page %s: %w", path, err)
		}
	}
	for _, pg := range changed {
		if err := writePage(ctx, tx, pg); err != nil {
			return fmt.Errorf("write page %s: %w", pg.path, err)
		}
	}
	return tx.Commit()
}

func writePage(ctx context.Context, tx *sql.Tx, pg page) error {
	also, err := json.Marshal(pg.meta.Also)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM pages WHERE path = ?", pg.path); err != nil {
		return err
	}
	m := pg.meta
	if _, err := tx.ExecContext(ctx, "INSERT INTO pages VALUES (?,?,?,?,?,?,?,?)",
		pg.path, pg.hash, m.Lang, m.Title, m.Link, m.ValidFrom, m.ValidUntil, string(also)); err != nil {
		return err
	}
	for i, p := range pg.passages {
		trail, err := json.Marshal(p.Trail)
		if err != nil {
			return err
		}
		asked, err := json.Marshal(p.Asked)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO passages VALUES (?,?,?,?,?,?,?)",
			p.ID, pg.path, i, string(trail), string(asked), p.Link, p.Text); err != nil {
			return err
		}
	}
	return nil
}

// passages reads every passage, in the order of page and place.
func (s *store) passages(ctx context.Context) ([]Passage, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT s.id, s.page, p.lang, p.title, s.trail, s.asked, p.also, s.link, s.body, p.valid_from, p.valid_until
		FROM passages s JOIN pages p ON p.path = s.page ORDER BY s.page, s.place`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var out []Passage
	for rows.Next() {
		var p Passage
		var trail, asked, also string
		if err := rows.Scan(&p.ID, &p.Page, &p.Lang, &p.Title, &trail, &asked, &also, &p.Link, &p.Text, &p.ValidFrom, &p.ValidUntil); err != nil {
			return nil, err
		}
		if err := errors.Join(json.Unmarshal([]byte(trail), &p.Trail), json.Unmarshal([]byte(asked), &p.Asked), json.Unmarshal([]byte(also), &p.Also)); err != nil {
			return nil, fmt.Errorf("passage %s: %w", p.ID, err)
		}
		out = append(out, p)
	}
	return out, rows.Err()
}
