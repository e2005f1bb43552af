package connectors_test

import (
	"context"
	"testing"
	"time"

	"balie/connectors"
	"balie/connectors/connectortest"
	"balie/conversation"
	"balie/conversation/storetest"
)

// examples loads the suite's company so that it answers from its examples.
func examples(t *testing.T, c *storetest.Clock) *connectors.Registry {
	t.Helper()
	company, err := connectortest.Company()
	if err != nil {
		t.Fatal(err)
	}
	r, problems := connectors.Load(company, connectortest.Env("http://127.0.0.1:1"), connectors.WithExamples(), connectors.WithClock(c.Now))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestExamplesKeepTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, func(t *testing.T) connectortest.Rig {
		c := storetest.NewClock()
		r := examples(t, c)
		d := connectors.Faulty(r, nil, c.Now, c.Move)
		return connectortest.Rig{
			Doer: d, Operations: r, Now: c.Now, Effects: d.Effects,
			Fault: func(operation, fail string) { d.Set(operation, connectors.Fault{Fail: fail, Times: 1}) },
		}
	})
}

func TestDoubleKeepsARecordOfItsCalls(t *testing.T) {
	t.Parallel()
	c := storetest.NewClock()
	r := examples(t, c)
	d := connectors.Faulty(r, map[string]connectors.Fault{"till.pay": {Fail: connectors.FailAfter, Times: 1}}, c.Now, c.Move)
	op, _ := r.Operation("till.pay")
	params := map[string]conversation.Value{"thing": conversation.Of(conversation.Ref("thing"), "T-1"), "amount": conversation.Cents(1250, "EUR")}
	before := c.Now()
	d.Do(t.Context(), conversation.PermitDirect(op, params, "C-1", "k1", c.Now()))
	if waited := c.Now().Sub(before); waited != op.TimeOut {
		t.Errorf("the lost answer was waited for %s, want %s", waited, op.TimeOut)
	}
	d.Do(t.Context(), conversation.PermitDirect(op, params, "C-1", "k1", c.Now()))
	calls := d.Calls()
	if len(calls) != 2 || !calls[0].Effect || calls[1].Effect || calls[0].Receipt.Outcome != conversation.Unknown ||
		calls[1].Receipt.Outcome != conversation.Done || calls[0].Key != "k1" || calls[0].Subject != "C-1" || calls[0].Params["amount"].Amount.Minor != 1250 {
		t.Errorf("calls are %+v", calls)
	}
}

func TestDoubleIsSlowOnTheTestsOwnClock(t *testing.T) {
	t.Parallel()
	c := storetest.NewClock()
	r := examples(t, c)
	d := connectors.Faulty(r, map[string]connectors.Fault{"till.pay": {Fail: connectors.FailSlow}, "till.refund": {Fail: connectors.FailSlow}}, c.Now, c.Move)
	op, _ := r.Operation("till.refund")
	op.TimeOut = 10 * time.Second
	params := map[string]conversation.Value{"reference": conversation.Of(conversation.Text, "P-1")}
	got := d.Do(t.Context(), conversation.PermitDirect(op, params, "C-1", "k1", c.Now()))
	if got.Outcome != conversation.Done || got.Took != 3*time.Second {
		t.Errorf("with time enough it is %s after %s", got.Outcome, got.Took)
	}
	op.TimeOut = time.Second
	got = d.Do(t.Context(), conversation.PermitDirect(op, params, "C-1", "k2", c.Now()))
	if got.Outcome != conversation.Unknown || got.Took != time.Second || d.Effects("till.refund") != 2 {
		t.Errorf("with too little it is %s after %s, effects %d", got.Outcome, got.Took, d.Effects("till.refund"))
	}
}

// A partial answer keeps what must be there; one in another form is none, of which a write may be done all the same.
func TestDoubleAnswersInPartAndInAnotherForm(t *testing.T) {
	t.Parallel()
	c := storetest.NewClock()
	optional := conversation.Schema{Type: conversation.Text, Optional: true}
	text := conversation.Schema{Type: conversation.Text}
	item := conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{"id": text, "note": optional}}
	list := conversation.Schema{Type: conversation.List, Item: &item}
	full := conversation.Rec(map[string]conversation.Value{"id": conversation.Of(conversation.Text, "1"), "note": conversation.Of(conversation.Text, "n")})
	d := connectors.Faulty(answers{conversation.ListOf(full, full)}, nil, c.Now, c.Move)
	read := conversation.Operation{Name: "till.list", Effect: conversation.EffectNone, Output: list, TimeOut: time.Second}
	write := conversation.Operation{Name: "till.file", Effect: conversation.EffectWrite, Output: item, TimeOut: time.Second}
	for fail, want := range map[string][2]conversation.Outcome{
		connectors.FailPartial: {conversation.Done, conversation.Done}, connectors.FailDrift: {conversation.Failed, conversation.Unknown},
	} {
		for i, op := range []conversation.Operation{read, write} {
			d.Set(op.Name, connectors.Fault{Fail: fail, Times: 1})
			r := d.Do(t.Context(), conversation.PermitDirect(op, nil, "", fail, c.Now()))
			if r.Outcome != want[i] {
				t.Errorf("%s of %s is %s", fail, op.Name, r.Outcome)
			}
			if fail == connectors.FailPartial && i == 0 && (len(r.Output.Items) != 1 || r.Output.Items[0].Fields["id"].Text != "1" || len(r.Output.Items[0].Fields) != 1) {
				t.Errorf("in part it is %v", r.Output)
			}
		}
	}
	if d.Effects(write.Name) != 2 {
		t.Errorf("%d effects", d.Effects(write.Name))
	}
}

// answers is a system that always answers the same.
type answers struct{ v conversation.Value }

func (a answers) Do(context.Context, conversation.Permit) conversation.Receipt {
	return conversation.Receipt{Outcome: conversation.Done, Output: a.v}
}

func (a answers) Query(context.Context, conversation.Permit) conversation.Receipt {
	return conversation.Receipt{}
}

func TestFaultsAreChecked(t *testing.T) {
	t.Parallel()
	r := examples(t, storetest.NewClock())
	for fault, want := range map[connectors.Fault]bool{
		{Fail: connectors.FailSlow}: true, {Fail: "too_much", Times: 2}: true, {Fail: "explode"}: false, {Fail: "500", Times: -1}: false,
	} {
		if err := connectors.CheckFaults(r, map[string]connectors.Fault{"till.pay": fault}); (err == nil) != want {
			t.Errorf("%+v: %v", fault, err)
		}
	}
	if connectors.CheckFaults(r, map[string]connectors.Fault{"till.nothing": {Fail: "500"}}) == nil {
		t.Error("a fault of an unknown operation is taken")
	}
}
