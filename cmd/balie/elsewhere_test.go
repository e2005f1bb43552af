package main

import (
	"strings"
	"testing"
	"time"

	"balie/cmd/balie/play"
	"balie/conversation"
)

// who is a visitor of a house in a test.
type who struct {
	*play.Stage
	t *testing.T
}

func (v who) comes(subject string) {
	v.t.Helper()
	must(v.t, v.Does(v.t.Context(), conversation.Input{Kind: conversation.InputOpened}))
	if subject != "" {
		must(v.t, v.Does(v.t.Context(), conversation.Input{Kind: conversation.InputIdentity, Identity: &conversation.Identity{
			Subject: subject, Assurance: conversation.Basic, At: v.Now(), By: "test",
		}}))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (v who) heard() string {
	var out []string
	for _, m := range v.Last() {
		out = append(out, m.Text)
	}
	return strings.Join(out, "|")
}

func (v who) says(text string) string {
	v.t.Helper()
	must(v.t, v.Does(v.t.Context(), conversation.Input{Kind: conversation.InputText, Text: text}))
	return v.heard()
}

// following is a customer who has asked the shop to be told of an order, and has left.
func following(t *testing.T) who {
	t.Helper()
	st := who{demoStage(t, "shop", time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)), t}
	st.comes("C-1001")
	st.says("waar is mijn bestelling")
	st.says("wandelschoenen")
	if got := st.says("ja"); !strings.Contains(got, "Dat doe ik") {
		t.Fatalf("following: %q", got)
	}
	must(t, st.Wait(t.Context(), 48*time.Hour))
	return st
}

func TestWhoReturnsIsToldWhatIsOpenAndGoesOnThere(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	first := following(t)
	later := who{first.Another("later"), t}
	later.comes("C-1001")
	if got := later.heard(); !strings.Contains(got, "Je hebt nog iets lopen: Bestelling volgen.") {
		t.Fatalf("on return: %q", got)
	}
	was := later.ID
	if got := later.says("ja"); !strings.Contains(got, "daarmee verder") {
		t.Fatalf("a yes: %q", got)
	}
	s, err := later.State(ctx)
	must(t, err)
	if s.Status != conversation.Closed {
		t.Errorf("the new conversation is %s", s.Status)
	}
	must(t, first.Read(ctx))
	if got := first.heard(); !strings.Contains(got, "We zijn weer bij: Bestelling volgen.") {
		t.Errorf("there: %q", got)
	}
	s, err = first.State(ctx)
	must(t, err)
	if s.Address.Sender != "visitorlater" || s.Identity.Assurance != conversation.Basic || len(s.Actions) != 1 {
		t.Errorf("it goes on from %s with %s and %d actions", s.Address.Sender, s.Identity.Assurance, len(s.Actions))
	}
	for sender, holds := range map[string]bool{"visitor": false, "visitorlater": true} {
		got, err := first.House.Store.Holds(ctx, first.ID, conversation.Address{Channel: "widget", Account: "test", Sender: sender})
		if err != nil || got != holds {
			t.Errorf("%s holds it: %v, %v", sender, got, err)
		}
	}
	later.ID = ""
	later.says("hoe staat het ermee?")
	if later.ID != first.ID || later.ID == was {
		t.Errorf("what is written next reaches %s, not %s", later.ID, first.ID)
	}
}

// All that waits is offered, newest first, and the one that is chosen is gone on with.
func TestAllThatWaitsIsOffered(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	first := following(t)
	second := who{first.Another("second"), t}
	second.comes("C-1001")
	second.says("nu niet")
	second.says("waar is mijn bestelling")
	second.says("wandelschoenen")
	if got := second.says("ja"); !strings.Contains(got, "Dat doe ik") {
		t.Fatalf("following: %q", got)
	}
	must(t, second.Wait(ctx, time.Hour))
	later := who{first.Another("later"), t}
	later.comes("C-1001")
	if got := later.heard(); !strings.Contains(got, "Je hebt nog dit lopen:\n1. Bestelling volgen\n2. Bestelling volgen\nWaarmee") {
		t.Fatalf("on return: %q", got)
	}
	var labels []string
	for _, m := range later.Last() {
		for _, b := range m.Buttons {
			labels = append(labels, b.Label)
		}
	}
	if got := strings.Join(labels, "|"); got != "1. Bestelling volgen|2. Bestelling volgen|Nu niet" {
		t.Errorf("offered: %q", got)
	}
	if got := later.says("2. Bestelling volgen"); !strings.Contains(got, "daarmee verder") {
		t.Fatalf("the second: %q", got)
	}
	later.ID = ""
	later.says("hoe staat het ermee?")
	if later.ID != first.ID {
		t.Errorf("what is written next reaches %s, not the older of the two", later.ID)
	}
}

func TestWhoDoesNotGoOnLeavesItAsItIs(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	first := following(t)
	later := who{first.Another("later"), t}
	later.comes("C-1001")
	if got := later.says("nee"); !strings.Contains(got, "dat loopt gewoon door") && !strings.Contains(got, "dan niet") {
		t.Errorf("a no: %q", got)
	}
	another := who{first.Another("another"), t}
	another.comes("C-1001")
	must(t, another.Does(ctx, conversation.Input{Kind: conversation.InputButton, Choice: "pattern:not_now", Text: "Nu niet"}))
	if got := another.heard(); !strings.Contains(got, "dat loopt gewoon door") {
		t.Errorf("the button: %q", got)
	}
	s, err := first.State(ctx)
	must(t, err)
	if s.Address.Sender != "visitor" || s.Status != conversation.WithAssistant {
		t.Errorf("it stands at %s, %s", s.Address.Sender, s.Status)
	}
}

// What was offered may be over by the time that it is chosen: then there is nothing to go on with.
func TestWhatIsOverMeanwhileIsNotGoneOnWith(t *testing.T) {
	t.Parallel()
	first := following(t)
	later := who{first.Another("later"), t}
	later.comes("C-1001")
	if got := later.heard(); !strings.Contains(got, "Je hebt nog iets lopen") {
		t.Fatalf("on return: %q", got)
	}
	first.says("laat maar")
	if got := later.says("ja"); !strings.Contains(got, "Dat is intussen afgerond.") {
		t.Errorf("a yes: %q", got)
	}
	s, err := later.State(t.Context())
	must(t, err)
	if s.Status != conversation.WithAssistant {
		t.Errorf("it is %s", s.Status)
	}
}

func TestNobodyElseIsToldWhatIsOpen(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	first := following(t)
	for name, subject := range map[string]string{"nobody": "", "somebody": "C-1003"} {
		other := who{first.Another(name), t}
		other.comes(subject)
		must(t, other.Does(ctx, conversation.Input{Kind: conversation.InputButton, Choice: "pattern:go_on", Text: "Ja, ga verder"}))
		for _, r := range other.Events {
			if m, ok := conversation.MessageOf(r); ok && strings.Contains(m.Text, "lopen") {
				t.Errorf("%s reads %q", name, m.Text)
			}
		}
		s, err := other.State(ctx)
		must(t, err)
		if s.Status == conversation.Closed {
			t.Errorf("%s has gone on with what is not theirs", name)
		}
	}
}
