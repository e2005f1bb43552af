package conversation

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Start passes a call through the gate and adds its start to h, with the counts that bound it. The call may be made
// only after the commit, with [Ledger.Permit].
func (l *Ledger) Start(h *Held, c Call) error {
	op, ok := l.Operations.Operation(c.Operation)
	if !ok {
		return fmt.Errorf("start of %s: nobody offers this operation", c.Operation)
	}
	if err := l.undoes(h.State, c); err != nil {
		return err
	}
	e, err := Start(h.State, op, c, l.Now())
	if err != nil {
		return err
	}
	h.count = append(h.count, l.counts(h.State, op, e, 1)...)
	l.soon(h, e, false)
	if op.Reports {
		h.Key(AddressKey(l.Hasher, e.Key), false)
	}
	return h.Add(e)
}

// soon makes known, while an action is open, of which callbacks only its answer can tell what they will be about.
func (l *Ledger) soon(h *Held, e ActionStarted, over bool) {
	for _, w := range e.Awaits {
		if w.Match == "" {
			h.Key(SoonKey(l.Hasher, w.Callback), over)
		}
	}
}

// CallbackKey is the name under which a back end's report finds the conversation that waits for it.
func CallbackKey(h Hasher, callback, match string) []byte { return h.Hash("callback", callback, match) }

// AddressKey is the name under which a report that came to the address of an action finds the conversation of that action.
func AddressKey(h Hasher, action string) []byte { return h.Hash("callback_address", action) }

// SoonKey is the name of the conversations in which it will soon be known which reports of a callback they wait for.
func SoonKey(h Hasher, callback string) []byte { return h.Hash("callback_soon", callback) }

// Elsewhere adds an action that the agent who has the floor carried out outside this house, with what came of it. Nothing
// is called for it: its start and its end are one commit, so no permit is ever made.
func (l *Ledger) Elsewhere(h *Held, c Call, r Receipt) error {
	s := h.State
	op, ok := l.Operations.Operation(c.Operation)
	fail := func(err error) error {
		return fmt.Errorf("%s at step %s, done elsewhere: %w", c.Operation, c.Step, err)
	}
	switch {
	case !ok || op.Effect != EffectWrite:
		return fail(errors.New("it is no operation with effect"))
	case s.Status != WithPerson || c.Actor != s.Holder || c.Actor == "":
		return fail(ErrFloor)
	case s.Open != 0:
		return fail(fmt.Errorf("action %d is still open", s.Open))
	case c.Base != s.N:
		return fail(ErrStale)
	}
	n, who := len(s.Actions)+1, s.Identity
	who.Mandates = nil
	err := h.Add(ActionStarted{
		N: n, Operation: op.Name, Key: ActionKey(s.ID, n), Params: c.Params, Identity: who, Frame: c.Frame, Flow: c.Flow,
		Step: c.Step, NotNeeded: c.NotNeeded, Actor: c.Actor, At: l.Now(), TimeOut: op.TimeOut, Elsewhere: true,
	})
	if err != nil {
		return err
	}
	return l.Settle(h, n, r, "agent")
}

// undoes checks that a call that claims to undo an action is that action's declared undo.
func (l *Ledger) undoes(s *State, c Call) error {
	a := s.Action(c.Undoes)
	if a == nil {
		return nil // no undo, or one that Start refuses
	}
	if op, ok := l.Operations.Operation(a.Operation); !ok || op.Undo == "" || op.Undo != c.Operation {
		return fmt.Errorf("start of %s: %w: it is not the undo of %s", c.Operation, ErrConsent, a.Operation)
	}
	return nil
}

// Settle adds what became of an action, and gives back its counts when it surely did not happen, which may be known late.
// What ran after all is counted again, however full.
func (l *Ledger) Settle(h *Held, n int, r Receipt, by string) error {
	a := h.State.Action(n)
	if a == nil {
		return fmt.Errorf("settle: action %d was never started", n)
	}
	e := ActionSettled{N: n, Operation: a.Operation, Receipt: r, By: by, Late: a.Settled}
	if op, ok := l.Operations.Operation(a.Operation); ok {
		switch {
		case r.Outcome == Failed && (!a.Settled || a.Receipt.Outcome == Unknown):
			h.count = append(h.count, l.counts(h.State, op, a.ActionStarted, -1)...)
		case r.Outcome == Done && a.Settled && a.Receipt.Outcome == Failed:
			h.count = append(h.count, unbounded(l.counts(h.State, op, a.ActionStarted, 1))...)
		}
	}
	l.soon(h, a.ActionStarted, true)
	if !a.Settled && r.Customer != "" {
		h.count = append(h.count, l.answered(a.ActionStarted, r.Customer)...)
	}
	return h.Add(e)
}

// unbounded are counts that no limit refuses: of what has happened already.
func unbounded(counts []Count) []Count {
	for i := range counts {
		counts[i].Most = math.MaxInt64
	}
	return counts
}

