package flows

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"balie/conversation"
)

// talker is a conversation with the engine of a set, for one test.
type talker struct {
	*testing.T
	e *Engine
	s *conversation.State
	n int
}

func newTalker(t *testing.T, files fstest.MapFS, ops map[string]conversation.Operation) *talker {
	t.Helper()
	if ops == nil {
		ops = contracts()
	}
	set, problems := Load(LoadOptions{Flows: files, Operations: ops})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	k := &talker{T: t, e: &Engine{Revision: func(string) *Set { return set }}, s: &conversation.State{ID: "c"}}
	k.apply(conversation.ConversationStarted{Language: "nl", Revision: set.Hash})
	return k
}

func (k *talker) apply(events ...conversation.Event) {
	k.Helper()
	for _, e := range events {
		if err := k.s.Apply(conversation.Numbered{N: k.s.N + 1, At: time.Unix(int64(k.n), 0), Event: e}); err != nil {
			k.Fatal(err)
		}
	}
}

// turn takes commands and walks; what was said comes back.
func (k *talker) turn(commands ...conversation.Command) (said []conversation.Said) {
	k.Helper()
	k.n++
	k.apply(conversation.TurnStarted{Now: time.Unix(int64(k.n), 0), DeskOpen: true}, conversation.MessageReceived{Input: int64(k.n), Seen: k.s.N})
	causes := []conversation.Cause{{Kind: conversation.CauseGreet}}
	for _, c := range commands {
		c.Seen = k.s.N
		causes = append(causes, conversation.Cause{Kind: conversation.CauseInput, Command: c})
	}
	for _, c := range append(causes, conversation.Cause{Kind: conversation.CauseWalk}) {
		said = append(said, k.drive(c)...)
	}
	k.apply(conversation.TurnEnded{})
	return said
}

func (k *talker) drive(c conversation.Cause) (said []conversation.Said) {
	k.Helper()
	walks := c.Kind == conversation.CauseWalk
	for range 50 {
		m, err := k.e.Advance(k.s, c)
		if err != nil {
			k.Fatal(err)
		}
		for _, e := range m.Events {
			if s, ok := e.(conversation.Said); ok {
				said = append(said, s)
			}
		}
		k.apply(m.Events...)
		if m.Rests() || !walks || m.Start != nil || m.Read != nil { // what starts or is read is for the test to settle
			return said
		}
	}
	k.Fatal("it does not rest")
	return nil
}

func texts(said []conversation.Said) string {
	var out []string
	for _, s := range said {
		out = append(out, s.Text)
	}
	return strings.Join(out, "\n")
}

const townFlow = `
flow: town
title: {nl: Woonplaats doorgeven, en: Tell the town}
description: The customer tells where they live.
examples: {nl: [woonplaats doorgeven], en: [tell my town]}
slots:
  town:
    type: text
    label: {nl: woonplaats, en: town}
    ask: {nl: "Welke plaats?", en: "Which town?"}
    valid:
      - if: town matches "^[A-Z]"
        else: {nl: Een plaats begint met een hoofdletter., en: A town begins with a capital.}
steps:
  - collect: town
  - say: {nl: "Genoteerd, {{town}}.", en: "Noted, {{town}}."}
`

func TestNothingIsLedInTwice(t *testing.T) {
	t.Parallel()
	k := newTalker(t, fstest.MapFS{"town.yaml": &fstest.MapFile{Data: []byte(townFlow)}}, nil)
	k.turn(conversation.Command{Do: conversation.DoStart, Flow: "town"})
	seen := map[string]bool{}
	for n := range 6 {
		got := texts(k.turn(conversation.Command{Do: conversation.DoPattern, Pattern: "thanks"}))
		if strings.Count(got, ". Welke plaats?") != 1 || strings.Contains(got, ":") {
			t.Errorf("time %d: %q is not led in once, by a sentence of its own", n, got)
		}
		if seen[got] {
			t.Errorf("time %d: %q was said before", n, got)
		}
		seen[got] = true
	}
	if got := texts(k.turn(conversation.Command{Do: conversation.DoPattern, Pattern: "thanks"})); strings.Count(got, ". ") > 2 {
		t.Errorf("with no lead left, one stands before another: %q", got)
	}
}

func TestWhatWasSaidBeforeIsSaidInOtherWords(t *testing.T) {
	t.Parallel()
	k := newTalker(t, nil, nil)
	var got []string
	for range 4 {
		got = append(got, texts(k.turn(conversation.Command{Do: conversation.DoPattern, Pattern: "thanks"})))
	}
	if !strings.HasSuffix(got[0], "Graag gedaan!") || got[1] != "Geen probleem!" || got[2] != "Daar ben ik voor." || !strings.HasSuffix(got[3], ". "+got[2]) {
		t.Errorf("said %q", got)
	}
}

func TestARuleOfTheSlotAloneIsKnownWithoutAConversation(t *testing.T) {
	t.Parallel()
	k := newTalker(t, fstest.MapFS{"town.yaml": &fstest.MapFile{Data: []byte(townFlow)}}, nil)
	slot := k.e.Revision("").Flows["town"].Slots["town"]
	for word, want := range map[string]bool{"Waterdam": true, "waterdam": false} {
		if holds, known := slot.Holds(conversation.Of(conversation.Text, word)); holds != want || !known {
			t.Errorf("%s holds %v, known %v", word, holds, known)
		}
	}
	if holds, known := (&Slot{Name: "x"}).Holds(conversation.Of(conversation.Text, "x")); !holds || known {
		t.Errorf("a slot without rules holds %v, known %v", holds, known)
	}
}

// An urgent process tells the emergency number before its first question, also one that has no human sentence to say.
func TestUrgentTellsTheEmergencyNumberOnce(t *testing.T) {
	t.Parallel()
	for name, human := range map[string]string{"with a human sentence": "acknowledge: {nl: Vervelend., en: Sorry.}\n", "without one": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newTalker(t, fstest.MapFS{"leak.yaml": {Data: []byte(`flow: leak
title: Lek
description: Reports a leak.
examples: {nl: [er is een lek], en: [there is a leak]}
urgent: true
` + human + `slots:
  place: {type: text, ask: {nl: "Waar?", en: "Where?"}}
  since: {type: text, ask: {nl: "Sinds wanneer?", en: "Since when?"}}
steps:
  - collect: place
  - collect: since
  - say: {nl: "{{place}}, {{since}}.", en: "{{place}}, {{since}}."}
`)}}, nil)
			k.e.Revision("").Company["emergency"] = conversation.Of(conversation.Text, "0800 1")
			k.turn() // the greeting
			first := k.turn(conversation.Command{Do: conversation.DoStart, Flow: "leak"})
			if got := texts(first); !strings.Contains(got, "0800 1") || !strings.HasSuffix(got, "Waar?") {
				t.Errorf("said %q", got)
			}
			if got := texts(k.turn(gives(1, "place", "keuken"))); strings.Contains(got, "0800 1") {
				t.Errorf("and again %q", got)
			}
		})
	}
}
