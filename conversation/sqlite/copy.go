package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
)

// Copy writes a compact copy of the database in one file, as of one moment, to another that must not exist yet, and
// reads the copy through. It needs no key, and works while a [Store] of any process has the database open.
func Copy(ctx context.Context, from, to string) error {
	if err := copyFile(ctx, from, to); err != nil {
		return fmt.Errorf("copy %s to %s: %w", from, to, err)
	}
	return nil
}

func copyFile(ctx context.Context, from, to string) (err error) {
	if info, err := os.Stat(from); err != nil {
		return err
	} else if !info.Mode().IsRegular() {
		return errors.New("it is no file")
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) // SQLite fills an empty file, and keeps its rights
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = errors.Join(err, os.Remove(to)) // a backup that is not whole is none
		}
	}()
	if err := inFile(ctx, from, func(db *sql.Conn) error {
		var tables int
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name IN ('meta', 'head', 'log')").Scan(&tables); err != nil {
			return err
		}
		if tables != 3 {
			return errors.New("it holds no conversations")
		}
		_, err := db.ExecContext(ctx, "VACUUM INTO ?", to)
		return err
	}); err != nil {
		return err
	}
	if err := inFile(ctx, to, func(db *sql.Conn) error { return sound(ctx, db) }); err != nil {
		return err
	}
	return f.Sync()
}

// sound reads a database through.
func sound(ctx context.Context, db *sql.Conn) error {
	var said string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&said); err != nil {
		return err
	}
	if said != "ok" {
		return fmt.Errorf("it is damaged: %s", said)
	}
	return nil
}

// inFile opens a database that is there, for as long as use takes.
func inFile(ctx context.Context, path string, use func(*sql.Conn) error) (err error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: abs, RawQuery: "mode=rw"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if _, err := c.ExecContext(ctx, busyTimeout); err != nil {
		return err
	}
	return use(c)
}
