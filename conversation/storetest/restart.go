package storetest

import (
	"time"

	"balie/conversation"
)

func restartCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"what was accepted is still there":        (*kit).restartAccepted,
		"a duplicate is known after a restart":    (*kit).restartDuplicate,
		"a loan is the same after a restart":      (*kit).restartLoan,
		"attempts are durable from the second on": (*kit).restartAttempts,
		"leases end with the process":             (*kit).restartLease,
		"wake, counts, keys and cards stay":       (*kit).restartRest,
		"the other store is closed":               (*kit).restartClosed,
	}
}

func (k *kit) restartAccepted() {
	in := k.text("v", "kept")
	in.Quiet = time.Second
	id := k.accept(in)[0].Conversation
	k.reopen()
	k.next(time.Second)
	k.clock.Move(time.Second)
	k.isDue(id, true)
	l := k.take(id)
	k.same(texts(l.Inbox), []string{"kept"})
	k.same(l.Address, in.Address)
	k.same(k.accept(k.text("v", "more"))[0], conversation.Accepted{Conversation: id, N: 2})
}

func (k *kit) restartDuplicate() {
	in := k.text("v", "once")
	id := k.accept(in)[0].Conversation
	k.reopen()
	k.same(k.accept(in)[0], conversation.Accepted{Conversation: id, N: 1, Duplicate: true})
}

func (k *kit) restartLoan() {
	id := k.open("v")
	l := k.commit(k.take(id), conversation.Commit{Records: k.records(id, 1, "one"), Snapshot: []byte("s"), Wake: k.clock.Now().Add(time.Hour)})
	k.accept(k.text("v", "waits"))
	k.commit(l, conversation.Commit{Records: k.records(id, 2, "two", "three")})
	before := k.load(id)
	k.reopen()
	k.same(k.load(id), before)
	k.same(k.load(id), before)
	got := k.take(id)
	got.Owner, got.Until, got.Attempts = "", time.Time{}, before.Attempts
	k.same(got, before)
	k.commit(got, conversation.Commit{Records: k.records(id, 4, "four")})
}

func (k *kit) restartAttempts() {
	id := k.open("v")
	k.giveBack(k.take(id))
	k.giveBack(k.take(id))
	k.reopen()
	l := k.take(id)
	k.same(l.Attempts, 3)
	k.giveBack(k.commit(l, conversation.Commit{}))
	k.reopen()
	k.same(k.take(id).Attempts, 1)
}

func (k *kit) restartLease() {
	id := k.open("v")
	l := k.take(id)
	k.reopen()
	if k.try(l, conversation.Commit{Taken: 1, Starts: true}) == nil {
		k.Fatal("a lease outlived its process")
	}
	k.isDue(id, true)
	k.take(id)
}

func (k *kit) restartRest() {
	id := k.open("v")
	card := k.card(conversation.Queued)
	limit := conversation.Count{Key: []byte("x"), Most: 1, Add: 1, Until: k.clock.Now().Add(time.Hour)}
	k.commit(k.load(id), conversation.Commit{
		Taken: 1, Wake: k.clock.Now().Add(time.Minute), Counts: []conversation.Count{limit}, Card: card,
		Keys: []conversation.KeyChange{{Key: k.s.Hash("customer", "C-1")}},
	})
	k.must(k.s.Put(k.ctx(), "sha256:1", []byte("flows")))
	k.reopen()
	k.next(time.Minute)
	k.same(k.list(conversation.Filter{Status: []conversation.Status{conversation.Queued}}), []conversation.ID{id})
	k.same(k.find("C-1"), []conversation.ID{id})
	k.is(k.try(k.load(id), conversation.Commit{Counts: []conversation.Count{limit}}), conversation.ErrLimit)
	_, err := k.s.Get(k.ctx(), "sha256:1")
	k.must(err)
}

func (k *kit) restartClosed() {
	old, id := k.s, k.open("v")
	k.reopen()
	if _, err := old.Accept(k.ctx(), k.text("w", "too late")); err == nil {
		k.Fatal("a closed store accepted")
	}
	if _, _, err := old.Due(k.ctx(), 1); err == nil {
		k.Fatal("a closed store listed")
	}
	k.isDue(id, true)
}
