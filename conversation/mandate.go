package conversation

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrMandate is an action or read for another customer that no mandate covers.
var ErrMandate = errors.New("no mandate covers it")

// ByCode is how a one-time code says that it has proven who somebody is. It knows nothing of mandates; what the company's
// site or login says is all there is to know of them.
const ByCode = "code"

// Mandate is leave to act for another customer, as the company's own site or login says it. What anybody types grants none.
type Mandate struct {
	Subject string    `json:"subject"` // whom it is about: their number at the company; personal
	Name    string    `json:"name,omitempty"`
	Scope   []string  `json:"scope,omitempty"` // names of processes, and of operations as connector.operation
	Until   time.Time `json:"until"`
}

// Holds reports whether the mandate is in time.
func (m Mandate) Holds(now time.Time) bool { return now.Before(m.Until) }

// Covers reports whether the mandate is in time and names the process or the operation.
func (m Mandate) Covers(process, operation string, now time.Time) bool {
	return m.Holds(now) && (slices.Contains(m.Scope, process) || operation != "" && slices.Contains(m.Scope, operation))
}

// Label is what the represented customer is called: by name, or else by number.
func (m Mandate) Label() string {
	if m.Name == "" {
		return m.Subject
	}
	return m.Name
}

// Customer returns whose things operations are about: the represented customer, or else the person themselves.
func (i Identity) Customer() string {
	if i.For != nil {
		return i.For.Subject
	}
	return i.Subject
}

// MayFor returns the mandate for a customer; nil: there is none.
func (i Identity) MayFor(subject string) *Mandate {
	for _, m := range i.Mandates {
		if m.Subject == subject && subject != "" && subject != i.Subject {
			return &m
		}
	}
	return nil
}

// MandatesFor returns the mandates that cover a process or one of its operations now.
func (i Identity) MandatesFor(process, operation string, now time.Time) []Mandate {
	var out []Mandate
	for _, m := range i.Mandates {
		if m.Subject != "" && m.Subject != i.Subject && m.Covers(process, operation, now) {
			out = append(out, m)
		}
	}
	return out
}

// represents folds for whom the customer acts here. It is said once, and only of somebody for whom they have a mandate.
func (s *State) represents(e RepresentationChosen) error {
	if s.Chosen != 0 {
		return errors.New("for whom the customer acts is chosen once in a conversation")
	}
	s.Chosen = s.N
	if e.Subject == "" {
		return nil
	}
	m := s.Identity.MayFor(e.Subject)
	if m == nil {
		return fmt.Errorf("%w: there is none for that customer", ErrMandate)
	}
	s.Identity.For = m
	return nil
}

// mandated takes in the mandates that a proof tells of. One that it does not tell of any more has ended; a code tells of none.
func (s *State) mandated(id Identity) {
	if id.By == ByCode {
		return
	}
	if s.Chosen == 0 && len(id.Mandates) > 0 && s.hasServed() {
		s.Chosen = s.N
	}
	s.Identity.Mandates = id.Mandates
	if s.Identity.For == nil {
		return
	}
	chosen := Mandate{Subject: s.Identity.For.Subject, Name: s.Identity.For.Name}
	if m := s.Identity.MayFor(chosen.Subject); m != nil {
		chosen = *m
	}
	s.Identity.For = &chosen
}

// hasServed reports whether something was looked up or done for a customer who was known: it was for themselves, and stays so.
func (s *State) hasServed() bool {
	if s.Identity.Subject == "" {
		return false
	}
	for _, a := range s.Actions {
		if a.Identity.Subject != "" {
			return true
		}
	}
	for _, f := range s.Frames {
		if len(f.Results) > 0 {
			return true
		}
	}
	return false
}

// represented checks that what is done for another customer is covered by the mandate for it, that its process may be done
// for others, and that the back end learns who acts.
func (s *State) represented(op Operation, c Call, now time.Time) error {
	m := s.Identity.For
	if m == nil || op.Whose == Public || op.BuiltIn {
		return nil
	}
	process := c.Flow
	if root := s.Root(s.Frame(c.Frame)); root != nil {
		process = root.Flow
	}
	switch {
	case !c.OnBehalf:
		return fmt.Errorf("%w: the process is not one that is done for others", ErrMandate)
	case !op.Actor:
		return fmt.Errorf("%w: %s does not tell who acts", ErrMandate, op.Name)
	case !m.Covers(process, op.Name, now):
		return fmt.Errorf("%w: it does not name %s, or is over", ErrMandate, process)
	}
	return nil
}
