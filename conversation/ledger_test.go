package conversation_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"balie/conversation"
)

// TestASnapshotIsWhatItsEventsTell commits a long conversation in small pieces. After each, what is in memory, the
// snapshot with the records after it, and all records tell the same. All snapshots but the last weigh no more than the
// record itself.
func TestASnapshotIsWhatItsEventsTell(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	id := held.ID()
	snapshots, weight, last := 0, 0, 0
	events := story(h.clock.Now())
	for i := range 60 {
		events = append(events, conversation.Said{Kind: "answer", Text: fmt.Sprint("Nog iets: ", i)})
	}
	for i, e := range events {
		h.clock.Move(time.Second)
		h.must(held.Add(e))
		h.commit(held)
		want := h.refold(id)
		h.same(held.State, want)
		h.same(h.stored(id).State, want)
		if i%3 == 0 { // by way of what is remembered
			h.must(h.a.Return(h.ctx(), held))
			held = h.take(h.a, id)
			h.same(held.State, want)
		}
		loan, err := h.store.Load(h.ctx(), id)
		h.must(err)
		if len(loan.Tail) == 0 {
			snapshots, weight, last = snapshots+1, weight+last, len(loan.Snapshot)
		}
	}
	record, err := h.store.Records(h.ctx(), id, 0, 10_000)
	h.must(err)
	for _, r := range record {
		weight -= len(r.Body)
	}
	if snapshots < 2 || weight > 0 {
		t.Errorf("%d snapshots were made, %d bytes more than the record has", snapshots, weight)
	}
}

// story is a conversation with a bit of everything.
func story(now time.Time) []conversation.Event {
	params := map[string]conversation.Value{"who": conversation.Of(conversation.Text, "C-1"), "sum": conversation.Cents(1250, "EUR")}
	start := func(n, undoes int) conversation.ActionStarted {
		return conversation.ActionStarted{
			N: n, Operation: "crm.block", Key: conversation.ActionKey("c", n), Params: params, Frame: 1, Step: "block", Consent: "k1",
			Undoes: undoes, At: now, TimeOut: time.Second,
		}
	}
	list := conversation.ListOf(conversation.Rec(map[string]conversation.Value{"id": conversation.Of(conversation.Ref("card"), "K-12"), "rate": conversation.Num(0.1)}))
	return []conversation.Event{
		conversation.Said{Kind: "disclosure", Text: "Hoi", Buttons: []conversation.Button{{ID: "start:x", Label: "X"}}},
		conversation.IdentityProven{Identity: conversation.Identity{Subject: "C-1", Name: "Sanne", Assurance: conversation.Substantial, At: now, By: "token"}},
		conversation.Understood{Understanding: conversation.Understanding{Commands: []conversation.Command{{Do: conversation.DoUnclear}}, By: "test"}},
		conversation.ResultSaved{Frame: 1, Step: "options.card", Params: "{}", Receipt: conversation.Receipt{Outcome: conversation.Done, Output: list, Took: time.Second}, Until: now},
		conversation.SlotSet{Frame: 1, Slot: "card", Value: list.Items[0], Key: "K-12", Source: conversation.SourceSaid, Said: "die"},
		conversation.SlotSkipped{Frame: 1, Slot: "story"},
		conversation.BranchTaken{Frame: 1, Step: "if", Then: false},
		conversation.FrameOpened{Frame: 2, Flow: "order", Queued: true, Inputs: params},
		conversation.FrameOpened{Frame: 3, Parent: 1, Step: "sub", Flow: "report"},
		conversation.ConsentAsked{ID: "k1", Frame: 1, Step: "confirm", Calls: []conversation.FrozenCall{{Operation: "crm.block", Step: "block", Params: params}}, Expires: now.Add(time.Hour)},
		conversation.ConsentGiven{ID: "k1", Input: 2, By: "button"},
		start(1, 0), conversation.ActionChecked{N: 1, Tries: 1, Next: now.Add(time.Second)},
		conversation.ActionSettled{N: 1, Operation: "crm.block", Receipt: conversation.Receipt{Outcome: conversation.Done, Reference: "B-1", At: now}, By: "key"},
		conversation.Said{Frame: 1, Step: "say", Hash: "h", Text: "Gelukt", Receipt: &conversation.Proof{Title: "Pas", Actions: []int{1}}},
		start(2, 1), conversation.ActionSettled{N: 2, Receipt: conversation.Receipt{Outcome: conversation.Done}},
		conversation.WaitStarted{Frame: 1, Step: "wait", Callback: "crm.changed", Match: "B-1", Until: now.Add(time.Hour)},
		conversation.WaitEnded{Frame: 1, Step: "wait", Outcome: "arrived", Value: conversation.Bool(true)},
		conversation.WentBack{Frame: 1, Step: "back", To: "collect", Forget: []string{"card"}, Steps: []string{"wait"}},
		conversation.TurnEnded{Took: time.Second},
		conversation.HandoverRequested{Reason: "requested", Urgent: true, Frame: 1, Step: "person"},
		conversation.Claimed{Agent: "a", Name: "Anna"}, conversation.PersonSaid{Agent: "a", Name: "Anna", Text: "Hoi"},
		conversation.HandedBack{Agent: "a"},
		conversation.FrameEnded{Frame: 3, Outcome: conversation.FrameDone, Returns: params},
		conversation.FrameEnded{Frame: 1, Outcome: conversation.FrameDone}, conversation.ProcessFocused{Frame: 2},
		conversation.LanguageSet{Language: "en", Asked: true}, conversation.ConversationClosed{By: "a", Reason: "solved"},
	}
}

