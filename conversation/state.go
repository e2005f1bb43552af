package conversation

import (
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"time"
)

// State is a conversation as its events tell it: nothing but their fold.
type State struct {
	ID       ID          `json:"id"`
	N        int64       `json:"n"` // number of the last event
	Opened   time.Time   `json:"opened"`
	Last     time.Time   `json:"last"`
	Address  Address     `json:"address"`
	Language string      `json:"language"`
	Asked    bool        `json:"asked,omitempty"` // the language was asked for and stays
	Revision string      `json:"revision"`
	Turn     TurnStarted `json:"turn"`
	TurnN    int64       `json:"turn_n"` // number of the event that began the turn

	Status  Status    `json:"status"`
	Since   time.Time `json:"since"`
	Holder  string    `json:"holder,omitempty"`
	Name    string    `json:"name,omitempty"` // of the agent who has the floor
	Epoch   int64     `json:"epoch"`
	Handed  int64     `json:"handed,omitempty"` // number of the last hand-back
	Request *Request  `json:"request,omitempty"`
	Case    string    `json:"case,omitempty"`

	Identity Identity                `json:"identity"`
	Proofs   map[Assurance]time.Time `json:"proofs,omitempty"`  // when each level was proven last
	Channel  string                  `json:"channel,omitempty"` // from which the customer wrote last, where that is not the address's
	Chosen   int64                   `json:"chosen,omitempty"`  // number of the event since which it stands for whom the customer acts
	Lowered  int64                   `json:"lowered,omitempty"` // number of the event after which what had been proven held no more
	Frames   []*Frame                `json:"frames,omitempty"`  // all there ever were; Frames[i].ID == i+1
	Running  int                     `json:"running,omitempty"` // root frame that is served now
	Waiting  []int                   `json:"waiting,omitempty"` // root frames put aside or queued, next first
	Actions  []Action                `json:"actions,omitempty"` // Actions[i].N == i+1
	Open     int                     `json:"open,omitempty"`    // the action that is not settled
	Settled  int64                   `json:"settled,omitempty"` // number of the event that last settled one
	Consent  *Consent                `json:"consent,omitempty"`

	Files     []Received      `json:"files,omitempty"`     // that the customer sent, oldest first
	Told      []string        `json:"told,omitempty"`      // what the customer wrote in this turn
	Heard     int64           `json:"heard,omitempty"`     // number of the customer's last message
	Before    int64           `json:"before,omitempty"`    // of their last one before this turn
	Wrote     int64           `json:"wrote,omitempty"`     // number of the last thing that came from the customer, not from a back end
	WroteAt   time.Time       `json:"wrote_at,omitzero"`   // and when
	SaidAt    time.Time       `json:"said_at,omitzero"`    // when the assistant last said something, other than about silence
	Silent    int             `json:"silent,omitempty"`    // how often the customer's silence was spoken of since
	Left      bool            `json:"left,omitempty"`      // the customer has put the conversation away
	Seen      int64           `json:"seen"`                // highest record number shown to the customer
	Disclosed bool            `json:"disclosed,omitempty"` // since the last change of hands to the assistant
	LastSaid  int64           `json:"last_said,omitempty"`
	Recent    []SaidAt        `json:"recent,omitempty"`    // what the assistant said last, oldest first: eight, and all that has not left
	Out       int64           `json:"out,omitempty"`       // up to this number messages were handed to the outbox
	Spoken    map[string]bool `json:"spoken,omitempty"`    // hashes of all that the assistant said
	Back      *WayBack        `json:"back,omitempty"`      // where the customer is told of news while they are away; nil: not asked yet
	Proved    int64           `json:"proved,omitempty"`    // number of the event that last proved who the customer is
	Elsewhere []Elsewhere     `json:"elsewhere,omitempty"` // what else of theirs is open
	Untold    bool            `json:"untold,omitempty"`    // and they have not been told
	News      int64           `json:"news,omitempty"`      // number of the event that last ended a wait
	NewsOf    int             `json:"news_of,omitempty"`   // in which frame
	Notified  int64           `json:"notified,omitempty"`  // number of the event that last told the customer elsewhere that there is news
	Late      int64           `json:"late,omitempty"`      // number of the first message that came too long after the customer's last; zero: none
	Unclear   int             `json:"unclear,omitempty"`   // turns in a row in which nothing was understood
	Anger     int             `json:"anger,omitempty"`     // turns with irritation
}

