// Package widget carries messages between a company's site and a conversation: the public HTTP API under /v1, and the
// embeddable chat that is its first client.
//
// The API is described in assets/openapi.yaml, which a test holds against the routes and their answers. Nothing is
// kept here but rate limits and typing times: a conversation's token is its id, the visitor and an expiry under a MAC,
// and what is shown is read from the record by number, so that a client resumes after any break without loss or
// repetition, on whichever node.
package widget

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"balie/channels/edge"
	"balie/conversation"
)

// Options is what a widget needs. Fields without a stated default must be set.
type Options struct {
	// Receive stores inputs durably, each once.
	Receive func(ctx context.Context, in ...conversation.Input) ([]conversation.Accepted, error)
	// Events reads the record after a number, at most limit events, in order. conversation.ErrGone: erased.
	Events func(ctx context.Context, id conversation.ID, after int64, limit int) ([]conversation.Numbered, error)
	// Holds reports whether a conversation is still held from an address, and does not go on somewhere else. Nil: it is.
	Holds func(ctx context.Context, id conversation.ID, from conversation.Address) (bool, error)
	// Verify checks a signed token of the company's site. Nil: the site cannot identify customers.
	Verify func(ctx context.Context, token string) (conversation.Identity, error)
	// Login signs customers in at the company's own login. Nil: it has none.
	Login Login
	// Public is the address under which customers reach us; under https the login's cookie is sent over nothing else.
	Public string
	// Hash makes a keyed hash of the parts; kind keeps different uses apart.
	Hash func(kind string, parts ...string) []byte
	// Mask hides PIN, CVC and card numbers before anything is stored.
	Mask func(text string) string
	// Files keeps what customers send. Nil: no file is taken in.
	Files *edge.Intake
	// Bell wakes streams. Nil: streams only look by themselves.
	Bell conversation.Bell
	// Secret signs the tokens of conversations; at least 32 bytes, the same on every node.
	Secret []byte

	Site      string   // name of the site in addresses; default "site"
	Origins   []string // sites that may embed the widget and call the API from a browser: https://www.example.nl
	Title     string   // shown above the chat; default "Chat"
	Languages []string // of the interface, the default first; default nl, en
	Theme     Theme
	Person    string // choice that asks for a person; default "pattern:handover"
	Why       bool   // also tell why each answer was given: for demonstrations, never for customers

	Names map[string]edge.Names // with Why: what things are called there, by language

	Quiet     time.Duration // how long typed text waits for more; default 300 ms, negative: not at all
	Life      time.Duration // how long a conversation can be resumed after its last sign of life; default 24 h
	Poll      time.Duration // how often a stream looks by itself; default 2 s
	Heartbeat time.Duration // how often a silent stream shows that it lives; default 25 s
	Limits    Limits
	Now       func() time.Time           // default time.Now
	IP        func(*http.Request) string // the caller's address; default the connection's, no header is trusted
	Log       *slog.Logger               // default: silent
}

// Widget serves the API and the chat. Its methods may be called from several goroutines.
type Widget struct {
	o      Options
	token  tokens
	vault  vault
	limit  *limits
	typing *typing
	pen    *pen
	bells  *bells
	page   *page
	hands  chan struct{} // one for each file that is being taken in
}

// New checks the options and makes a widget. The error names every option that is wrong.
func New(o Options) (*Widget, error) {
	o = defaults(o)
	if err := check(o); err != nil {
		return nil, fmt.Errorf("widget: %w", err)
	}
	p, err := newPage(o)
	if err != nil {
		return nil, fmt.Errorf("widget: %w", err)
	}
	vault, err := newVault(o.Secret, o.Now)
	if err != nil {
		return nil, fmt.Errorf("widget: %w", err)
	}
	return &Widget{
		o: o, page: p, vault: vault, token: tokens{key: o.Secret, now: o.Now, life: o.Life},
		limit: newLimits(o.Limits, o.Now), typing: newTyping(o.Now), pen: newPen(o.Now), bells: newBells(),
		hands: make(chan struct{}, mostUploads),
	}, nil
}

func defaults(o Options) Options {
	o.Site = cmp.Or(o.Site, "site")
	o.Title = cmp.Or(o.Title, "Chat")
	o.Person = cmp.Or(o.Person, "pattern:handover")
	o.Quiet = cmp.Or(o.Quiet, 300*time.Millisecond)
	o.Life = cmp.Or(o.Life, 24*time.Hour)
	o.Poll = cmp.Or(o.Poll, 2*time.Second)
	o.Heartbeat = cmp.Or(o.Heartbeat, 25*time.Second)
	if len(o.Languages) == 0 {
		o.Languages = []string{"nl", "en"}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.IP == nil {
		o.IP = peer
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Quiet = max(o.Quiet, 0)
	return o
}

func check(o Options) error {
	var errs []error
	want := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	want(o.Receive != nil, "option Receive is not set")
	want(o.Events != nil, "option Events is not set")
	want(o.Hash != nil, "option Hash is not set")
	want(o.Mask != nil, "option Mask is not set")
	want(len(o.Secret) >= 32, "option Secret has %d bytes; it needs at least 32", len(o.Secret))
	for _, l := range o.Languages {
		want(slices.Contains(spoken, l), "language %q is none of %v", l, spoken)
	}
	for _, origin := range o.Origins {
		u, err := url.Parse(origin)
		ok := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && origin == u.Scheme+"://"+u.Host
		want(ok, "origin %q is not written as scheme://host[:port], for example https://www.example.nl", origin)
	}
	return errors.Join(errs...)
}

// peer returns the address of the connection.
func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// Run wakes streams when the bell rings, until ctx ends; then it ends all streams, so that a server can shut down.
func (w *Widget) Run(ctx context.Context) error {
	defer w.bells.close()
	if w.o.Bell == nil {
		<-ctx.Done()
		return nil
	}
	rings, err := w.o.Bell.Listen(ctx)
	if err != nil {
		return fmt.Errorf("widget: bell: %w", err)
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case id, ok := <-rings:
			if !ok { // the bell is gone; streams look by themselves
				<-ctx.Done()
				return nil
			}
			w.bells.ring(id)
		}
	}
}

// Typing tells when the customer was last typing; the zero time when that is not known. A worker may wait a moment
// longer before it takes text of somebody who is still writing.
func (w *Widget) Typing(id conversation.ID) time.Time { return w.typing.last(id) }

// PersonTypes tells the customer's open chats that a person is writing to them. It is not kept: whoever opens the chat
// later learns nothing of it.
func (w *Widget) PersonTypes(id conversation.ID, name string) {
	w.pen.sign(id, name)
	w.bells.ring(id)
}

// Present reports whether the customer has the chat open here: a stream of theirs is being read.
func (w *Widget) Present(id conversation.ID) bool { return w.bells.heard(id) }
