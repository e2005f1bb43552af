package sqlite

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"
)

// TestReadyIsToWrite: a store that can only be read is not ready, and is again as soon as it can be written to.
func TestReadyIsToWrite(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "ready.db"), Key: bytes.Repeat([]byte{7}, 32), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // what it says is tested elsewhere
	for _, step := range []struct {
		pragma string
		ready  bool
	}{{"PRAGMA query_only=OFF", true}, {"PRAGMA query_only=ON", false}, {"PRAGMA query_only=OFF", true}} {
		if err := s.writer.exec(step.pragma); err != nil { // nobody else writes now
			t.Fatal(err)
		}
		if err := s.Ready(t.Context()); (err == nil) != step.ready {
			t.Errorf("%s: %v", step.pragma, err)
		}
		now = now.Add(time.Minute)
	}
}
