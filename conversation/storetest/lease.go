package storetest

import (
	"sync"
	"sync/atomic"
	"time"

	"balie/conversation"
)

func leaseCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"one lease, also in a race":                       (*kit).leaseOne,
		"the same owner does not get it twice":            (*kit).leaseSameOwner,
		"a lease ends by itself":                          (*kit).leaseEnds,
		"a return ends it, but not another's":             (*kit).leaseReturn,
		"a hold prolongs it, and never shortens it":       (*kit).leaseHold,
		"a renewal prolongs it while it lives":            (*kit).leaseRenew,
		"what is not there cannot be taken":               (*kit).leaseGone,
		"takings are counted until a commit":              (*kit).leaseAttempts,
		"a taking of what is not due is none":             (*kit).leaseIdle,
		"a loan that is read has no owner":                (*kit).leaseLoad,
		"a lease that was refused does not stay behind":   (*kit).leaseRefused,
		"a start needs the live lease, a receipt doesn't": (*kit).leaseLost,
	}
}

func (k *kit) leaseOne() {
	id := k.open("v")
	var got atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, err := k.s.Take(k.ctx(), id, "worker", ttl)
			if err == nil {
				got.Add(1)
			}
		})
	}
	wg.Wait()
	k.same(got.Load(), 1)
	_, err := k.s.Take(k.ctx(), id, "other", ttl)
	k.is(err, conversation.ErrBusy)
}

func (k *kit) leaseSameOwner() {
	id := k.open("v")
	k.take(id)
	_, err := k.s.Take(k.ctx(), id, "worker", ttl)
	k.is(err, conversation.ErrBusy)
}

func (k *kit) leaseEnds() {
	id := k.open("v")
	l := k.take(id)
	k.same(l.Owner, "worker")
	k.same(l.Until.Equal(k.clock.Now().Add(ttl)), true)
	k.clock.Move(ttl - time.Millisecond)
	_, err := k.s.Take(k.ctx(), id, "other", ttl)
	k.is(err, conversation.ErrBusy)
	k.clock.Move(time.Millisecond)
	_, err = k.s.Take(k.ctx(), id, "other", ttl)
	k.must(err)
}

func (k *kit) leaseReturn() {
	id := k.open("v")
	old := k.take(id)
	k.giveBack(old)
	k.giveBack(old)
	l := k.take(id)
	k.clock.Move(ttl)
	_, err := k.s.Take(k.ctx(), id, "other", ttl)
	k.must(err)
	k.is(k.s.Return(k.ctx(), l), conversation.ErrLost)
	_, err = k.s.Take(k.ctx(), id, "worker", ttl)
	k.is(err, conversation.ErrBusy)
	k.giveBack(k.load(id)) // no lease, nothing to end
	_, err = k.s.Take(k.ctx(), id, "worker", ttl)
	k.is(err, conversation.ErrBusy)
}

func (k *kit) leaseHold() {
	id := k.open("v")
	l := k.take(id)
	end := l.Until
	l = k.commit(l, conversation.Commit{Hold: time.Second})
	k.same(l.Until.Equal(end), true)
	k.clock.Move(5 * time.Second)
	l = k.commit(l, conversation.Commit{Hold: 8 * time.Second})
	k.same(l.Until.Equal(k.clock.Now().Add(8*time.Second)), true)
	k.clock.Move(8*time.Second - time.Millisecond)
	_, err := k.s.Take(k.ctx(), id, "other", ttl)
	k.is(err, conversation.ErrBusy)
	k.clock.Move(time.Millisecond)
	_, err = k.s.Take(k.ctx(), id, "other", ttl)
	k.must(err)
}

