package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"balie/conversation/sqlite"
	"balie/conversation/storetest"
)

var _ storetest.Reopener = (*reopener)(nil)

// reopener is a store that can be closed and opened again on the same file.
type reopener struct {
	*sqlite.Store
	options sqlite.Options
}

func (r *reopener) Reopen(t *testing.T) storetest.Store {
	t.Helper()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return setup(t, r.options)
}

func setup(t *testing.T, o sqlite.Options) *reopener {
	t.Helper()
	if o.Path == "" {
		o.Path = filepath.Join(t.TempDir(), "conversations.db")
	}
	if o.Key == nil {
		o.Key = []byte("0123456789abcdef0123456789abcdef")
	}
	s, err := sqlite.Open(context.WithoutCancel(t.Context()), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &reopener{Store: s, options: o}
}

func TestContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, clock *storetest.Clock) storetest.Store {
		return setup(t, sqlite.Options{Now: clock.Now})
	})
}

// TestContractWithoutMemory runs the contract with every conversation read from the file each time.
func TestContractWithoutMemory(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, clock *storetest.Clock) storetest.Store {
		return setup(t, sqlite.Options{Now: clock.Now, Cache: 1})
	})
}
