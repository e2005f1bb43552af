package conversation

import (
	"errors"
	"fmt"
	"time"
)

// Reasons why an action may not start. They reach the operator's log and the record; the customer gets a repair.
var (
	ErrFloor     = errors.New("a person has the floor")
	ErrAssurance = errors.New("the customer is not known well enough")
	ErrConsent   = errors.New("there is no consent for it")
	ErrStale     = errors.New("it was decided on an older state")
)

// Start is the gate: the only maker of an ActionStarted. It checks that the assistant may act, that no action is open,
// that the call was decided on this very state, that the customer is known well enough, and that a consent given
// after its text was on the customer's screen covers exactly these parameters.
func Start(s *State, op Operation, c Call, now time.Time) (ActionStarted, error) {
	fail := func(err error) (ActionStarted, error) {
		return ActionStarted{}, fmt.Errorf("start of %s at step %s: %w", c.Operation, c.Step, err)
	}
	switch {
	case op.Effect != EffectWrite:
		return fail(errors.New("it has no effect and needs no start"))
	case s.Open != 0:
		return fail(fmt.Errorf("action %d is still open", s.Open))
	case c.Base != s.N:
		return fail(ErrStale)
	}
	if err := mayCall(s, op, c, now); err != nil {
		return fail(err)
	}
	if err := consented(s, c, now); err != nil && !byAgent(s, op, c) {
		return fail(err)
	}
	n, who := len(s.Actions)+1, s.Identity
	who.Mandates = nil // the one that counts is in For
	return ActionStarted{
		N: n, Operation: op.Name, Key: ActionKey(s.ID, n), Params: c.Params, Identity: who,
		Frame: c.Frame, Flow: c.Flow, Step: c.Step, Consent: c.Consent, NotNeeded: c.NotNeeded, Actor: c.Actor,
		Undoes: c.Undoes, At: now, TimeOut: op.TimeOut, Awaits: c.Awaits,
	}, nil
}

// mayCall holds for reads and writes: who has the floor, and how well the customer is known.
func mayCall(s *State, op Operation, c Call, now time.Time) error {
	switch s.Status {
	case WithAssistant, Queued:
	case WithPerson:
		if c.Actor != s.Holder || c.Actor == "" || c.Actor == FromAssistant {
			return ErrFloor
		}
	default:
		return ErrFloor
	}
	if need := op.Demand().And(c.Demand()); !Meets(s, need, now) {
		return fmt.Errorf("%w: %s is needed, %s is proven", ErrAssurance, need, Known(s, now))
	}
	if op.Whose != Public && s.Identity.Subject == "" {
		return fmt.Errorf("%w: nobody has proven who they are", ErrAssurance)
	}
	return s.represented(op, c, now)
}

// byAgent reports whether the agent who has the floor starts what the operation lets an agent start: they answer for it.
func byAgent(s *State, op Operation, c Call) bool {
	return op.ByAgent && c.Undoes == 0 && c.Consent == "" && s.Status == WithPerson && c.Actor == s.Holder && c.Actor != FromAssistant
}

// consented checks that the open consent covers c, once.
func consented(s *State, c Call, now time.Time) error {
	if c.Undoes != 0 {
		return undoable(s, c)
	}
	if c.NotNeeded != "" {
		return nil
	}
	k := s.Consent
	switch {
	case k == nil || k.ID != c.Consent || c.Consent == "":
		return ErrConsent
	case !k.Given:
		return fmt.Errorf("%w: it was asked and not given", ErrConsent)
	case now.After(k.Expires):
		return fmt.Errorf("%w: it has expired", ErrConsent)
	}
	for i, f := range k.Calls {
		if f.Operation != c.Operation || f.Step != c.Step {
			continue
		}
		if k.Started[i] {
			return fmt.Errorf("%w: it was used already", ErrConsent)
		}
		return sameParams(f, c.Params)
	}
	return fmt.Errorf("%w: it does not name this operation", ErrConsent)
}

// undoable checks that an undo takes back something that was done: it runs under the consent for that.
func undoable(s *State, c Call) error {
	a := s.Action(c.Undoes)
	if a == nil || a.Receipt.Outcome != Done || a.Undone || a.Undoes != 0 {
		return fmt.Errorf("%w: action %d is nothing that can be undone", ErrConsent, c.Undoes)
	}
	for _, tried := range s.Actions {
		if tried.Undoes == c.Undoes && tried.Receipt.Outcome != Failed {
			return fmt.Errorf("%w: action %d is being undone already", ErrConsent, c.Undoes)
		}
	}
	return nil
}

func sameParams(f FrozenCall, params map[string]Value) error {
	for name, v := range f.Params {
		if !v.Equal(params[name]) {
			return fmt.Errorf("%w: parameter %s is not the one that was confirmed", ErrConsent, name)
		}
	}
	for name := range params {
		_, shown := f.Params[name]
		if _, later := f.Deferred[name]; !shown && !later {
			return fmt.Errorf("%w: parameter %s was not confirmed", ErrConsent, name)
		}
	}
	return nil
}
