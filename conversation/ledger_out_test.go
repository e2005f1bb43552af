package conversation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"balie/conversation"
)

// leaves returns the texts that may be sent on the push channel now, and marks them as sent.
func (h *house) leaves() []string {
	h.Helper()
	texts := []string{}
	for {
		out, err := h.store.Attempt(h.ctx(), "phone", 0)
		h.must(err)
		if len(out) == 0 {
			return texts
		}
		for _, o := range out {
			if o.Address.Sender != "v" || o.ID != fmt.Sprintf("%s-%d", o.Conversation, o.N) || o.Message.N != o.N {
				h.Errorf("a message goes out as %+v", o)
			}
			texts = append(texts, strings.ReplaceAll(o.Message.Text, "\n\n", "|"))
			h.must(h.store.Mark(h.ctx(), conversation.Delivery{ID: o.ID, State: conversation.Sent}))
		}
	}
}

// sent ends the test unless exactly these texts leave now.
func (h *house) sent(want ...string) {
	h.Helper()
	if got := h.leaves(); fmt.Sprint(got) != fmt.Sprint(want) {
		h.Fatalf("%q left, want %q", got, want)
	}
}

func said(texts ...string) []conversation.Event {
	var out []conversation.Event
	for _, s := range texts {
		out = append(out, conversation.Said{Kind: "say", Text: s})
	}
	return out
}

func TestATurnLeavesAsOneMessage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("phone", "v")
	h.must(held.Add(said("een", "twee")...))
	h.must(h.begins(held, "C-1"))
	h.sent() // a message costs money: it waits for what the action brings
	h.must(held.Add(said("drie")...))
	h.ends(held, conversation.Done)
	h.sent()
	h.must(held.Add(conversation.TurnEnded{}))
	h.commit(held)
	h.sent("een|twee|drie")
	h.must(held.Add(conversation.TurnStarted{}, conversation.TurnEnded{}))
	h.commit(held)
	h.sent()
	h.must(held.Add(append(said("vier"), conversation.TurnEnded{})...))
	h.commit(held)
	h.sent("vier")
}

// TestALongCallLetsItLeave: it is released once, and what comes after it leaves when the turn rests.
func TestALongCallLetsItLeave(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("phone", "v")
	h.must(held.Add(said("een")...))
	h.must(h.begins(held, "C-1"))
	if !h.a.Holds(held) {
		t.Fatal("nothing is held")
	}
	h.must(held.Add(conversation.SayingReleased{}))
	h.commit(held)
	h.sent("een")
	if h.a.Holds(held) {
		t.Error("what has left is held")
	}
	held = h.stored(held.ID())
	h.must(held.Add(append(said("twee"), conversation.TurnEnded{})...))
	h.commit(held)
	h.sent("twee")
	other := h.open("widget", "w")
	h.must(other.Add(said("een")...))
	if h.a.Holds(other) {
		t.Error("a channel that reads the record waits for nothing")
	}
}

func TestWhatATurnBeganAnotherSends(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("phone", "v")
	h.must(held.Add(said("een")...))
	h.must(h.begins(held, "C-1"))
	h.clock.Move(time.Minute) // the process dies
	again := h.take(h.b, held.ID())
	h.must(again.Add(conversation.Said{Text: "twee"}, conversation.TurnEnded{}))
	h.must(h.b.Commit(h.ctx(), again, conversation.Terms{}))
	h.sent("een|twee")
}

func TestALongTurnLosesNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("phone", "v")
	var want []string
	for i := range 12 {
		want = append(want, fmt.Sprint(i))
		h.must(held.Add(said(want[i])...))
		h.commit(held)
	}
	h.must(held.Add(conversation.TurnEnded{}))
	h.commit(held)
	h.sent(strings.Join(want, "|"))
}

func TestOneMessageCarriesWhatCameWithAll(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("phone", "v")
	button := func(id, style string) conversation.Button {
		return conversation.Button{ID: id, Label: id, Style: style}
	}
	h.must(held.Add(
		conversation.Said{Text: "a", Buttons: []conversation.Button{button("old", ""), button("person", "quiet")}, Citations: []conversation.Citation{{Title: "A"}}},
		conversation.Said{Text: "b", Receipt: &conversation.Proof{Title: "B"}},
		conversation.Said{Text: "c", Buttons: []conversation.Button{button("yes", "primary")}, Citations: []conversation.Citation{{Title: "C"}}},
		conversation.TurnEnded{},
	))
	h.commit(held)
	out, err := h.store.Attempt(h.ctx(), "phone", 0)
	h.must(err)
	if len(out) != 1 {
		t.Fatalf("%d messages leave", len(out))
	}
	m := out[0].Message
	ids := ""
	for _, b := range m.Buttons {
		ids += b.ID + " "
	}
	if ids != "yes person " || fmt.Sprint(m.Citations) != "[{A  } {C  }]" || m.Receipt == nil || m.Receipt.Title != "B" || m.From != conversation.FromAssistant {
		t.Errorf("it carries %+v", m)
	}
}

func TestAClaimWithdrawsForGood(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("phone", "v")
	h.must(held.Add(append(said("een"), conversation.TurnEnded{})...)) // in the outbox
	h.commit(held)
	h.must(held.Add(said("twee")...)) // waits for the turn's rest
	h.must(h.begins(held, "C-1"))
	agent := h.stored(held.ID())
	agent.Withdraw("*")
	h.must(agent.Add(conversation.Claimed{Agent: "a", Name: "Anna"}, conversation.PersonSaid{Agent: "a", Name: "Anna", Text: "Met Anna"}))
	h.must(h.b.Commit(h.ctx(), agent, conversation.Terms{}))
	h.sent("Met Anna")

	held, err := h.a.Reload(h.ctx(), held)
	h.must(err)
	h.ends(held, conversation.Done) // the receipt still comes in
	h.sent()
	h.must(held.Add(conversation.HandedBack{Agent: "a"}, conversation.Said{Text: "drie"}, conversation.TurnEnded{}))
	h.commit(held)
	h.sent("drie")
}

func TestOtherChannelsReadTheRecord(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	h.must(held.Add(append(said("een"), conversation.Claimed{Agent: "a"}, conversation.PersonSaid{Text: "twee"}, conversation.TurnEnded{})...))
	h.commit(held)
	h.sent()
}

func TestTheCardShowsNothingPersonal(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	h.must(held.Add(
		conversation.IdentityProven{Identity: conversation.Identity{Subject: "C-1001", Name: "Sanne"}}, conversation.Said{Text: "C-1001"},
		conversation.HandoverRequested{Reason: "requested", Urgent: true, Flow: "block_card", Step: "person"}, conversation.Claimed{Agent: "a", Name: "Anna"},
	))
	h.commit(held)
	cards, err := h.store.List(h.ctx(), conversation.Filter{Holder: "a"})
	h.must(err)
	if len(cards) != 1 {
		t.Fatalf("%d cards", len(cards))
	}
	c := cards[0]
	if c.Status != conversation.WithPerson || c.Reason != "requested" || !c.Urgent || c.Flow != "block_card" || c.Step != "person" || c.Epoch != 1 || c.ID != held.ID() {
		t.Errorf("the card is %+v", c)
	}
	if s := fmt.Sprintf("%+v", c); strings.Contains(s, "C-1001") || strings.Contains(s, "Sanne") {
		t.Errorf("the card is %s", s)
	}
}