// SaidAt is a message of the assistant with its number.
type SaidAt struct {
	N int64 `json:"n"`
	Said
}

// Window is how long after a customer's last message a push channel takes free texts; then it takes templates only.
const Window = 24 * time.Hour

// WayBack is where a customer is told of news while they are away.
type WayBack struct {
	Contact string `json:"contact,omitempty"` // of the back end's; empty: nowhere
	Shown   string `json:"shown,omitempty"`   // it, masked
}

// Request is a wish for a person.
type Request struct {
	Reason string    `json:"reason"`
	Also   []Left    `json:"also,omitempty"` // steps that were left to the same person earlier
	Urgent bool      `json:"urgent,omitempty"`
	Frame  int       `json:"frame,omitempty"`
	Flow   string    `json:"flow,omitempty"`
	Step   string    `json:"step,omitempty"`
	Stays  bool      `json:"stays,omitempty"` // the customer cannot take it back
	At     time.Time `json:"at"`
}

// Left is a step that was left to a person.
type Left struct {
	Frame int    `json:"frame"`
	Step  string `json:"step"`
}

// Frame is one run of a flow: what it remembers. Its position is not stored; it is found by walking from the top.
type Frame struct {
	ID        int                  `json:"id"`
	Parent    int                  `json:"parent,omitempty"`
	Step      string               `json:"step,omitempty"`
	Flow      string               `json:"flow"`
	Revision  string               `json:"revision"`
	Inputs    map[string]Value     `json:"inputs,omitempty"`
	Slots     map[string]SlotValue `json:"slots,omitempty"`
	Skipped   map[string]bool      `json:"skipped,omitempty"`
	Results   map[string]Result    `json:"results,omitempty"` // by step, or options.<slot>
	Receipts  map[string]int       `json:"receipts,omitempty"`
	Said      map[string]string    `json:"said,omitempty"` // step → hash of the values said
	Branches  map[string]bool      `json:"branches,omitempty"`
	Decisions map[string]Decision  `json:"decisions,omitempty"` // by step
	Waits     map[string]Wait      `json:"waits,omitempty"`
	Reports   []Report             `json:"reports,omitempty"`  // that came before their wait, oldest first
	Expected  []Await              `json:"expected,omitempty"` // what it will wait for, as an action's answer told
	Backs     map[string]int       `json:"backs,omitempty"`
	Handed    map[string]bool      `json:"handed,omitempty"`  // handover steps that a person has handed back since
	Undoing   bool                 `json:"undoing,omitempty"` // of a process: what it has done is being undone
	Told      []string             `json:"told,omitempty"`    // what the customer wrote since the message that began it, newest last
	Outcome   FrameOutcome         `json:"outcome,omitempty"`
	Returns   map[string]Value     `json:"returns,omitempty"`
	Opened    time.Time            `json:"opened"`
	Ended     int64                `json:"ended,omitempty"` // number of the event
}

// SlotValue is a slot's value with where it comes from.
type SlotValue struct {
	At     time.Time `json:"at,omitzero"`
	Value  Value     `json:"value"`
	Source Source    `json:"source"`
	Key    string    `json:"key,omitempty"`
	From   string    `json:"from,omitempty"`
	Said   string    `json:"said,omitempty"`
	Agent  string    `json:"agent,omitempty"`
	N      int64     `json:"n"`
}

