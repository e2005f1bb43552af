package conversation

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// applied is an event after others, and what it leaves in the state; no look: it must be refused.
type applied struct {
	name   string
	before []Event
	event  Event
	look   func(s *State) any
	want   any
}

func (c applied) run(t *testing.T) {
	t.Parallel()
	s := fold(t, c.before...)
	err := s.next(c.event)
	switch {
	case c.look == nil && err == nil:
		t.Fatal("it was folded in")
	case c.look == nil && !strings.Contains(err.Error(), string(c.event.Type())):
		t.Fatalf("the error does not name the event: %v", err)
	case c.look == nil:
	case err != nil:
		t.Fatal(err)
	default:
		if got := c.look(s); !reflect.DeepEqual(got, c.want) {
			t.Fatalf("got %+v, want %+v", got, c.want)
		}
	}
}

func TestWhatATurnLeaves(t *testing.T) {
	t.Parallel()
	unclear := Understood{Understanding{Commands: []Command{{Do: DoUnclear}}}}
	mixed := Understood{Understanding{Commands: []Command{{Do: DoUnclear}, {Do: DoYes}}}}
	angry := Understood{Understanding{Signals: Signals{Frustration: 0.5}}}
	for _, c := range []applied{
		{"a conversation starts", nil, begun()[0], func(s *State) any {
			return []any{s.Status, s.Language, s.Revision, s.Address.Sender, s.N, s.Opened}
		}, []any{WithAssistant, "nl", "r1", "v", int64(1), noon}},
		{"a turn fixes the time", begun()[:1], TurnStarted{Now: noon, DeskOpen: true}, func(s *State) any {
			return []any{s.Turn.DeskOpen, s.TurnN, s.Revision}
		}, []any{true, int64(2), "r1"}},
		{"a turn begins with the folder of today", begun()[:1], TurnStarted{Now: noon, Revision: "r2"}, func(s *State) any { return s.Revision }, "r2"},
		{"a message raises what was seen", begun(), MessageReceived{Input: 1, Seen: 3}, func(s *State) any { return []int64{s.Seen, s.Heard} }, []int64{3, 4}},
		{"and never lowers it", and(begun(), MessageReceived{Seen: 3}), MessageReceived{Seen: 1}, func(s *State) any { return s.Seen }, int64(3)},
		{"nothing understood is counted", and(begun(), unclear), unclear, func(s *State) any { return s.Unclear }, 2},
		{"something understood ends the count", and(begun(), unclear), mixed, func(s *State) any { return s.Unclear }, 0},
		{"so does a turn without commands", and(begun(), unclear), angry, func(s *State) any { return []int{s.Unclear, s.Anger} }, []int{0, 1}},
		{"a language that was asked for stays asked for", and(begun(), LanguageSet{Language: "en", Asked: true}), LanguageSet{Language: "nl"}, func(s *State) any {
			return []any{s.Language, s.Asked}
		}, []any{"nl", true}},
		{"an admitted command is only noted", begun(), CommandAdmitted{Command{Do: DoYes}}, func(s *State) any { return s.N }, int64(4)},
		{"a refused one too", begun(), CommandRefused{Command{Do: DoYes}, "nothing is open"}, func(s *State) any { return s.N }, int64(4)},
		{"an alarm too", begun(), AlarmRaised{Reason: "stuck"}, func(s *State) any { return s.N }, int64(4)},
		{"a person's words too", and(begun(), Claimed{Agent: "a"}), PersonSaid{Agent: "a", Text: "hoi"}, func(s *State) any { return []any{s.N, s.HasSaid("hoi")} }, []any{int64(5), false}},
		{"a turn's end lets its messages leave", begun(), TurnEnded{}, func(s *State) any { return s.Out }, int64(4)},
		{"what is said is remembered", begun(), Said{Kind: "disclosure", Text: "Hoi", Frame: 1, Step: "hello", Hash: "h"}, func(s *State) any {
			return []any{s.Disclosed, s.HasSaid("Hoi"), s.HasSaid("hoi"), s.LastSaid, s.Frame(1).Said["hello"], len(s.Recent)}
		}, []any{true, true, false, int64(4), "h", 1}},
		{"a step without a hash is not satisfied by it", begun(), Said{Frame: 1, Step: "hello"}, func(s *State) any { return len(s.Frame(1).Said) }, 0},
		{"a receipt proves its actions, and none that there is not", and(begun(), started(1, ""), settled(1, Done)), Said{Receipt: &Proof{Actions: []int{0, 1, 2}}}, func(s *State) any {
			return s.Action(1).Proven
		}, true},
		{"another subject is refused", and(begun(), IdentityProven{Identity{Subject: "C-1"}}), IdentityProven{Identity{Subject: "C-2"}}, nil, nil},
		{"a name without a subject adds to it", and(begun(), IdentityProven{Identity{Subject: "C-1"}}), IdentityProven{Identity{Name: "Sanne"}}, func(s *State) any {
			return s.Identity.Subject + s.Identity.Name
		}, "C-1Sanne"},
	} {
		t.Run(c.name, c.run)
	}
}

