package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// Put keeps a published company folder under its content hash. Putting it again changes nothing.
func (s *Store) Put(ctx context.Context, hash string, bundle []byte) error {
	if hash == "" {
		return errors.New("put revision: no hash is given")
	}
	if bundle == nil {
		bundle = []byte{}
	}
	err := s.write(ctx, func(g *group) error {
		return g.w.exec("INSERT OR IGNORE INTO revision (hash, bundle) VALUES (?, ?)", hash, bundle)
	})
	if err != nil {
		return fmt.Errorf("put revision %s: %w", hash, err)
	}
	return nil
}

// Get returns what Put kept. A hash that was never put is [fs.ErrNotExist].
func (s *Store) Get(ctx context.Context, hash string) ([]byte, error) {
	var bundle []byte
	err := s.read(ctx, func(r *conn) error {
		return r.row("SELECT bundle FROM revision WHERE hash = ?", hash).Scan(&bundle)
	})
	if errors.Is(err, errNone) {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, fmt.Errorf("get revision %s: %w", hash, err)
	}
	return bundle, nil
}
