package connectors_test

import (
	"sync"
	"testing"
	"time"

	"balie/connectors"
	"balie/connectors/connectortest"
	"balie/conversation"
)

// clock is a test's own time.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// examples loads the suite's company so that it answers from its examples.
func examples(t *testing.T, c *clock) *connectors.Registry {
	t.Helper()
	company, err := connectortest.Company()
	if err != nil {
		t.Fatal(err)
	}
	r, problems := connectors.Load(company, connectortest.Env("http://127.0.0.1:1"), connectors.WithExamples(), connectors.WithClock(c.now))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestExamplesKeepTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, func(t *testing.T) connectortest.Rig {
		c := newClock()
		r := examples(t, c)
		d := connectors.Faulty(r, nil, c.now, c.pass)
		return connectortest.Rig{
			Doer: d, Operations: r, Now: c.now, Effects: d.Effects,
			Fault: func(operation, fail string) { d.Set(operation, connectors.Fault{Fail: fail, Times: 1}) },
		}
	})
}

func TestDoubleKeepsARecordOfItsCalls(t *testing.T) {
	t.Parallel()
	c := newClock()
	r := examples(t, c)
	d := connectors.Faulty(r, map[string]connectors.Fault{"till.pay": {Fail: connectors.FailAfter, Times: 1}}, c.now, c.pass)
	op, _ := r.Operation("till.pay")
	params := map[string]conversation.Value{"thing": conversation.Of(conversation.Ref("thing"), "T-1"), "amount": conversation.Cents(1250, "EUR")}
	before := c.now()
	d.Do(t.Context(), conversation.PermitDirect(op, params, "C-1", "k1", c.now()))
	if waited := c.now().Sub(before); waited != op.TimeOut {
		t.Errorf("the lost answer was waited for %s, want %s", waited, op.TimeOut)
	}
	d.Do(t.Context(), conversation.PermitDirect(op, params, "C-1", "k1", c.now()))
	calls := d.Calls()
	if len(calls) != 2 || !calls[0].Effect || calls[1].Effect || calls[0].Receipt.Outcome != conversation.Unknown ||
		calls[1].Receipt.Outcome != conversation.Done || calls[0].Key != "k1" || calls[0].Subject != "C-1" || calls[0].Params["amount"].Amount.Minor != 1250 {
		t.Errorf("calls are %+v", calls)
	}
}

func TestDoubleIsSlowOnTheTestsOwnClock(t *testing.T) {
	t.Parallel()
	c := newClock()
	r := examples(t, c)
	d := connectors.Faulty(r, map[string]connectors.Fault{"till.pay": {Fail: connectors.FailSlow}, "till.refund": {Fail: connectors.FailSlow}}, c.now, c.pass)
	op, _ := r.Operation("till.refund")
	op.TimeOut = 10 * time.Second
	params := map[string]conversation.Value{"reference": conversation.Of(conversation.Text, "P-1")}
	got := d.Do(t.Context(), conversation.PermitDirect(op, params, "C-1", "k1", c.now()))
	if got.Outcome != conversation.Done || got.Took != 3*time.Second {
		t.Errorf("with time enough it is %s after %s", got.Outcome, got.Took)
	}
	op.TimeOut = time.Second
	got = d.Do(t.Context(), conversation.PermitDirect(op, params, "C-1", "k2", c.now()))
	if got.Outcome != conversation.Unknown || got.Took != time.Second || d.Effects("till.refund") != 2 {
		t.Errorf("with too little it is %s after %s, effects %d", got.Outcome, got.Took, d.Effects("till.refund"))
	}
}

func TestFaultsAreChecked(t *testing.T) {
	t.Parallel()
	r := examples(t, newClock())
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