func TestWhatAFrameRemembers(t *testing.T) {
	t.Parallel()
	slot := SlotSet{Frame: 1, Slot: "reason", Value: Of(Choice, "lost"), Source: SourceSaid, Key: "lost", Said: "kwijt"}
	read := ResultSaved{Frame: 1, Step: "options.card", Params: "{}", Receipt: Receipt{Outcome: Done}}
	wait := WaitStarted{Frame: 1, Step: "wait", Callback: "shop.order_changed", Match: "W-1"}
	kept := ReportKept{Frame: 1, Callback: "shop.order_changed", Match: "W-1", Value: Num(1)}
	full := and(begun(), slot, read, wait, BranchTaken{Frame: 1, Step: "if", Then: true}, SlotSkipped{Frame: 1, Slot: "story"},
		Said{Frame: 1, Step: "say", Hash: "h"}, started(1, ""), settled(1, Refused))
	for _, c := range []applied{
		{"a frame is opened and runs", begun()[:2], begun()[2], func(s *State) any { return []any{s.Running, s.Frame(1).Flow, s.Process() == s.Frame(1)} }, []any{1, "block_card", true}},
		{"frames are numbered", begun(), FrameOpened{Frame: 3, Flow: "x"}, nil, nil},
		{"no frame twice", begun(), FrameOpened{Frame: 1, Flow: "x"}, nil, nil},
		{"a parent must be there", begun(), FrameOpened{Frame: 2, Parent: 2, Flow: "x"}, nil, nil},
		{"a sub-flow does not run by itself", begun(), FrameOpened{Frame: 2, Parent: 1, Step: "go", Flow: "x"}, func(s *State) any {
			return []any{s.Running, s.Inner(1, "go").ID, s.Root(s.Frame(2)).ID, s.Inner(1, "other") == nil, s.Inner(0, "") == nil}
		}, []any{1, 2, 1, true, true}},
		{"a second process waits", begun(), FrameOpened{Frame: 2, Flow: "x", Queued: true}, func(s *State) any { return []any{s.Running, s.Waiting} }, []any{1, []int{2}}},
		{"or takes over, and the first is next", begun(), FrameOpened{Frame: 2, Flow: "x"}, func(s *State) any { return []any{s.Running, s.Waiting} }, []any{2, []int{1}}},
		{"a focus changes places", and(begun(), FrameOpened{Frame: 2, Flow: "x", Queued: true}, FrameOpened{Frame: 3, Flow: "y", Queued: true}), ProcessFocused{Frame: 3}, func(s *State) any {
			return []any{s.Running, s.Waiting}
		}, []any{3, []int{1, 2}}},
		{"a focus on nothing", begun(), ProcessFocused{Frame: 2}, nil, nil},
		{"a process ends", begun(), FrameEnded{Frame: 1, Outcome: FrameDone, Returns: map[string]Value{"x": Num(1)}}, func(s *State) any {
			return []any{s.Running, s.Frame(1).Outcome, s.Frame(1).Ended, s.Frame(1).Returns["x"].Number, s.LastProcess().ID, s.Process() == nil}
		}, []any{0, FrameDone, int64(4), 1.0, 1, true}},
		{"one that waits can end", and(begun(), FrameOpened{Frame: 2, Flow: "x", Queued: true}), FrameEnded{Frame: 2, Outcome: FrameCancelled}, func(s *State) any {
			return []any{s.Running, len(s.Waiting)}
		}, []any{1, 0}},
		{"a sub-flow's end leaves its caller running", and(begun(), FrameOpened{Frame: 2, Parent: 1, Step: "go"}), FrameEnded{Frame: 2, Outcome: FrameDone}, func(s *State) any { return s.Running }, 1},
		{"a sub-flow goes on with other inputs", and(begun(), FrameOpened{Frame: 2, Parent: 1, Step: "go"}, FrameEnded{Frame: 2, Outcome: FrameDone, Returns: map[string]Value{"x": Num(1)}}),
			FrameReopened{Frame: 2, Inputs: map[string]Value{"y": Num(2)}}, func(s *State) any {
				f := s.Frame(2)
				return []any{f.Outcome, len(f.Returns), f.Ended, f.Inputs["y"].Number}
			}, []any{FrameOutcome(""), 0, int64(0), 2.0}},
		{"a frame goes on with a newer revision", and(begun(),
			SlotSet{Frame: 1, Slot: "old", Value: Of(Choice, "a"), Key: "a"}, SlotSet{Frame: 1, Slot: "gone", Value: Num(1)}, SlotSet{Frame: 1, Slot: "kept", Value: Of(Text, "a")},
			ResultSaved{Frame: 1, Step: "options.old"}, ResultSaved{Frame: 1, Step: "call.was"}, BranchTaken{Frame: 1, Step: "confirm.was.declined"},
			FrameOpened{Frame: 2, Parent: 1, Step: "go"}, ConsentAsked{ID: "k", Frame: 2}),
			FrameMigrated{Frame: 1, Revision: "newer", Renames: Renames{
				Slots: map[string]string{"old": "new"}, Steps: map[string]string{"call.was": "call.is", "confirm.was": "confirm.is", "go": "goes"},
				Options: map[string]map[string]string{"new": {"a": "b"}}, Forget: []string{"gone"},
			}}, func(s *State) any {
				f := s.Frame(1)
				_, gone := f.Slots["gone"]
				_, options := f.Results["options.new"]
				_, result := f.Results["call.is"]
				_, declined := f.Branches["confirm.is.declined"]
				return []any{f.Revision, f.Slots["new"].Value.Text, f.Slots["new"].Key, f.Slots["kept"].Value.Text, gone, options, result, declined, s.Frame(2).Step, s.Consent == nil}
			}, []any{"newer", "b", "b", "a", false, true, true, true, "goes", true}},
		{"a process that ended stays so", and(begun(), FrameEnded{Frame: 1, Outcome: FrameDone}), FrameReopened{Frame: 1}, nil, nil},
		{"a process that was over goes on to be undone", and(begun(), FrameEnded{Frame: 1, Outcome: FrameDone}), UndoBegun{Frame: 1}, func(s *State) any {
			return []any{s.Running, s.Frame(1).Undoing, s.Frame(1).Outcome}
		}, []any{1, true, FrameOutcome("")}},
		{"a sub-flow is undone with its process", and(begun(), FrameOpened{Frame: 2, Parent: 1, Step: "go"}), UndoBegun{Frame: 2}, nil, nil},
		{"the end of nothing", begun(), FrameEnded{Frame: 2}, nil, nil},
		{"a value, with where it comes from", begun(), slot, func(s *State) any { return s.Frame(1).Slots["reason"] }, SlotValue{At: noon.Add(3 * time.Second), Value: slot.Value, Source: SourceSaid, Key: "lost", Said: "kwijt", N: 4}},
		{"a value for no frame", begun(), SlotSet{Frame: 2, Slot: "reason"}, nil, nil},
		{"a value ends a skip", and(begun(), SlotSkipped{Frame: 1, Slot: "reason"}), slot, func(s *State) any { return []any{s.Frame(1).Skipped["reason"], s.Frame(1).Names()} }, []any{false, []string{"reason"}}},
		{"a value is forgotten", full, SlotCleared{Frame: 1, Slot: "reason"}, func(s *State) any { return s.Frame(1).Names() }, []string(nil)},
		{"a skip is forgotten", full, SlotCleared{Frame: 1, Slot: "story"}, func(s *State) any { return s.Frame(1).Skipped["story"] }, false},
		{"what a read gave", begun(), read, func(s *State) any { return s.Frame(1).Results["options.card"].Receipt.Outcome }, Done},
		{"a branch", begun(), BranchTaken{Frame: 1, Step: "if", Then: true}, func(s *State) any { return s.Frame(1).Branches["if"] }, true},
		{"a wait", begun(), wait, func(s *State) any { return s.Frame(1).Waits["wait"] }, Wait{Callback: "shop.order_changed", Match: "W-1"}},
		{"its end", full, WaitEnded{Frame: 1, Step: "wait", Outcome: "arrived", Value: Num(1)}, func(s *State) any { return s.Frame(1).Waits["wait"] }, Wait{Callback: "shop.order_changed", Match: "W-1", Outcome: "arrived", Value: Num(1)}},
		{"a report that comes before its wait", begun(), kept, func(s *State) any { return s.Frame(1).Reports }, []Report{{Callback: "shop.order_changed", Match: "W-1", Value: Num(1)}}},
		{"and ends it", and(begun(), kept, wait), WaitEnded{Frame: 1, Step: "wait", Outcome: "arrived", Value: Num(1)}, func(s *State) any { return len(s.Frame(1).Reports) }, 0},
		{"or does not, when its time is over", and(begun(), kept, wait), WaitEnded{Frame: 1, Step: "wait", Outcome: "elapsed"}, func(s *State) any { return len(s.Frame(1).Reports) }, 1},
		{"the way back forgets what it leads over", full, WentBack{
			Frame: 1, Step: "back", To: "collect", Forget: []string{"reason", "story", "card"}, Steps: []string{"if", "say", "wait", "block"},
		}, func(s *State) any {
			f := s.Frame(1)
			return []int{len(f.Slots), len(f.Skipped), len(f.Results), len(f.Branches), len(f.Said), len(f.Waits), len(f.Receipts), f.Backs["back"]}
		}, []int{0, 0, 0, 0, 0, 0, 0, 1}},
	} {
		t.Run(c.name, c.run)
	}
}

