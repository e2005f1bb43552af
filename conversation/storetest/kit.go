package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"balie/conversation"
)

// ttl is how long the cases lend a conversation.
const ttl = 10 * time.Second

// kit is what a case works with.
type kit struct {
	*testing.T
	clock *Clock
	s     Store
	n     int // inputs made
}

func (k *kit) ctx() context.Context { return k.Context() }

// must ends the case on an error.
func (k *kit) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

// is ends the case unless err is the one that is wanted; nil wants none.
func (k *kit) is(err, want error) {
	k.Helper()
	if want == nil && err != nil || want != nil && !errors.Is(err, want) {
		k.Fatalf("got error %v, want %v", err, want)
	}
}

// same ends the case unless both print alike.
func (k *kit) same(got, want any) {
	k.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		k.Fatalf("\n got %s\nwant %s", g, w)
	}
}

// text makes a typed message of a visitor, with a new id.
func (k *kit) text(visitor, text string) conversation.Input {
	k.n++
	return conversation.Input{
		Source: "widget/site", ID: fmt.Sprintf("m-%d", k.n), Kind: conversation.InputText, Text: text, At: k.clock.Now(),
		Address: conversation.Address{Channel: "widget", Account: "site", Sender: visitor},
	}
}

func (k *kit) accept(in ...conversation.Input) []conversation.Accepted {
	k.Helper()
	acc, err := k.s.Accept(k.ctx(), in...)
	k.must(err)
	return acc
}

// open makes a conversation with one input.
func (k *kit) open(visitor string) conversation.ID {
	k.Helper()
	return k.accept(k.text(visitor, "hello"))[0].Conversation
}

func (k *kit) take(id conversation.ID) conversation.Loan {
	k.Helper()
	l, err := k.s.Take(k.ctx(), id, "worker", ttl)
	k.must(err)
	return l
}

func (k *kit) load(id conversation.ID) conversation.Loan {
	k.Helper()
	l, err := k.s.Load(k.ctx(), id)
	k.must(err)
	return l
}

func (k *kit) commit(l conversation.Loan, c conversation.Commit) conversation.Loan {
	k.Helper()
	next, err := k.s.Commit(k.ctx(), l, c)
	k.must(err)
	return next
}

func (k *kit) giveBack(l conversation.Loan) {
	k.Helper()
	k.must(k.s.Return(k.ctx(), l))
}

// all takes a commit's inputs, all that the loan shows.
func all(l conversation.Loan) int64 {
	var n int64
	for _, in := range l.Inbox {
		n = max(n, in.N)
	}
	return n
}

// records makes sealed records numbered from a number on.
func (k *kit) records(id conversation.ID, from int64, bodies ...string) []conversation.Sealed {
	k.Helper()
	var out []conversation.Sealed
	for i, b := range bodies {
		sealed, err := k.s.Seal(k.ctx(), id, conversation.ClassPersonal, []byte(b))
		k.must(err)
		out = append(out, conversation.Sealed{N: from + int64(i), At: k.clock.Now(), Type: "said", Head: []byte(`{"step":"ask"}`), Body: sealed})
	}
	return out
}

// numbers returns the numbers of records.
func numbers(rs []conversation.Sealed) []int64 {
	var out []int64
	for _, r := range rs {
		out = append(out, r.N)
	}
	return out
}

// texts returns the texts of an inbox.
func texts(in []conversation.Input) []string {
	var out []string
	for _, i := range in {
		out = append(out, i.Text)
	}
	return out
}

// due returns what is due now.
func (k *kit) due() []conversation.ID {
	k.Helper()
	ids, _, err := k.s.Due(k.ctx(), 100)
	k.must(err)
	return ids
}

func (k *kit) isDue(id conversation.ID, want bool) {
	k.Helper()
	if got := slices.Contains(k.due(), id); got != want {
		k.Fatalf("due is %v, want %v", got, want)
	}
}

// unchanged runs a call that must be refused and checks that it left nothing.
func (k *kit) unchanged(id conversation.ID, want error, call func() error) {
	k.Helper()
	before := k.load(id)
	wasDue := k.due()
	k.is(call(), want)
	k.same(k.load(id), before)
	k.same(k.due(), wasDue)
}

// reopen closes the store and opens it anew, or leaves the case out.
func (k *kit) reopen() {
	k.Helper()
	r, ok := k.s.(Reopener)
	if !ok {
		k.Skip("this store cannot be opened anew")
	}
	k.s = r.Reopen(k.T)
}

// card makes a card in a status.
func (k *kit) card(st conversation.Status) *conversation.Card {
	return &conversation.Card{Status: st, Channel: "widget", Language: "nl", Since: k.clock.Now()}
}
