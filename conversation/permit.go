package conversation

import (
	"crypto/sha1" //nolint:gosec // UUID version 5 is defined with SHA-1 (RFC 9562); nothing is kept secret by it
	"fmt"
	"maps"
	"time"
)

// Permit is leave for exactly one call. Only a [Ledger] makes one: for an action from its committed start, for a read
// after the same checks. Connectors take a Permit and nothing else, so that no parameter can differ from what was confirmed.
type Permit struct {
	conversation ID
	operation    Operation
	key          string
	params       map[string]Value
	identity     Identity
	address      Address
	language     string
	opened       time.Time
	started      time.Time
	until        time.Time
}

// Conversation returns the conversation that asks.
func (p Permit) Conversation() ID { return p.conversation }

// Operation returns the contract of what may be called.
func (p Permit) Operation() Operation { return p.operation }

// Key returns the idempotency key; empty for a read.
func (p Permit) Key() string { return p.key }

// Param returns a frozen parameter; the zero Value when it is not there.
func (p Permit) Param(name string) Value { return p.params[name] }

// Params returns a copy of all frozen parameters.
func (p Permit) Params() map[string]Value { return maps.Clone(p.params) }

// Subject returns the customer whose things the call is about; empty before anybody proved who they are.
func (p Permit) Subject() string { return p.identity.Customer() }

// Person returns who writes: the customer themselves, or who acts for them. Codes and news go to the person.
func (p Permit) Person() string { return p.identity.Subject }

// MandatesFor returns the mandates of the person that cover a process or one of its operations.
func (p Permit) MandatesFor(process, operation string, now time.Time) []Mandate {
	return p.identity.MandatesFor(process, operation, now)
}

// Actor returns who acts for the customer: their number; empty: the customer does.
func (p Permit) Actor() string {
	if p.identity.For == nil {
		return ""
	}
	return p.identity.Subject
}

// Assurance returns how well the customer is known.
func (p Permit) Assurance() Assurance { return p.identity.Assurance }

// Address returns where the customer writes from.
func (p Permit) Address() Address { return p.address }

// Language returns the customer's language.
func (p Permit) Language() string { return p.language }

// Started returns when the action's start was decided; zero for a read.
func (p Permit) Started() time.Time { return p.started }

// Opened returns when the conversation began; zero outside any.
func (p Permit) Opened() time.Time { return p.opened }

// Until returns the end of the lease on this process's monotonic clock: no byte is sent when the call's time-out
// would end after it.
func (p Permit) Until() time.Time { return p.until }

// ActionKey allots the key of a conversation's n-th action: UUID version 5 in the conversation's own name space
// (RFC 9562 section 5.5).
func ActionKey(id ID, n int) string {
	h := sha1.New() //nolint:gosec // see the import
	fmt.Fprintf(h, "%s/%d", id, n)
	b := h.Sum(nil)[:16]
	b[6] = b[6]&0x0f | 0x50
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Delegate gives leave for an operation that a built-in one stands on: the house's own identity and desk operations
// look up a customer, send a code or open a case through the company's connector. The key is that of the action, with
// the operation's name, so that a repetition is the same call. Other permits cannot be delegated.
func (p Permit) Delegate(op Operation, params map[string]Value, subject string) (Permit, error) {
	if !p.operation.BuiltIn {
		return Permit{}, fmt.Errorf("permit for %s: only built-in operations delegate", p.operation.Name)
	}
	q := p
	q.operation, q.params, q.identity = op, params, Identity{Subject: subject}
	if p.key != "" {
		q.key = p.key + "/" + op.Name
	}
	return q, nil
}
