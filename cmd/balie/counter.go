package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"balie/assistant"
	"balie/channels/widget"
	"balie/connectors"
	"balie/connectors/llm"
	"balie/conversation"
	"balie/conversation/desk"
	"balie/conversation/identity"
	"balie/conversation/sqlite"
	"balie/flows"
	"balie/intent"
)

// counter is the whole house, put together and not yet open.
type counter struct {
	company   *company
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
	revisions *revisions
	described sync.Map                      // of described: desk.Flow
	writing   atomic.Pointer[widget.Widget] // knows who is typing, once the doors are open
}

// setup says how to put a counter together.
type setup struct {
	path   string // of the database
	key    []byte // company key, 32 bytes
	now    func() time.Time
	doer   connectors.Doer // nil: the company's connectors
	sender assistant.Sender
	hours  assistant.Hours // nil: the desk's
	always bool            // the desk is open day and night

	recognizer *intent.Recognizer                              // trained already; nil: train one
	recalls    func(assistant.Recognizer) assistant.Recognizer // stands in front of it, in a replay; nil: nothing does
	replays    func(assistant.Actions) assistant.Actions       // stands in front of what is called, in a replay; nil: nothing does
	workers    int
	log        *slog.Logger
}

// newCounter wires the rooms.
func newCounter(ctx context.Context, c *company, o setup) (*counter, error) {
	store, err := sqlite.Open(ctx, sqlite.Options{Path: o.path, Key: o.key, Now: o.now})
	if err != nil {
		return nil, fmt.Errorf("storage: %w", err)
	}
	k := &counter{company: c, store: store, log: o.log, now: o.now, secret: store.Hash("secret", "tokens"), metrics: newMetrics(c.calls)}
	if err := k.wire(ctx, o); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return k, nil
}

func (k *counter) wire(ctx context.Context, o setup) error {
	c := k.company
	if err := k.publish(ctx); err != nil {
		return err
	}
	acts, err := k.actions(o)
	if err != nil {
		return err
	}
	recognizer := o.recognizer
	if recognizer == nil {
		if recognizer, err = intent.New(c.set, intent.Options{Questions: c.base.Questions()}); err != nil {
			return fmt.Errorf("intent: %w", err)
		}
	}
	recall, err := intent.NewRecall()
	if err != nil {
		return fmt.Errorf("intent: %w", err)
	}
	k.engine = &flows.Engine{Revision: k.revisions.get, Place: c.place, Choose: recall.Choose}
	k.ledger = conversation.NewLedger(conversation.LedgerOptions{
		Store: k.store, Archive: k.store, Sealer: k.store, Hasher: k.store, Bell: k.store, Operations: c,
		Now: o.now, Owner: owner(), Push: pushes(o.sender),
	})
	if k.desk, err = k.newDesk(o.always); err != nil {
		return err
	}
	understands, err := k.recognizer(recognizer)
	if err != nil {
		return err
	}
	var does assistant.Actions = acts
	if o.replays != nil {
		understands, does = o.recalls(understands), o.replays(acts)
	}
	hours := o.hours
	if hours == nil {
		hours = k.desk.IsOpen
	}
	k.assistant = assistant.New(assistant.Options{
		Ledger: k.ledger, Store: k.store, Outbox: k.store, Bell: k.store, Hasher: k.store, Operations: c,
		Recognizer: understands, Engine: k.engine, Actions: does, Sender: o.sender, Admit: k.admit, Hours: hours, Shown: k.store.Shown, Typing: k.typing,
		Revision: func() string { return c.set.Hash }, Language: c.config.Languages[0], Now: o.now, Workers: o.workers,
		Observe: k.metrics.turn, Log: o.log,
	})
	return nil
}

// actions wires what may be called.
func (k *counter) actions(o setup) (*actions, error) {
	c := k.company
	a := &actions{doer: o.doer, base: c.base, now: o.now}
	if a.doer == nil {
		a.doer = c.registry
	}
	op := func(name string) *conversation.Operation {
		if found, ok := c.contract[name]; ok {
			return &found
		}
		return nil
	}
	a.known, a.unknown = op(c.config.Desk.Case.Known), op(c.config.Desk.Case.Unknown)
	backing := identity.Backing{Prefer: c.config.Identity.Prefer}
	if f, s := op(c.config.Identity.Find), op(c.config.Identity.Send); f != nil && s != nil {
		backing.Find, backing.Send = *f, *s
	}
	if p := op(c.config.Identity.Profile); p != nil {
		backing.Profile = *p
	}
	var err error
	a.identity, err = identity.NewService(identity.ServiceOptions{
		Secret: k.store.Hash("secret", "codes"), Backing: backing, Call: a.doer.Do, Text: c.codeText, Now: o.now,
	})
	return a, err
}

