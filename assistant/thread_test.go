package assistant_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/assistant"
	"balie/config/demo/backend"
	"balie/connectors"
	"balie/connectors/rest"
	"balie/conversation"
	"balie/conversation/identity"
	"balie/conversation/sqlite"
	"balie/flows"
)

// scripted proposes what a test wrote beside each message.
type scripted struct {
	mu   sync.Mutex
	next map[string][]conversation.Command
}

func (s *scripted) Understand(_ context.Context, said []conversation.Utterance, x conversation.Expectation) (conversation.Understanding, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := conversation.Understanding{By: "script"}
	for _, m := range said {
		if m.Choice != "" {
			c, err := conversation.ParseChoice(m.Choice)
			if err != nil {
				return u, err
			}
			if c.Do == conversation.DoSet {
				c.Value = pick(x, c)
			}
			c.Input, c.Seen = m.Input, m.Seen
			u.Commands = append(u.Commands, c)
			continue
		}
		u.Commands = append(u.Commands, s.next[m.Text]...)
	}
	return u, nil
}

func pick(x conversation.Expectation, c conversation.Command) *conversation.Value {
	slots := x.Also
	if x.Asked != nil {
		slots = append(slots, *x.Asked)
	}
	for _, e := range slots {
		for _, o := range e.Options {
			if e.Slot == c.Slot && o.Key == c.Text {
				return &o.Value
			}
		}
	}
	return nil
}

// bank is the demo bank with a scripted recognizer, over a real store and a real back end.
type bank struct {
	t      *testing.T
	a      *assistant.Assistant
	ledger *conversation.Ledger
	script *scripted
	back   *httptest.Server
	id     conversation.ID
	n      int
	shown  int64
}

