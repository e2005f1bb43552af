package flows

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"balie/conversation"
)

const stockFlow = `flow: sell
title: Verkopen
description: Sells.
examples: {nl: [verkopen], en: [sell]}
slots:
  price: {type: number, lasts: 10s, ask: {nl: Welke koers zie je?, en: Which price do you see?}}
  pieces: {type: number, ask: {nl: Hoeveel stuks?, en: How many pieces?}}
steps:
  - collect: price
  - collect: pieces
  - call: crm.note
    with: {text: "string(price)"}
    consent: {not_needed: the test}
  - say: {nl: "Verkocht voor {{price}}.", en: "Sold for {{price}}."}
  - wait: {for: 1d}
`

// A value that is older than it lasts is asked again, until something was done with it.
func TestAValueLasts(t *testing.T) {
	t.Parallel()
	k := newTalker(t, fstest.MapFS{"sell.yaml": {Data: []byte(stockFlow)}}, nil)
	set := func(slot string, n float64) conversation.Command {
		v := conversation.Num(n)
		return conversation.Command{Do: conversation.DoSet, Frame: 1, Slot: slot, Value: &v}
	}
	k.apply(conversation.IdentityProven{Identity: conversation.Identity{Subject: "C-1", Assurance: conversation.Substantial, At: time.Unix(1, 0)}})
	k.turn(conversation.Command{Do: conversation.DoStart, Flow: "sell"})
	if got := texts(k.turn(set("price", 7))); got != "Hoeveel stuks?" {
		t.Fatalf("after the price: %q", got)
	}
	k.n += 10
	if got := texts(k.turn()); !strings.Contains(got, "Welke koers zie je?") {
		t.Errorf("a stale price: %q", got)
	}
	k.turn(set("price", 8))
	k.turn(set("pieces", 2))
	if got := k.s.Frame(1).Slots["price"].Value.Number; got != 8 {
		t.Errorf("the price is %v", got)
	}
}
