// Package console carries messages between agents and a conversation: sign-in, the queue, the live conversation with
// its process beside it, and the acts of an agent, as a page under /console and the JSON it is made of.
//
// It keeps nothing but who is signed in. What it shows is read from the record by number; what it does is one call of
// the desk. One goroutine looks at the lists, when the bell rings and every two seconds, for all agents together; each
// agent's stream then tells what changed, and the page fetches what it shows. Session, page and stream are this
// process's own: with several nodes, an agent stays with one.
package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"balie/conversation"
	"balie/conversation/desk"
)

// Options is what a console needs. Fields without a stated default must be set.
type Options struct {
	Desk   *desk.Desk
	Agents []Agent
	Demo   bool // agents without a password get one that is made at every start: see [Console.Invitations]

	Files conversation.Files // what customers send; nil: nothing is kept

	Replies []Reply // texts that agents send often

	Typing func(conversation.ID) time.Time // when a customer was last writing; nil: nobody knows
	Writes func(conversation.ID, string)   // tells a customer that an agent, by name, is writing to them; nil: nobody tells

	Bell      conversation.Bell          // wakes streams; nil: they only look by themselves
	Secure    bool                       // the cookie is for TLS only, also where a proxy in front ends it
	Life      time.Duration              // of a session; default 10 h
	Poll      time.Duration              // how often the lists are looked at without a ring; default 2 s
	Heartbeat time.Duration              // how often a page is asked whether it lives; default 20 s
	Now       func() time.Time           // default time.Now
	IP        func(*http.Request) string // the caller's address; default the connection's, no header is trusted
	Log       *slog.Logger               // default: silent
}

// Console serves agents. Its methods may be called from several goroutines.
type Console struct {
	o           Options
	roster      roster
	invitations []Invitation
	sessions    *sessions
	limit       *limiter
	hub         *hub
	page        *page
}

// New checks the options and makes a console. The error names every option that is wrong.
func New(o Options) (*Console, error) {
	o.Life = cmp.Or(o.Life, 10*time.Hour)
	o.Poll = cmp.Or(o.Poll, 2*time.Second)
	o.Heartbeat = cmp.Or(o.Heartbeat, 20*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.IP == nil {
		o.IP = peer
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Typing == nil {
		o.Typing = func(conversation.ID) time.Time { return time.Time{} }
	}
	if o.Writes == nil {
		o.Writes = func(conversation.ID, string) {}
	}
	if o.Replies == nil {
		o.Replies = []Reply{}
	}
	if o.Desk == nil {
		return nil, errors.New("console: option Desk is not set")
	}
	r, invited, err := newRoster(o.Agents, o.Demo)
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	p, err := newPage()
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	return &Console{
		o: o, roster: r, invitations: invited, page: p, sessions: newSessions(o.Now, o.Life), limit: newLimiter(o.Now),
		hub: newHub(o.Desk, o.Now, o.Typing),
	}, nil
}

// peer returns the address of the connection.
func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// settle is how long rings are gathered before the lists are looked at.
const settle = 80 * time.Millisecond

// Run keeps the lists until ctx ends; then it ends all streams, so that a server can shut down.
func (c *Console) Run(ctx context.Context) error {
	defer c.hub.close()
	var rings <-chan conversation.ID
	if c.o.Bell != nil {
		var err error
		if rings, err = c.o.Bell.Listen(ctx); err != nil {
			return fmt.Errorf("console: bell: %w", err)
		}
	}
	wait := time.NewTimer(0)
	defer wait.Stop()
	next := c.o.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case _, ok := <-rings:
			if !ok {
				rings = nil // the bell is gone: look by ourselves
				continue
			}
			if at := c.o.Now().Add(settle); at.Before(next) {
				next = at
				wait.Reset(settle)
			}
		case <-wait.C:
			if err := c.hub.look(ctx); err != nil && ctx.Err() == nil {
				c.o.Log.Error("console: lists", "error", err)
			}
			next = c.o.Now().Add(c.o.Poll)
			wait.Reset(c.o.Poll)
		}
	}
}
