package sqlite

import (
	"context"
	"fmt"
	"os"
)

// Backup writes a compact copy of the whole database, as of one moment, to a file that must not exist yet. The copy
// is as sealed as the original: it needs the same key.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := s.backup(ctx, path); err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	return nil
}

func (s *Store) backup(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) // SQLite fills an empty file, and keeps its rights
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // Sync has told
	select {
	case <-s.stop:
		return ErrClosed
	default:
	}
	r, err := s.connect()
	if err != nil {
		return err
	}
	defer r.close()
	if _, err := r.raw.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return err
	}
	return f.Sync()
}