func (k *kit) leaseRenew() {
	id := k.open("v")
	l := k.take(id)
	renew := func(l conversation.Loan, d time.Duration) error {
		_, err := k.s.Renew(k.ctx(), l, d)
		return err
	}
	k.must(renew(l, time.Second)) // never shortens it
	k.clock.Move(ttl - time.Millisecond)
	next, err := k.s.Renew(k.ctx(), l, ttl)
	k.must(err)
	k.same(next.Until.Equal(k.clock.Now().Add(ttl)), true)
	k.same([]any{next.Version, texts(next.Inbox), next.Attempts}, []any{l.Version, texts(l.Inbox), l.Attempts})
	k.clock.Move(ttl - time.Millisecond)
	k.isDue(id, false)
	k.commit(l, conversation.Commit{Taken: 1, Starts: true, Records: k.records(id, 1, "start")}) // also on the loan of before
	k.clock.Move(time.Millisecond)
	k.is(renew(next, ttl), conversation.ErrLost) // it is over
	k.take(id)
	k.is(renew(next, ttl), conversation.ErrLost) // it is another's
	k.is(renew(k.load(id), ttl), conversation.ErrLost)
}

func (k *kit) leaseGone() {
	_, err := k.s.Take(k.ctx(), "aaaaaaaaaaaaaaaaaaaaaaaaaa", "worker", ttl)
	k.is(err, conversation.ErrGone)
	_, err = k.s.Load(k.ctx(), "aaaaaaaaaaaaaaaaaaaaaaaaaa")
	k.is(err, conversation.ErrGone)
}

func (k *kit) leaseAttempts() {
	id := k.open("v")
	for want := 1; want <= 3; want++ {
		l := k.take(id)
		k.same(l.Attempts, want)
		k.giveBack(l)
	}
	l := k.commit(k.take(id), conversation.Commit{})
	k.same(l.Attempts, 0)
	k.giveBack(l)
	k.same(k.take(id).Attempts, 1)
}

// leaseIdle: whoever was overtaken between the listing and the taking is told so, is not counted, and hurries nothing.
func (k *kit) leaseIdle() {
	id := k.open("v")
	l := k.take(id)
	k.same(l.Idle, false)
	wake := k.clock.Now().Add(time.Minute)
	k.giveBack(k.commit(l, conversation.Commit{Taken: 1, Wake: wake}))
	k.typed(time.Second)
	for range 3 {
		l = k.take(id)
		k.same([]any{l.Idle, l.Attempts}, []any{true, 0})
		k.giveBack(l)
	}
	k.next(time.Second)
	k.clock.Move(time.Second)
	l = k.take(id)
	k.same([]any{l.Idle, l.Attempts}, []any{false, 1})
	k.giveBack(k.commit(l, conversation.Commit{Taken: 2, Wake: wake}))
	k.clock.Move(time.Minute)
	k.same(k.take(id).Idle, false)
}

func (k *kit) leaseLoad() {
	l := k.load(k.open("v"))
	k.same(l.Owner, "")
	k.same(l.Until.IsZero(), true)
	k.same(l.Attempts, 0)
	k.take(l.ID) // reading lends nothing
}

func (k *kit) leaseRefused() {
	const missing = conversation.ID("aaaaaaaaaaaaaaaaaaaaaaaaaa")
	for range 2 {
		_, err := k.s.Take(k.ctx(), missing, "worker", ttl)
		k.is(err, conversation.ErrGone)
	}
	if _, err := k.s.Take(k.ctx(), k.open("v"), "", ttl); err == nil {
		k.Fatal("a lease without an owner was granted")
	}
}

func (k *kit) leaseLost() {
	id := k.open("v")
	l := k.take(id)
	k.clock.Move(ttl)
	start := conversation.Commit{Taken: 1, Starts: true, Records: k.records(id, 1, "start")}
	k.unchanged(id, conversation.ErrLost, func() error { return k.try(l, start) })
	k.take(id) // of the same owner, but another lease
	k.unchanged(id, conversation.ErrLost, func() error { return k.try(l, start) })
	k.unchanged(id, conversation.ErrLost, func() error { return k.try(k.load(id), start) })
	start.Starts = false
	k.commit(l, start)
}

// try commits and returns the error.
func (k *kit) try(l conversation.Loan, c conversation.Commit) error {
	_, err := k.s.Commit(k.ctx(), l, c)
	return err
}
