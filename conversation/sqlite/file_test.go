package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/sqlite"
)

// planted are personal values that must never be read in a file.
var planted = []string{"geheim-verhaal", "+31612345678", "C-7-klantnummer", "wamid.geheim", "bericht-id-31612345678", "antwoord-aan-klant", "loonstrook-Jansen", "verdient-te-weinig"}

// plant makes a conversation with all of them and returns a loan on it.
func plant(t *testing.T, s *reopener) (conversation.Loan, []byte) {
	t.Helper()
	acc, err := s.Accept(t.Context(), conversation.Input{
		Source: "whatsapp/31", ID: "bericht-id-31612345678", Text: "geheim-verhaal", Identity: &conversation.Identity{Subject: "C-7-klantnummer"},
		Address: conversation.Address{Channel: "whatsapp", Sender: "+31612345678"}, Extra: map[string]string{"name": "geheim-verhaal"},
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.Take(t.Context(), acc[0].Conversation, "me", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.Seal(t.Context(), l.ID, conversation.ClassPersonal, []byte("geheim-verhaal"))
	if err != nil {
		t.Fatal(err)
	}
	l, err = s.Commit(t.Context(), l, conversation.Commit{
		Taken: 1, Records: []conversation.Sealed{{N: 1, Type: "said", Body: sealed}}, Snapshot: sealed,
		Keys: []conversation.KeyChange{{Key: s.Hash("customer", "C-7-klantnummer")}},
		Out:  []conversation.Outgoing{{ID: "o-1", Channel: "whatsapp", Address: l.Address, Message: conversation.Message{Text: "antwoord-aan-klant"}}},
		Card: &conversation.Card{ID: l.ID, Status: conversation.WithAssistant},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Attempt(t.Context(), "whatsapp", 1); err != nil {
		t.Fatal(err)
	}
	if err := s.Mark(t.Context(), conversation.Delivery{ID: "o-1", State: conversation.Attempted, Provider: "wamid.geheim"}); err != nil {
		t.Fatal(err)
	}
	f := conversation.File{ID: "f", Name: "loonstrook-Jansen.pdf", Media: "application/pdf", Size: 18, Digest: "d"}
	if err := s.Keep(t.Context(), l.ID, f, []byte("verdient-te-weinig"), true); err != nil {
		t.Fatal(err)
	}
	return l, sealed
}

// readAll returns everything that the store wrote.
func readAll(t *testing.T, dir string) []byte {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(append(all, f.Name()...), b...)
		if i, err := f.Info(); err != nil || i.Mode().Perm() != 0o600 {
			t.Errorf("%s has rights %v", f.Name(), i.Mode())
		}
	}
	return all
}

func checkNothingPlanted(t *testing.T, where string, all []byte) {
	t.Helper()
	for _, p := range planted {
		if bytes.Contains(all, []byte(p)) {
			t.Errorf("%q stands in the files %s", p, where)
		}
	}
}

func TestNothingPersonalInTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := setup(t, sqlite.Options{Path: filepath.Join(dir, "c.db")})
	l, sealed := plant(t, s)
	checkNothingPlanted(t, "while it runs", readAll(t, dir))
	if !bytes.Contains(readAll(t, dir), sealed) {
		t.Fatal("the sealed value is not there: this test looks in the wrong place")
	}
	if err := s.Backup(t.Context(), filepath.Join(dir, "copy.db")); err != nil {
		t.Fatal(err)
	}
	checkNothingPlanted(t, "with a backup", readAll(t, dir))
	if err := os.Remove(filepath.Join(dir, "copy.db")); err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(readAll(t, dir), sealed) {
		t.Error("the sealed value is still in the files after it was erased")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	checkVacuumed(t, dir, sealed)
}

// checkVacuumed looks again after the database was packed by somebody else's hand, and counts what is left.
func checkVacuumed(t *testing.T, dir string, sealed []byte) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "c.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "VACUUM"); err != nil {
		t.Fatal(err)
	}
	all := readAll(t, dir)
	checkNothingPlanted(t, "after it was erased", all)
	if bytes.Contains(all, sealed) {
		t.Error("the sealed value outlived a vacuum")
	}
	for table, want := range map[string]int{"head": 1, "log": 0, "snapshot": 0, "input": 1, "origin": 0, "datakey": 0, "name": 0, "outbox": 0, "file": 0} {
		var n int
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil || n != want { //nolint:gosec // names from above
			t.Errorf("%s has %d rows after it was erased, want %d (%v)", table, n, want, err)
		}
	}
}

func TestBackupCanBeOpened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := setup(t, sqlite.Options{Path: filepath.Join(dir, "c.db")})
	l, _ := plant(t, s)
	to := filepath.Join(dir, "copy.db")
	if err := s.Backup(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), to); err == nil {
		t.Error("a backup was written over another")
	}
	restored := setup(t, sqlite.Options{Path: to})
	got, err := restored.Load(t.Context(), l.ID)
	if err != nil || got.Version != l.Version || got.Address != l.Address {
		t.Fatalf("got %+v, %v", got, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	held := setup(t, sqlite.Options{Path: filepath.Join(dir, "held.db")})
	keyed := setup(t, sqlite.Options{Path: filepath.Join(dir, "keyed.db")})
	newer := setup(t, sqlite.Options{Path: filepath.Join(dir, "newer.db")})
	if err := newer.Close(); err != nil {
		t.Fatal(err)
	}
	if err := keyed.Close(); err != nil {
		t.Fatal(err)
	}
	raise(t, newer.options.Path)
	if err := os.WriteFile(filepath.Join(dir, "text.db"), bytes.Repeat([]byte("this is a letter "), 500), 0o600); err != nil {
		t.Fatal(err)
	}
	key := held.options.Key
	for name, c := range map[string]struct {
		o    sqlite.Options
		says string
	}{
		"no path":         {sqlite.Options{Key: key}, "no path"},
		"no key":          {sqlite.Options{Path: filepath.Join(dir, "x.db")}, "needs 32"},
		"another process": {held.options, "another process"},
		"another key":     {sqlite.Options{Path: keyed.options.Path, Key: make([]byte, 32)}, "key does not belong"},
		"a newer schema":  {newer.options, "newer program"},
		"no database":     {sqlite.Options{Path: filepath.Join(dir, "text.db"), Key: key}, "not a database"},
		"no such folder":  {sqlite.Options{Path: filepath.Join(dir, "none", "x.db"), Key: key}, "make it first"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := sqlite.Open(context.WithoutCancel(t.Context()), c.o)
			if err == nil {
				t.Fatal("opened", s.Close())
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %q, want it to say %q", err, c.says)
			}
		})
	}
}

// raise makes a database look as if a newer program had made it.
func raise(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
}