func TestWhatIsRememberedIsNeverAnotherVersion(t *testing.T) {
	t.Parallel()
	for name, between := range map[string]func(h *house, id conversation.ID){
		"nothing happens": func(*house, conversation.ID) {},
		"an agent claims it": func(h *house, id conversation.ID) {
			held, err := h.b.Load(h.ctx(), id)
			h.must(err)
			h.must(held.Add(conversation.Claimed{Agent: "a"}))
			h.must(h.b.Commit(h.ctx(), held, conversation.Terms{}))
		},
		"another process takes a turn": func(h *house, id conversation.ID) {
			held := h.take(h.b, id)
			h.must(held.Add(conversation.TurnEnded{}))
			h.must(h.b.Commit(h.ctx(), held, conversation.Terms{}))
			h.must(h.b.Return(h.ctx(), held))
		},
		"a draft is dropped": func(h *house, id conversation.ID) {
			held := h.take(h.a, id)
			h.must(held.Add(conversation.Claimed{Agent: "a"}))
			h.must(h.a.Return(h.ctx(), held))
		},
		"an event is refused": func(h *house, id conversation.ID) {
			held := h.take(h.a, id)
			if held.Add(conversation.ConsentGiven{ID: "none"}) == nil || len(held.Draft()) != 0 {
				h.Fatal("it was folded in")
			}
			h.must(h.a.Return(h.ctx(), held))
		},
		"a lost lease comes back": func(h *house, id conversation.ID) {
			slow := h.take(h.a, id)
			h.clock.Move(time.Minute)
			quick := h.take(h.b, id)
			h.must(quick.Add(conversation.TurnEnded{}))
			h.must(h.b.Commit(h.ctx(), quick, conversation.Terms{}))
			h.must(h.b.Return(h.ctx(), quick))
			h.must(h.a.Return(h.ctx(), slow))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			held := h.open("widget", "v")
			id := held.ID()
			h.must(h.a.Return(h.ctx(), held))
			between(h, id)
			held = h.take(h.a, id)
			h.same(held.State, h.refold(id))
			h.must(held.Add(conversation.TurnEnded{}))
			h.commit(held)
			h.same(held.State, h.refold(id))
		})
	}
}