// Result is what a read gave, with the parameters it came from.
type Result struct {
	Params  string    `json:"params"`
	Receipt Receipt   `json:"receipt"`
	Until   time.Time `json:"until,omitzero"`
}

// Decision is what a decision step of a frame came to.
type Decision struct {
	DecisionMade
	N int64 `json:"n"` // number of the event
}

// Wait is a wait of a frame.
type Wait struct {
	Until    time.Time `json:"until,omitzero"`
	Callback string    `json:"callback,omitempty"`
	Match    string    `json:"match,omitempty"`
	Outcome  string    `json:"outcome,omitempty"` // elapsed or arrived; empty while it lasts
	Value    Value     `json:"value,omitzero"`
}

// Report is what a back end said, kept until a wait for it begins.
type Report struct {
	Callback string `json:"callback"`
	Match    string `json:"match"`
	Value    Value  `json:"value,omitzero"`
}

// Action is a started operation with effect and what became of it.
type Action struct {
	ActionStarted
	Since   int64     `json:"since,omitempty"` // number of the event that started it
	Settled bool      `json:"settled,omitempty"`
	Receipt Receipt   `json:"receipt,omitzero"`
	Tries   int       `json:"tries,omitempty"` // looks after a lost answer
	Looked  time.Time `json:"looked,omitzero"` // the first of them
	Next    time.Time `json:"next,omitzero"`
	Undone  bool      `json:"undone,omitempty"`
	Proven  bool      `json:"proven,omitempty"` // the customer was given a receipt for it
}

// Consent is the open confirmation.
type Consent struct {
	ConsentAsked
	N       int64  `json:"n"` // number of the event that asked
	Given   bool   `json:"given,omitempty"`
	Input   int64  `json:"input,omitempty"`
	Started []bool `json:"started,omitempty"` // per call: started under this consent and not failed
}

// Frame returns a frame by its number, nil when there is none.
func (s *State) Frame(id int) *Frame {
	if id < 1 || id > len(s.Frames) {
		return nil
	}
	return s.Frames[id-1]
}

// Inner returns the frame of a sub-flow that a step of parent opened, nil when there is none.
func (s *State) Inner(parent int, step string) *Frame {
	for _, f := range slices.Backward(s.Frames) {
		if f.Parent == parent && f.Step == step && parent != 0 {
			return f
		}
	}
	return nil
}

// Root returns the process to which a frame belongs.
func (s *State) Root(f *Frame) *Frame {
	for f != nil && f.Parent != 0 {
		f = s.Frame(f.Parent)
	}
	return f
}

// Process returns the running process, nil when none runs.
func (s *State) Process() *Frame { return s.Frame(s.Running) }

// LastProcess returns the running process, or else the one that ended last; nil when there was none.
func (s *State) LastProcess() *Frame {
	if f := s.Process(); f != nil {
		return f
	}
	var last *Frame
	for _, f := range s.Frames {
		if f.Parent == 0 && f.Outcome != "" && (last == nil || f.Ended > last.Ended) {
			last = f
		}
	}
	return last
}

// Deeds returns the actions of a process and its sub-flows, oldest first.
func (s *State) Deeds(root int) []Action {
	var out []Action
	for _, a := range s.Actions {
		if r := s.Root(s.Frame(a.Frame)); r != nil && r.ID == root {
			out = append(out, a)
		}
	}
	return out
}

// Action returns an action by its number, nil when there is none.
func (s *State) Action(n int) *Action {
	if n < 1 || n > len(s.Actions) {
		return nil
	}
	return &s.Actions[n-1]
}

// Names returns the slots of f that have a value, sorted.
func (f *Frame) Names() []string { return slices.Sorted(maps.Keys(f.Slots)) }

// HasSaid reports whether the assistant said exactly this before.
func (s *State) HasSaid(text string) bool { return s.Spoken[spoken(text)] }

// spoken is a short hash of a text: enough to know it again.
func spoken(text string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // never fails
	return strconv.FormatUint(h.Sum64(), 36)
}