// answered counts an answer for whom it is about.
func (l *Ledger) answered(e ActionStarted, customer string) []Count {
	op, _ := l.Operations.Operation(e.Operation)
	return l.Answers(op, customer, e.At)
}

// Answers returns what an answer about a customer will count when it is settled, for an action that began at a moment.
// Who looks whether they are full before something leaves keeps it from leaving in vain; the commit judges all the same.
func (l *Ledger) Answers(op Operation, customer string, at time.Time) []Count {
	var out []Count
	for _, lim := range op.Limits {
		if lim.Per == PerCustomer {
			key := l.Hasher.Hash("limit", op.Name, lim.Name, customer)
			out = append(out, Count{Key: key, Most: lim.Most, Until: at.Add(lim.Within), Add: 1})
		}
	}
	return out
}

// Counting reports whether the next commit may be refused by a limit.
func (h *Held) Counting() bool {
	return slices.ContainsFunc(h.count, func(c Count) bool { return c.Add > 0 && c.Most < math.MaxInt64 })
}

// LimitOutcome is the refusal of what a limit forbids. Every operation with limits may end so.
const LimitOutcome = "limit_reached"

// Limited is what is recorded instead of an answer that a limit forbids. Again is when it is possible again; zero: nobody
// knows.
func Limited(r Receipt, again time.Time) Receipt {
	return Receipt{Outcome: Refused, Name: LimitOutcome, Detail: r.Detail, At: r.At, Took: r.Took, Again: again}
}

func (l *Ledger) counts(s *State, op Operation, e ActionStarted, add int64) []Count {
	out := make([]Count, 0, len(op.Limits))
	for _, lim := range op.Limits {
		if lim.Per == PerCustomer {
			continue // its answer is counted
		}
		per := sameText(e.Params[lim.Per]).Canonical()
		switch {
		case lim.Per == "customer" && e.Identity.Subject != "":
			per = e.Identity.Customer()
		case lim.Per == "customer", lim.Per == "address": // who is not known is counted where they write from
			per = s.Address.Channel + "\x00" + s.Address.Account + "\x00" + s.Address.Sender
		}
		out = append(out, Count{Key: l.Hasher.Hash("limit", op.Name, lim.Name, per), Most: lim.Most, Until: e.At.Add(lim.Within), Add: add})
	}
	return out
}

// sameText writes a text as what is counted: capitals and blanks make no other customer of the same address.
func sameText(v Value) Value {
	if v.Type == Text || v.Type == Email {
		v.Text = strings.ToLower(strings.Join(strings.Fields(v.Text), ""))
	}
	return v
}

// Permit gives leave for the open action of h: its start must be committed and the lease live.
func (l *Ledger) Permit(h *Held) (Permit, error) {
	a := h.State.Action(h.State.Open)
	switch {
	case a == nil:
		return Permit{}, errors.New("permit: no action is open")
	case len(h.draft) > 0:
		return Permit{}, fmt.Errorf("permit for %s: its start is not committed", a.Operation)
	case !h.Owned():
		return Permit{}, fmt.Errorf("permit for %s: %w", a.Operation, ErrLost)
	}
	op, ok := l.Operations.Operation(a.Operation)
	if !ok {
		return Permit{}, fmt.Errorf("permit for %s: nobody offers this operation any more", a.Operation)
	}
	p := l.permit(h, op, a.Params)
	p.key, p.identity, p.started = a.Key, a.Identity, a.At
	return p, nil
}

// PermitRead gives leave for a read, after the same checks as a start but for consent.
func (l *Ledger) PermitRead(h *Held, c Call) (Permit, error) {
	op, ok := l.Operations.Operation(c.Operation)
	if !ok {
		return Permit{}, fmt.Errorf("read of %s: nobody offers this operation", c.Operation)
	}
	if op.Effect != EffectNone {
		return Permit{}, fmt.Errorf("read of %s: it has effect and needs a start", c.Operation)
	}
	if err := mayCall(h.State, op, c, l.Now()); err != nil {
		return Permit{}, fmt.Errorf("read of %s: %w", c.Operation, err)
	}
	return l.permit(h, op, c.Params), nil
}

func (l *Ledger) permit(h *Held, op Operation, params map[string]Value) Permit {
	s := h.State
	return Permit{
		conversation: s.ID, operation: op, params: params, identity: s.Identity, address: s.Address, language: s.Language, opened: s.Opened,
		until: h.loan.Until,
	}
}

// PermitDirect gives leave outside any conversation: for an operator's own `balie call`, who names the customer.
// It stands here so that there is no other maker of permits.
func PermitDirect(op Operation, params map[string]Value, subject, key string, now time.Time) Permit {
	return Permit{
		conversation: "direct", operation: op, params: params, identity: Identity{Subject: subject, Assurance: Substantial, At: now},
		key: key, started: now, until: now.Add(op.TimeOut + time.Minute),
	}
}

// Uncount drops the counts that this draft would raise: for an action that is recorded as refused by them. What it gives
// back stays.
func (h *Held) Uncount() {
	h.count = slices.DeleteFunc(h.count, func(c Count) bool { return c.Add > 0 })
}
