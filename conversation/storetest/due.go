package storetest

import (
	"time"

	"balie/conversation"
)

func quietCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"a button is due now":                           (*kit).quietNone,
		"typed text waits, and more of it waits longer": (*kit).quietText,
		"nothing waits more than three seconds":         (*kit).quietMost,
		"a button ends the quiet time":                  (*kit).quietButton,
		"text after a button does not put it off":       (*kit).quietAfterButton,
		"what was taken does not count":                 (*kit).quietTaken,
	}
}

// typed accepts a text with a quiet time.
func (k *kit) typed(quiet time.Duration) conversation.ID {
	k.Helper()
	in := k.text("v", "typing")
	in.Quiet = quiet
	return k.accept(in)[0].Conversation
}

// next checks when the next conversation will be due, counted from now; -1: never.
func (k *kit) next(want time.Duration) {
	k.Helper()
	_, next, err := k.s.Due(k.ctx(), 100)
	k.must(err)
	got := time.Duration(-1)
	if !next.IsZero() {
		got = next.Sub(k.clock.Now())
	}
	k.same(got, want)
}

func (k *kit) quietNone() {
	id := k.typed(0)
	k.isDue(id, true)
	k.next(-1)
}

func (k *kit) quietText() {
	id := k.typed(time.Second)
	k.isDue(id, false)
	k.next(time.Second)
	k.clock.Move(600 * time.Millisecond)
	k.typed(time.Second)
	k.next(time.Second)
	k.typed(100 * time.Millisecond) // never earlier than was promised
	k.next(time.Second)
	k.clock.Move(999 * time.Millisecond)
	k.isDue(id, false)
	k.clock.Move(time.Millisecond)
	k.isDue(id, true)
}

func (k *kit) quietMost() {
	id := k.typed(time.Minute)
	k.next(3 * time.Second)
	k.clock.Move(2500 * time.Millisecond)
	k.typed(time.Second)
	k.next(500 * time.Millisecond)
	k.clock.Move(500 * time.Millisecond)
	k.isDue(id, true)
	k.typed(time.Second)
	k.isDue(id, true)
}

func (k *kit) quietButton() {
	id := k.typed(time.Second)
	k.typed(0)
	k.isDue(id, true)
}

func (k *kit) quietAfterButton() {
	id := k.typed(0)
	k.typed(time.Second)
	k.isDue(id, true)
}

func (k *kit) quietTaken() {
	id := k.typed(0)
	k.giveBack(k.commit(k.take(id), conversation.Commit{Taken: 1}))
	k.isDue(id, false)
	k.clock.Move(time.Minute)
	k.typed(time.Second)
	k.next(time.Second)
}

func dueCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"longest due first, no more than asked":       (*kit).dueOrder,
		"what is lent is not due until its lease end": (*kit).dueLent,
		"inputs left make it due at its return":       (*kit).dueReturn,
		"a wake is never lost":                        (*kit).dueWake,
		"each commit sets the wake anew":              (*kit).dueWakeAnew,
		"inputs that wait stay due beside a wake":     (*kit).dueBoth,
		"a start without a wake is looked after":      (*kit).dueStart,
	}
}

func (k *kit) dueOrder() {
	var want []conversation.ID
	for _, v := range []string{"a", "b", "c"} {
		want = append(want, k.open(v))
		k.clock.Move(time.Second)
	}
	k.same(k.due(), want)
	two, next, err := k.s.Due(k.ctx(), 2)
	k.must(err)
	k.same(two, want[:2])
	if next.After(k.clock.Now()) || next.IsZero() {
		k.Fatalf("one more is due, and next is %v", next)
	}
}

func (k *kit) dueLent() {
	id := k.open("v")
	k.take(id)
	k.isDue(id, false)
	k.next(ttl)
	k.clock.Move(ttl)
	k.isDue(id, true)
}

func (k *kit) dueReturn() {
	id := k.open("v")
	l := k.take(id)
	k.typed(time.Second)
	l = k.commit(l, conversation.Commit{Taken: 1})
	k.giveBack(l)
	k.isDue(id, true)
	k.same(texts(k.load(id).Inbox), []string{"typing"})
}

func (k *kit) dueWake() {
	id := k.open("v")
	wake := k.clock.Now().Add(time.Minute)
	l := k.commit(k.take(id), conversation.Commit{Taken: 1, Wake: wake})
	k.same(l.Wake.Equal(wake), true)
	k.giveBack(l)
	k.isDue(id, false)
	k.next(time.Minute)
	k.accept(k.text("v", "in between"))
	k.clock.Move(time.Minute)
	k.isDue(id, true)
	l = k.take(id)
	k.same(l.Wake.Equal(wake), true)
	k.giveBack(l) // nothing was done about it
	k.isDue(id, true)
}

func (k *kit) dueWakeAnew() {
	id := k.open("v")
	l := k.commit(k.take(id), conversation.Commit{Taken: 1, Wake: k.clock.Now().Add(time.Minute)})
	l = k.commit(l, conversation.Commit{Wake: k.clock.Now().Add(time.Hour)})
	k.giveBack(l)
	k.next(time.Hour)
	k.giveBack(k.commit(k.take(id), conversation.Commit{}))
	k.next(-1)
}

func (k *kit) dueBoth() {
	id := k.open("v")
	l := k.take(id)
	k.accept(k.text("v", "one more"))
	k.giveBack(k.commit(l, conversation.Commit{Taken: 1, Wake: k.clock.Now().Add(time.Hour)}))
	k.isDue(id, true)
	k.giveBack(k.commit(k.take(id), conversation.Commit{Taken: 2, Wake: k.clock.Now().Add(time.Hour)}))
	k.isDue(id, false)
	k.next(time.Hour)
}

func (k *kit) dueStart() {
	id := k.open("v")
	k.commit(k.take(id), conversation.Commit{Taken: 1, Starts: true, Hold: 20 * time.Second})
	k.isDue(id, false)
	k.clock.Move(20 * time.Second) // the worker is gone
	k.isDue(id, true)
}
