// Package backend is the systems that the demo companies call: a real HTTP server per company with its own database,
// whose records can be looked at and whose failures can be switched on. It knows nothing of Balie.
package backend

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Options says which company's system to serve, and how.
type Options struct {
	// Company is "bank", "shop" or "insurer".
	Company string
	// Path is the SQLite file; it is made and filled with the demo's records when it is not there.
	Path string
	// Key is what a caller must send as "Authorization: Bearer <key>".
	Key string
	// Now is the clock; time.Now when nil. The records' dates are counted from it when they are made.
	Now func() time.Time
	// Callback is where changes of followed orders and the answers of assessors are told; nil tells nobody.
	Callback *Callback
	// Crowd is how many further customers there are: C-100001 and on, each with one card (K-100001 …), one order
	// (W-100001 …) or one insurance (PO-100001 …). Load and crash tests use them.
	Crowd int
	// Log receives what went wrong inside; nil discards it.
	Log *slog.Logger
}

// Server is one company's system. It is safe for concurrent use.
type Server struct {
	opts    Options
	keyHash [sha256.Size]byte
	db      *sql.DB
	ready   statements
	faults  faults
	handler http.Handler
	closing <-chan struct{}
	stop    context.CancelFunc
	workers sync.WaitGroup
	bell    chan struct{}
}

// Open opens the company's records and starts to deliver callbacks until ctx ends or Close is called.
// The error names the option or the file that is at fault.
func Open(ctx context.Context, opts Options) (*Server, error) {
	if err := opts.complete(); err != nil {
		return nil, err
	}
	db, err := openStore(ctx, opts)
	if err != nil {
		return nil, fmt.Errorf("back end %s: %w", opts.Company, err)
	}
	ctx, stop := context.WithCancel(ctx)
	s := &Server{
		opts: opts, keyHash: sha256.Sum256([]byte(opts.Key)), db: db, ready: statements{of: map[string]*sql.Stmt{}},
		closing: ctx.Done(), stop: stop, bell: make(chan struct{}, 1),
	}
	s.handler = s.routes()
	if opts.Callback != nil && opts.Company != "bank" { // a bank reports nothing by itself
		s.workers.Go(func() { s.deliver(ctx) })
		s.ring()
	}
	return s, nil
}

func (o *Options) complete() error {
	switch {
	case belongings[o.Company] == "":
		return fmt.Errorf("back end: company %q is unknown; known are bank, shop and insurer", o.Company)
	case o.Path == "":
		return errors.New("back end: a path for the database is missing")
	case o.Key == "":
		return errors.New("back end: a key is missing; an empty one would let everybody in")
	case o.Crowd < 0:
		return errors.New("back end: crowd may not be negative")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	var err error
	o.Callback, err = o.Callback.complete()
	return err
}

// Handler serves the company's operations, the records page and the demo's controls.
func (s *Server) Handler() http.Handler { return s.handler }

// Close lets go of held connections, waits for the callback that is under way and closes the records.
func (s *Server) Close() error {
	s.stop()
	s.workers.Wait()
	return s.db.Close()
}

func (s *Server) today() string { return s.opts.Now().Format(time.DateOnly) }

func (s *Server) stamp() string { return s.opts.Now().UTC().Format(time.RFC3339) }
