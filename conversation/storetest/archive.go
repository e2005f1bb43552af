package storetest

import (
	"io/fs"
	"time"

	"balie/conversation"
)

func archiveCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"a conversation is found by its keys, newest first": (*kit).archiveFind,
		"a key can be removed":                              (*kit).archiveRemoveKey,
		"cards are listed, longest in their status first":   (*kit).archiveList,
		"a card comes back as it was given":                 (*kit).archiveCard,
		"records of what is not there":                      (*kit).archiveNone,
		"a revision is kept by its hash":                    (*kit).archiveRevisions,
		"a revision is kept as long as something names it":  (*kit).archivePublications,
	}
}

func (k *kit) keyed(visitor string, key string) conversation.ID {
	k.Helper()
	id := k.open(visitor)
	k.commit(k.load(id), conversation.Commit{Keys: []conversation.KeyChange{{Key: k.s.Hash("customer", key)}}})
	return id
}

func (k *kit) find(key string) []conversation.ID {
	k.Helper()
	ids, err := k.s.Find(k.ctx(), k.s.Hash("customer", key))
	k.must(err)
	return ids
}

func (k *kit) archiveFind() {
	a, b := k.keyed("a", "C-1"), k.keyed("b", "C-1")
	k.keyed("c", "C-2")
	k.same(k.find("C-1"), []conversation.ID{b, a})
	k.same(len(k.find("C-3")), 0)
}

func (k *kit) archiveRemoveKey() {
	a, b := k.keyed("a", "C-1"), k.keyed("b", "C-1")
	change := conversation.KeyChange{Key: k.s.Hash("customer", "C-1")}
	k.commit(k.load(b), conversation.Commit{Keys: []conversation.KeyChange{change}}) // again: the same
	k.same(k.find("C-1"), []conversation.ID{b, a})
	change.Remove = true
	k.commit(k.load(a), conversation.Commit{Keys: []conversation.KeyChange{change}})
	k.same(k.find("C-1"), []conversation.ID{b})
}

func (k *kit) list(f conversation.Filter) []conversation.ID {
	k.Helper()
	cards, err := k.s.List(k.ctx(), f)
	k.must(err)
	ids := []conversation.ID{}
	for _, c := range cards {
		ids = append(ids, c.ID)
	}
	return ids
}

func (k *kit) archiveList() {
	ids := map[string]conversation.ID{}
	for _, v := range []string{"a", "b", "c", "d", "e"} {
		ids[v] = k.open(v)
	}
	show := func(v string, st conversation.Status, holder string) {
		card := k.card(st)
		card.Holder = holder
		k.commit(k.load(ids[v]), conversation.Commit{Card: card})
		k.clock.Move(time.Second)
	}
	k.same(k.list(conversation.Filter{}), []conversation.ID{}) // nobody took them yet
	show("a", conversation.Queued, "")
	show("b", conversation.WithPerson, "anna")
	show("c", conversation.Queued, "")
	show("d", conversation.WithPerson, "bert")
	show("a", conversation.Queued, "") // again: it goes to the end
	show("e", conversation.Closed, "")
	queued, person := conversation.Queued, conversation.WithPerson
	k.same(k.list(conversation.Filter{Status: []conversation.Status{queued}}), []conversation.ID{ids["c"], ids["a"]})
	k.same(k.list(conversation.Filter{Status: []conversation.Status{queued, person}, Limit: 2}), []conversation.ID{ids["b"], ids["c"]})
	k.same(k.list(conversation.Filter{Holder: "bert"}), []conversation.ID{ids["d"]})
	k.same(k.list(conversation.Filter{Holder: "bert", Status: []conversation.Status{queued}}), []conversation.ID{})
	k.same(k.list(conversation.Filter{}), []conversation.ID{ids["b"], ids["c"], ids["d"], ids["a"], ids["e"]})
}

func (k *kit) archiveCard() {
	id := k.open("v")
	now := k.clock.Now()
	card := conversation.Card{
		ID: id, Status: conversation.WithPerson, Channel: "widget", Language: "nl", Flow: "block_card", Step: "confirm", Reason: "asked", Urgent: true,
		Holder: "anna", Epoch: 3, Since: now, Last: now, Opened: now, Case: "Z-1",
	}
	l := k.commit(k.load(id), conversation.Commit{Card: &card})
	k.commit(l, conversation.Commit{}) // no card: it stays
	cards, err := k.s.List(k.ctx(), conversation.Filter{})
	k.must(err)
	k.same(cards, []conversation.Card{card})
	card.Language, card.Last = "en", now.Add(time.Second)
	k.commit(k.load(id), conversation.Commit{Card: &card})
	cards, err = k.s.List(k.ctx(), conversation.Filter{})
	k.must(err)
	k.same(cards, []conversation.Card{card})
}

func (k *kit) archiveNone() {
	_, err := k.s.Records(k.ctx(), "aaaaaaaaaaaaaaaaaaaaaaaaaa", 0, 0)
	k.is(err, conversation.ErrGone)
	rs, err := k.s.Records(k.ctx(), k.open("v"), 0, 10)
	k.must(err)
	k.same(len(rs), 0)
}

func (k *kit) archiveRevisions() {
	_, err := k.s.Get(k.ctx(), "sha256:1")
	k.is(err, fs.ErrNotExist)
	k.must(k.s.Put(k.ctx(), "sha256:1", []byte("flows")))
	k.must(k.s.Put(k.ctx(), "sha256:1", []byte("flows")))
	got, err := k.s.Get(k.ctx(), "sha256:1")
	k.must(err)
	k.same(string(got), "flows")
}

func (k *kit) archivePublications() {
	publish := func(revision string, percent int) {
		k.must(k.s.Put(k.ctx(), revision, []byte(revision)))
		k.must(k.s.Publish(k.ctx(), conversation.Publication{Revision: revision, Percent: percent, By: "a", Why: "b", At: k.clock.Now()}))
	}
	kept := func(want bool, revision string) {
		k.Helper()
		_, err := k.s.Get(k.ctx(), revision)
		k.same(err == nil, want)
	}
	publish("one", 100)
	id := k.open("v")
	k.commit(k.load(id), conversation.Commit{Keys: []conversation.KeyChange{{Key: conversation.RevisionKey(k.s, "one")}}})
	publish("two", 100)
	publish("three", 100)
	publish("four", 10)
	log, err := k.s.Publications(k.ctx())
	k.must(err)
	k.same(len(log), 4)
	k.same(log[3], conversation.Publication{N: 4, Revision: "four", Percent: 10, By: "a", Why: "b", At: k.clock.Now()})
	k.same(conversation.Serving(log), conversation.Served{Main: "three", Before: "two", Trial: "four", Percent: 10})
	for _, revision := range []string{"one", "two", "three", "four"} {
		kept(true, revision)
	}
	publish("five", 100)
	kept(true, "one") // a conversation names it
	kept(false, "two")
	kept(true, "three") // may be gone back to
	kept(false, "four")
	if k.s.Publish(k.ctx(), conversation.Publication{Revision: "six", Percent: 100}) == nil {
		k.Fatal("nobody publishes it, for no reason")
	}
}
