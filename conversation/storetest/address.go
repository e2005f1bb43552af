package storetest

import (
	"time"

	"balie/conversation"
)

func addressCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"a new number leads to the conversation of the old one":    (*kit).renumbered,
		"a new number with a conversation of its own keeps it":     (*kit).renumberedTaken,
		"a change of a number that nobody knows makes nothing":     (*kit).renumberedUnknown,
		"another device leads to the same conversation":            (*kit).renumberedNot,
		"what still has to leave goes to the new number":           (*kit).renumberedOut,
		"who wants no messages is remembered until they want some": (*kit).wishes,
		"a wish goes along to a new number":                        (*kit).wishesRenumbered,
	}
}

// changes tells that a visitor's number is another from now on.
func (k *kit) changes(was, now string) conversation.Input {
	in := k.text(now, "")
	in.Kind, in.Was = conversation.InputRenumbered, in.Address
	in.Was.Sender = k.text(was, "").Address.Sender
	return in
}

func (k *kit) renumbered() {
	id := k.open("old")
	in := k.changes("old", "new")
	acc := k.accept(in)[0]
	k.same(acc.Conversation, id)
	k.same(acc.New, false)
	k.same(k.accept(in)[0].Duplicate, true)
	k.reopen()
	l := k.load(id)
	k.same(l.Address.Sender, k.text("new", "").Address.Sender)
	k.same(l.Inbox[len(l.Inbox)-1].Kind, conversation.InputRenumbered)
	k.same(k.accept(k.text("new", "here I am"))[0].Conversation, id)
	k.same(k.accept(k.text("old", "somebody else has it now"))[0].New, true)
}

func (k *kit) renumberedTaken() {
	old, now := k.open("old"), k.open("new")
	k.same(k.accept(k.changes("old", "new"))[0].Unknown, true)
	k.same(k.accept(k.text("new", "still here"))[0].Conversation, now)
	k.same(k.accept(k.text("old", "still here"))[0].Conversation, old)
}

func (k *kit) renumberedNot() {
	k.same(k.accept(k.changes("v", "v"))[0].Unknown, true)
	id := k.open("v")
	in := k.changes("v", "v")
	in.ID += "again"
	k.same(k.accept(in)[0].Conversation, id)
	k.reopen()
	l := k.load(id)
	k.same(l.Inbox[len(l.Inbox)-1].Kind, conversation.InputRenumbered)
	k.same(k.accept(k.text("v", "still me"))[0].Conversation, id)
}

func (k *kit) renumberedUnknown() {
	k.same(k.accept(k.changes("old", "new"))[0].Unknown, true)
	k.same(k.accept(k.text("new", "hello"))[0].New, true)
	closed := k.open("closed")
	k.commit(k.load(closed), conversation.Commit{Card: k.card(conversation.Closed)})
	k.same(k.accept(k.changes("closed", "other"))[0].Unknown, true)
	in := k.changes("old", "new")
	in.Was = conversation.Address{}
	if _, err := k.s.Accept(k.ctx(), in); err == nil {
		k.Error("a change from nowhere is accepted")
	}
}

func (k *kit) renumberedOut() {
	l := k.load(k.open("old"))
	out := message("o-1")
	out.Channel, out.Address = l.Address.Channel, l.Address
	k.commit(l, conversation.Commit{Out: []conversation.Outgoing{out}})
	k.accept(k.changes("old", "new"))
	got, err := k.s.Attempt(k.ctx(), l.Address.Channel, 10)
	k.must(err)
	k.same(len(got), 1)
	k.same(got[0].Address.Sender, k.text("new", "").Address.Sender)
}

// wants checks what somebody wants.
func (k *kit) wants(visitor string, stopped bool) {
	k.Helper()
	got, err := k.s.Stopped(k.ctx(), k.text(visitor, "").Address)
	k.must(err)
	k.same(got, stopped)
}

func (k *kit) wish(visitor string, stop bool, at time.Time) {
	k.Helper()
	k.must(k.s.Wish(k.ctx(), k.text(visitor, "").Address, stop, at))
}

func (k *kit) wishes() {
	now := k.clock.Now()
	k.wants("v", false)
	k.wish("v", true, now)
	k.wish("v", false, now.Add(-time.Hour)) // it came late
	k.reopen()
	k.wants("v", true)
	k.wants("w", false)
	k.wish("v", false, now.Add(time.Hour))
	k.wants("v", false)
}

func (k *kit) wishesRenumbered() {
	k.wish("old", true, k.clock.Now())
	k.open("old")
	k.accept(k.changes("old", "new"))
	k.wants("new", true)
	k.wish("nobody", true, k.clock.Now())
	k.accept(k.changes("nobody", "else"))
	k.wants("else", true)
}
