package sqlite

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite", without cgo
)

// readerCount is how many reads run beside the writer.
const readerCount = 3

const busyTimeout = "PRAGMA busy_timeout=10000"

// Settings of every connection. secure_delete writes zeros over what is deleted: an erased key must not linger in a
// free page.
var settings = []string{
	"PRAGMA journal_mode=WAL",
	"PRAGMA synchronous=FULL",
	"PRAGMA wal_autocheckpoint=1000",
	"PRAGMA secure_delete=ON",
	busyTimeout,
	"PRAGMA temp_store=MEMORY",
}

func (s *Store) open() error {
	abs, err := filepath.Abs(s.path)
	if err != nil {
		return err
	}
	if s.lock, err = lockFile(s.path + ".lock"); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no folder %s: make it first", filepath.Dir(abs))
	} else if err != nil {
		return err
	}
	f, err := os.OpenFile(abs, os.O_CREATE|os.O_RDWR, 0o600) // before SQLite does, with wider rights
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: abs}
	if s.db, err = sql.Open("sqlite", u.String()); err != nil {
		return err
	}
	s.db.SetMaxOpenConns(readerCount + 2) // the writer, and one for a backup or a checkpoint
	s.db.SetMaxIdleConns(readerCount + 2)
	if s.writer, err = s.connect("PRAGMA cache_size=-65536"); err != nil {
		return err
	}
	if err := s.prepare(); err != nil {
		return err
	}
	for range readerCount {
		r, err := s.connect("PRAGMA query_only=ON")
		if err != nil {
			return err
		}
		s.readers <- r
		s.reading++
	}
	return nil
}

func (s *Store) connect(more ...string) (*conn, error) {
	raw, err := s.db.Conn(s.base)
	if err != nil {
		return nil, err
	}
	c := &conn{ctx: s.base, raw: raw, stmts: map[string]*sql.Stmt{}}
	for _, set := range append(settings, more...) {
		if _, err := raw.ExecContext(s.base, set); err != nil {
			return nil, fmt.Errorf("%s: %w", set, err)
		}
	}
	return c, nil
}

// prepare brings the schema up to date, checks the key and reads where the counters stand.
func (s *Store) prepare() error {
	if err := migrate(s.writer); err != nil {
		return err
	}
	if err := s.checkKey(); err != nil {
		return err
	}
	for query, next := range map[string]*int64{
		"SELECT ifnull(max(c), 0) + 1 FROM head":     &s.nextC,
		"SELECT ifnull(max(seq), 0) + 1 FROM log":    &s.nextLog,
		"SELECT ifnull(max(seq), 0) + 1 FROM input":  &s.nextInput,
		"SELECT ifnull(max(seq), 0) + 1 FROM outbox": &s.nextUp,
	} {
		if err := s.writer.row(query).Scan(next); err != nil {
			return err
		}
	}
	var left []byte
	err := s.writer.row("SELECT value FROM meta WHERE name = 'left'").Scan(&left)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	s.unclean = err != nil && s.nextC > 1
	return s.writer.exec("DELETE FROM meta WHERE name = 'left'")
}

func (s *Store) checkKey() error {
	var have []byte
	err := s.writer.row("SELECT value FROM meta WHERE name = 'key'").Scan(&have)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return s.writer.exec("INSERT INTO meta (name, value) VALUES ('key', ?)", s.secrets.check)
	case err != nil:
		return err
	case !bytes.Equal(have, s.secrets.check):
		return errors.New("the key does not belong to this database: restore the key it was made with")
	}
	return nil
}

// leave writes what only memory knows and marks the file as left in order.
func (s *Store) leave() error {
	w := s.writer
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for id, n := range s.leases.counted() {
		if err := w.exec("UPDATE head SET attempts = ? WHERE id = ? AND attempts < ?", n, string(id), n); err != nil {
			return errors.Join(err, w.exec("ROLLBACK"))
		}
	}
	if err := w.exec("INSERT OR REPLACE INTO meta (name, value) VALUES ('left', x'01')"); err != nil {
		return errors.Join(err, w.exec("ROLLBACK"))
	}
	return w.exec("COMMIT")
}

// release lets go of the file. It is safe on a store that was only half opened.
func (s *Store) release() {
	if s.writer != nil {
		s.writer.close()
	}
	for range s.reading { // waits for reads that have begun
		(<-s.readers).close()
	}
	if s.db != nil {
		s.db.Close() //nolint:errcheck // everything is on disk; nothing is left to be lost
	}
	if s.lock != nil {
		s.lock.Close() //nolint:errcheck // closing gives the lock back
	}
}
