package storetest

import (
	"regexp"
	"sync"
	"time"

	"balie/conversation"
)

func acceptCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"an input is stored with all its fields":                 (*kit).acceptKeeps,
		"a new address makes one conversation":                   (*kit).acceptMakes,
		"the id is random and says nothing":                      (*kit).acceptID,
		"the same source and id changes nothing":                 (*kit).acceptDuplicate,
		"the same id from another source is another input":       (*kit).acceptOtherSource,
		"an input is forgotten after nine days":                  (*kit).acceptForgets,
		"a batch is one transaction and knows its own inputs":    (*kit).acceptBatch,
		"a batch with an input that cannot be placed is refused": (*kit).acceptBadBatch,
		"a race for one address makes one conversation":          (*kit).acceptRace,
		"an unknown conversation or key is told":                 (*kit).acceptUnknown,
		"a closed conversation takes callbacks only":             (*kit).acceptClosed,
		"the address of a closed conversation is free":           (*kit).acceptAfterClose,
		"an input finds its conversations by key":                (*kit).acceptByKey,
		"the inbox is in the order of the senders' clocks":       (*kit).acceptOrder,
	}
}

func (k *kit) acceptKeeps() {
	in := k.text("v", "Ik ben mijn pas kwijt €")
	in.Choice, in.Seen, in.Language, in.Name, in.Agent = "yes:1", 7, "nl", "name", "agent"
	in.Extra = map[string]string{"page": "Contact"}
	in.Identity = &conversation.Identity{Subject: "C-1", Assurance: conversation.Basic, At: k.clock.Now(), By: "token"}
	v := conversation.Of(conversation.Text, "x")
	in.Value = &v
	a := k.accept(in)[0]
	k.same(a.N, 1)
	want := in
	want.N, want.Conversation, want.Accepted = 1, a.Conversation, k.clock.Now()
	for _, l := range []conversation.Loan{k.load(a.Conversation), k.take(a.Conversation)} {
		got := l.Inbox[0]
		k.same(*got.Identity, *want.Identity)
		k.same(*got.Value, *want.Value)
		got.Identity, got.Value = want.Identity, want.Value
		k.same(got, want)
		k.same(l.Address, in.Address)
		k.same(l.Version, 0)
	}
}

func (k *kit) acceptMakes() {
	first := k.accept(k.text("v", "one"))[0]
	second := k.accept(k.text("v", "two"))[0]
	other := k.accept(k.text("w", "three"))[0]
	if !first.New || second.New || !other.New || first.Conversation != second.Conversation || other.Conversation == first.Conversation {
		k.Fatalf("got %+v, %+v, %+v", first, second, other)
	}
	k.same(second.N, 2)
	k.same(texts(k.load(first.Conversation).Inbox), []string{"one", "two"})
}

func (k *kit) acceptID() {
	shape := regexp.MustCompile(`^[a-z2-7]{26}$`)
	if a, b := k.open("v"), k.open("w"); !shape.MatchString(string(a)) || a == b {
		k.Fatalf("ids %q and %q", a, b)
	}
}

func (k *kit) acceptDuplicate() {
	in := k.text("v", "once")
	first := k.accept(in)[0]
	l := k.take(first.Conversation)
	k.giveBack(k.commit(l, conversation.Commit{Taken: 1}))
	in.Text = "twice"
	k.unchanged(first.Conversation, nil, func() error {
		again := k.accept(in)[0]
		k.same(again, conversation.Accepted{Conversation: first.Conversation, N: 1, Duplicate: true})
		return nil
	})
}

func (k *kit) acceptOtherSource() {
	in := k.text("v", "one")
	id := k.accept(in)[0].Conversation
	in.Source = "whatsapp/31"
	k.same(k.accept(in)[0], conversation.Accepted{Conversation: id, N: 2})
}

func (k *kit) acceptForgets() {
	in := k.text("v", "one")
	id := k.accept(in)[0].Conversation
	k.clock.Move(9*24*time.Hour - time.Second)
	k.same(k.accept(in)[0].Duplicate, true)
	k.clock.Move(2 * time.Second)
	k.same(k.accept(in)[0], conversation.Accepted{Conversation: id, N: 2})
	k.same(k.accept(in)[0].Duplicate, true)
	k.same(len(k.load(id).Inbox), 2)
}

func (k *kit) acceptBatch() {
	a, b := k.text("v", "one"), k.text("v", "two")
	got := k.accept(a, b, a)
	id := got[0].Conversation
	k.same(got, []conversation.Accepted{
		{Conversation: id, N: 1, New: true}, {Conversation: id, N: 2}, {Conversation: id, N: 1, Duplicate: true},
	})
	k.same(k.accept(), []conversation.Accepted(nil))
}

