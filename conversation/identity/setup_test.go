package identity

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/sqlite"
	"balie/conversation/storetest"
)

var (
	find = conversation.Operation{Name: "crm.find_customer", Effect: conversation.EffectNone, Whose: conversation.Public}
	send = conversation.Operation{Name: "crm.send_message", Effect: conversation.EffectWrite, Once: conversation.Keyed, Whose: conversation.OfSubject}
)

// crm knows two customers and keeps every message that it sent.
type crm struct {
	mu     sync.Mutex
	calls  []conversation.Permit
	answer map[string]conversation.Receipt // in place of the usual, by operation
	waited []time.Duration
	during func() // happens while a message is sent

	full func(ctx context.Context, op conversation.Operation, customer string) bool // nil: nobody knows
}

func (c *crm) wait(_ context.Context, d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waited = append(c.waited, d)
}

func (c *crm) call(_ context.Context, p conversation.Permit) conversation.Receipt {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, p)
	if c.during != nil && p.Operation().Name == send.Name {
		c.during()
	}
	if r, ok := c.answer[p.Operation().Name]; ok {
		return r
	}
	if p.Operation().Name == send.Name {
		return conversation.Receipt{Outcome: conversation.Done}
	}
	id := map[string]string{"C-1": "C-1", "sanne@post.example": "C-1", "C-2": "C-2", "C-3": "C-3"}[p.Param("who").Text]
	contact := func(id, kind string) conversation.Value {
		return conversation.Rec(map[string]conversation.Value{"id": conversation.Of(conversation.Text, id), "kind": conversation.Of(conversation.Text, kind)})
	}
	contacts := conversation.ListOf(contact("P-mail", "email"), contact("P-sms", "sms"))
	switch id {
	case "":
		return conversation.Receipt{Outcome: conversation.Refused, Name: "not_found"}
	case "C-2":
		contacts = conversation.ListOf(contact("P-2", "email"))
	case "C-3":
		contacts = conversation.ListOf()
	}
	return conversation.Receipt{Outcome: conversation.Done, Output: conversation.Rec(map[string]conversation.Value{
		"customer": conversation.Of(conversation.Text, id), "contacts": contacts,
	})}
}

// sent returns what was sent so far.
func (c *crm) sent() []conversation.Permit {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []conversation.Permit
	for _, p := range c.calls {
		if p.Operation().Name == send.Name {
			out = append(out, p)
		}
	}
	return out
}

var six = regexp.MustCompile(`^code ([0-9]{6})$`)

// code returns the code that was sent last.
func (c *crm) code(t *testing.T) string {
	t.Helper()
	sent := c.sent()
	if len(sent) == 0 {
		t.Fatal("no code was sent")
	}
	m := six.FindStringSubmatch(sent[len(sent)-1].Param("text").Text)
	if m == nil {
		t.Fatalf("no code is in %q", sent[len(sent)-1].Param("text").Text)
	}
	return m[1]
}

func service(t testing.TB, c *crm, now func() time.Time) *Service {
	t.Helper()
	s, err := NewService(ServiceOptions{
		Secret: []byte(strings.Repeat("s", 32)), Backing: Backing{Find: find, Send: send, Prefer: "sms"}, Call: c.call, Now: now,
		Text: func(_, code string) string { return "code " + code },
		Wait: c.wait, Full: c.full,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type operations map[string]conversation.Operation

func (o operations) Operation(name string) (conversation.Operation, bool) {
	op, ok := o[name]
	return op, ok
}

// counter is the service behind a real ledger.
type counter struct {
	*testing.T
	clock  *storetest.Clock
	store  *sqlite.Store
	ledger *conversation.Ledger
	crm    *crm
	s      *Service
}

func setup(t *testing.T) *counter {
	t.Helper()
	c := &counter{T: t, clock: storetest.NewClock(), crm: &crm{answer: map[string]conversation.Receipt{}}}
	var err error
	c.store, err = sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "c.db"), Key: make([]byte, 32), Now: c.clock.Now})
	c.must(err)
	t.Cleanup(func() { c.must(c.store.Close()) })
	ops := operations{}
	for _, op := range Operations() {
		ops[op.Name] = op
	}
	c.ledger = conversation.NewLedger(conversation.LedgerOptions{
		Store: c.store, Archive: c.store, Sealer: c.store, Hasher: c.store, Bell: c.store, Operations: ops, Now: c.clock.Now, Owner: "test", Lease: 24 * time.Hour,
	})
	c.crm.full = func(ctx context.Context, op conversation.Operation, customer string) bool {
		full, err := c.store.Full(ctx, c.ledger.Answers(op, customer, c.clock.Now()))
		c.must(err)
		return full
	}
	c.s = service(t, c.crm, c.clock.Now)
	return c
}

