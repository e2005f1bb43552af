// Package sqlite keeps conversations in one SQLite file.
//
// It is enough for one process on one machine: the file is locked, leases live in memory, and a few thousand commits
// a second fit through its one writer. For several nodes, use a store that they can share.
//
// # How it writes
//
// One goroutine owns the writing connection. It puts up to 64 waiting calls in one transaction and answers each of
// them when that transaction is on disk (write-ahead log, synchronous FULL). Every call judges its own conditions
// before it writes anything, so a refused one leaves no trace in the group; if a statement fails unexpectedly, the
// whole group is rolled back and each call is tried alone.
//
// # What it writes
//
// A commit appends one row to the log and rewrites one narrow head row. Rows of the log and of the inputs name their
// predecessor in the same conversation, so that appending touches no index. Whatever is personal is sealed with a key
// of its conversation and class, which is itself wrapped by the company's key; what is looked up is a keyed hash.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"balie/conversation"
)

var (
	_ conversation.Store     = (*Store)(nil)
	_ conversation.Archive   = (*Store)(nil)
	_ conversation.Outbox    = (*Store)(nil)
	_ conversation.Revisions = (*Store)(nil)
	_ conversation.Sealer    = (*Store)(nil)
	_ conversation.Hasher    = (*Store)(nil)
	_ conversation.Bell      = (*Store)(nil)
)

// ErrClosed is returned by every call after Close.
var ErrClosed = errors.New("the store is closed")

// Options says where and how conversations are kept.
type Options struct {
	Path  string           // the database file; made if it is not there. Path + ".lock" is held as long as the store is open
	Key   []byte           // the company's key, 32 bytes: whoever has it and the file can read everything
	Now   func() time.Time // default time.Now
	Cache int              // bytes of recently used conversations kept in memory; default 64 MiB
}

// Store keeps conversations in one SQLite file.
type Store struct {
	path    string
	now     func() time.Time
	opened  time.Time
	unclean bool            // the last process on this file did not close it
	base    context.Context //nolint:containedctx // it never ends, as conn says
	lock    *os.File
	db      *sql.DB
	secrets *secrets
	keys    *keyring
	cache   *cache
	leases  *leases
	agenda  agenda
	bell    *bell
	stats   counters

	unflushed atomic.Bool               // something erased may still stand in the change log
	wrote     atomic.Pointer[time.Time] // when Ready wrote last

	jobs    chan *job
	stop    chan struct{} // closed by Close
	stopped chan struct{} // closed by the writer, as the last thing it does
	closing sync.Once
	closed  error
	readers chan *conn
	reading int // how many there are

	// Of the writer alone.
	writer            *conn
	nextC, nextLog    int64
	nextInput, nextUp int64
	sweep             sweep
}

// Open opens the database, making or migrating it if need be. Another process on the same file, a newer schema and a
// key that does not belong to the file are errors that say so. The store works until Close, also after ctx has ended.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Path == "" {
		return nil, errors.New("database: no path is given")
	}
	sec, err := newSecrets(o.Key)
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", o.Path, err)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Cache == 0 {
		o.Cache = 64 << 20
	}
	s := &Store{
		path: o.Path, now: o.Now, opened: o.Now(), base: context.WithoutCancel(ctx), secrets: sec,
		keys: newKeyring(), cache: newCache(o.Cache), leases: newLeases(), bell: newBell(),
		jobs: make(chan *job, queueSize), stop: make(chan struct{}), stopped: make(chan struct{}),
		readers: make(chan *conn, readerCount),
	}
	if err := s.open(); err != nil {
		s.release()
		return nil, fmt.Errorf("database %s: %w", o.Path, err)
	}
	go s.work()
	return s, nil
}

// Close finishes the calls that wait, writes what it knows and releases the file. It may be called twice.
func (s *Store) Close() error {
	s.closing.Do(func() {
		close(s.stop)
		<-s.stopped
		err := s.leave()
		s.release()
		if err != nil {
			s.closed = fmt.Errorf("close database %s: %w", s.path, err)
		}
	})
	return s.closed
}
