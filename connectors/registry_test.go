package connectors_test

import (
	"context"
	"testing"
	"time"

	"balie/connectors"
	"balie/conversation"
)

// scripted is a client that answers by short operation name and keeps what was called.
type scripted struct {
	answers map[string]conversation.Receipt
	called  []string
}

func (s *scripted) Call(_ context.Context, o *connectors.Offer, _ conversation.Permit) conversation.Receipt {
	s.called = append(s.called, o.Short)
	return s.answers[o.Short]
}

func (s *scripted) Describe(o *connectors.Offer, _ conversation.Permit) (string, error) {
	return "would call " + o.Short, nil
}

func (s *scripted) Close() { s.called = append(s.called, "close") }

const requests = `
connector: crm
base: {env: CRM_URL}
operations:
  find:
    get: "/customers/{subject}/requests/{key}"
    output: {number: text, state: text?}
    outcomes: {none: {status: 404, code: NONE}, hidden: {status: 403, code: HIDDEN}}
  ask:
    post: "/customers/{subject}/requests"
    input: {text: text}
    body: {text: input.text, external: key}
    output: {number: text}
    reference: number
    reconcile: {operation: find, done: output.number != "" and key != "" and input.text != "", absent: [none], drained_after: 30s}
  mine:
    post: /mine
    owner: customer
    output: {customer: text}
    once: best_effort
`

func scriptedRegistry(t *testing.T, s *scripted) *connectors.Registry {
	t.Helper()
	r, problems := load(t, requests, connectors.WithClient(func(*connectors.Connector) connectors.Client { return s }))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return r
}

func record(fields map[string]string) conversation.Value {
	out := map[string]conversation.Value{}
	for name, text := range fields {
		out[name] = conversation.Of(conversation.Text, text)
	}
	return conversation.Rec(out)
}

func TestQueryReadsTheAnswerAsTheActions(t *testing.T) {
	t.Parallel()
	done := func(fields map[string]string) conversation.Receipt {
		return conversation.Receipt{Outcome: conversation.Done, Output: record(fields)}
	}
	for name, test := range map[string]struct {
		found     conversation.Receipt
		want      conversation.Outcome
		reference string
		notFound  bool
	}{
		"it is so":        {done(map[string]string{"number": "N-1", "state": "open"}), conversation.Done, "N-1", false},
		"it is not so":    {done(map[string]string{"number": ""}), conversation.Failed, "", true},
		"it is absent":    {conversation.Receipt{Outcome: conversation.Refused, Name: "none"}, conversation.Failed, "", true},
		"it is hidden":    {conversation.Receipt{Outcome: conversation.Refused, Name: "hidden"}, conversation.Unknown, "", false},
		"it fails":        {conversation.Failure("find: no connection"), conversation.Unknown, "", false},
		"it is not known": {conversation.Receipt{Outcome: conversation.Unknown}, conversation.Unknown, "", false},
	} {
		r := scriptedRegistry(t, &scripted{answers: map[string]conversation.Receipt{"find": test.found}})
		op, _ := r.Operation("crm.ask")
		p := conversation.PermitDirect(op, map[string]conversation.Value{"text": conversation.Of(conversation.Text, "hi")}, "C-1", "k1", time.Now())
		got := r.Query(t.Context(), p)
		if got.Outcome != test.want || got.Reference != test.reference || got.NotFound != test.notFound || got.Unreached || got.Detail == "" {
			t.Errorf("%s: %+v", name, got)
		}
		if got.Outcome == conversation.Done && len(got.Output.Fields) != 1 {
			t.Errorf("%s: the output is not the action's: %s", name, got.Output)
		}
	}
}