func TestARefusedCommitChangesNothing(t *testing.T) {
	t.Parallel()
	start := func(h *house, held *conversation.Held) { h.must(h.a.Start(held, block(held, "C-1"))) }
	said := func(h *house, held *conversation.Held) { h.must(held.Add(conversation.TurnEnded{})) }
	for _, c := range []struct {
		name   string
		want   error // nil: it is stored
		draft  func(*house, *conversation.Held)
		before func(*house, *conversation.Held) // the commit
		terms  conversation.Terms
	}{
		{"nobody came in between", nil, said, nil, conversation.Terms{Refuse: true}},
		{"another commit came first", conversation.ErrMoved, said, func(h *house, held *conversation.Held) {
			other := h.stored(held.ID())
			h.must(other.Add(conversation.AlarmRaised{Reason: "test"}))
			h.must(h.b.Commit(h.ctx(), other, conversation.Terms{}))
		}, conversation.Terms{}},
		{"a newer message waits", conversation.ErrNewer, said, func(h *house, _ *conversation.Held) { h.hears("widget", "v") }, conversation.Terms{Refuse: true}},
		{"and the commit may stand all the same", nil, said, func(h *house, _ *conversation.Held) { h.hears("widget", "v") }, conversation.Terms{}},
		{"and it is taken", nil, said, func(h *house, _ *conversation.Held) { h.hears("widget", "v") }, conversation.Terms{Refuse: true, Taken: 2}},
		{"a start never stands over it", conversation.ErrNewer, start, func(h *house, _ *conversation.Held) { h.hears("widget", "v") }, conversation.Terms{}},
		{"a start is stored", nil, start, nil, conversation.Terms{Hold: time.Second}},
		{"a start whose lease is over", conversation.ErrLost, start, func(h *house, _ *conversation.Held) { h.clock.Move(11 * time.Second) }, conversation.Terms{}},
		{"words need no lease", nil, said, func(h *house, _ *conversation.Held) { h.clock.Move(11 * time.Second) }, conversation.Terms{}},
		{"a start whose lease another has", conversation.ErrLost, start, func(h *house, held *conversation.Held) {
			h.clock.Move(11 * time.Second)
			h.take(h.b, held.ID())
		}, conversation.Terms{}},
		{"a start over the limit", conversation.ErrLimit, start, func(h *house, _ *conversation.Held) {
			for _, sender := range []string{"w", "x"} {
				h.must(h.begins(h.open("widget", sender), "C-1"))
			}
		}, conversation.Terms{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			held := h.open("widget", "v")
			c.draft(h, held)
			if c.before != nil {
				c.before(h, held)
			}
			before := h.refold(held.ID())
			h.is(h.a.Commit(h.ctx(), held, c.terms), c.want)
			if c.want == nil {
				before = held.State
			}
			h.same(h.refold(held.ID()), before)
			again, err := h.a.Reload(h.ctx(), held)
			h.must(err)
			h.same(again.State, before)
			if len(again.Draft()) != 0 || !again.Owned() {
				t.Error("what is read again has a draft or no lease")
			}
		})
	}
}

// deaf is a bell that cannot be rung.
type deaf struct{ conversation.Bell }

func (deaf) Ring(context.Context, conversation.ID) error { return errors.New("the wire is cut") }

func TestACommitStandsWhenTheBellCannotBeRung(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	h.a.Bell = deaf{}
	h.must(h.begins(held, "C-1"))
	if _, err := h.a.Permit(held); err != nil {
		t.Errorf("the call whose start is stored may not be made: %v", err)
	}
}

func TestARecordIsSealedAndItsHeadIsClear(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	const secret = "gestolen in Waterdam"
	h.must(held.Add(conversation.SlotSet{Frame: 1, Flow: "block_card", Slot: "story", Value: conversation.Of(conversation.Text, secret), Said: secret}))
	h.commit(held)
	records, err := h.store.Records(h.ctx(), held.ID(), 4, 10)
	h.must(err)
	if len(records) != 1 || bytes.Contains(records[0].Body, []byte(secret)) || string(records[0].Head) != `{"frame":1,"flow":"block_card","step":"story"}` {
		t.Errorf("stored: %d records, head %s", len(records), records[0].Head)
	}
}

func TestTakingFromWhoHasIt(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	_, err := h.b.Take(h.ctx(), held.ID())
	h.is(err, conversation.ErrBusy)
	_, err = h.a.Load(h.ctx(), "nobody")
	h.is(err, conversation.ErrGone)
	h.hears("widget", "v")
	for i := range 3 {
		h.clock.Move(11 * time.Second)
		again := h.take(h.b, held.ID())
		if again.Attempts() != i+1 {
			t.Errorf("taken %d times since the last commit, want %d", again.Attempts(), i+1)
		}
	}
}

func TestEventsAreReadFromANumberOn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	for after, want := range map[int64]string{0: "[1 2]", 2: "[3 4]", 3: "[4]", 4: "[]", 99: "[]"} {
		events, err := h.a.Events(h.ctx(), held.ID(), after, 2)
		h.must(err)
		numbers := []int64{}
		for _, r := range events {
			numbers = append(numbers, r.N)
		}
		if fmt.Sprint(numbers) != want {
			t.Errorf("after %d: %v, want %s", after, numbers, want)
		}
	}
}
