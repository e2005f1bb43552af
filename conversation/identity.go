package conversation

import (
	"fmt"
	"time"
)

// Assurance is how well we know who this is. Higher includes lower.
type Assurance int

// The levels of assurance.
const (
	NoAssurance Assurance = iota // anybody
	Contact                      // somebody who can be reached where the customer can
	Basic                        // signed in, or a code sent to a contact that the back end held
	Substantial                  // signed in strongly, or a code to a registered contact
)

var assurances = [...]string{"none", "contact", "basic", "substantial"}

// String returns the level's name in the flow language.
func (a Assurance) String() string {
	if a < 0 || int(a) >= len(assurances) {
		return fmt.Sprintf("assurance(%d)", int(a))
	}
	return assurances[a]
}

// ParseAssurance reads a level's name. The error lists the known ones.
func ParseAssurance(s string) (Assurance, error) {
	for i, n := range assurances {
		if n == s {
			return Assurance(i), nil
		}
	}
	return 0, fmt.Errorf("assurance %q is not known: use none, contact, basic or substantial", s)
}

// MarshalText writes the level's name.
func (a Assurance) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the level's name.
func (a *Assurance) UnmarshalText(b []byte) error {
	v, err := ParseAssurance(string(b))
	*a = v
	return err
}

// Demand is what must be proven for something: how well, and how old the proof may be.
type Demand struct {
	Level  Assurance     `json:"level"`
	MaxAge time.Duration `json:"max_age,omitempty"` // zero: as long as a proof holds
}

// And returns the stricter of two demands: the higher level, the shorter age.
func (d Demand) And(other Demand) Demand {
	d.Level = max(d.Level, other.Level)
	if d.MaxAge == 0 || other.MaxAge != 0 && other.MaxAge < d.MaxAge {
		d.MaxAge = other.MaxAge
	}
	return d
}

// String writes the demand for a log or an error.
func (d Demand) String() string {
	if d.MaxAge == 0 {
		return d.Level.String()
	}
	return fmt.Sprintf("%s, at most %s old,", d.Level, d.MaxAge)
}

// life is how long a proof meets the demand.
func (d Demand) life() time.Duration {
	if d.MaxAge == 0 {
		return AssuranceLife
	}
	return min(d.MaxAge, AssuranceLife)
}

// Identity says who the customer is and how that was proven. The subject is set once a conversation: it is the person who
// writes. Whose things operations are about is [Identity.Customer].
type Identity struct {
	Subject   string    `json:"subject,omitempty"` // the customer's number at the company; personal
	Name      string    `json:"name,omitempty"`
	Assurance Assurance `json:"assurance"`
	At        time.Time `json:"at,omitzero"`
	By        string    `json:"by,omitempty"` // token, login, code, test …

	Mandates []Mandate `json:"mandates,omitempty"` // whom this person may act for
	For      *Mandate  `json:"for,omitempty"`      // whom they act for in this conversation; nil: themselves
}
