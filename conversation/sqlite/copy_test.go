package sqlite_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"balie/conversation/sqlite"
)

func TestCopyOfAnOpenDatabaseCanBeOpened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	from, to := filepath.Join(dir, "c.db"), filepath.Join(dir, "copy.db")
	s := setup(t, sqlite.Options{Path: from})
	l, _ := plant(t, s)
	if err := sqlite.Copy(t.Context(), from, to); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy has rights %v (%v)", info.Mode(), err)
	}
	restored := setup(t, sqlite.Options{Path: to})
	got, err := restored.Load(t.Context(), l.ID)
	if err != nil || got.Version != l.Version || got.Address != l.Address {
		t.Fatalf("got %+v, %v", got, err)
	}
	again, err := s.Load(t.Context(), l.ID)
	if err != nil || again.Version != l.Version {
		t.Errorf("the original does not go on: %+v, %v", again, err)
	}
}

func TestCopyRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := filepath.Join(dir, "good.db")
	setup(t, sqlite.Options{Path: good})
	there := filepath.Join(dir, "there.db")
	other := filepath.Join(dir, "other.db")
	for _, name := range []string{there, other} {
		if err := os.WriteFile(name, []byte("a letter to nobody, and long enough to be looked at"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct{ from, to, want string }{
		"nothing to copy":       {filepath.Join(dir, "none.db"), filepath.Join(dir, "a.db"), "no such file"},
		"a folder":              {dir, filepath.Join(dir, "b.db"), "no file"},
		"something else":        {other, filepath.Join(dir, "c.db"), "not a database"},
		"a target that is full": {good, there, "exists"},
	} {
		err := sqlite.Copy(t.Context(), c.from, c.to)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if _, err := os.Stat(c.to); err == nil && c.to != there {
			t.Errorf("%s: half a copy was left", name)
		}
	}
	if b, err := os.ReadFile(there); err != nil || !strings.HasPrefix(string(b), "a letter") {
		t.Error("a file that was there was written over")
	}
}
