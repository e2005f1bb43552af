package storetest

import (
	"balie/conversation"
)

func eraseCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"nothing is left but the id":                  (*kit).eraseTotal,
		"it needs the lease and the version":          (*kit).eraseLease,
		"an erased message does not come in again":    (*kit).eraseDuplicate,
		"others keep what is theirs":                  (*kit).eraseOthers,
		"what is erased stays erased after a restart": (*kit).eraseRestart,
	}
}

// full makes a conversation that has everything, and a sealed value of it.
func (k *kit) fullOf(visitor string) (conversation.Loan, []byte) {
	k.Helper()
	id := k.open(visitor)
	l := k.take(id)
	sealed, err := k.s.Seal(k.ctx(), id, conversation.ClassSecret, []byte("their secret"))
	k.must(err)
	card := k.card(conversation.Queued)
	card.Holder = "anna"
	l = k.commit(l, conversation.Commit{
		Records: k.records(id, 1, "one", "two"), Snapshot: []byte("s"), Taken: 1, Wake: k.clock.Now(),
		Out:  []conversation.Outgoing{{ID: "o-" + visitor, Channel: "whatsapp", Message: conversation.Message{Text: "hi"}}},
		Keys: []conversation.KeyChange{{Key: k.s.Hash("customer", visitor)}}, Card: card,
	})
	k.accept(k.text(visitor, "waiting"))
	return l, sealed
}

func (k *kit) eraseTotal() {
	l, sealed := k.fullOf("v")
	k.must(k.s.Erase(k.ctx(), l))
	k.erased(l, sealed)
	k.same(k.accept(k.text("v", "hello again"))[0].New, true)
}

// erased checks that a conversation is gone from everywhere.
func (k *kit) erased(l conversation.Loan, sealed []byte) {
	k.Helper()
	_, err := k.s.Load(k.ctx(), l.ID)
	k.is(err, conversation.ErrGone)
	_, err = k.s.Take(k.ctx(), l.ID, "worker", ttl)
	k.is(err, conversation.ErrGone)
	_, err = k.s.Records(k.ctx(), l.ID, 0, 0)
	k.is(err, conversation.ErrGone)
	k.is(k.s.Erase(k.ctx(), l), conversation.ErrGone)
	_, err = k.s.Open(k.ctx(), l.ID, conversation.ClassSecret, sealed)
	k.is(err, conversation.ErrGone)
	for _, r := range l.Tail {
		_, err = k.s.Open(k.ctx(), l.ID, conversation.ClassPersonal, r.Body)
		k.is(err, conversation.ErrGone)
	}
	_, err = k.s.Seal(k.ctx(), l.ID, conversation.ClassPersonal, []byte("x"))
	k.is(err, conversation.ErrGone)
	k.same(len(k.find("v")), 0)
	k.same(k.list(conversation.Filter{}), []conversation.ID{})
	k.same(k.attempt(), []string{})
	k.isDue(l.ID, false)
	in := k.text("", "by id")
	in.Conversation = l.ID
	k.same(k.accept(in)[0].Unknown, true)
	in.Conversation, in.Key, in.Kind = "", k.s.Hash("customer", "v"), conversation.InputCallback
	k.same(k.accept(in)[0].Unknown, true)
}

func (k *kit) eraseLease() {
	l, _ := k.fullOf("v")
	k.unchanged(l.ID, conversation.ErrLost, func() error { return k.s.Erase(k.ctx(), k.load(l.ID)) })
	k.commit(k.load(l.ID), conversation.Commit{})
	k.unchanged(l.ID, conversation.ErrMoved, func() error { return k.s.Erase(k.ctx(), l) })
	k.clock.Move(ttl)
	late := k.load(l.ID)
	late.Owner, late.Until = l.Owner, l.Until
	k.unchanged(l.ID, conversation.ErrLost, func() error { return k.s.Erase(k.ctx(), late) })
}

func (k *kit) eraseDuplicate() {
	in := k.text("v", "one")
	id := k.accept(in)[0].Conversation
	k.must(k.s.Erase(k.ctx(), k.take(id)))
	k.same(k.accept(in)[0], conversation.Accepted{Conversation: id, N: 1, Duplicate: true})
}

func (k *kit) eraseOthers() {
	l, _ := k.fullOf("v")
	other, sealed := k.fullOf("w")
	before := k.load(other.ID)
	k.must(k.s.Erase(k.ctx(), l))
	k.same(k.load(other.ID), before)
	_, err := k.s.Open(k.ctx(), other.ID, conversation.ClassSecret, sealed)
	k.must(err)
	k.same(k.find("w"), []conversation.ID{other.ID})
	k.same(k.attempt(), []string{"o-w"})
}

func (k *kit) eraseRestart() {
	l, sealed := k.fullOf("v")
	k.must(k.s.Erase(k.ctx(), l))
	k.reopen()
	k.erased(l, sealed)
}
