package storetest

import (
	"sync"
	"time"

	"balie/conversation"
)

func countCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"a count is raised to its most across conversations": (*kit).countFull,
		"what is given back is free, and never below zero":   (*kit).countBack,
		"a count is forgotten at its time":                   (*kit).countExpires,
		"a full count says until when":                       (*kit).countUntil,
		"what is given back too late is not there any more":  (*kit).countBackLate,
		"two counts of one commit add up":                    (*kit).countTwice,
		"a race does not pass the most":                      (*kit).countRace,
	}
}

// raise commits a count on a new conversation.
func (k *kit) raise(visitor string, add, most int64) error {
	k.Helper()
	return k.try(k.load(k.open(visitor)), conversation.Commit{
		Counts: []conversation.Count{{Key: []byte("agent"), Most: most, Add: add, Until: k.clock.Now().Add(time.Hour)}},
	})
}

func (k *kit) countFull() {
	k.must(k.raise("a", 1, 2))
	k.must(k.raise("b", 1, 2))
	k.is(k.raise("c", 1, 2), conversation.ErrLimit)
	k.must(k.raise("d", 1, 3))
	k.is(k.raise("e", 2, 4), conversation.ErrLimit)
}

func (k *kit) countBack() {
	k.must(k.raise("a", 1, 1))
	k.is(k.raise("b", 1, 1), conversation.ErrLimit)
	k.must(k.raise("c", -1, 1))
	k.must(k.raise("d", -5, 1))
	k.must(k.raise("e", 1, 1))
	k.is(k.raise("f", 1, 1), conversation.ErrLimit)
}

func (k *kit) countExpires() {
	k.must(k.raise("a", 1, 2))
	k.clock.Move(40 * time.Minute)
	k.must(k.raise("b", 1, 2))
	k.clock.Move(20*time.Minute - time.Second)
	k.is(k.raise("c", 1, 2), conversation.ErrLimit)
	k.clock.Move(time.Second) // an hour after the first: the second does not make it last
	k.must(k.raise("d", 1, 1))
}

func (k *kit) countUntil() {
	until := k.clock.Now().Add(time.Hour)
	k.must(k.raise("a", 1, 1))
	k.clock.Move(20 * time.Minute)
	err := k.raise("b", 1, 1)
	k.is(err, conversation.ErrLimit)
	k.same(conversation.LimitedUntil(err).UTC(), until.UTC())
}

// countBackLate gives back in an hour what was counted in the one before.
func (k *kit) countBackLate() {
	k.must(k.raise("a", 1, 1))
	until := k.clock.Now().Add(time.Hour)
	k.clock.Move(time.Hour)
	k.must(k.raise("b", 1, 1))
	k.must(k.try(k.load(k.open("c")), conversation.Commit{
		Counts: []conversation.Count{{Key: []byte("agent"), Most: 1, Add: -1, Until: until}},
	}))
	k.is(k.raise("d", 1, 1), conversation.ErrLimit)
}

func (k *kit) countTwice() {
	one := conversation.Count{Key: []byte("x"), Most: 1, Add: 1, Until: k.clock.Now().Add(time.Hour)}
	l := k.load(k.open("v"))
	k.is(k.try(l, conversation.Commit{Counts: []conversation.Count{one, one}}), conversation.ErrLimit)
	l = k.commit(l, conversation.Commit{Counts: []conversation.Count{one}})
	k.is(k.try(l, conversation.Commit{Counts: []conversation.Count{one}}), conversation.ErrLimit)
}

func (k *kit) countRace() {
	errs := make([]error, 12)
	var wg sync.WaitGroup
	for i := range errs {
		l := k.load(k.open(string(rune('a' + i))))
		wg.Go(func() {
			errs[i] = k.try(l, conversation.Commit{Counts: []conversation.Count{{Key: []byte("x"), Most: 5, Add: 1, Until: k.clock.Now().Add(time.Hour)}}})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		}
	}
	k.same(won, 5)
}
