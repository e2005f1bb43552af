package desk_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/desk"
	"balie/conversation/sqlite"
	"balie/conversation/storetest"
)

// offers is what the systems outside can do in these tests.
type offers struct{}

func (offers) Operation(name string) (conversation.Operation, bool) {
	return conversation.Operation{
		Name: name, Effect: conversation.EffectWrite, Whose: conversation.Public, Once: conversation.BestEffort, TimeOut: 5 * time.Second,
	}, name == "crm.block_card"
}

// room is a desk on a real store.
type room struct {
	*testing.T
	*desk.Desk
	clock  *storetest.Clock
	store  *sqlite.Store
	ledger *conversation.Ledger
	made   int
}

func setup(t *testing.T, change ...func(*desk.Options)) *room {
	t.Helper()
	r := &room{T: t, clock: storetest.ClockAt(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))}
	var err error
	r.store, err = sqlite.Open(context.WithoutCancel(t.Context()), sqlite.Options{
		Path: filepath.Join(t.TempDir(), "balie.db"), Key: []byte("0123456789abcdef0123456789abcdef"), Now: r.clock.Now,
	})
	r.must(err)
	t.Cleanup(func() { r.must(r.store.Close()) })
	r.ledger = conversation.NewLedger(conversation.LedgerOptions{
		Store: r.store, Archive: r.store, Sealer: r.store, Hasher: r.store, Bell: r.store, Operations: offers{}, Now: r.clock.Now,
		Owner: "test", Push: func(ch string) bool { return ch == "whatsapp" },
	})
	o := desk.Options{Ledger: r.ledger, Archive: r.store, Now: r.clock.Now, Describe: describe}
	for _, c := range change {
		c(&o)
	}
	r.Desk = desk.New(o)
	return r
}

func (r *room) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// describe knows one flow.
func describe(_, flow, lang string) (desk.Flow, bool) {
	if flow != "block_card" {
		return desk.Flow{}, false
	}
	title := map[string]string{"nl": "Bankpas blokkeren"}[lang]
	if title == "" {
		title = "Block a bank card"
	}
	option := func(key, label string) conversation.Option {
		return conversation.Option{Key: key, Value: conversation.Of(conversation.Choice, key), Label: label}
	}
	return desk.Flow{
		Title: title,
		Steps: []desk.Step{
			{Name: "collect.reason", Kind: "collect", Label: "Reason", Slots: []string{"reason"}},
			{Name: "collect.day", Kind: "collect", Label: "Day", Slots: []string{"day"}},
			{Name: "confirm.1", Kind: "confirm"},
			{Name: "call.block", Kind: "call", Label: "crm.block_card", Depth: 1},
			{Name: "flow.again", Kind: "flow", Label: "block_card"},
		},
		Slots: []desk.Slot{
			{Name: "reason", Label: "Reason", Type: conversation.Choice, Options: []conversation.Option{option("lost", "Lost"), option("stolen", "Stolen")}},
			{Name: "day", Label: "Day", Type: conversation.Date},
			{Name: "limit", Label: "Limit", Type: conversation.Money},
			{Name: "code", Label: "Code", Type: conversation.Text, Class: conversation.ClassSecret},
		},
	}, true
}

// open makes a conversation of a new customer with the events given after its first.
func (r *room) open(channel string, events ...conversation.Event) conversation.ID {
	r.Helper()
	r.made++
	address := conversation.Address{Channel: channel, Account: "site", Sender: fmt.Sprintf("visitor-%d", r.made)}
	acc, err := r.store.Accept(r.Context(), conversation.Input{
		Address: address, Source: channel + "/site", ID: fmt.Sprintf("m-%d", r.made), Kind: conversation.InputText, Text: "mijn pas is weg", At: r.clock.Now(),
	})
	r.must(err)
	h, err := r.ledger.Take(r.Context(), acc[0].Conversation)
	r.must(err)
	r.must(h.Add(
		conversation.ConversationStarted{Address: address, Language: "nl", Revision: "r1"},
		conversation.MessageReceived{Input: acc[0].N, Kind: conversation.InputText, Text: "mijn pas is weg"},
	))
	r.must(h.Add(events...))
	r.must(h.Add(conversation.TurnEnded{}))
	r.must(r.ledger.Commit(r.Context(), h, conversation.Terms{Taken: acc[0].N}))
	r.must(r.ledger.Return(r.Context(), h))
	return h.ID()
}

// claimed makes a conversation that an agent has, and the act with which they go on.
func (r *room) claimed(events ...conversation.Event) desk.Act {
	r.Helper()
	id := r.open("widget", append(events, conversation.HandoverRequested{Reason: "requested"})...)
	r.Beat("anna", "Anna")
	s, err := r.Claim(r.Context(), desk.Act{ID: id, Agent: "anna"}, "Anna")
	r.must(err)
	return desk.Act{ID: id, Agent: "anna", Epoch: s.Epoch}
}

// started is a process that asked for its reason, got it, and asks for consent.
func started() []conversation.Event {
	return []conversation.Event{
		conversation.FrameOpened{Frame: 1, Flow: "block_card", Revision: "r1"},
		conversation.Said{Frame: 1, Flow: "block_card", Step: "collect.reason", Kind: "ask", Text: "Wat is er gebeurd?", Asks: []string{"reason"}},
		conversation.SlotSet{Frame: 1, Flow: "block_card", Slot: "reason", Value: conversation.Of(conversation.Choice, "lost"), Source: conversation.SourceSaid, Key: "lost", Said: "kwijt"},
	}
}

func consent() conversation.Event {
	return conversation.ConsentAsked{ID: "k1", Frame: 1, Flow: "block_card", Step: "confirm.1", Text: "Doen?", Expires: time.Date(2026, 11, 23, 10, 15, 0, 0, time.UTC)}
}
