package connectortest

import (
	"strings"
	"testing"
	"time"

	"balie/connectors"
	"balie/conversation"
)

// Rig is one way to call the system of [Company], opened for one test.
type Rig struct {
	Doer       connectors.Doer
	Operations conversation.Operations
	Now        func() time.Time
	// Fault makes the next call of an operation fail, in one of the ways that connectors names.
	Fault func(operation, fail string)
	// Effects counts how often an operation changed something at the back end.
	Effects func(operation string) int
}

// Run holds an implementation to the contract. open makes a fresh rig, with nothing done yet.
func Run(t *testing.T, open func(t *testing.T) Rig) {
	t.Helper()
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(&bench{T: t, Rig: open(t)})
		})
	}
}

// bench is a rig with its test.
type bench struct {
	*testing.T
	Rig
}

// params are named values.
type params = map[string]conversation.Value

func thing(id string) conversation.Value { return conversation.Of(conversation.Ref("thing"), id) }

func paying(minor int64) params {
	return params{"thing": thing("T-1"), "amount": conversation.Cents(minor, "EUR")}
}

// reason is so odd that it would be noticed in a detail.
const reason = "because of Zwaluw 31"

func closing(id string) params {
	return params{"thing": thing(id), "reason": conversation.Of(conversation.Text, reason)}
}

// permit gives leave as the ledger would, on behalf of customer C-1.
func (b *bench) permit(operation, key string, p params) conversation.Permit {
	b.Helper()
	return b.permitFor("C-1", operation, key, p, b.Now())
}

func (b *bench) permitFor(subject, operation, key string, p params, at time.Time) conversation.Permit {
	b.Helper()
	op, ok := b.Operations.Operation(operation)
	if !ok {
		b.Fatalf("nobody offers %s", operation)
	}
	return conversation.PermitDirect(op, p, subject, key, at)
}

// do calls and checks what holds for every receipt.
func (b *bench) do(p conversation.Permit, want conversation.Outcome) conversation.Receipt {
	b.Helper()
	return b.check("do", p, b.Doer.Do(b.Context(), p), want)
}

func (b *bench) query(p conversation.Permit, want conversation.Outcome) conversation.Receipt {
	b.Helper()
	return b.check("query", p, b.Doer.Query(b.Context(), p), want)
}

func (b *bench) check(what string, p conversation.Permit, r conversation.Receipt, want conversation.Outcome) conversation.Receipt {
	b.Helper()
	if r.Outcome != want {
		b.Fatalf("%s %s is %s (%s), want %s", what, p.Operation().Name, r.Outcome, r.Detail, want)
	}
	if r.At.IsZero() || r.Took < 0 {
		b.Errorf("%s %s is not timed: at %v, took %v", what, p.Operation().Name, r.At, r.Took)
	}
	if (r.Outcome == conversation.Refused) != (r.Name != "") {
		b.Errorf("%s %s is %s and named %q", what, p.Operation().Name, r.Outcome, r.Name)
	}
	if r.Outcome == conversation.Failed && r.Detail == "" || r.Outcome == conversation.Unknown && r.Detail == "" {
		b.Errorf("%s %s does not tell the operator why", what, p.Operation().Name)
	}
	b.private(r.Detail)
	return r
}

// private fails when a detail tells something of the customer or a secret.
func (b *bench) private(detail string) {
	b.Helper()
	for _, word := range []string{"C-1", "C-2", "T-1", "Zwaluw", Key, "127.0.0.1"} {
		if strings.Contains(detail, word) {
			b.Errorf("the detail %q holds %q", detail, word)
		}
	}
}

func (b *bench) effects(operation string, want int) {
	b.Helper()
	if got := b.Effects(operation); got != want {
		b.Errorf("%s had effect %d times, want %d", operation, got, want)
	}
}

// unsent checks that a call failed before anything was sent.
func (b *bench) unsent(p conversation.Permit) {
	b.Helper()
	if r := b.do(p, conversation.Failed); !r.Unreached {
		b.Errorf("%s is not said to be unreached: %s", p.Operation().Name, r.Detail)
	}
	b.effects(p.Operation().Name, 0)
}
