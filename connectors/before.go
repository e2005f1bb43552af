package connectors

import (
	"context"
	"slices"

	"balie/conversation"
)

// before makes the read that o declares as first, and returns o with its answer in hand. Where there is no such
// answer, nothing else is sent, and the receipt says why.
func (r *Registry) before(ctx context.Context, o *Offer, client Client, p conversation.Permit) (*Offer, conversation.Receipt, bool) {
	if o.First == nil {
		return o, conversation.Receipt{}, true
	}
	got := o.First.finish(client.Call(ctx, o.First, p), p)
	switch got.Outcome {
	case conversation.Done:
		bound := *o
		bound.found = got.Output
		return &bound, got, true
	case conversation.Refused:
		return nil, conversation.Receipt{Outcome: conversation.Refused, Name: got.Name}, false
	}
	return nil, conversation.Receipt{Outcome: conversation.Failed, Unreached: got.Unreached, Detail: o.Name + ": first " + got.Detail}, false
}

// readFirst reads which read is made before o, with o's own inputs. Its refusals are o's too, and its time is part of
// o's, so that a lease covers both.
func (f *file) readFirst(o *Offer, m map[string]field) {
	p, ok := m["first"]
	if !ok || o.First == nil {
		return
	}
	q := o.First
	if q.Effect != conversation.EffectNone || q.First != nil || q.Answer.Type != conversation.Record || q.Paging != nil {
		f.problem(p.value, "name a read that answers one record and has no first of its own", "%s cannot come before %s", q.Short, o.Short)
	}
	f.checkInputs(o, q, p.value, "the first of")
	for _, name := range q.Outcomes {
		if !slices.Contains(o.Outcomes, name) {
			o.Outcomes = append(o.Outcomes, name)
		}
	}
	slices.Sort(o.Outcomes)
	o.TimeOut += q.CallFor
}