func TestWhatAnActionLeaves(t *testing.T) {
	t.Parallel()
	given := and(begun(), asked("k1"), ConsentGiven{ID: "k1", Input: 2, By: "text"})
	undo := started(2, "")
	undo.Undoes, undo.Operation = 1, "crm.restore"
	proof := settled(1, Done)
	proof.Receipt.Identity = &Identity{Subject: "C-2", Assurance: Substantial, At: noon}
	left := started(1, "")
	left.Operation = OpLeaveMessage
	consent := func(s *State) any { return s.Consent == nil }
	twice := func(o Outcome) []Event {
		return and(given, started(1, "k1"), settled(1, Failed), WentBack{Frame: 1, Step: Retry, Steps: []string{"block"}}, started(2, "k1"), settled(2, o))
	}
	for _, c := range []applied{
		{"a confirmation is asked", begun(), asked("k1"), func(s *State) any { return []any{s.Consent.ID, s.Consent.N, s.Consent.Given, s.Consent.Started} }, []any{"k1", int64(4), false, []bool{false}}},
		{"a newer one takes its place", and(begun(), asked("k1")), asked("k2"), func(s *State) any { return s.Consent.ID }, "k2"},
		{"it is given", and(begun(), asked("k1")), ConsentGiven{ID: "k1", Input: 2}, func(s *State) any { return []any{s.Consent.Given, s.Consent.Input} }, []any{true, int64(2)}},
		{"another is not", and(begun(), asked("k1")), ConsentGiven{ID: "k2"}, nil, nil},
		{"none is not", begun(), ConsentGiven{ID: "k1"}, nil, nil},
		{"it is taken away", given, ConsentVoided{ID: "k1"}, consent, true},
		{"another's end leaves it", given, ConsentVoided{ID: "k0"}, consent, false},
		{"the end of its process takes it away", given, FrameEnded{Frame: 1, Outcome: FrameCancelled}, consent, true},
		{"the way back takes it away", given, WentBack{Frame: 1, Step: "back"}, consent, true},
		{"another try of what failed does not", given, WentBack{Frame: 1, Step: Retry}, consent, false},
		{"a hand-back takes away what was not answered", and(begun(), asked("k1"), Claimed{Agent: "a"}), HandedBack{Agent: "a"}, consent, true},
		{"and leaves what was given", and(given, Claimed{Agent: "a"}), HandedBack{Agent: "a"}, consent, false},

		{"an action is started", given, started(1, "k1"), func(s *State) any { return []any{s.Open, s.Action(1).Settled, s.Consent.Started} }, []any{1, false, []bool{true}}},
		{"actions are numbered", given, started(2, "k1"), nil, nil},
		{"one at a time", and(given, started(1, "k1")), started(2, "k1"), nil, nil},
		{"it is looked up", and(given, started(1, "k1")), ActionChecked{N: 1, Tries: 2, Next: noon}, func(s *State) any { return []any{s.Action(1).Tries, s.Action(1).Next, s.Open} }, []any{2, noon, 1}},
		{"nothing is looked up", given, ActionChecked{N: 1}, nil, nil},
		{"it is done", and(given, started(1, "k1")), settled(1, Done), func(s *State) any {
			return []any{s.Open, s.Action(1).Settled, s.Action(1).Receipt.Outcome, s.Frame(1).Receipts["block"], s.Consent.Started, s.Settled, len(s.Deeds(1)), len(s.Deeds(2))}
		}, []any{0, true, Done, 1, []bool{true}, int64(7), 1, 0}},
		{"it failed: the consent stands", and(given, started(1, "k1")), settled(1, Failed), func(s *State) any { return s.Consent.Started }, []bool{false}},
		{"nobody knows: it does not", and(given, started(1, "k1")), settled(1, Unknown), func(s *State) any { return s.Consent.Started }, []bool{true}},
		{"it is done after all", and(given, started(1, "k1"), settled(1, Unknown)), settled(1, Done), func(s *State) any { return s.Action(1).Receipt.Outcome }, Done},
		{"failed and done after all: the consent is used", and(given, started(1, "k1"), settled(1, Failed)), settled(1, Done), func(s *State) any { return s.Consent.Started }, []bool{true}},
		{"the first try is done after all, the second is not", twice(Failed), settled(1, Done), func(s *State) any { return s.Frame(1).Receipts["block"] }, 1},
		{"both are done", twice(Done), settled(1, Done), func(s *State) any { return s.Frame(1).Receipts["block"] }, 2},
		{"nothing is settled", given, settled(1, Done), nil, nil},
		{"an undo is done", and(given, started(1, "k1"), settled(1, Done), undo), settled(2, Done), func(s *State) any {
			return []any{s.Action(1).Undone, s.Frame(1).Receipts["block"]}
		}, []any{true, 1}},
		{"an undo is not done", and(given, started(1, "k1"), settled(1, Done), undo), settled(2, Failed), func(s *State) any { return s.Action(1).Undone }, false},
		{"a code proves who it is", and(given, started(1, "k1")), proof, func(s *State) any { return s.Identity.Subject }, "C-2"},
		{"another customer's proves nothing", and(given, IdentityProven{Identity{Subject: "C-1"}}, started(1, "k1")), proof, func(s *State) any { return []any{s.Identity.Subject, s.Identity.Assurance, s.Open} }, []any{"C-1", NoAssurance, 0}},
		{"a message that was left has a case", and(begun(), left), ActionSettled{N: 1, Receipt: Receipt{Outcome: Done, Reference: "Z-1"}}, func(s *State) any { return s.Case }, "Z-1"},
	} {
		t.Run(c.name, c.run)
	}
}

