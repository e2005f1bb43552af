package model

import (
	"fmt"
	"time"

	"balie/conversation"
)

// request is one request on its way to, or in, the back end.
type request struct {
	key, operation string
	last           time.Time // when it has run or vanished at the latest: drained_after
	over           bool
}

// backEnd runs what reaches it, whenever the scheduler says so.
type backEnd struct {
	class    conversation.Once
	requests []*request
	ran      map[string]int    // by key of the action
	refuses  map[string]bool   // keys that it will always refuse, as declared
	of       map[string]string // operation by key
}

func newBackEnd(class conversation.Once) *backEnd {
	return &backEnd{class: class, ran: map[string]int{}, refuses: map[string]bool{}, of: map[string]string{}}
}

// run performs a request, unless its key was seen and keys are honoured.
func (b *backEnd) run(r *request) conversation.Receipt {
	r.over = true
	b.of[r.key] = r.operation
	if b.refuses[r.key] {
		return conversation.Receipt{Outcome: conversation.Failed, Detail: "status 422"}
	}
	if b.class != conversation.Keyed || b.ran[r.key] == 0 {
		b.ran[r.key]++
	}
	return b.receipt(r.key)
}

func (b *backEnd) receipt(key string) conversation.Receipt {
	return conversation.Receipt{Outcome: conversation.Done, Reference: "R-" + key[:4], Output: conversation.Rec(map[string]conversation.Value{
		"reference": conversation.Of(conversation.Text, "R-"+key[:4]),
	})}
}

// query tells what became of an action.
func (b *backEnd) query(key string) conversation.Receipt {
	if b.ran[key] > 0 {
		return b.receipt(key)
	}
	return conversation.Receipt{Outcome: conversation.Failed, NotFound: true, Detail: "not there"}
}

// running returns the requests that have neither run nor vanished.
func (b *backEnd) running() []*request {
	var out []*request
	for _, r := range b.requests {
		if !r.over {
			out = append(out, r)
		}
	}
	return out
}

// busy reports whether another request with the same key is running.
func (b *backEnd) busy(mine *request) bool {
	for _, r := range b.running() {
		if r != mine && r.key == mine.key {
			return true
		}
	}
	return false
}

// contract is the operation that both steps of the errand call.
func contract(name string, class conversation.Once) conversation.Operation {
	text := conversation.Schema{Type: conversation.Text}
	return conversation.Operation{
		Name: name, Effect: conversation.EffectWrite, Whose: conversation.Public, Once: class,
		Output:  conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{"reference": text}},
		KeyLife: 24 * time.Hour, ValidFor: 5 * time.Minute, Drained: 30 * time.Second, TimeOut: 5 * time.Second,
	}
}

// errandFor is the process of the histories: two actions under one yes, the result, and news of it from the back end. What
// the news is known by, a back end that keeps keys tells with its answer; with the others it is known from the start.
func errandFor(class conversation.Once) string {
	match := "'job'"
	if class == conversation.Keyed {
		match = "second.reference"
	}
	return fmt.Sprintf(errand, match)
}

const errand = `
flow: errand
title: {nl: Klus, en: Errand}
description: Two things are done, one after the other.
examples: {nl: [doe de klus, klus doen, regel de klus], en: [run the errand, do the errand, errand please]}
steps:
  - confirm: {nl: Zal ik beide doen?, en: Shall I do both?}
    do:
      - {call: back.first, save: first}
      - {call: back.second, save: second}
  - say: {nl: "Beide zijn gedaan: {{first.reference}} en {{second.reference}}.", en: "Both are done: {{first.reference}} and {{second.reference}}."}
  - wait: {callback: back.ready, match: "%s", for: 1h}
    way_back: {not_needed: the test looks}
    outcomes: {elapsed: [end]}
  - say: {nl: Het ligt klaar., en: It is ready.}
`

func (r *request) String() string { return fmt.Sprintf("%s %.4s", r.operation, r.key) }
