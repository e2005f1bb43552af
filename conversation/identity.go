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

// Identity says who the customer is and how that was proven. The subject is set once a conversation.
type Identity struct {
	Subject   string    `json:"subject,omitempty"` // the customer's number at the company; personal
	Name      string    `json:"name,omitempty"`
	Assurance Assurance `json:"assurance"`
	At        time.Time `json:"at,omitzero"`
	By        string    `json:"by,omitempty"` // token, code, test …
}