// codeText is the message that carries a one-time code.
func (c *company) codeText(language, code string) string {
	if s := c.small("code", language, code); s != "" {
		return s
	}
	return code
}

// small words one of the small texts around a value; empty: there is none.
func (c *company) small(name, language, value string) string {
	env := &flows.Env{Language: language, Values: map[string]conversation.Value{
		"value":   conversation.Of(conversation.Text, value),
		"company": conversation.Rec(c.set.Company),
	}, Label: func(string) string { return "" }}
	t := c.set.Texts[name]
	if t == nil {
		return ""
	}
	s, err := t.Render(language, c.set.Tone, env)
	if err != nil {
		return ""
	}
	return s
}

// publish keeps the company folder for as long as a conversation names it.
func (k *counter) publish(ctx context.Context) error {
	b, err := k.company.bundle()
	if err != nil {
		return err
	}
	k.revisions = &revisions{counter: k, sets: map[string]*flows.Set{k.company.set.Hash: k.company.set}}
	return k.store.Put(ctx, k.company.set.Hash, b)
}

// revisions finds published sets, also those of folders that have changed since.
type revisions struct {
	counter *counter
	mu      sync.Mutex
	sets    map[string]*flows.Set
}

// get finds a set by its hash; nil when it is not kept, or cannot be read now: then it is looked for again. A
// conversation that has had no turn yet has no revision: it will begin with the present one.
func (r *revisions) get(hash string) *flows.Set {
	if hash == "" {
		return r.counter.company.set
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if s, ok := r.sets[hash]; ok {
		return s
	}
	s, err := r.counter.revive(hash)
	if err != nil {
		r.counter.log.Error("revision", "hash", hash, "error", err)
		return nil
	}
	r.sets[hash] = s
	return s
}

// revive loads a kept folder.
func (k *counter) revive(hash string) (*flows.Set, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	b, err := k.store.Get(ctx, hash)
	if err != nil {
		return nil, err
	}
	folder, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fmt.Errorf("revision %.12s: %w", hash, err)
	}
	old := &company{folder: folder, config: k.company.config, registry: k.company.registry}
	if old.load(k.company.config); old.found.err() != nil {
		return nil, old.found.err()
	}
	return old.set, nil
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

func (k *counter) close() error { return errors.Join(k.store.Close(), k.company.close()) }

// callbackKey is the name under which a back end's report finds the conversation that waits for it.
func (k *counter) callbackKey(name, match string) []byte {
	return assistant.CallbackKey(k.store, name, match)
}

// admit lets through only what the present state and the published flows allow.
func (k *counter) admit(x conversation.Expectation, proposed []conversation.Command) ([]conversation.Command, []conversation.CommandRefused) {
	return intent.AdmitIn(k.company.set, x, proposed)
}

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

// recognizer puts the configured language model in front of the embedded recognizer, which goes on alone without it.
func (k *counter) recognizer(embedded *intent.Recognizer) (assistant.Recognizer, error) {
	m := k.company.config.Model
	if m.Base == "" {
		return embedded, nil
	}
	client, err := llm.New(llm.Options{BaseURL: m.Base, Key: m.Key.Value(), Model: m.Name, TimeOut: m.TimeOut})
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	return intent.NewModel(completer{client}, embedded, k.company.set), nil
}

// completer asks the model for commands.
type completer struct{ client *llm.Client }

// Complete makes one constrained call.
func (c completer) Complete(ctx context.Context, system, user string, schema json.RawMessage) (json.RawMessage, error) {
	out, _, err := c.client.Complete(ctx, llm.Request{System: system, User: user, Schema: schema, SchemaName: "commands", MaxTokens: 400})
	return json.RawMessage(out), err
}

var _ intent.Model = completer{}
