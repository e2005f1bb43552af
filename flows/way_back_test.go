package flows

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"balie/conversation"
)

const waitsLong = `
flow: later
title: {nl: Schade melden, en: Report damage}
description: Waits.
examples: {nl: [later], en: [later]}
steps:
  - wait: {for: 2d}
    id: pause
  - say: {nl: De expert is geweest., en: The assessor has been.}
`

// acquainted is a conversation with a customer who has proven who they are, on a channel.
func acquainted(t *testing.T, flow, channel string) *talker {
	t.Helper()
	k := newTalker(t, fstest.MapFS{"f.yaml": {Data: []byte(flow)}}, nil)
	k.s = &conversation.State{ID: "c"}
	k.e.Lasting = func(channel string) bool { return channel == "phone" }
	set := k.e.Revision("")
	k.apply(
		conversation.ConversationStarted{Language: "nl", Revision: set.Hash, Address: conversation.Address{Channel: channel}},
		conversation.IdentityProven{Identity: conversation.Identity{Subject: "C-1", Assurance: conversation.Basic, At: time.Unix(0, 0)}},
	)
	return k
}

// come is a turn; away: nobody is there to read what is said in it.
func (k *talker) come(now time.Time, away bool, causes ...conversation.Cause) (said []conversation.Said, last conversation.Move) {
	k.Helper()
	k.n = int(now.Unix())
	k.apply(conversation.TurnStarted{Now: now, Away: away})
	if !away {
		k.apply(conversation.MessageReceived{Kind: conversation.InputText})
		for _, m := range k.drive(conversation.Cause{Kind: conversation.CauseGreet}) {
			if m.Kind != "disclosure" {
				said = append(said, m)
			}
		}
	}
	for _, c := range append(causes, conversation.Cause{Kind: conversation.CauseWalk}) {
		for walks := c.Kind == conversation.CauseWalk; ; {
			m, err := k.e.Advance(k.s, c)
			if err != nil {
				k.Fatal(err)
			}
			for _, e := range m.Events {
				if s, ok := e.(conversation.Said); ok && s.Kind != "disclosure" {
					said = append(said, s)
				}
			}
			k.apply(m.Events...)
			if m.Rests() || !walks || m.Start != nil {
				last = m
				break
			}
			if c = (conversation.Cause{Kind: conversation.CauseWalk}); m.Read != nil {
				c = conversation.Cause{Kind: conversation.CauseRead, Call: *m.Read, Receipt: conversation.Receipt{
					Outcome: conversation.Done, Output: conversation.ListOf(conversation.Rec(map[string]conversation.Value{"id": text("P-1"), "masked": text("06 •• 01")})),
				}}
			}
		}
	}
	return said, last
}

var begin = conversation.Cause{Kind: conversation.CauseInput, Command: conversation.Command{Do: conversation.DoStart, Flow: "later"}}

func TestWhoIsAwayIsToldOnceThatThereIsNews(t *testing.T) {
	t.Parallel()
	k := acquainted(t, waitsLong, "widget")
	start := time.Unix(1000, 0)
	said, _ := k.come(start, false, begin)
	if got := texts(said); !strings.Contains(got, "naar 06 •• 01") {
		t.Fatalf("promised %q", got)
	}
	k.apply(conversation.TurnEnded{})
	end := start.Add(48 * time.Hour)
	said, m := k.come(end, true)
	if got := texts(said); got != "De expert is geweest." || m.Start == nil || m.Start.Operation != conversation.OpTell {
		t.Fatalf("said %q, then %+v", got, m)
	}
	if p := m.Start.Params; p["contact"].Text != "P-1" || !strings.Contains(p["text"].Text, "Schade melden") || strings.Contains(p["text"].Text, "expert") {
		t.Errorf("sent is %v", p)
	}
	op := conversation.Operation{Name: conversation.OpTell, Effect: conversation.EffectWrite, Whose: conversation.Public}
	started, err := conversation.Start(k.s, op, *m.Start, end)
	if err != nil {
		t.Fatal(err)
	}
	k.apply(started, conversation.ActionSettled{N: 1, Receipt: conversation.Receipt{Outcome: conversation.Failed}}, conversation.TurnEnded{})
	if said, m := k.come(end.Add(time.Hour), true); len(said) != 0 || m.Start != nil {
		t.Errorf("told again: %q, %+v", texts(said), m)
	}
}

func TestWhoIsThereIsToldHere(t *testing.T) {
	t.Parallel()
	k := acquainted(t, waitsLong, "widget")
	start := time.Unix(1000, 0)
	k.come(start, false, begin)
	k.apply(conversation.TurnEnded{})
	said, m := k.come(start.Add(48*time.Hour), false)
	if got := texts(said); got != "De expert is geweest." || m.Start != nil {
		t.Errorf("said %q, then %+v", got, m)
	}
}

// A customer who writes from a number of their own is told there: freely within a day of their last message, and later
// with nothing but that there is news. The rest comes when they write.
func TestWhoWasSilentForLongGetsNewsFirst(t *testing.T) {
	t.Parallel()
	k := acquainted(t, waitsLong, "phone")
	start := time.Unix(1000, 0)
	if said, _ := k.come(start, false, begin); len(said) != 0 {
		t.Fatalf("a number of their own needs no way back, and %q was said", texts(said))
	}
	k.apply(conversation.TurnEnded{})
	said, m := k.come(start.Add(48*time.Hour), true)
	if len(said) != 2 || said[1].Kind != conversation.KindNews || said[1].About != "Schade melden" || m.Start != nil {
		t.Fatalf("said %+v, then %+v", said, m)
	}
	k.apply(conversation.TurnEnded{})
	said, _ = k.come(start.Add(50*time.Hour), false)
	if got := texts(said); got != "De expert is geweest." {
		t.Errorf("when the customer writes: %q", got)
	}
	k.apply(conversation.TurnEnded{})
	if said, _ = k.come(start.Add(51*time.Hour), false); len(said) != 0 {
		t.Errorf("and then: %q", texts(said))
	}
}

func TestAWaitThatLastsNeedsAWayBack(t *testing.T) {
	t.Parallel()
	ops := contracts()
	delete(ops, conversation.OpTell)
	for wait, wrong := range map[string]bool{
		"wait: {for: 2d}":             true,
		"wait: {for: 10m}":            false,
		"wait: {for: 1 business day}": true,
		"wait: {for: 2d}, way_back: {not_needed: the customer comes to the shop}": false,
	} {
		source := head + "examples: {nl: [later], en: [later]}\nsteps: [{" + wait + "}, {say: {nl: Klaar., en: Done.}}]\n"
		_, problems := Load(LoadOptions{Flows: fstest.MapFS{"f.yaml": {Data: []byte(source)}}, Operations: ops})
		if got := problems.String(); strings.Contains(got, "nobody can tell them of its end") != wrong {
			t.Errorf("%s: %s", wait, got)
		}
	}
}