func TestEventsFollowOneAnother(t *testing.T) {
	t.Parallel()
	s := fold(t, begun()...)
	for _, n := range []int64{0, 2, 3, 5} {
		if err := s.Apply(Numbered{N: n, At: noon, Event: TurnEnded{}}); err == nil || s.N != 3 {
			t.Errorf("event %d followed event 3: %v", n, err)
		}
	}
}

// TestEveryTypeHasAMeaning goes through the closed set: none falls through to "no meaning is given to it".
func TestEveryTypeHasAMeaning(t *testing.T) {
	t.Parallel()
	for typ, decode := range decoders {
		e, err := decode([]byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if err := (&State{}).next(e); err != nil && strings.Contains(err.Error(), "no meaning") {
			t.Error(typ, err)
		}
	}
}

// TestWhatATurnSaidIsKeptUntilItLeft: eight messages are remembered, and more while they have not left.
func TestWhatATurnSaidIsKeptUntilItLeft(t *testing.T) {
	t.Parallel()
	s := fold(t, begun()...)
	for i := range 12 {
		follow(t, s, Said{Text: fmt.Sprint(i)})
	}
	if len(s.Recent) != 12 {
		t.Fatalf("%d of 12 messages that have not left are remembered", len(s.Recent))
	}
	follow(t, s, TurnEnded{}, Said{Text: "12"})
	if len(s.Recent) != 8 || s.Recent[7].Text != "12" || s.Recent[0].Text != "5" {
		t.Errorf("%d are remembered after they left, from %q", len(s.Recent), s.Recent[0].Text)
	}
	follow(t, s, Claimed{Agent: "a"})
	if s.Out != s.N {
		t.Error("what had not left at a claim may still leave")
	}
}

func TestAHandBackSaysWhoSpeaksAndAsksAgain(t *testing.T) {
	t.Parallel()
	for _, toQueue := range []bool{false, true} {
		s := fold(t, and(begun(), Said{Kind: "disclosure", Text: "Hoi"}, HandoverRequested{Reason: "requested", Frame: 1, Step: "ask_person"},
			Claimed{Agent: "a"}, HandedBack{Agent: "a", ToQueue: toQueue})...)
		if s.Disclosed || s.Heard != s.N || s.Handed != s.N {
			t.Errorf("to the queue %v: disclosed %v, heard %d, handed %d of %d", toQueue, s.Disclosed, s.Heard, s.Handed, s.N)
		}
		if (s.Request != nil) != toQueue || s.Frame(1).Handed["ask_person"] == toQueue {
			t.Errorf("to the queue %v: request %v, handed %v", toQueue, s.Request, s.Frame(1).Handed)
		}
	}
	if s := fold(t, begun()...); s.Since != noon || s.next(TurnEnded{}) != nil || s.Last != noon.Add(3*time.Second) {
		t.Error("since and last are not the times of the status and of the last event")
	}
}
