package conversation

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// Errors of the store contracts. On any of them nothing has changed.
var (
	ErrBusy  = errors.New("conversation is lent to another owner")
	ErrGone  = errors.New("conversation is erased or was never there")
	ErrMoved = errors.New("conversation has moved on since it was read")
	ErrLost  = errors.New("the lease is lost")
	ErrNewer = errors.New("a newer input waits")
	ErrLimit = errors.New("a limit is reached")
)

// LimitReached is the [ErrLimit] of a store. It tells when the fullest count is forgotten.
type LimitReached struct{ Until time.Time }

var _ error = (*LimitReached)(nil)

// Error implements error.
func (e *LimitReached) Error() string { return ErrLimit.Error() }

// Is makes it an [ErrLimit].
func (e *LimitReached) Is(target error) bool { return target == ErrLimit }

// LimitedUntil tells when what an [ErrLimit] forbids is possible again; zero: nobody knows.
func LimitedUntil(err error) time.Time {
	var e *LimitReached
	if errors.As(err, &e) {
		return e.Until
	}
	return time.Time{}
}

// Store keeps conversations. Every method is one transaction; none spans a call to a model or a back end.
type Store interface {
	// Accept stores inputs, each once (same Source and ID: Duplicate), in the open conversation of their address,
	// which it makes if need be; one that names a key goes to every conversation with that key, once in each. It
	// returns when they are durable.
	Accept(ctx context.Context, in ...Input) ([]Accepted, error)
	// Due lists conversations that are due and not lent, longest due first, and says when the next one will be.
	Due(ctx context.Context, limit int) (due []ID, next time.Time, err error)
	// Take lends a conversation to one owner for ttl, due or not: see Loan.Idle. ErrBusy: lent. ErrGone: erased.
	Take(ctx context.Context, id ID, owner string, ttl time.Duration) (Loan, error)
	// Renew makes a live lease last for ttl from now at least, before something that takes long and commits nothing. ErrLost:
	// it is over or another's.
	Renew(ctx context.Context, l Loan, ttl time.Duration) (Loan, error)
	// Load reads without a lease: for lists, agents, and receipts whose lease was lost. ErrGone: erased.
	Load(ctx context.Context, id ID) (Loan, error)
	// Commit appends c. ErrMoved: not at l.Version. ErrLost: c.Starts without the live lease. ErrNewer: c.Refuse or
	// c.Starts, and an input after c.Taken waits. ErrLimit: a count is full (a *LimitReached). On any error nothing has changed.
	Commit(ctx context.Context, l Loan, c Commit) (Loan, error)
	// Return ends the lease; a conversation with inputs left is due at once, but not after an idle taking.
	Return(ctx context.Context, l Loan) error
}

// Loan is a conversation as one transaction saw it.
type Loan struct {
	ID       ID
	Version  int64
	Owner    string    // "" when only read
	Until    time.Time // end of the lease on the caller's monotonic clock, counted from before the call that granted it
	Idle     bool      // nothing was due when it was taken: whoever listed it was overtaken; such a taking is not counted
	Attempts int       // takings since the last commit, durable from the second on
	Snapshot []byte    // sealed; the newest there is
	Tail     []Sealed  // the records after it
	Inbox    []Input   // accepted and not taken, by the sender's time, then arrival
	Wake     time.Time // when it is due without new input; zero: never
	Address  Address   // where the customer writes from
}

// Sealed is an event as stored: numbered, with a clear head and a sealed body.
type Sealed struct {
	N    int64           `json:"n"`
	At   time.Time       `json:"at"`
	Type EventType       `json:"type"`
	Head json.RawMessage `json:"head"` // flow, step, operation, outcome, durations: never personal
	Body []byte          `json:"body"`
}

// Commit is everything that one transaction adds.
type Commit struct {
	Records        []Sealed
	Snapshot       []byte        // nil: not this time
	Taken          int64         // inputs up to this number are done with
	Refuse, Starts bool          // Starts: holds an action's start; implies Refuse
	Hold           time.Duration // prolongs the lease in the same transaction, to cover the call that follows
	Out            []Outgoing    // for push channels; pull channels read records
	Withdraw       []string      // outgoing messages that must not leave, if they have not; "*": all of this conversation
	Wake           time.Time     // due without new input; zero: never
	Keys           []KeyChange   // other names to find it by (customer, callback, order), as keyed hashes
	Counts         []Count       // limits across conversations
	Pass           *Pass         // hands the address over to another conversation
	Card           *Card         // clear columns for lists, queue and counting; never personal
}

// Pass hands the address of a conversation that closes in the same commit over to another, which gets an input that says
// so: what the customer sends from there reaches the other one from then on. ErrGone: the other is closed or erased.
type Pass struct {
	To    ID
	Input Input // Address is the one handed over
}

// KeyChange adds or removes another name of a conversation.
type KeyChange struct {
	Key    []byte // made by Hasher
	Remove bool
}

// Count raises a counter across conversations, and is refused with ErrLimit above Most.
type Count struct {
	Key   []byte // keyed hash of what is counted
	Most  int64
	Until time.Time // the counter is forgotten then; zero: never
	Add   int64     // negative gives back, unless the counter has begun anew since; never below zero
}

