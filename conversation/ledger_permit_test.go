package conversation_test

import (
	"strings"
	"testing"
	"time"

	"balie/conversation"
)

func TestAPermitIsForACommittedStart(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	refused := func(when string, held *conversation.Held, want error) {
		t.Helper()
		p, err := h.a.Permit(held)
		if err == nil {
			t.Fatalf("%s: there is a permit %+v", when, p)
		}
		if want != nil {
			h.is(err, want)
		}
	}
	refused("nothing is open", held, nil)
	h.must(h.a.Start(held, block(held, "C-1")))
	refused("the start is not committed", held, nil)
	h.must(h.a.Commit(h.ctx(), held, conversation.Terms{Hold: 10 * time.Second}))
	p, err := h.a.Permit(held)
	h.must(err)
	a := held.State.Action(1)
	if p.Key() != a.Key || p.Param("who").Text != "C-1" || p.Started() != a.At || p.Conversation() != held.ID() || p.Address().Sender != "v" || p.Language() != "nl" {
		t.Errorf("the permit is not what was started: %+v", p)
	}
	if !p.Until().Equal(h.clock.Now().Add(10 * time.Second)) {
		t.Errorf("it ends %s, the lease was prolonged to %s", p.Until(), h.clock.Now().Add(10*time.Second))
	}
	refused("nobody holds the lease", h.stored(held.ID()), conversation.ErrLost)
	h.must(held.Add(conversation.TurnEnded{}))
	refused("something is added", held, nil)
	h.commit(held)
	op := h.ops["crm.block"]
	delete(h.ops, "crm.block")
	refused("nobody offers it any more", held, nil)
	h.ops["crm.block"] = op
	h.ends(held, conversation.Done)
	refused("it is settled", held, nil)
}

func TestAReadNeedsItsOwnPermit(t *testing.T) {
	t.Parallel()
	list := conversation.Call{Operation: "crm.list", Params: map[string]conversation.Value{"x": conversation.Num(1)}, Actor: conversation.FromAssistant}
	proof := conversation.IdentityProven{Identity: conversation.Identity{Subject: "C-1", Assurance: conversation.Basic, At: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}}
	for _, c := range []struct {
		name   string
		events []conversation.Event
		call   conversation.Call
		want   error // nil with no text: there is one
		says   string
	}{
		{"all is well", []conversation.Event{proof}, list, nil, ""},
		{"nobody offers it", nil, conversation.Call{Operation: "crm.steal"}, nil, "nobody offers"},
		{"it is a write", []conversation.Event{proof}, conversation.Call{Operation: "crm.block"}, nil, "needs a start"},
		{"nobody is known", nil, list, conversation.ErrAssurance, ""},
		{"a person has the floor", []conversation.Event{proof, conversation.Claimed{Agent: "a"}}, list, conversation.ErrFloor, ""},
		{"it is closed", []conversation.Event{proof, conversation.ConversationClosed{By: "a", Reason: "solved"}}, list, conversation.ErrFloor, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			held := h.open("widget", "v")
			h.must(held.Add(c.events...))
			p, err := h.a.PermitRead(held, c.call)
			switch {
			case c.want != nil:
				h.is(err, c.want)
			case c.says != "":
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("got %v", err)
				}
			case err != nil:
				t.Error(err)
			case p.Key() != "" || p.Subject() != "C-1" || p.Operation().Name != "crm.list" || p.Param("x").Number != 1:
				t.Errorf("the permit is %+v", p)
			}
		})
	}
}

func TestOnlyADeclaredUndoUndoes(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	h.must(h.begins(held, "C-1"))
	h.ends(held, conversation.Done)
	undo := func(operation string) error {
		return h.a.Start(held, conversation.Call{Operation: operation, Frame: 1, Step: "undo", Undoes: 1, Actor: conversation.FromAssistant, Base: held.State.N})
	}
	h.is(undo("crm.order"), conversation.ErrConsent)
	h.must(undo("crm.restore"))
	h.must(h.a.Commit(h.ctx(), held, conversation.Terms{}))
	h.ends(held, conversation.Done)
	if !held.State.Action(1).Undone {
		t.Error("it is not undone")
	}
	h.is(undo("crm.restore"), conversation.ErrConsent)
}

func TestNobodyStartsOrSettlesWhatThereIsNot(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	if h.a.Start(held, conversation.Call{Operation: "crm.steal", Base: held.State.N}) == nil || h.a.Settle(held, 1, conversation.Receipt{}, "") == nil {
		t.Error("what there is not was started or settled")
	}
	if len(held.Draft()) != 0 {
		t.Error("something was added")
	}
}
