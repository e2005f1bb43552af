package conversation

import (
	"fmt"
	"time"
)

// Schema describes a value: a plain type, a record with fields or a list of items.
type Schema struct {
	Type     Type              `json:"type"`
	Fields   map[string]Schema `json:"fields,omitempty"`
	Item     *Schema           `json:"item,omitempty"`
	Optional bool              `json:"optional,omitempty"`
}

// OpLeaveMessage is the house's own operation that leaves a message for the desk. Its receipt's reference is the case.
const OpLeaveMessage = "desk.leave_message"

// The house's own operations that keep in touch with a customer who is away: they list where the back end can reach them,
// and tell them there that there is news.
const (
	OpContacts = "identity.contacts"
	OpTell     = "identity.tell"
)

// OpMandates is the house's own operation that lists for whom a customer may act: input process, operation; output [{id, name}],
// themselves first, with the id self and no name.
const (
	OpMandates = "identity.mandates"
	Self       = "self"
)

// The house's own operations that tell a contact that was held before a change of that change.
const (
	OpOldContact = "identity.old_contact" // input kind; output contact, empty: there is none
	OpTellChange = "identity.tell_change" // input contact, about
)

// Effect says whether an operation changes anything outside.
type Effect string

// The two effects.
const (
	EffectNone  Effect = "none"
	EffectWrite Effect = "write"
)

// Once says how a write is kept from happening twice.
type Once string

// The ways an operation with effect can be settled after a lost answer.
const (
	Keyed      Once = "key"         // the back end drops a second request with the same key
	Reconciled Once = "reconcile"   // a query tells what became of it
	BestEffort Once = "best_effort" // neither: an unknown outcome goes to a person
)

// Whose says whose data an operation touches.
type Whose string

// The three ways to declare whose data it is.
const (
	OfSubject Whose = "subject" // the subject is filled in from the permit
	OfOwner   Whose = "owner"   // an output field must equal the subject
	Public    Whose = "public"  // nobody's
)

// Operation is the contract of something a connector offers. Flows are typed against it without knowing connectors.
type Operation struct {
	Name        string            `json:"name"` // connector.operation
	Description string            `json:"description,omitempty"`
	Titles      map[string]string `json:"titles,omitempty"` // what agents call it, by language
	Effect      Effect            `json:"effect"`
	Input       map[string]Schema `json:"input,omitempty"`
	Output      Schema            `json:"output"`
	Outcomes    []string          `json:"outcomes,omitempty"` // declared business refusals, sorted
	Assurance   Assurance         `json:"assurance"`
	MaxAge      time.Duration     `json:"max_age,omitempty"` // how old the proof may be; zero: as long as one holds
	Whose       Whose             `json:"whose"`
	Owner       string            `json:"owner,omitempty"` // output field that must equal the subject
	Once        Once              `json:"once,omitempty"`  // writes only
	KeyLife     time.Duration     `json:"key_life,omitempty"`
	Drained     time.Duration     `json:"drained_after,omitempty"` // the longest a request may still run at the back end
	Undo        string            `json:"undo,omitempty"`
	TimeOut     time.Duration     `json:"time_out"`
	ValidFor    time.Duration     `json:"valid_for,omitempty"` // how long after its start a keyed call may be sent again
	Limits      []Limit           `json:"limits,omitempty"`
	Data        Class             `json:"data,omitempty"`       // the most private that its system may be sent; empty: personal
	Backoff     Backoff           `json:"backoff,omitzero"`     // between the tries of finding out what became of a write
	ByAgent     bool              `json:"by_agent,omitempty"`   // an agent who has the floor may start it without the customer's yes
	Protective  bool              `json:"protective,omitempty"` // it keeps harm away (block, stop, report): the flow's assurance is not added to its own
	Tells       bool              `json:"tells,omitempty"`      // once it is done, a contact that was held before is told
	Actor       bool              `json:"actor,omitempty"`      // its system is told who acts for the customer: a mandate reaches it
	Reports     bool              `json:"reports,omitempty"`    // its request gives away an address, at which its system may report of it
	BuiltIn     bool              `json:"built_in,omitempty"`   // the house's own: knowledge, identity, desk
}

