package storetest

import (
	"bytes"
	"context"
	"sync"

	"balie/conversation"
)

func sealCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"what was sealed opens again":                    (*kit).sealOpens,
		"what was changed does not":                      (*kit).sealTampered,
		"nor does it for another conversation or class":  (*kit).sealElsewhere,
		"a first seal in a race makes one key":           (*kit).sealRace,
		"a class that is none, a conversation not there": (*kit).sealUnknown,
		"hashes keep kinds and parts apart":              (*kit).sealHash,
	}
}

func (k *kit) sealOpens() {
	id := k.open("v")
	for _, c := range []conversation.Class{conversation.ClassPersonal, conversation.ClassSensitive, conversation.ClassSecret} {
		for _, plain := range []string{"", "a secret of the customer"} {
			one, err := k.s.Seal(k.ctx(), id, c, []byte(plain))
			k.must(err)
			two, err := k.s.Seal(k.ctx(), id, c, []byte(plain))
			k.must(err)
			if bytes.Equal(one, two) || plain != "" && bytes.Contains(one, []byte(plain)) {
				k.Fatal("sealing shows what is sealed")
			}
			got, err := k.s.Open(k.ctx(), id, c, one)
			k.must(err)
			k.same(string(got), plain)
		}
	}
}

func (k *kit) sealTampered() {
	id := k.open("v")
	sealed, err := k.s.Seal(k.ctx(), id, conversation.ClassPersonal, []byte("plain"))
	k.must(err)
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := k.s.Open(k.ctx(), id, conversation.ClassPersonal, bad); err == nil {
			k.Fatalf("opened with byte %d changed", i)
		}
		if _, err := k.s.Open(k.ctx(), id, conversation.ClassPersonal, sealed[:i]); err == nil {
			k.Fatalf("opened with only %d bytes", i)
		}
	}
}

func (k *kit) sealElsewhere() {
	id, other := k.open("v"), k.open("w")
	sealed, err := k.s.Seal(k.ctx(), id, conversation.ClassPersonal, []byte("plain"))
	k.must(err)
	_, err = k.s.Seal(k.ctx(), id, conversation.ClassSecret, []byte("so that the key is there"))
	k.must(err)
	if _, err := k.s.Open(k.ctx(), other, conversation.ClassPersonal, sealed); err == nil {
		k.Fatal("opened for another conversation")
	}
	if _, err := k.s.Open(k.ctx(), id, conversation.ClassSecret, sealed); err == nil {
		k.Fatal("opened for another class")
	}
}

func (k *kit) sealRace() {
	id := k.open("v")
	var wg sync.WaitGroup
	sealed := make([][]byte, 8)
	for i := range sealed {
		wg.Go(func() {
			var err error
			if sealed[i], err = k.s.Seal(k.ctx(), id, conversation.ClassSensitive, []byte("x")); err != nil {
				k.Error(err)
			}
		})
	}
	wg.Wait()
	for _, s := range sealed {
		_, err := k.s.Open(k.ctx(), id, conversation.ClassSensitive, s)
		k.must(err)
	}
}

func (k *kit) sealUnknown() {
	if _, err := k.s.Seal(k.ctx(), k.open("v"), "shiny", []byte("x")); err == nil {
		k.Fatal("sealed for a class that is none")
	}
	_, err := k.s.Seal(k.ctx(), "aaaaaaaaaaaaaaaaaaaaaaaaaa", conversation.ClassPersonal, []byte("x"))
	k.is(err, conversation.ErrGone)
}

func (k *kit) sealHash() {
	seen := map[string]bool{}
	for _, h := range [][]byte{k.s.Hash("a", "b", "c"), k.s.Hash("a", "bc"), k.s.Hash("ab", "c"), k.s.Hash("a", "bc", "")} {
		seen[string(h)] = true
	}
	k.same(len(seen), 4)
	k.same(k.s.Hash("a", "b"), k.s.Hash("a", "b"))
}

func bellCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"a ring reaches all that listen":        (*kit).bellRings,
		"a listener that is gone is not waited": (*kit).bellGone,
	}
}

func (k *kit) bellRings() {
	a, err := k.s.Listen(k.ctx())
	k.must(err)
	b, err := k.s.Listen(k.ctx())
	k.must(err)
	k.must(k.s.Ring(k.ctx(), "one"))
	k.same(<-a, "one")
	k.same(<-b, "one")
}

func (k *kit) bellGone() {
	ctx, cancel := context.WithCancel(k.ctx())
	a, err := k.s.Listen(ctx)
	k.must(err)
	for range 10_000 { // nobody listens: it must not block
		k.must(k.s.Ring(k.ctx(), "one"))
	}
	cancel()
	for range a { // closed at the end of ctx
	}
	k.must(k.s.Ring(k.ctx(), "two"))
	if _, err := k.s.Listen(ctx); err == nil {
		k.Fatal("listening under a context that has ended")
	}
}
