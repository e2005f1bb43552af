package intent

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"balie/conversation"
	"balie/flows"
)

// TestAYesThatIsTakenBackIsNone: whatever a yes is followed by that doubts, limits, denies or asks, it is not consent.
func TestAYesThatIsTakenBackIsNone(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{Running: "block_card", Confirm: "k1", Values: map[string]string{"reason": "lost", "card": "c1"}}.expectation(t, r)
	rapid.Check(t, func(t *rapid.T) {
		yes := rapid.SampledFrom([]string{"ja", "Ja", "jaa", "ja hoor", "oke", "prima", "is goed", "yes", "sure", "ok", "go ahead", "doe maar", "👍"})
		back := rapid.SampledFrom([]string{"maar", "maar eerst", "en", "als", "alleen", "niet", "nee", "?", "wacht", "misschien", "behalve", "but", "and", "if",
			"not", "wait", "unless", "except", "first", "wat kost dat", "why", "gestolen", "9876", "de andere", "morgen", "op 3 april", "voor 300 euro"})
		filler := rapid.SampledFrom([]string{"", "", "dan", "graag", "hoor", "please", "pas", "kaart"})
		parts := []string{yes.Draw(t, "yes"), filler.Draw(t, "filler"), back.Draw(t, "back"), filler.Draw(t, "more")}
		says := strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
		u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: says}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range u.Commands {
			if c.Do == conversation.DoYes {
				t.Fatalf("%q is taken for a yes\n%s", says, strings.Join(u.Trace, "\n"))
			}
		}
	})
}

// TestAnOrderOfWhatIsShownIsAYes: it says what is to be done and nothing else.
func TestAnOrderOfWhatIsShownIsAYes(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{Running: "block_card", Confirm: "k1", Values: map[string]string{"reason": "lost", "card": "c1"}}.expectation(t, r)
	for text, want := range map[string]bool{
		"blokkeer hem": true, "blokkeer die pas maar": true, "blokkeren": true, "block it now please": true, "block the card": true,
		"blokkeer hem niet": false, "blokkeer hem?": false, "blokkeer hem als": false, "blokkeer hem maar eerst": false, "blokkeer hem morgen": false,
		"blokkeer ze allebei": false, "blokkeer de andere": false, "geblokkeerd": false, "de blokkering": false, "blokkade": false,
		"block them all": false, "block it if": false, "blocked": false, "the block": false, "block it tomorrow": false, "unblock it": false,
	} {
		u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: text}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		if got := writtenOut(u.Commands) == "yes"; got != want {
			t.Errorf("%q: %s\n%s", text, writtenOut(u.Commands), strings.Join(u.Trace, "\n"))
		}
	}
}

// TestAnOrderThatMayStopTheProcessIsNoYes: where cancelling is what a process does, "cancel it" may mean either.
func TestAnOrderThatMayStopTheProcessIsNoYes(t *testing.T) {
	t.Parallel()
	const flow = `flow: cancel_order
title: {nl: Bestelling annuleren, en: Cancel an order}
description: The customer wants an order no more.
examples:
  nl: [annuleer mijn bestelling, ik wil de bestelling niet meer, bestelling afzeggen]
  en: [cancel my order, i don't want the order any more, call off the order]
steps:
  - say: {nl: Klaar., en: Done.}
`
	set, problems := flows.Load(flows.LoadOptions{Flows: fstest.MapFS{"order.yaml": {Data: []byte(flow)}}})
	if set == nil || set.Flows["cancel_order"] == nil {
		t.Fatal(problems.Err())
	}
	r, err := New(set, Options{})
	if err != nil {
		t.Fatal(err)
	}
	exp := state{Running: "cancel_order", Confirm: "k1"}.expectation(t, r)
	for text, want := range map[string]bool{"yes": true, "ja": true, "cancel it": false, "cancel": false, "annuleer maar": false, "annuleren": false} {
		u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: text}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		if got := writtenOut(u.Commands) == "yes"; got != want {
			t.Errorf("%q: %s\n%s", text, writtenOut(u.Commands), strings.Join(u.Trace, "\n"))
		}
	}
}
