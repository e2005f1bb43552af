package assistant

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"balie/conversation"
)

// Recognizer turns what a customer says into commands. It never acts.
type Recognizer interface {
	Understand(ctx context.Context, said []conversation.Utterance, x conversation.Expectation) (conversation.Understanding, error)
}

// Engine decides: the same state and cause give the same move.
type Engine interface {
	// Expect says what a recognizer may propose now.
	Expect(s *conversation.State) conversation.Expectation
	// Advance answers one cause with one move.
	Advance(s *conversation.State, c conversation.Cause) (conversation.Move, error)
}

// Actions reads and changes the systems outside. Never an error: a receipt is an outcome.
type Actions interface {
	// Do performs a read or a started action.
	Do(ctx context.Context, p conversation.Permit) conversation.Receipt
	// Query asks what became of an earlier call.
	Query(ctx context.Context, p conversation.Permit) conversation.Receipt
}

// Sender delivers to push channels.
type Sender interface {
	// Channels names the push channels.
	Channels() []string
	// Send makes one request and says what came of it.
	Send(ctx context.Context, o conversation.Outgoing) conversation.Delivery
}

// Admit drops the commands that the present state does not allow.
type Admit func(x conversation.Expectation, proposed []conversation.Command) (admitted []conversation.Command, refused []conversation.CommandRefused)

// Hours says whether somebody is at the desk, and when somebody will be.
type Hours func(now time.Time) (open bool, next time.Time)

// Report is what a turn tells the metrics. It holds nothing personal.
type Report struct {
	Took       time.Duration
	Waited     time.Duration // from the moment the last message was accepted
	Inputs     int
	Actions    int
	Retries    int
	Channel    string
	Status     conversation.Status
	Failed     bool
	Milestones []Milestone // what became of processes
}

// Milestone is what became of a process in a turn.
type Milestone struct {
	Flow     string
	Revision string
	What     string // begun, done, cancelled or handed_over
}

// Options is what an assistant is made of. Every field without a stated default must be set.
type Options struct {
	Ledger     *conversation.Ledger
	Store      conversation.Store
	Outbox     conversation.Outbox
	Bell       conversation.Bell
	Hasher     conversation.Hasher
	Operations conversation.Operations
	Recognizer Recognizer
	Engine     Engine
	Actions    Actions
	Sender     Sender // nil: no push channels
	Admit      Admit
	// Shown tells what had left for a push channel by a moment, so that a typed yes can be known to answer it; nil on
	// pull channels alone.
	Shown func(ctx context.Context, id conversation.ID, at time.Time) (int64, error)
	Hours Hours
	// Fetch brings in files that a channel has only named; nil: none does.
	Fetch Fetch
	// Typing tells when the customer last showed that they are still writing; nil: never.
	Typing func(id conversation.ID) time.Time
	// Elsewhere lists what a customer has open in other conversations than one, newest first; nil: nobody looks.
	Elsewhere func(ctx context.Context, subject string, but conversation.ID) ([]conversation.Elsewhere, error)
	// Present reports whether the customer has the chat open on a pull channel; nil: nobody knows.
	Present func(id conversation.ID) bool
	// Revision says which published company folder a turn goes by: its content hash, and whether running processes go
	// over to it where they can.
	Revision func(s *conversation.State, a conversation.Address) (hash string, takeOver bool)
	Language string // of a conversation whose language is not known
	Now      func() time.Time
	After    func(time.Duration) <-chan time.Time // default time.After
	Patience time.Duration                        // how long a recognizer may take; default 8 s
	Workers  int                                  // turns at a time; default 8
	Observe  func(Report)
	Log      *slog.Logger
}

// Assistant serves conversations.
type Assistant struct {
	Options
	seldom seldom // says that turns fail
}

// New makes an assistant.
func New(o Options) *Assistant {
	if o.Workers == 0 {
		o.Workers = 8
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Patience == 0 {
		o.Patience = 8 * time.Second
	}
	if o.Observe == nil {
		o.Observe = func(Report) {}
	}
	return &Assistant{Options: o}
}

// Receive accepts inputs: when it returns they are durable, each once, and a worker will take them.
func (a *Assistant) Receive(ctx context.Context, in ...conversation.Input) ([]conversation.Accepted, error) {
	accepted, err := a.Store.Accept(ctx, in...)
	if err != nil {
		return nil, fmt.Errorf("accept: %w", err)
	}
	for _, acc := range accepted {
		if acc.Duplicate || acc.Unknown {
			continue
		}
		for _, id := range append([]conversation.ID{acc.Conversation}, acc.Also...) {
			if err := a.Bell.Ring(ctx, id); err != nil {
				a.Log.Warn("bell", "error", err) // workers look by themselves too
			}
		}
	}
	return accepted, nil
}