func (k *kit) acceptBadBatch() {
	good, bad := k.text("v", "one"), k.text("v", "two")
	bad.Address = conversation.Address{}
	if _, err := k.s.Accept(k.ctx(), good, bad); err == nil {
		k.Fatal("an input without a place was accepted")
	}
	bad = k.text("v", "three")
	bad.ID = ""
	if _, err := k.s.Accept(k.ctx(), good, bad); err == nil {
		k.Fatal("an input without an id was accepted")
	}
	k.same(k.accept(good)[0].New, true)
}

func (k *kit) acceptRace() {
	const racers = 16
	ins := make([]conversation.Input, racers)
	for i := range ins {
		ins[i] = k.text("v", "hello")
	}
	got := make([]conversation.Accepted, racers)
	var wg sync.WaitGroup
	for i, in := range ins {
		wg.Go(func() {
			acc, err := k.s.Accept(k.ctx(), in)
			if err != nil {
				k.Error(err)
				return
			}
			got[i] = acc[0]
		})
	}
	wg.Wait()
	made := 0
	for _, a := range got {
		k.same(a.Conversation, got[0].Conversation)
		if a.New {
			made++
		}
	}
	k.same(made, 1)
	k.same(len(k.load(got[0].Conversation).Inbox), racers)
}

func (k *kit) acceptUnknown() {
	in := k.text("v", "one")
	in.Conversation = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	k.same(k.accept(in)[0], conversation.Accepted{Conversation: in.Conversation, Unknown: true})
	in.Conversation, in.Key = "", []byte("no such key")
	k.same(k.accept(in)[0].Unknown, true)
	in.Key = nil // nothing was stored: it is no duplicate now
	k.same(k.accept(in)[0].New, true)
}

// closed makes a conversation that is over.
func (k *kit) closed(visitor string) conversation.ID {
	k.Helper()
	l := k.take(k.open(visitor))
	k.giveBack(k.commit(l, conversation.Commit{Taken: 1, Card: k.card(conversation.Closed), Keys: []conversation.KeyChange{{Key: []byte("order")}}}))
	return l.ID
}

func (k *kit) acceptClosed() {
	id := k.closed("v")
	in := k.text("v", "still there?")
	in.Conversation = id
	k.same(k.accept(in)[0].Unknown, true)
	in.Conversation, in.Key = "", []byte("order")
	k.same(k.accept(in)[0].Unknown, true)
	in.Kind = conversation.InputCallback
	k.same(k.accept(in)[0], conversation.Accepted{Conversation: id, N: 2})
	in = k.text("v", "")
	in.Conversation, in.Kind = id, conversation.InputCallback
	k.same(k.accept(in)[0], conversation.Accepted{Conversation: id, N: 3})
	k.isDue(id, true)
}

func (k *kit) acceptAfterClose() {
	id := k.closed("v")
	next := k.accept(k.text("v", "again"))[0]
	if !next.New || next.Conversation == id {
		k.Fatalf("got %+v after %s was closed", next, id)
	}
	l := k.commit(k.load(id), conversation.Commit{Records: k.records(id, 1, "a receipt arrives"), Card: k.card(conversation.Closed)})
	k.same(l.Version, 2)
	k.same(k.accept(k.text("v", "more"))[0], conversation.Accepted{Conversation: next.Conversation, N: 2})
}

func (k *kit) acceptByKey() {
	id := k.open("v")
	k.commit(k.load(id), conversation.Commit{Keys: []conversation.KeyChange{{Key: []byte("order")}}})
	in := k.text("", "shipped")
	in.Address, in.Key, in.Kind = conversation.Address{}, []byte("order"), conversation.InputCallback
	k.same(k.accept(in)[0], conversation.Accepted{Conversation: id, N: 2})
	newer := k.open("w")
	k.commit(k.load(newer), conversation.Commit{Keys: []conversation.KeyChange{{Key: []byte("order")}}})
	in.ID = "second"
	k.same(k.accept(in)[0], conversation.Accepted{Conversation: newer, N: 2, Also: []conversation.ID{id}})
	k.same(k.accept(in)[0].Duplicate, true)
	k.same(texts(k.take(id).Inbox), []string{"hello", "shipped", "shipped"})
	k.same(texts(k.take(newer).Inbox), []string{"hello", "shipped"})
}

func (k *kit) acceptOrder() {
	late, early := k.text("v", "late"), k.text("v", "early")
	early.At = early.At.Add(-time.Minute)
	id := k.accept(late, early)[0].Conversation
	third := k.text("v", "as late")
	k.accept(third)
	k.same(texts(k.take(id).Inbox), []string{"early", "late", "as late"})
}
