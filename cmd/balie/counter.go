package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"balie/assistant"
	"balie/channels/edge"
	"balie/channels/whatsapp"
	"balie/channels/widget"
	"balie/cmd/balie/company"
	"balie/cmd/balie/publication"
	"balie/connectors"
	"balie/conversation"
	"balie/conversation/desk"
	"balie/conversation/identity"
	"balie/conversation/sqlite"
	"balie/flows"
	"balie/intent"
)

// counter is the whole house, put together and not yet open.
type counter struct {
	today     atomic.Pointer[today]
	store     *sqlite.Store
	ledger    *conversation.Ledger
	engine    *flows.Engine
	assistant *assistant.Assistant
	desk      *desk.Desk
	verifier  *identity.Verifier
	secret    []byte
	log       *slog.Logger
	now       func() time.Time
	metrics   *metrics
	revisions *publication.Revisions
	publisher *publication.Publisher
	described sync.Map                      // of described: desk.Flow
	intake    *edge.Intake                  // by which all files come in
	writing   atomic.Pointer[widget.Widget] // knows who is typing, once the doors are open
}

// setup says how to put a counter together.
type setup struct {
	path   string // of the database
	key    []byte // company key, 32 bytes
	now    func() time.Time
	doer   connectors.Doer // nil: the company's connectors
	sender assistant.Sender
	fetch  func(ctx context.Context, channel string, f conversation.File) ([]byte, error) // brings files that a channel only names; nil: none does
	hours  assistant.Hours                                                                // nil: the desk's
	always bool                                                                           // the desk is open day and night

	toPerson bool // processes that need what is not offered any more go to a person: see publisher

	reopen func(context.Context) (*company.Company, error) // reads the folder anew, to be published; nil: it does not change

	recognizer *intent.Recognizer                              // trained already; nil: train one
	recalls    func(assistant.Recognizer) assistant.Recognizer // stands in front of it, in a replay; nil: nothing does
	replays    func(assistant.Actions) assistant.Actions       // stands in front of what is called, in a replay; nil: nothing does
	workers    int
	log        *slog.Logger
}

// newCounter wires the rooms.
func newCounter(ctx context.Context, c *company.Company, o setup) (*counter, error) {
	store, err := sqlite.Open(ctx, sqlite.Options{Path: o.path, Key: o.key, Now: o.now})
	if err != nil {
		return nil, fmt.Errorf("storage: %w", err)
	}
	k := &counter{store: store, log: o.log, now: o.now, secret: store.Hash("secret", "tokens"), metrics: newMetrics(c.Calls)}
	if err := k.wire(ctx, c, o); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return k, nil
}

func (k *counter) wire(ctx context.Context, c *company.Company, o setup) error {
	if err := k.open(c, o); err != nil {
		return err
	}
	if err := k.takesFiles(c.Config.Files.Scan); err != nil {
		return err
	}
	k.revisions = publication.NewRevisions(k.store, k.log)
	recall, err := intent.NewRecall()
	if err != nil {
		return fmt.Errorf("intent: %w", err)
	}
	k.engine = &flows.Engine{
		Revision: k.revisions.Get, Place: c.Place, Lasting: pushes(o.sender), Silence: k.silence, Choose: recall.Choose, Forms: showsForms, Offered: k,
	}
	k.ledger = conversation.NewLedger(conversation.LedgerOptions{
		Store: k.store, Archive: k.store, Sealer: k.store, Hasher: k.store, Bell: k.store, Operations: k,
		Now: o.now, Owner: owner(), Push: pushes(o.sender),
	})
	k.publisher = publication.New(publication.Options{
		Store: k.store, Ledger: k.ledger, Revisions: k.revisions, Started: c.Config, Recognizer: o.recognizer, ToPerson: o.toPerson,
		Company: k.company, Open: func(c *company.Company) error { return k.open(c, o) }, Reopen: o.reopen, Now: o.now, Log: k.log,
	})
	if err := k.publisher.Begin(ctx, c); err != nil {
		return err
	}
	if k.desk, err = k.newDesk(o.always); err != nil {
		return err
	}
	var understands assistant.Recognizer = k.revisions
	var does assistant.Actions = k
	if o.replays != nil {
		understands, does = o.recalls(k.revisions), o.replays(k)
	}
	hours := o.hours
	if hours == nil {
		hours = k.desk.IsOpen
	}
	k.assistant = assistant.New(assistant.Options{
		Ledger: k.ledger, Store: k.store, Outbox: k.store, Bell: k.store, Hasher: k.store, Operations: k,
		Recognizer: understands, Engine: k.engine, Actions: does, Sender: o.sender, Admit: k.revisions.Admit, Hours: hours, Fetch: k.fetching(o), Shown: k.store.Shown, Typing: k.typing, Present: k.present, Elsewhere: k.elsewhere,
		Revision: k.revisions.Choose, Language: c.Config.Languages[0], Now: o.now, Workers: o.workers,
		Observe: k.metrics.turn, Log: o.log,
	})
	return nil
}

// owner names this process in leases.
func owner() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

func pushes(s assistant.Sender) func(string) bool {
	return func(channel string) bool {
		if s == nil {
			return false
		}
		for _, c := range s.Channels() {
			if c == channel {
				return true
			}
		}
		return false
	}
}

func (k *counter) close() error { return errors.Join(k.store.Close(), k.company().Close()) }

// showsForms reports whether a channel can show a form; terminals and WhatsApp ask one thing at a time.
func showsForms(channel string) bool { return channel == "widget" }

// typing tells when a customer last showed that they are still writing.
func (k *counter) typing(id conversation.ID) time.Time {
	if w := k.writing.Load(); w != nil {
		return w.Typing(id)
	}
	return time.Time{}
}

// writes tells the customer's chat that an agent is writing; other channels cannot show it.
func (k *counter) writes(id conversation.ID, agent string) {
	if w := k.writing.Load(); w != nil {
		w.PersonTypes(id, agent)
	}
}

// silence says for how long a customer on a channel may say nothing.
func (k *counter) silence(channel string) (remind, stop time.Duration) {
	of := k.company().Config.Silence
	switch channel {
	case "widget":
		return of.Widget.Remind, of.Widget.Close
	case whatsapp.Channel:
		return of.WhatsApp.Remind, of.WhatsApp.Close
	}
	return 0, 0
}

// present reports whether a customer has the chat open; without a widget that knows, they are taken to.
func (k *counter) present(id conversation.ID) bool {
	w := k.writing.Load()
	return w == nil || w.Present(id)
}
