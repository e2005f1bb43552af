package flows

import (
	"strings"
	"testing"
	"testing/fstest"

	"balie/conversation"
)

// outerFlow runs innerFlow twice over: what it returns goes into a write.
const outerFlow = `
flow: outer
title: {nl: Bezoek plannen, en: Plan a visit}
description: The customer plans a visit.
examples: {nl: [bezoek plannen], en: [plan a visit]}
slots:
  day:
    type: choice
    ask: {nl: "Welke dag?", en: "Which day?"}
    options: [{value: mon, label: {nl: Maandag, en: Monday}}, {value: tue, label: {nl: Dinsdag, en: Tuesday}}]
steps:
  - collect: day
  - flow: inner
    with: {day: day}
    save: got
  - confirm: {nl: "{{label(day)}}: {{got.room}} {{got.chairs}}. Doen?", en: "{{label(day)}}: {{got.room}} {{got.chairs}}. Go?"}
    do:
      - call: back.write
        with: {x: got.room, y: got.chairs, step: "'visit'"}
        save: done
  - say: {nl: "Gepland.", en: "Planned."}
`

const innerFlow = `
flow: inner
title: {nl: Zaal kiezen, en: Choose a room}
description: Chooses a room.
inputs: {day: text}
slots:
  room:
    type: choice
    ask: {nl: "Welke zaal?", en: "Which room?"}
    options: [{value: red, label: {nl: Rood, en: Red}}, {value: blue, label: {nl: Blauw, en: Blue}}]
  chairs:
    type: choice
    ask: {nl: "Hoeveel stoelen?", en: "How many chairs?"}
    options: [{value: few, label: {nl: Weinig, en: Few}}, {value: many, label: {nl: Veel, en: Many}}]
steps:
  - collect: room
  - collect: chairs
returns: {room: room, chairs: chairs}
`

func planned(t *testing.T) *talker {
	t.Helper()
	return newTalker(t, fstest.MapFS{
		"outer.yaml": &fstest.MapFile{Data: []byte(outerFlow)}, "inner.yaml": &fstest.MapFile{Data: []byte(innerFlow)},
	}, trials())
}

func gives(frame int, slot, value string) conversation.Command {
	v := conversation.Of(conversation.Choice, value)
	return conversation.Command{Do: conversation.DoSet, Frame: frame, Slot: slot, Value: &v}
}

func TestAnAnswerInAnEndedSubFlowIsCorrected(t *testing.T) {
	t.Parallel()
	k := planned(t)
	k.turn(conversation.Command{Do: conversation.DoStart, Flow: "outer"}, gives(1, "day", "mon"))
	k.turn(gives(2, "room", "red"))
	if got := texts(k.turn(gives(2, "chairs", "few"))); got != "Maandag: red few. Doen?" {
		t.Fatalf("said %q", got)
	}
	found := false
	for _, x := range k.e.Expect(k.s).Also {
		found = found || x.Frame == 2 && x.Slot == "room"
	}
	if !found {
		t.Error("the recognizer may not propose a correction of the room")
	}
	if got := texts(k.turn(gives(2, "room", "blue"))); !strings.HasSuffix(got, "\nMaandag: blue few. Doen?") {
		t.Errorf("after the correction: %q", got)
	}
	if k.s.Frame(2).Outcome != conversation.FrameDone || len(k.s.Frames) != 2 {
		t.Errorf("frames: %d, the sub-flow is %q", len(k.s.Frames), k.s.Frame(2).Outcome)
	}
}

func TestASubFlowWithOtherInputsAsksNothingThatHolds(t *testing.T) {
	t.Parallel()
	k := planned(t)
	k.turn(conversation.Command{Do: conversation.DoStart, Flow: "outer"}, gives(1, "day", "mon"))
	k.turn(gives(2, "room", "red"))
	k.turn(gives(2, "chairs", "few"))
	if got := texts(k.turn(gives(1, "day", "tue"))); !strings.HasSuffix(got, "\nDinsdag: red few. Doen?") || strings.Contains(got, "zaal") {
		t.Errorf("after the correction: %q", got)
	}
	if v := k.s.Frame(2).Inputs["day"].Text; v != "tue" {
		t.Errorf("the sub-flow has day %q", v)
	}
}

