package connectortest

import (
	"time"

	"balie/connectors"
	"balie/conversation"
)

var cases = map[string]func(*bench){
	"a read is typed, and unknown fields are dropped": func(b *bench) {
		r := b.do(b.permit("till.list_things", "", nil), conversation.Done)
		want := conversation.ListOf(conversation.Rec(params{
			"id": thing("T-1"), "label": conversation.Of(conversation.Text, "Kettle"),
			"price": conversation.Cents(1250, "EUR"), "due": conversation.Of(conversation.Date, "2026-12-01"),
		}))
		if !r.Output.Equal(want) {
			b.Errorf("output is %s, want %s", r.Output, want)
		}
	},
	"a write is done and has its reference": func(b *bench) {
		r := b.do(b.permit("till.pay", "k1", paying(1250)), conversation.Done)
		if r.Reference != "P-1" || r.Output.Field("paid").Amount.Minor != 1250 {
			b.Errorf("receipt is %q, %s", r.Reference, r.Output)
		}
		b.effects("till.pay", 1)
	},
	"the same key is the same answer and one effect": func(b *bench) {
		first := b.do(b.permit("till.pay", "k1", paying(1250)), conversation.Done)
		again := b.do(b.permit("till.pay", "k1", paying(1250)), conversation.Done)
		if !first.Output.Equal(again.Output) {
			b.Errorf("answers are %s and %s", first.Output, again.Output)
		}
		b.effects("till.pay", 1)
	},
	"another key is another effect": func(b *bench) {
		b.do(b.permit("till.pay", "k1", paying(1250)), conversation.Done)
		b.do(b.permit("till.pay", "k2", paying(1250)), conversation.Done)
		b.effects("till.pay", 2)
	},
	"a keyed call that was lost before its commit is done when sent again": func(b *bench) {
		lostThenAgain(b, connectors.FailBefore)
	},
	"a keyed call that was lost after its commit is done once when sent again": func(b *bench) {
		lostThenAgain(b, connectors.FailAfter)
	},
	"a time-out before commit is unknown, and the query finds nothing": func(b *bench) {
		b.Fault("till.close_thing", connectors.FailBefore)
		p := b.permit("till.close_thing", "k1", closing("T-1"))
		b.do(p, conversation.Unknown)
		if r := b.query(p, conversation.Failed); !r.NotFound {
			b.Errorf("the query does not say that nothing was found: %s", r.Detail)
		}
		b.effects("till.close_thing", 0)
	},
	"a time-out after commit is unknown, and the query finds it done": func(b *bench) {
		b.Fault("till.close_thing", connectors.FailAfter)
		p := b.permit("till.close_thing", "k1", closing("T-1"))
		b.do(p, conversation.Unknown)
		if r := b.query(p, conversation.Done); r.Reference != "S-1" || r.NotFound || len(r.Output.Fields) != 1 {
			b.Errorf("the query found %q, %s", r.Reference, r.Output)
		}
		b.effects("till.close_thing", 1)
	},
	"a query that fails leaves the outcome unknown": func(b *bench) {
		b.Fault("till.close_thing", connectors.FailAfter)
		p := b.permit("till.close_thing", "k1", closing("T-1"))
		b.do(p, conversation.Unknown)
		b.Fault("till.thing_state", connectors.FailServer)
		b.query(p, conversation.Unknown)
		b.query(p, conversation.Done)
	},
	"without a query nothing can be asked": func(b *bench) {
		p := b.permit("till.leave_note", "k1", params{"text": conversation.Of(conversation.Text, reason)})
		b.do(p, conversation.Done)
		b.query(p, conversation.Unknown)
	},
	"a declared refusal is named and has no effect": func(b *bench) {
		if r := b.do(b.permit("till.pay", "k1", paying(999900)), conversation.Refused); r.Name != "too_much" {
			b.Errorf("refused as %q", r.Name)
		}
		if r := b.do(b.permit("till.close_thing", "k2", closing("T-9")), conversation.Refused); r.Name != "already_closed" {
			b.Errorf("refused as %q", r.Name)
		}
		b.effects("till.pay", 0)
		b.effects("till.close_thing", 0)
	},
	"a server error leaves a write unknown": func(b *bench) {
		b.Fault("till.pay", connectors.FailServer)
		b.do(b.permit("till.pay", "k1", paying(1250)), conversation.Unknown)
		b.effects("till.pay", 0)
	},
	"an undeclared conflict leaves a write unknown": func(b *bench) {
		b.Fault("till.pay", connectors.FailConflict)
		b.do(b.permit("till.pay", "k1", paying(1250)), conversation.Unknown)
	},
	"whatever goes wrong with a read, it failed": func(b *bench) {
		for _, fail := range []string{connectors.FailServer, connectors.FailConflict, connectors.FailBefore} {
			b.Fault("till.list_things", fail)
			b.do(b.permit("till.list_things", "", nil), conversation.Failed)
		}
		b.do(b.permit("till.list_things", "", nil), conversation.Done)
	},
	"a back end that is not reached did nothing": func(b *bench) {
		b.Fault("till.pay", connectors.FailUnreached)
		b.unsent(b.permit("till.pay", "k1", paying(1250)))
	},
	"the subject is never a parameter": func(b *bench) {
		p := paying(1250)
		p["subject"] = conversation.Of(conversation.Text, "C-2")
		b.unsent(b.permit("till.pay", "k1", p))
	},
	"nobody is not a subject": func(b *bench) {
		b.unsent(b.permitFor("", "till.pay", "k1", paying(1250), b.Now()))
	},
	"a reference takes only its own kind": func(b *bench) {
		for _, t := range []conversation.Type{conversation.Text, conversation.Ref("card"), conversation.Choice} {
			p := paying(1250)
			p["thing"] = conversation.Of(t, "T-1")
			b.unsent(b.permit("till.pay", "k1", p))
		}
	},
	"a parameter that is missing is not made up": func(b *bench) {
		b.unsent(b.permit("till.pay", "k1", params{"thing": thing("T-1")}))
	},
	"a write without a key is not sent": func(b *bench) {
		b.unsent(b.permit("till.pay", "", paying(1250)))
	},
	"a write is not sent when the lease ends before its time-out": func(b *bench) {
		b.unsent(b.permitFor("C-1", "till.pay", "k1", paying(1250), b.Now().Add(-time.Minute-time.Millisecond)))
	},
	"another owner's data is not shown": func(b *bench) {
		number := func(n string) params { return params{"number": conversation.Of(conversation.Text, n)} }
		b.do(b.permit("till.mandate", "", number("M-1")), conversation.Done)
		if r := b.do(b.permit("till.mandate", "", number("M-2")), conversation.Failed); !r.Output.Zero() {
			b.Errorf("shown is %s", r.Output)
		}
	},
	"what is public needs nobody": func(b *bench) {
		r := b.do(b.permitFor("", "till.opening", "", nil, b.Now()), conversation.Done)
		if got := r.Output.Field("opens"); !got.Equal(conversation.Of(conversation.Time, "09:00")) {
			b.Errorf("opens at %s", got)
		}
	},
}

// lostThenAgain loses the answer of a keyed call and sends it again with the same key.
func lostThenAgain(b *bench, fail string) {
	b.Fault("till.pay", fail)
	p := b.permit("till.pay", "k1", paying(1250))
	b.do(p, conversation.Unknown)
	if r := b.do(p, conversation.Done); r.Reference != "P-1" {
		b.Errorf("reference is %q", r.Reference)
	}
	b.effects("till.pay", 1)
}