// Card is what lists and the queue show of a conversation. It is clear text and never personal.
type Card struct {
	ID       ID        `json:"id"`
	Status   Status    `json:"status"`
	Channel  string    `json:"channel"`
	Language string    `json:"language"`
	Flow     string    `json:"flow,omitempty"`
	Step     string    `json:"step,omitempty"`
	Reason   string    `json:"reason,omitempty"` // why a person was asked for
	Urgent   bool      `json:"urgent,omitempty"`
	Holder   string    `json:"holder,omitempty"` // the agent who has the floor
	Epoch    int64     `json:"epoch"`
	Since    time.Time `json:"since,omitzero"` // since when in this status
	Last     time.Time `json:"last,omitzero"`  // last event
	Opened   time.Time `json:"opened,omitzero"`
	Case     string    `json:"case,omitempty"` // number of a message that was left
}

// Filter narrows a list of cards. Zero fields do not narrow.
type Filter struct {
	Status []Status
	Holder string
	Limit  int
}

// Archive reads what is kept.
type Archive interface {
	// Records returns sealed records after a number, in order.
	Records(ctx context.Context, id ID, after int64, limit int) ([]Sealed, error)
	// Find returns the conversations that carry a key, newest first.
	Find(ctx context.Context, key []byte) ([]ID, error)
	// List returns cards, longest in their status first.
	List(ctx context.Context, f Filter) ([]Card, error)
	// Erase removes everything but the id, which stays as gone. It needs the lease.
	Erase(ctx context.Context, l Loan) error
}

// Revisions keeps every published company folder that a conversation still names, by content hash.
type Revisions interface {
	Put(ctx context.Context, hash string, bundle []byte) error
	Get(ctx context.Context, hash string) ([]byte, error)
}

// Bell wakes workers and streams. It may lose a ring: whoever waits also looks by itself.
type Bell interface {
	Ring(ctx context.Context, id ID) error
	// Listen returns a channel of rings that is closed when ctx ends.
	Listen(ctx context.Context) (<-chan ID, error)
}

// Class is a data class of the flow language.
type Class string

// The data classes, least to most protected.
const (
	ClassPublic    Class = "public"
	ClassInternal  Class = "internal"
	ClassPersonal  Class = "personal"
	ClassSensitive Class = "sensitive"
	ClassSecret    Class = "secret"
)

// Sealer keeps one key per conversation and data class; a key removed is data removed.
type Sealer interface {
	Seal(ctx context.Context, id ID, c Class, plain []byte) ([]byte, error)
	Open(ctx context.Context, id ID, c Class, sealed []byte) ([]byte, error)
}

// Hasher makes the keyed hashes under which personal names are looked up and counted.
type Hasher interface {
	// Hash returns a keyed hash of the parts; kind keeps different uses apart.
	Hash(kind string, parts ...string) []byte
}

// Outgoing is a message for a push channel.
type Outgoing struct {
	ID           string // unique; sent along, so that a status can name it
	Conversation ID
	Channel      string
	Address      Address // sealed at rest
	N            int64   // number of the record that says it
	Message      Message // sealed at rest
	Notice       bool    // a notice or template: sent at most once; else at least once
	Attempts     int
	Last         time.Time // last attempt
	Parts        int       // of a long one: how many the provider has taken in
}

// DeliveryState is how far an outgoing message came. It never goes backwards.
type DeliveryState string

// The states of a delivery.
const (
	Waiting   DeliveryState = "waiting"
	Attempted DeliveryState = "attempted" // a request may have left; no answer yet
	Sent      DeliveryState = "sent"
	Delivered DeliveryState = "delivered"
	Read      DeliveryState = "read"
	Rejected  DeliveryState = "refused"
	Withdrawn DeliveryState = "withdrawn"
)

// Delivery reports on an outgoing message.
type Delivery struct {
	ID       string // ours
	State    DeliveryState
	Provider string    // keyed hash of the provider's id is kept, never the id
	Retry    time.Time // when a refused or unknown attempt may be made again; zero: never
	Detail   string    // error code for the operator; never personal
	Parts    int       // attempted: how many parts of a long message the provider has taken in; nothing else changes by it
}

// Outbox delivers push messages: one at a time and in order per conversation.
type Outbox interface {
	// Attempt returns messages that may be sent now and makes each attempt durable before it returns.
	Attempt(ctx context.Context, channel string, limit int) ([]Outgoing, error)
	// Mark records what became of one; states never go backwards.
	Mark(ctx context.Context, d Delivery) error
}

// Wishes remembers who does not want to be written to unasked, such as with a template. It outlives the conversation, and
// is kept under a keyed hash alone.
type Wishes interface {
	// Wish notes what somebody wanted at a moment. One that is older than the newest known changes nothing.
	Wish(ctx context.Context, a Address, stop bool, at time.Time) error
	// Stopped reports whether somebody wants no messages that they did not ask for.
	Stopped(ctx context.Context, a Address) (bool, error)
}
