package sqlite

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"
)

// TestReadyIsToWrite: a store that cannot be written to is not ready, and it is not asked more often than needed.
func TestReadyIsToWrite(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "ready.db"), Key: bytes.Repeat([]byte{7}, 32), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Error("it looked again at once: ", err)
	}
	now = now.Add(writtenFor)
	if err := s.Ready(t.Context()); err == nil {
		t.Error("a store that cannot be written to is ready")
	}
}
