package main

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"balie/cmd/balie/company"
	"balie/conversation"
)

// another is another visitor of the same house, who comes now.
func (st *stage) another(name string) *stage {
	return &stage{k: st.k, double: st.double, at: st.now(), visitor: name, n: 1000 * (len(name) + 1)}
}

func (st *stage) comes(t *testing.T, ctx context.Context, subject string) {
	t.Helper()
	st.must(t, st.does(ctx, conversation.Input{Kind: conversation.InputOpened}))
	if subject != "" {
		st.must(t, st.does(ctx, conversation.Input{Kind: conversation.InputIdentity, Identity: &conversation.Identity{
			Subject: subject, Assurance: conversation.Basic, At: st.now(), By: "test",
		}}))
	}
}

func (st *stage) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (st *stage) heard() string {
	var out []string
	for _, m := range st.last() {
		out = append(out, m.Text)
	}
	return strings.Join(out, "|")
}

func (st *stage) says(t *testing.T, ctx context.Context, text string) string {
	t.Helper()
	st.must(t, st.does(ctx, conversation.Input{Kind: conversation.InputText, Text: text}))
	return st.heard()
}

// following is a customer who has asked the shop to be told of an order, and has left.
func following(t *testing.T) *stage {
	t.Helper()
	ctx := t.Context()
	folder, dir, err := company.FolderOf("shop")
	if err != nil {
		t.Fatal(err)
	}
	c, err := company.Open(ctx, folder, dir, company.Opening{Getenv: func(string) string { return "" }, Now: time.Now, Examples: true})
	if err != nil {
		t.Fatal(err)
	}
	st, err := newStage(ctx, &world{log: slog.New(slog.DiscardHandler)}, staging{
		company: c, dir: t.TempDir(), clock: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), open: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.must(t, st.k.close()) })
	st.comes(t, ctx, "C-1001")
	st.says(t, ctx, "waar is mijn bestelling")
	st.says(t, ctx, "wandelschoenen")
	if got := st.says(t, ctx, "ja"); !strings.Contains(got, "Dat doe ik") {
		t.Fatalf("following: %q", got)
	}
	st.must(t, st.wait(ctx, 48*time.Hour))
	return st
}

func TestWhoReturnsIsToldWhatIsOpenAndGoesOnThere(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	first := following(t)
	later := first.another("later")
	later.comes(t, ctx, "C-1001")
	if got := later.heard(); !strings.Contains(got, "Je hebt nog iets lopen: Bestelling volgen.") {
		t.Fatalf("on return: %q", got)
	}
	was := later.id
	if got := later.says(t, ctx, "ja"); !strings.Contains(got, "daarmee verder") {
		t.Fatalf("a yes: %q", got)
	}
	s, err := later.state(ctx)
	later.must(t, err)
	if s.Status != conversation.Closed {
		t.Errorf("the new conversation is %s", s.Status)
	}
	first.must(t, first.read(ctx))
	if got := first.heard(); !strings.Contains(got, "We zijn weer bij: Bestelling volgen.") {
		t.Errorf("there: %q", got)
	}
	s, err = first.state(ctx)
	first.must(t, err)
	if s.Address.Sender != "visitorlater" || s.Identity.Assurance != conversation.Basic || len(s.Actions) != 1 {
		t.Errorf("it goes on from %s with %s and %d actions", s.Address.Sender, s.Identity.Assurance, len(s.Actions))
	}
	for sender, holds := range map[string]bool{"visitor": false, "visitorlater": true} {
		got, err := first.k.store.Holds(ctx, first.id, conversation.Address{Channel: "widget", Account: "test", Sender: sender})
		if err != nil || got != holds {
			t.Errorf("%s holds it: %v, %v", sender, got, err)
		}
	}
	later.id = ""
	later.says(t, ctx, "hoe staat het ermee?")
	if later.id != first.id || later.id == was {
		t.Errorf("what is written next reaches %s, not %s", later.id, first.id)
	}
}

func TestWhoDoesNotGoOnLeavesItAsItIs(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	first := following(t)
	later := first.another("later")
	later.comes(t, ctx, "C-1001")
	if got := later.says(t, ctx, "nee"); !strings.Contains(got, "dat loopt gewoon door") && !strings.Contains(got, "dan niet") {
		t.Errorf("a no: %q", got)
	}
	s, err := first.state(ctx)
	first.must(t, err)
	if s.Address.Sender != "visitor" || s.Status != conversation.WithAssistant {
		t.Errorf("it stands at %s, %s", s.Address.Sender, s.Status)
	}
}

func TestNobodyElseIsToldWhatIsOpen(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	first := following(t)
	for name, subject := range map[string]string{"nobody": "", "somebody": "C-1003"} {
		other := first.another(name)
		other.comes(t, ctx, subject)
		other.must(t, other.does(ctx, conversation.Input{Kind: conversation.InputButton, Choice: "pattern:go_on", Text: "Ja, ga verder"}))
		for _, r := range other.events {
			if m, ok := conversation.MessageOf(r); ok && strings.Contains(m.Text, "lopen") {
				t.Errorf("%s reads %q", name, m.Text)
			}
		}
		s, err := other.state(ctx)
		other.must(t, err)
		if s.Status == conversation.Closed {
			t.Errorf("%s has gone on with what is not theirs", name)
		}
	}
}