func TestWriteForAnotherOwnerIsUnknown(t *testing.T) {
	t.Parallel()
	r := scriptedRegistry(t, &scripted{answers: map[string]conversation.Receipt{
		"mine": {Outcome: conversation.Done, Output: record(map[string]string{"customer": "C-2"})},
	}})
	op, _ := r.Operation("crm.mine")
	got := r.Do(t.Context(), conversation.PermitDirect(op, nil, "C-1", "k1", time.Now()))
	if got.Outcome != conversation.Unknown || !got.Output.Zero() {
		t.Errorf("got %+v: something was done there, so it did not fail", got)
	}
}

func TestOnlyWhatIsOfferedIsCalled(t *testing.T) {
	t.Parallel()
	s := &scripted{}
	r := scriptedRegistry(t, s)
	for name, change := range map[string]func(*conversation.Operation){
		"an unknown name": func(op *conversation.Operation) { op.Name = "crm.other" },
		"another effect":  func(op *conversation.Operation) { op.Effect = conversation.EffectNone },
	} {
		op, _ := r.Operation("crm.ask")
		change(&op)
		p := conversation.PermitDirect(op, map[string]conversation.Value{"text": conversation.Of(conversation.Text, "hi")}, "C-1", "k1", time.Now())
		if got := r.Do(t.Context(), p); got.Outcome != conversation.Failed || !got.Unreached {
			t.Errorf("%s: %+v", name, got)
		}
		if said, err := r.Describe(p); err == nil {
			t.Errorf("%s: described as %q", name, said)
		}
	}
	if len(s.called) != 0 {
		t.Errorf("called %v", s.called)
	}
	r.Close()
	if len(s.called) != 1 {
		t.Error("the client was not closed")
	}
}

func TestWithoutAClientNothingIsSent(t *testing.T) {
	t.Parallel()
	r, _ := load(t, requests)
	op, _ := r.Operation("crm.find")
	if got := r.Do(t.Context(), conversation.PermitDirect(op, nil, "C-1", "k", time.Now())); got.Outcome != conversation.Failed || !got.Unreached {
		t.Errorf("got %+v", got)
	}
}

func TestParamsAreReadAsTyped(t *testing.T) {
	t.Parallel()
	list := conversation.Schema{Type: conversation.List, Item: &conversation.Schema{Type: conversation.Text}}
	for _, test := range []struct {
		schema conversation.Schema
		text   string
		want   conversation.Value // zero: an error
	}{
		{conversation.Schema{Type: conversation.Text}, "0600", conversation.Of(conversation.Text, "0600")},
		{conversation.Schema{Type: conversation.Ref("card")}, "K-11", conversation.Of(conversation.Ref("card"), "K-11")},
		{conversation.Schema{Type: conversation.YesNo}, "true", conversation.Bool(true)},
		{conversation.Schema{Type: conversation.YesNo}, "ja", conversation.Value{}},
		{conversation.Schema{Type: conversation.Number}, "1.5", conversation.Num(1.5)},
		{conversation.Schema{Type: conversation.Number}, "many", conversation.Value{}},
		{conversation.Schema{Type: conversation.Money}, "EUR 12.50", conversation.Cents(1250, "EUR")},
		{conversation.Schema{Type: conversation.Money}, "JPY 7", conversation.Cents(7, "JPY")},
		{conversation.Schema{Type: conversation.Money}, "EUR 12.505", conversation.Value{}},
		{conversation.Schema{Type: conversation.Date}, "2026-02-30", conversation.Value{}},
		{conversation.Schema{Type: conversation.Time}, "09:30:00", conversation.Of(conversation.Time, "09:30")},
		{conversation.Schema{Type: conversation.Period}, "2026-12-01/2026-11-01", conversation.Value{}},
		{list, `["a"]`, conversation.ListOf(conversation.Of(conversation.Text, "a"))},
		{list, "a", conversation.Value{}},
	} {
		got, err := connectors.ParseParam(test.schema, test.text)
		if (err != nil) != test.want.Zero() || err == nil && !got.Equal(test.want) {
			t.Errorf("%q as %s is %s, %v", test.text, test.schema.Type, got, err)
		}
	}
}
