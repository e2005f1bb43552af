package connectors

import (
	"context"
	"slices"

	"balie/conversation"
)

// Query asks what became of an earlier call: it runs the declared query with the action's own parameters.
//
//	the query says that it is so     → done, with the fields of equal names
//	it says that it is not so        → failed and not found: final only after drained_after
//	it fails, or none is declared    → unknown
func (r *Registry) Query(ctx context.Context, p conversation.Permit) conversation.Receipt {
	begin := r.now()
	return r.timed(p, r.query(ctx, p), begin, true)
}

func (r *Registry) query(ctx context.Context, p conversation.Permit) conversation.Receipt {
	o, client, err := r.find(p)
	switch {
	case err != nil:
		return unknown(err.Error())
	case o.Reconcile == nil:
		return unknown(o.Name + " declares no query")
	}
	q := o.Reconcile.Query
	answer := q.finish(client.Call(ctx, q, p), p)
	switch answer.Outcome {
	case conversation.Done:
		return o.judge(answer, p)
	case conversation.Refused:
		if slices.Contains(o.Reconcile.Absent, answer.Name) {
			return notFound(q)
		}
		return unknown("the query " + q.Name + " was refused: " + answer.Name)
	}
	return unknown("the query " + q.Name + " failed: " + answer.Detail)
}

// judge reads the query's answer as the action's.
func (o *Offer) judge(answer conversation.Receipt, p conversation.Permit) conversation.Receipt {
	q := o.Reconcile.Query
	env := o.Environment(p)
	env["output"] = plain(answer.Output)
	done, err := o.Reconcile.done.holds(env)
	switch {
	case err != nil:
		return unknown("the query " + q.Name + ": done: " + err.Error())
	case !done:
		return notFound(q)
	}
	fields := map[string]conversation.Value{}
	for name := range o.Answer.Fields {
		if v := answer.Output.Field(name); !v.Zero() {
			fields[name] = v
		}
	}
	out := conversation.Receipt{Outcome: conversation.Done, Output: conversation.Rec(fields), Detail: "found by " + q.Name}
	return o.finish(out, p)
}

func unknown(detail string) conversation.Receipt {
	return conversation.Receipt{Outcome: conversation.Unknown, Detail: detail}
}

func notFound(q *Offer) conversation.Receipt {
	return conversation.Receipt{Outcome: conversation.Failed, NotFound: true, Detail: q.Name + " says that it was not done"}
}

// Reconcile names the query that a write declares; empty when it has none.
func (r *Registry) Reconcile(operation string) string {
	if o, ok := r.offers[operation]; ok && o.Reconcile != nil {
		return o.Reconcile.Query.Name
	}
	return ""
}