// Demand returns what the operation asks to be proven.
func (o Operation) Demand() Demand { return Demand{Level: o.Assurance, MaxAge: o.MaxAge} }

// Limit bounds how often an operation may be started across conversations.
type Limit struct {
	Name   string        `json:"name"`
	Per    string        `json:"per"` // customer, address, or the name of an input; PerCustomer in the house's own
	Most   int64         `json:"most"`
	Within time.Duration `json:"within"`
}

// PerCustomer counts by [Receipt.Customer], whom only the answer knows: in the commit that settles it. When that is full,
// the answer does not hold: it is recorded as refused with limit_reached.
const PerCustomer = "customer of the answer"

// Operations finds a contract by its name. The zero Operation and false mean that nobody offers it.
type Operations interface {
	Operation(name string) (Operation, bool)
}

// Call is what the engine wants done: an operation with frozen parameters, from one step of one frame.
type Call struct {
	Operation string           `json:"operation"`
	Params    map[string]Value `json:"params,omitempty"`
	Frame     int              `json:"frame"`
	Flow      string           `json:"flow,omitempty"`
	Step      string           `json:"step"`
	Consent   string           `json:"consent,omitempty"`    // id of the consent it runs under
	NotNeeded string           `json:"not_needed,omitempty"` // why no consent is needed, as the flow says
	Assurance Assurance        `json:"assurance"`            // what the flow asks; the stricter of this and the operation's holds
	MaxAge    time.Duration    `json:"max_age,omitempty"`    // likewise, of the proof
	OnBehalf  bool             `json:"on_behalf,omitempty"`  // its process may be done for another customer
	Actor     string           `json:"actor,omitempty"`      // assistant, or the agent's id
	Undoes    int              `json:"undoes,omitempty"`
	Awaits    []Await          `json:"awaits,omitempty"` // what its process will wait for afterwards
	Base      int64            `json:"-"`                // number of the last event the decision saw
}

// Demand returns what the flow asks to be proven for the call.
func (c Call) Demand() Demand { return Demand{Level: c.Assurance, MaxAge: c.MaxAge} }

// Outcome is how a call ended.
type Outcome string

// The four outcomes. Unknown is never reported as failed, nor failed as unknown.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused" // a declared business reason, named in Receipt.Name
	Failed  Outcome = "failed"  // surely not done
	Unknown Outcome = "unknown" // perhaps done
)

// Receipt is what is known of a call afterwards. It is an outcome, never an error.
type Receipt struct {
	Outcome   Outcome       `json:"outcome"`
	Name      string        `json:"name,omitempty"` // the declared refusal
	Output    Value         `json:"output,omitzero"`
	Reference string        `json:"reference,omitempty"`
	Unreached bool          `json:"unreached,omitempty"` // the back end was surely not reached
	Busy      bool          `json:"busy,omitempty"`      // the back end says that the same key is still running
	NotFound  bool          `json:"not_found,omitempty"` // a query found nothing: counts as failed only after drained_after
	Detail    string        `json:"detail,omitempty"`    // for the operator; never personal
	At        time.Time     `json:"at,omitzero"`
	Took      time.Duration `json:"took,omitempty"`
	Identity  *Identity     `json:"identity,omitempty"` // only from the identity operations
	Again     time.Time     `json:"again,omitzero"`     // when what a limit refused is possible again
	Citations []Citation    `json:"citations,omitempty"`
	Customer  string        `json:"-"` // whom it is about, for limits; only from the identity operations, and not kept
}

// Failure makes a receipt of a call that was surely not made, with the reason for the operator.
func Failure(format string, args ...any) Receipt {
	return Receipt{Outcome: Failed, Unreached: true, Detail: fmt.Sprintf(format, args...)}
}

// Citation is the source of an answer.
type Citation struct {
	Title   string `json:"title"`
	Link    string `json:"link,omitempty"`
	Passage string `json:"passage,omitempty"`
}
