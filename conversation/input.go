package conversation

import "time"

// ID names a conversation. It is random and says nothing about the customer.
type ID string

// Address is where a customer can be reached: their number on a channel's account, a browser's visitor token.
// It is personal: stores keep it sealed and look it up by a keyed hash.
type Address struct {
	Channel string `json:"channel"` // widget, whatsapp, terminal, api …
	Account string `json:"account"` // the company's own number or site on that channel
	Sender  string `json:"sender"`
}

// InputKind says what an input is.
type InputKind string

// The kinds of input.
const (
	InputText     InputKind = "text"     // typed by the customer
	InputButton   InputKind = "button"   // a button or list choice of ours; Choice holds its id
	InputForm     InputKind = "form"     // a form of ours, filled in; Choice holds its id, Fields what stands in it
	InputOpened   InputKind = "opened"   // the customer opened the chat: greet and disclose
	InputIdentity InputKind = "identity" // the company's site says who this is (verified before it is accepted)
	InputCallback InputKind = "callback" // a back end reports; Name is the callback, Value what it said
	InputRun      InputKind = "run"      // the agent who has the floor orders to run a step: Agent, and in Name the step at which the process stands
	InputLeft     InputKind = "left"     // the customer has put this conversation away for good
	InputFile     InputKind = "file"     // files that the customer sent, perhaps with a text
	InputMoved    InputKind = "moved"    // the customer goes on here from another conversation: Address is where they write from now
	// InputRenumbered says that the customer's own name on their channel, such as a phone number, has changed: Address is the
	// new one, Was the one of their conversation until now; both the same where only the device behind it is another. It makes
	// none.
	InputRenumbered InputKind = "renumbered"
	InputMedia      InputKind = "media" // something that cannot be read here: picture, voice, sticker
)

// ByCustomer reports whether the customer did it, and not a back end, an agent or the channel itself.
func (k InputKind) ByCustomer() bool {
	return k != InputCallback && k != InputRun && k != InputRenumbered
}

// Input is anything from outside about one conversation. A store keeps it once (same Source and ID) and sealed.
type Input struct {
	N            int64             `json:"n,omitempty"` // given by the store, counting up within the conversation
	Conversation ID                `json:"conversation,omitempty"`
	Address      Address           `json:"address,omitzero"` // finds the open conversation when Conversation is empty
	Was          Address           `json:"was,omitzero"`     // renumbered: where the customer wrote from before
	Key          []byte            `json:"-"`                // finds it by another name (see KeyChange) when both are empty
	Source       string            `json:"source"`           // channel and account; together with ID unique
	ID           string            `json:"id"`               // the sender's own id for this message
	Kind         InputKind         `json:"kind"`
	At           time.Time         `json:"at"`       // when the sender sent it
	Accepted     time.Time         `json:"accepted"` // when it was stored; set by the store
	Quiet        time.Duration     `json:"quiet,omitempty"`
	Text         string            `json:"text,omitempty"`
	Choice       string            `json:"choice,omitempty"`
	Fields       map[string]string `json:"fields,omitempty"` // of a form: by slot
	Seen         int64             `json:"seen,omitempty"`   // highest record number that was on the customer's screen
	Language     string            `json:"language,omitempty"`
	Identity     *Identity         `json:"identity,omitempty"`
	Name         string            `json:"name,omitempty"`
	Agent        string            `json:"agent,omitempty"`
	Value        *Value            `json:"value,omitempty"`
	Files        []File            `json:"files,omitempty"`
	Extra        map[string]string `json:"extra,omitempty"` // page title, profile name …; shown to agents only
}

// Accepted tells what became of one input.
type Accepted struct {
	Conversation ID
	N            int64
	Duplicate    bool // seen before; nothing changed
	New          bool // made the conversation
	Unknown      bool // named a conversation or key that is not (or no longer) open; nothing was stored
	Also         []ID // the other conversations with the same key, in which it was stored too
}
