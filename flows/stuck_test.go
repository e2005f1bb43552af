package flows

import (
	"strings"
	"testing"
	"testing/fstest"

	"balie/conversation"
)

const roomFlow = `flow: room
title: Zaal
description: Books a room.
examples: {nl: [zaal boeken], en: [book a room]}
slots:
  room:
    type: choice
    ask: {nl: "Welke zaal?", en: "Which room?"}
    options: {from: back.list, with: {d: "'x'"}, key: id, label: "{{item.letter}}"}
    valid: [{if: room.letter != "a", else: {nl: "Zaal a is dicht.", en: "Room a is closed."}}]
steps:
  - collect: room
  - say: {nl: "Geboekt: {{room.letter}}.", en: "Booked: {{room.letter}}."}
`

// answers lets the back end answer the read that a walk comes to.
func (k *talker) answers(r conversation.Receipt) []conversation.Said {
	k.Helper()
	m, err := k.e.Advance(k.s, conversation.Cause{Kind: conversation.CauseWalk})
	if err != nil || m.Read == nil {
		k.Fatalf("nothing is read: %+v, %v", m, err)
	}
	k.apply(m.Events...)
	k.drive(conversation.Cause{Kind: conversation.CauseRead, Call: *m.Read, Receipt: r})
	return k.drive(conversation.Cause{Kind: conversation.CauseWalk})
}

// What is the only thing to choose, and may not be chosen, is not asked about: a person can help.
func TestTheOnlyChoiceThatWillNotDoIsToldOnce(t *testing.T) {
	t.Parallel()
	k := newTalker(t, fstest.MapFS{"room.yaml": {Data: []byte(roomFlow)}}, trials())
	k.turn() // the greeting
	k.turn(conversation.Command{Do: conversation.DoStart, Flow: "room"})
	item := conversation.Rec(map[string]conversation.Value{"id": conversation.Of(conversation.Text, "1"), "letter": conversation.Of(conversation.Text, "a")})
	said := k.answers(conversation.Receipt{Outcome: conversation.Done, Output: conversation.ListOf(item)})
	if got := texts(said); !strings.Contains(got, "Zaal a is dicht. Iets anders is er niet.") || strings.Contains(got, "Welke zaal?") {
		t.Errorf("said %q", got)
	}
	if got := texts(k.turn()); got != "" {
		t.Errorf("and again %q", got)
	}
}

// A refusal that was not declared when a process began has no branch in it: the customer hears so, and a person can look.
func TestARefusalWithoutABranchIsTold(t *testing.T) {
	t.Parallel()
	k := planned(t)
	k.turn(conversation.Command{Do: conversation.DoStart, Flow: "outer"}, gives(1, "day", "mon"))
	k.turn(gives(2, "room", "red"))
	k.turn(gives(2, "chairs", "few"))
	k.yes()
	said := k.settle(conversation.Receipt{Outcome: conversation.Refused, Name: "closed"})
	if got := texts(said); !strings.Contains(got, "Dit kan ons systeem niet voor je doen.") || strings.Contains(got, "Gepland") {
		t.Errorf("said %q", got)
	}
	if len(said[0].Buttons) != 1 {
		t.Errorf("offered: %+v", said[0].Buttons)
	}
}