func (c *counter) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// talk is one conversation from one address.
type talk struct {
	*counter
	h *conversation.Held
}

func (c *counter) talk(sender string) *talk {
	c.Helper()
	from := conversation.Address{Channel: "widget", Account: "site", Sender: sender}
	acc, err := c.store.Accept(c.Context(), conversation.Input{Source: "widget", ID: sender, Kind: conversation.InputText, Address: from, At: c.clock.Now()})
	c.must(err)
	h, err := c.ledger.Take(c.Context(), acc[0].Conversation)
	c.must(err)
	c.must(h.Add(conversation.ConversationStarted{Address: from, Language: "nl"}, conversation.FrameOpened{Frame: 1, Flow: "identify"}))
	c.must(c.ledger.Commit(c.Context(), h, conversation.Terms{Taken: 1}))
	return &talk{counter: c, h: h}
}

// does performs an identity operation as a turn would: start, commit, call, settle. A limit is its own receipt.
func (k *talk) does(operation string, params ...string) conversation.Receipt {
	k.Helper()
	call := conversation.Call{
		Operation: operation, Params: map[string]conversation.Value{}, Frame: 1, Step: operation, NotNeeded: "a test",
		Actor: conversation.FromAssistant, Base: k.h.State.N,
	}
	for i := 0; i < len(params); i += 2 {
		call.Params[params[i]] = conversation.Of(conversation.Text, params[i+1])
	}
	k.must(k.ledger.Start(k.h, call))
	err := k.ledger.Commit(k.Context(), k.h, conversation.Terms{Hold: time.Hour})
	if errors.Is(err, conversation.ErrLimit) {
		k.h, err = k.ledger.Reload(k.Context(), k.h)
		k.must(err)
		return conversation.Receipt{Outcome: conversation.Refused, Name: "limit_reached"}
	}
	k.must(err)
	p, err := k.ledger.Permit(k.h)
	k.must(err)
	r := k.s.Do(k.Context(), p)
	n := k.h.State.Open
	k.must(k.ledger.Settle(k.h, n, r, "answer"))
	err = k.ledger.Commit(k.Context(), k.h, conversation.Terms{})
	if errors.Is(err, conversation.ErrLimit) {
		k.h, err = k.ledger.Reload(k.Context(), k.h)
		k.must(err)
		r = conversation.Limited(r, conversation.LimitedUntil(err))
		k.must(k.ledger.Settle(k.h, n, r, "answer"))
		err = k.ledger.Commit(k.Context(), k.h, conversation.Terms{})
	}
	k.must(err)
	r.Customer = "" // not kept
	return r
}

// sends asks for a code and returns the challenge.
func (k *talk) sends(who string) string {
	k.Helper()
	r := k.does(SendCode, "who", who)
	if r.Outcome != conversation.Done {
		k.Fatalf("no code is sent: %+v", r)
	}
	return r.Output.Field("challenge").Text
}

func (k *talk) tries(who, challenge, code string) conversation.Receipt {
	k.Helper()
	return k.does(CheckCode, "who", who, "code", code, "challenge", challenge)
}

// wrong returns a code that is not this one.
func wrong(code string) string {
	last := (code[5]-'0'+1)%10 + '0'
	return fmt.Sprint(code[:5], string(rune(last)))
}
