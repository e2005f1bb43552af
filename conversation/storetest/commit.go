package storetest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"balie/conversation"
)

func commitCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"records are kept in order":                          (*kit).commitRecords,
		"a commit at another version is refused":             (*kit).commitMoved,
		"of two commits at one version one wins":             (*kit).commitRace,
		"a newer input refuses a draft and a start":          (*kit).commitNewer,
		"taking only grows":                                  (*kit).commitTaken,
		"records that do not follow are refused":             (*kit).commitNumbers,
		"the tail stands after the snapshot":                 (*kit).commitSnapshot,
		"an input between take and commit is in the loan":    (*kit).commitInbox,
		"a full count, a newer input, a lost lease: nothing": (*kit).commitNothing,
		"an erased conversation cannot be committed to":      (*kit).commitGone,
		"what a loan showed does not change afterwards":      (*kit).commitImmutable,
	}
}

func (k *kit) commitRecords() {
	id := k.open("v")
	l := k.take(id)
	rs := k.records(id, 1, "one", "two", "three")
	l = k.commit(l, conversation.Commit{Records: rs[:2], Taken: 1})
	k.same(l.Version, 1)
	k.same(len(l.Inbox), 0)
	l = k.commit(l, conversation.Commit{Records: rs[2:]})
	k.same(l.Version, 2)
	k.same(l.Tail, rs)
	k.same(k.load(id).Tail, rs)
	for after := range int64(4) {
		got, err := k.s.Records(k.ctx(), id, after, 0)
		k.must(err)
		k.same(numbers(got), numbers(rs[after:]))
	}
	got, err := k.s.Records(k.ctx(), id, 1, 1)
	k.must(err)
	k.same(got, rs[1:2])
}

func (k *kit) commitMoved() {
	id := k.open("v")
	l := k.take(id)
	k.commit(k.load(id), conversation.Commit{Records: k.records(id, 1, "claimed")})
	c := conversation.Commit{Records: k.records(id, 1, "draft"), Taken: 1, Starts: true, Wake: k.clock.Now()}
	k.unchanged(id, conversation.ErrMoved, func() error { return k.try(l, c) })
}

func (k *kit) commitRace() {
	id := k.open("v")
	l := k.load(id)
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		c := conversation.Commit{Records: k.records(id, 1, fmt.Sprint(i))}
		wg.Go(func() { errs[i] = k.try(l, c) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		k.is(err, conversation.ErrMoved)
	}
	k.same(won, 1)
	k.same(numbers(k.load(id).Tail), []int64{1})
}

func (k *kit) commitNewer() {
	id := k.open("v")
	l := k.take(id)
	k.accept(k.text("v", "wait, no"))
	for _, c := range []conversation.Commit{{Taken: 1, Refuse: true}, {Taken: 1, Starts: true}, {Refuse: true}} {
		k.unchanged(id, conversation.ErrNewer, func() error { return k.try(l, c) })
	}
	l = k.commit(l, conversation.Commit{Taken: 1})
	k.unchanged(id, conversation.ErrNewer, func() error { return k.try(l, conversation.Commit{Starts: true}) })
	l = k.commit(l, conversation.Commit{Taken: 2, Refuse: true})
	k.commit(l, conversation.Commit{Starts: true}) // nothing waits: no number need be given
}

func (k *kit) commitTaken() {
	id := k.open("v")
	l := k.take(id)
	k.accept(k.text("v", "two"))
	l = k.commit(l, conversation.Commit{Taken: 2})
	l = k.commit(l, conversation.Commit{Taken: 1})
	k.same(len(l.Inbox), 0)
	k.same(len(k.load(id).Inbox), 0)
	if k.try(l, conversation.Commit{Taken: 3}) == nil {
		k.Fatal("an input that never came was taken")
	}
}

func (k *kit) commitNumbers() {
	id := k.open("v")
	l := k.commit(k.take(id), conversation.Commit{Records: k.records(id, 1, "one")})
	for _, from := range []int64{0, 1, 3} {
		if k.try(l, conversation.Commit{Records: k.records(id, from, "x")}) == nil {
			k.Fatalf("record %d followed record 1", from)
		}
	}
}

func (k *kit) commitSnapshot() {
	id := k.open("v")
	l := k.take(id)
	for n := int64(1); n <= 9; n++ {
		c := conversation.Commit{Records: k.records(id, 2*n-1, "a", "b")}
		if n%4 == 0 {
			c.Snapshot = []byte(fmt.Sprint("state at ", 2*n))
		}
		l = k.commit(l, c)
	}
	check := func(l conversation.Loan) {
		k.Helper()
		k.same(string(l.Snapshot), "state at 16")
		k.same(numbers(l.Tail), []int64{17, 18})
	}
	check(l)
	check(k.load(id))
	got, err := k.s.Records(k.ctx(), id, 3, 4)
	k.must(err)
	k.same(numbers(got), []int64{4, 5, 6, 7})
	k.giveBack(l)
	k.reopen()
	check(k.load(id))
	check(k.take(id))
}

func (k *kit) commitInbox() {
	id := k.open("v")
	l := k.take(id)
	k.accept(k.text("v", "meanwhile"))
	l = k.commit(l, conversation.Commit{Taken: all(l)})
	k.same(texts(l.Inbox), []string{"meanwhile"})
}

func (k *kit) commitNothing() {
	id := k.open("v")
	l := k.take(id)
	full := conversation.Count{Key: []byte("full"), Most: 0, Until: k.clock.Now().Add(time.Hour), Add: 1}
	c := conversation.Commit{
		Records: k.records(id, 1, "one"), Snapshot: []byte("s"), Taken: 1, Wake: k.clock.Now(), Hold: time.Hour,
		Out:    []conversation.Outgoing{{ID: "o-1", Channel: "whatsapp"}},
		Keys:   []conversation.KeyChange{{Key: []byte("order")}},
		Counts: []conversation.Count{{Key: []byte("free"), Most: 1, Until: k.clock.Now().Add(time.Hour), Add: 1}, full},
		Card:   k.card(conversation.Closed),
	}
	k.unchanged(id, conversation.ErrLimit, func() error { return k.try(l, c) })
	k.accept(k.text("v", "two"))
	c.Counts, c.Refuse = c.Counts[:1], true
	k.unchanged(id, conversation.ErrNewer, func() error { return k.try(l, c) })
	c.Refuse, c.Starts, l.Owner = false, true, "somebody else"
	k.unchanged(id, conversation.ErrLost, func() error { return k.try(l, c) })
	found, err := k.s.Find(k.ctx(), []byte("order"))
	k.must(err)
	k.same(len(found), 0)
	out, err := k.s.Attempt(k.ctx(), "whatsapp", 10)
	k.must(err)
	k.same(len(out), 0)
	k.same(k.accept(k.text("v", "three"))[0].New, false)
	l.Owner, c.Starts = "worker", false
	k.commit(l, c) // the counter was not raised by any of them
}

func (k *kit) commitGone() {
	l := k.take(k.open("v"))
	k.must(k.s.Erase(k.ctx(), l))
	k.is(k.try(l, conversation.Commit{}), conversation.ErrGone)
}

func (k *kit) commitImmutable() {
	id := k.open("v")
	k.accept(k.text("v", "two"))
	l := k.commit(k.take(id), conversation.Commit{Records: k.records(id, 1, "one")})
	_ = append(l.Tail, conversation.Sealed{N: 99})
	l.Inbox[0].Text = "scribble"
	next := k.commit(l, conversation.Commit{Records: k.records(id, 2, "two")})
	k.same(numbers(next.Tail), []int64{1, 2})
	k.same(numbers(l.Tail), []int64{1})
	k.same(texts(k.load(id).Inbox), []string{"hello", "two"})
}

func groupCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"a refused commit harms no neighbour": (*kit).groupRefused,
		"every caller gets its own answer":    (*kit).groupMixed,
		"a cancelled call changes nothing":    (*kit).groupCancelled,
		"workers take every input once":       (*kit).groupWorkers,
	}
}

