package flows

import (
	"strings"
	"testing"
	"testing/fstest"

	"balie/conversation"
)

const tripFlow = `
flow: trip
title: {nl: Reis boeken, en: Book a trip}
description: The customer books a trip.
examples: {nl: [reis boeken], en: [book a trip]}
slots:
  place:
    type: choice
    ask: {nl: "Waarheen?", en: "Where to?"}
    options: [{value: rome, label: {nl: Rome, en: Rome}}]
steps:
  - collect: place
  - confirm: {nl: "Vlucht en hotel in {{label(place)}}. Doen?", en: "Flight and hotel in {{label(place)}}. Go?"}
    do:
      - call: back.write
        with: {x: place, y: place, step: "'flight'"}
        save: flight
      - call: back.room
        with: {x: place}
        save: room
        outcomes:
          full:
            - say: {nl: Het hotel is vol., en: The hotel is full.}
            - undo
  - say: {nl: Geboekt., en: Booked.}
`

func TestABranchThatEndsInUndo(t *testing.T) {
	t.Parallel()
	ops := trials()
	text := plain(conversation.Text)
	ops["back.room"] = conversation.Operation{
		Name: "back.room", Effect: conversation.EffectWrite, Once: conversation.Keyed, Whose: conversation.Public,
		Input: map[string]conversation.Schema{"x": text}, Output: rec(map[string]conversation.Type{"id": conversation.Text}), Outcomes: []string{"full"},
	}
	k := newTalker(t, fstest.MapFS{"trip.yaml": &fstest.MapFile{Data: []byte(tripFlow)}}, ops)
	k.turn(conversation.Command{Do: conversation.DoStart, Flow: "trip"}, gives(1, "place", "rome"))
	k.yes()
	k.settle(conversation.Receipt{Outcome: conversation.Done, Reference: "F-1", Output: conversation.Rec(map[string]conversation.Value{
		"id": conversation.Of(conversation.Text, "1"), "letter": conversation.Of(conversation.Text, "z"),
	})})
	if got := texts(k.settle(conversation.Receipt{Outcome: conversation.Refused, Name: "full"})); !strings.HasPrefix(got, "Het hotel is vol.") {
		t.Fatalf("said %q", got)
	}
	if f := k.s.Frame(1); !f.Undoing {
		t.Fatalf("the process is not being undone: %+v", f)
	}
	got := texts(k.settle(conversation.Receipt{Outcome: conversation.Done, Reference: "F-2"}))
	undo := k.s.Action(3)
	if undo.Operation != "back.unwrite" || undo.Undoes != 1 || undo.Params["letter"].Text != "z" || undo.Params["step"].Text != "flight" {
		t.Errorf("undone by %+v", undo.ActionStarted)
	}
	if !strings.Contains(got, "kenmerk F-2") || strings.Contains(got, "Geboekt") || k.s.Frame(1).Outcome != conversation.FrameCancelled {
		t.Errorf("said %q, the process is %q", got, k.s.Frame(1).Outcome)
	}
}