func setup(t *testing.T) *bank {
	t.Helper()
	ctx := t.Context()
	dir := t.TempDir()
	b, err := backend.Open(ctx, backend.Options{Company: "bank", Path: filepath.Join(dir, "back.db"), Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(b.Handler())
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		srv.Close()
	})
	env := func(name string) string { return map[string]string{"CRM_URL": srv.URL, "CRM_KEY": "k"}[name] }
	reg, bad := connectors.Load(os.DirFS("../config/demo/bank"), env, connectors.WithClient(rest.New(rest.Options{})))
	if err := bad.Err(); err != nil {
		t.Fatal(err)
	}
	ops := operations(reg.Operations())
	for _, op := range identity.Operations() {
		ops[op.Name] = op
	}
	ops[conversation.OpLeaveMessage] = leaving
	set, problems := flows.Load(flows.LoadOptions{
		Flows: os.DirFS("../config/demo/bank/flows"), Languages: []string{"nl", "en"}, Tone: "je", Operations: ops,
		Company: map[string]conversation.Value{
			"name": conversation.Of(conversation.Text, "Brugbank"), "phone": conversation.Of(conversation.Text, "030"),
			"emergency": conversation.Of(conversation.Text, "0800"),
		},
	})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(ctx, sqlite.Options{Path: filepath.Join(dir, "c.db"), Key: []byte(strings.Repeat("k", 32))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	ledger := conversation.NewLedger(conversation.LedgerOptions{
		Store: store, Archive: store, Sealer: store, Hasher: store, Bell: store, Operations: ops, Now: time.Now, Owner: "test",
	})
	script := &scripted{next: map[string][]conversation.Command{}}
	engine := &flows.Engine{Revision: func(string) *flows.Set { return set }, Place: time.UTC}
	a := assistant.New(assistant.Options{
		Ledger: ledger, Store: store, Outbox: store, Bell: store, Hasher: store, Operations: ops, Recognizer: script, Engine: engine,
		Actions: reg, Admit: func(_ conversation.Expectation, c []conversation.Command) ([]conversation.Command, []conversation.CommandRefused) {
			return c, nil
		},
		Hours:    func(time.Time) (bool, time.Time) { return true, time.Time{} },
		Revision: func() string { return set.Hash }, Language: "nl", Now: time.Now,
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	return &bank{t: t, a: a, ledger: ledger, script: script, back: srv}
}

// leaving is the contract of a message for the desk.
var leaving = conversation.Operation{
	Name: conversation.OpLeaveMessage, Effect: conversation.EffectWrite, Once: conversation.Keyed, Whose: conversation.Public,
	Input:  map[string]conversation.Schema{"message": {Type: conversation.Text}, "contact": {Type: conversation.Text}},
	Output: conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{"case": {Type: conversation.Text}}},
}

type operations map[string]conversation.Operation

func (o operations) Operation(name string) (conversation.Operation, bool) {
	op, ok := o[name]
	return op, ok
}

// does accepts one input and takes the turn; it returns what the assistant said.
func (b *bank) does(in conversation.Input) []conversation.Message {
	b.t.Helper()
	b.n++
	in.ID, in.Source, in.At, in.Seen = fmt.Sprint(b.n), "test", time.Now(), b.shown
	in.Address = conversation.Address{Channel: "test", Account: "t", Sender: "s"}
	acc, err := b.a.Receive(b.t.Context(), in)
	if err != nil {
		b.t.Fatal(err)
	}
	b.id = acc[0].Conversation
	if err := b.a.Turn(b.t.Context(), b.id); err != nil {
		b.t.Fatal(err)
	}
	events, err := b.ledger.Events(b.t.Context(), b.id, b.shown, 1000)
	if err != nil {
		b.t.Fatal(err)
	}
	var out []conversation.Message
	for _, r := range events {
		b.shown = r.N
		if m, ok := conversation.MessageOf(r); ok && m.From == conversation.FromAssistant {
			b.t.Logf("  %3d %s %s %v", m.N, m.Kind, m.Text, labels(m))
			out = append(out, m)
		} else {
			b.t.Logf("  %3d . %s %+v", r.N, r.Event.Type(), r.Event.Head())
		}
	}
	return out
}

func labels(m conversation.Message) []string {
	var out []string
	for _, x := range m.Buttons {
		out = append(out, x.Label)
	}
	return out
}

func (b *bank) says(text string, c ...conversation.Command) []conversation.Message {
	b.t.Helper()
	b.t.Logf("customer: %s", text)
	b.script.next[text] = c
	return b.does(conversation.Input{Kind: conversation.InputText, Text: text})
}

func (b *bank) presses(m []conversation.Message, label string) []conversation.Message {
	b.t.Helper()
	b.t.Logf("customer presses: %s", label)
	for _, x := range m[len(m)-1].Buttons {
		if strings.Contains(x.Label, label) {
			return b.does(conversation.Input{Kind: conversation.InputButton, Choice: x.ID, Text: x.Label})
		}
	}
	b.t.Fatalf("no button %s", label)
	return nil
}

func signIn(subject string) conversation.Input {
	return conversation.Input{Kind: conversation.InputIdentity, Identity: &conversation.Identity{
		Subject: subject, Assurance: conversation.Substantial, At: time.Now(), By: "token",
	}}
}

func TestACardIsBlockedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.does(conversation.Input{Kind: conversation.InputOpened})
	b.does(signIn("C-1001"))
	b.says("pas kwijt", conversation.Command{Do: conversation.DoStart, Flow: "block_card"})
	lost := conversation.Of(conversation.Choice, "lost")
	m := b.says("kwijt", conversation.Command{Do: conversation.DoSet, Slot: "reason", Value: &lost})
	m = b.presses(m, "7730")
	m = b.presses(m, "Ja")
	last := m[0]
	if last.Receipt == nil || last.Receipt.Reference == "" {
		t.Fatalf("no receipt to keep: %+v", last)
	}
	if m := b.says("is het gelukt", conversation.Command{Do: conversation.DoPattern, Pattern: "is_it_done"}); !strings.Contains(m[0].Text, last.Receipt.Reference) {
		t.Errorf("it does not tell the reference: %q", m[0].Text)
	}
}