// does passes the start of a move and settles it.
func (k *talker) settle(r conversation.Receipt) []conversation.Said {
	k.Helper()
	m, err := k.e.Advance(k.s, conversation.Cause{Kind: conversation.CauseWalk})
	if err != nil || m.Start == nil {
		k.Fatalf("nothing starts: %+v, %v", m, err)
	}
	k.apply(m.Events...)
	started, err := conversation.Start(k.s, k.e.Revision("").Operations[m.Start.Operation], *m.Start, k.s.Turn.Now)
	if err != nil {
		k.Fatal(err)
	}
	k.apply(started, conversation.ActionSettled{N: started.N, Operation: started.Operation, Receipt: r})
	return k.drive(conversation.Cause{Kind: conversation.CauseWalk})
}

// yes says yes to the open confirmation and leaves the start to settle.
func (k *talker) yes() {
	k.Helper()
	k.n++
	m, err := k.e.Advance(k.s, conversation.Cause{Kind: conversation.CauseInput, Command: conversation.Command{Do: conversation.DoYes, Seen: k.s.N}})
	if err != nil {
		k.Fatal(err)
	}
	k.apply(m.Events...)
}

var done = conversation.Receipt{Outcome: conversation.Done, Reference: "R-1"}

func TestANewValueAfterTheEndIsANewWish(t *testing.T) {
	t.Parallel()
	k := planned(t)
	k.turn(conversation.Command{Do: conversation.DoStart, Flow: "outer"}, gives(1, "day", "mon"))
	k.turn(gives(2, "room", "red"))
	k.turn(gives(2, "chairs", "few"))
	k.yes()
	if got := texts(k.settle(done)); !strings.HasPrefix(got, "Gepland.") {
		t.Fatalf("said %q", got)
	}
	if got := texts(k.turn(gives(1, "day", "mon"))); !strings.Contains(got, "kenmerk R-1") {
		t.Errorf("the same value again: %q", got)
	}
	got := texts(k.turn(gives(1, "day", "tue")))
	if !strings.Contains(got, "opnieuw, met day: Dinsdag") || !strings.HasSuffix(got, "Welke zaal?") {
		t.Errorf("another value: %q", got)
	}
	if k.s.Running != 3 || k.s.Frame(3).Slots["day"].Value.Text != "tue" || k.s.Frame(1).Slots["day"].Value.Text != "mon" {
		t.Errorf("running %d, slots %+v", k.s.Running, k.s.Frame(3).Slots)
	}
}

func TestWhatADoneActionDependsOnByWayOfASubFlowStays(t *testing.T) {
	t.Parallel()
	more := strings.Replace(outerFlow, `  - say: {nl: "Gepland."`, `  - collect: day2
  - say: {nl: "Gepland."`, 1)
	more = strings.Replace(more, "steps:", `  day2:
    type: choice
    ask: {nl: "Nog een dag?", en: "Another day?"}
    options: [{value: wed, label: {nl: Woensdag, en: Wednesday}}]
steps:`, 1)
	k := newTalker(t, fstest.MapFS{
		"outer.yaml": &fstest.MapFile{Data: []byte(more)}, "inner.yaml": &fstest.MapFile{Data: []byte(innerFlow)},
	}, trials())
	k.turn(conversation.Command{Do: conversation.DoStart, Flow: "outer"}, gives(1, "day", "mon"))
	k.turn(gives(2, "room", "red"))
	k.turn(gives(2, "chairs", "few"))
	k.yes()
	k.settle(done)
	if got := texts(k.turn(gives(2, "room", "blue"))); !strings.Contains(got, "R-1") || k.s.Frame(2).Slots["room"].Value.Text != "red" {
		t.Errorf("said %q, the room is %s", got, k.s.Frame(2).Slots["room"].Value)
	}
}

func TestANoTakesAwayAYesThatWasNotUsed(t *testing.T) {
	t.Parallel()
	k := planned(t)
	k.turn(conversation.Command{Do: conversation.DoStart, Flow: "outer"}, gives(1, "day", "mon"))
	k.turn(gives(2, "room", "red"))
	k.turn(gives(2, "chairs", "few"))
	k.yes()
	if got := texts(k.settle(conversation.Receipt{Outcome: conversation.Failed})); !strings.Contains(got, "opnieuw proberen") {
		t.Fatalf("said %q", got)
	}
	if c := k.s.Consent; c == nil || !c.Given || c.Started[0] {
		t.Fatalf("a failed start gives the call back: %+v", c)
	}
	if got := texts(k.turn(conversation.Command{Do: conversation.DoNo})); !strings.Contains(got, "ik doe niets") || k.s.Consent != nil {
		t.Errorf("said %q, consent %+v", got, k.s.Consent)
	}
}