// groupRefused lets many commits wait at once, every third of which must be refused, each for another reason.
func (k *kit) groupRefused() {
	const calls = 48
	loans := make([]conversation.Loan, calls)
	for i := range loans {
		loans[i] = k.take(k.open(fmt.Sprint("v", i)))
	}
	reasons := []func(*conversation.Loan, *conversation.Commit) error{
		func(l *conversation.Loan, _ *conversation.Commit) error { l.Version = 7; return conversation.ErrMoved },
		func(l *conversation.Loan, c *conversation.Commit) error {
			l.Owner, c.Starts = "", true
			return conversation.ErrLost
		},
		func(_ *conversation.Loan, c *conversation.Commit) error {
			c.Taken, c.Refuse = 0, true
			return conversation.ErrNewer
		},
		func(_ *conversation.Loan, c *conversation.Commit) error {
			c.Counts = []conversation.Count{{Key: []byte("x"), Add: 1, Until: k.clock.Now().Add(time.Hour)}}
			return conversation.ErrLimit
		},
	}
	want := make([]error, calls)
	commits := make([]conversation.Commit, calls)
	for i := range loans {
		commits[i] = conversation.Commit{Taken: 1, Records: k.records(loans[i].ID, 1, "one")}
		if i%3 == 0 {
			want[i] = reasons[i/3%len(reasons)](&loans[i], &commits[i])
		}
	}
	got := make([]error, calls)
	var wg sync.WaitGroup
	for i := range loans {
		wg.Go(func() { got[i] = k.try(loans[i], commits[i]) })
	}
	wg.Wait()
	for i := range loans {
		k.is(got[i], want[i])
		kept := 1
		if want[i] != nil {
			kept = 0
		}
		k.same(len(k.load(loans[i].ID).Tail), kept)
	}
}

// groupMixed lets commits wait beside one that only the database itself can refuse: an outgoing id that is taken.
func (k *kit) groupMixed() {
	const calls = 24
	var wg sync.WaitGroup
	errs := make([]error, calls)
	for i := range errs {
		l := k.take(k.open(fmt.Sprint("v", i)))
		id := fmt.Sprint("o-", i)
		if i%6 == 5 {
			id = "o-0"
		}
		c := conversation.Commit{Taken: 1, Records: k.records(l.ID, 1, "one"), Out: []conversation.Outgoing{{ID: id, Channel: "whatsapp"}}}
		wg.Go(func() { errs[i] = k.try(l, c) })
	}
	wg.Wait()
	refused := 0
	for i, err := range errs {
		if err != nil {
			refused++
			if i != 0 && i%6 != 5 {
				k.Fatalf("commit %d: %v", i, err)
			}
		}
	}
	k.same(refused, 4) // five have the same id
	out, err := k.s.Attempt(k.ctx(), "whatsapp", 100)
	k.must(err)
	k.same(len(out), calls-4)
}

func (k *kit) groupCancelled() {
	in := k.text("v", "one")
	ctx, cancel := context.WithCancel(k.ctx())
	cancel()
	if _, err := k.s.Accept(ctx, in); err == nil {
		k.Fatal("a call of a caller who had gone was accepted")
	}
	k.same(k.accept(in)[0].New, true)
}
