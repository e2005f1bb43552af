package conversation_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/sqlite"
	"balie/conversation/storetest"
)

// operations are the contracts of these tests.
type operations map[string]conversation.Operation

func (o operations) Operation(name string) (conversation.Operation, bool) {
	op, ok := o[name]
	return op, ok
}

func contracts() operations {
	return operations{
		"crm.block": {
			Name: "crm.block", Effect: conversation.EffectWrite, Once: conversation.Keyed, Whose: conversation.Public, TimeOut: 5 * time.Second,
			Undo: "crm.restore",
			Limits: []conversation.Limit{
				{Name: "who", Per: "who", Most: 2, Within: time.Hour}, {Name: "subject", Per: "customer", Most: 3, Within: time.Hour},
				{Name: "address", Per: "address", Most: 3, Within: time.Hour},
			},
		},
		"crm.restore": {Name: "crm.restore", Effect: conversation.EffectWrite, Whose: conversation.Public, TimeOut: 5 * time.Second},
		"crm.order":   {Name: "crm.order", Effect: conversation.EffectWrite, Whose: conversation.Public, TimeOut: 5 * time.Second},
		"crm.list":    {Name: "crm.list", Effect: conversation.EffectNone, Whose: conversation.OfSubject, Assurance: conversation.Basic},
	}
}

// house is a real store with two processes that use it.
type house struct {
	*testing.T
	clock *storetest.Clock
	store *sqlite.Store
	ops   operations
	a, b  *conversation.Ledger
	n     int
}

func setup(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, clock: storetest.NewClock(), ops: contracts()}
	var err error
	h.store, err = sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "c.db"), Key: make([]byte, 32), Now: h.clock.Now})
	h.must(err)
	t.Cleanup(func() { h.must(h.store.Close()) })
	h.a, h.b = h.ledger("a"), h.ledger("b")
	return h
}

// ledger makes the ledger of one more process. Channel "phone" is a push channel.
func (h *house) ledger(owner string) *conversation.Ledger {
	return conversation.NewLedger(conversation.LedgerOptions{
		Store: h.store, Archive: h.store, Sealer: h.store, Hasher: h.store, Bell: h.store, Operations: h.ops, Now: h.clock.Now, Owner: owner,
		Push: func(channel string) bool { return channel == "phone" },
	})
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// is ends the test unless err is the one that is wanted.
func (h *house) is(err, want error) {
	h.Helper()
	if !errors.Is(err, want) {
		h.Fatalf("got error %v, want %v", err, want)
	}
}

func (h *house) ctx() context.Context { return h.Context() }

// hears accepts one message of a sender.
func (h *house) hears(channel, sender string) conversation.ID {
	h.Helper()
	h.n++
	acc, err := h.store.Accept(h.ctx(), conversation.Input{
		Source: channel, ID: fmt.Sprint(h.n), Kind: conversation.InputText, Text: "hoi", At: h.clock.Now(),
		Address: conversation.Address{Channel: channel, Account: "x", Sender: sender},
	})
	h.must(err)
	return acc[0].Conversation
}

func (h *house) take(l *conversation.Ledger, id conversation.ID) *conversation.Held {
	h.Helper()
	held, err := l.Take(h.ctx(), id)
	h.must(err)
	return held
}

// open begins a conversation and leaves it taken by a: its message is taken in, a process runs.
func (h *house) open(channel, sender string) *conversation.Held {
	h.Helper()
	held := h.take(h.a, h.hears(channel, sender))
	h.must(held.Add(
		conversation.ConversationStarted{Address: conversation.Address{Channel: channel, Account: "x", Sender: sender}, Language: "nl"},
		conversation.TurnStarted{Now: h.clock.Now()}, conversation.MessageReceived{Input: 1},
		conversation.FrameOpened{Frame: 1, Flow: "block_card"},
	))
	h.commit(held)
	return held
}

// commit stores what was added, with every message that waits.
func (h *house) commit(held *conversation.Held) {
	h.Helper()
	h.must(h.a.Commit(h.ctx(), held, taking(held)))
}

func taking(held *conversation.Held) conversation.Terms {
	var t conversation.Terms
	for _, in := range held.Inbox() {
		t.Taken = max(t.Taken, in.N)
	}
	return t
}

// block is a call that needs no consent.
func block(held *conversation.Held, who string) conversation.Call {
	return conversation.Call{
		Operation: "crm.block", Params: map[string]conversation.Value{"who": conversation.Of(conversation.Text, who)}, Frame: 1, Flow: "block_card",
		Step: "block", NotNeeded: "a test", Actor: conversation.FromAssistant, Base: held.State.N,
	}
}

// begins starts an action and stores the start.
func (h *house) begins(held *conversation.Held, who string) error {
	h.Helper()
	h.must(h.a.Start(held, block(held, who)))
	return h.a.Commit(h.ctx(), held, conversation.Terms{Hold: 10 * time.Second})
}

// ends settles the open action and stores that.
func (h *house) ends(held *conversation.Held, o conversation.Outcome) {
	h.Helper()
	h.must(h.a.Settle(held, held.State.Open, conversation.Receipt{Outcome: o}, "answer"))
	h.commit(held)
}

// same ends the test unless two states are the same.
func (h *house) same(got, want *conversation.State) {
	h.Helper()
	g, err := json.Marshal(got)
	h.must(err)
	w, err := json.Marshal(want)
	h.must(err)
	if string(g) != string(w) {
		h.Fatalf("\n got %s\nwant %s", g, w)
	}
}

// refold folds a conversation from its records alone.
func (h *house) refold(id conversation.ID) *conversation.State {
	h.Helper()
	events, err := h.a.Events(h.ctx(), id, 0, 10_000)
	h.must(err)
	s := &conversation.State{ID: id}
	for _, r := range events {
		h.must(s.Apply(r))
	}
	return s
}

// stored reads a conversation anew: its snapshot and the records after it.
func (h *house) stored(id conversation.ID) *conversation.Held {
	h.Helper()
	held, err := h.b.Load(h.ctx(), id)
	h.must(err)
	return held
}
