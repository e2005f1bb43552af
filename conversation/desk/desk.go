// Package desk passes a conversation to a person and back.
//
// The queue is a list over conversation cards and a claim is one commit, so there is no second truth: whoever has the
// floor is in the record. Every act names the agent and the epoch that the agent saw; an act on an older epoch is
// refused with [ErrStale], and of two agents who claim at once one gets the conversation and the other learns who has it.
//
// Only who is signed in is kept in memory. It is enough for one process: an agent's browser keeps calling [Desk.Beat],
// and after a restart everybody counts as present until their grace is over.
package desk

import (
	"context"
	"sync"
	"time"

	"balie/conversation"
)

// Options is what a desk needs. Ledger and Archive must be set.
type Options struct {
	Ledger  *conversation.Ledger
	Archive conversation.Archive
	Now     func() time.Time // default time.Now
	Hours   Hours            // when people are there; without any span: always
	Place   *time.Location   // time zone of the company; default UTC
	Staffed bool             // the desk counts as open only while an agent is signed in
	Gone    time.Duration    // silence after which an agent's conversations go back to the queue; default 60 s
	Reasons []string         // codes with which a conversation may be closed; default solved, follow_up, no_answer, abuse, other

	// Describe tells what a flow is called and asks, in a language; an empty revision is the present one. Nil: agents
	// read the names of the files.
	Describe func(revision, flow, language string) (Flow, bool)
	// Expect says what is open in a conversation and which options its slots have. Nil: only what the record shows.
	Expect func(*conversation.State) conversation.Expectation
	// Set answers what a correction comes to: the events that an engine makes of the command, rules, dependent values
	// and done writes considered. Nil: the value is set as it is.
	Set func(*conversation.State, conversation.Command) ([]conversation.Event, error)
	// Tidy writes what an agent typed for a value of a type the way the desk takes it: 06 12345678 as +31612345678. Nil:
	// as it is.
	Tidy func(t conversation.Type, text string) string
	// Decide makes the event of a person's decision in place of a step's rules; an error when it cannot be made. Nil: nobody
	// decides so.
	Decide func(*conversation.State, conversation.DecisionMade) (conversation.Event, error)
	// Lost words what a customer reads when the agent who served them is gone and others are asked; empty: nothing is said.
	Lost func(s *conversation.State, agent string) string
	// Probe tells what an agent's order to run a step (DoRun) would start now, or what an agent who did it elsewhere has
	// done (DoRecord); false when it would be refused. Nil: nothing runs so.
	Probe func(s *conversation.State, do conversation.Verb, step string) (conversation.Call, bool)
	// Order takes in an agent's order. Must be set where Probe is.
	Order func(context.Context, conversation.Input) error
	// Known tells what the processes will wait for, as far as an agent's act lets it be known (CauseKnown): its report finds
	// them from that act on. Nil: from the next turn on.
	Known func(*conversation.State) []conversation.Event
	// Next answers what the assistant would do if the conversation were given back to it now. Nil: nobody can tell.
	Next func(*conversation.State) (conversation.Move, error)
}

// Desk passes conversations. Its methods may be called from several goroutines.
type Desk struct {
	o       Options
	started time.Time
	mu      sync.Mutex
	agents  map[string]presence
	waiting map[conversation.ID]waiting
}

// New makes a desk.
func New(o Options) *Desk {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Place == nil {
		o.Place = time.UTC
	}
	if o.Gone == 0 {
		o.Gone = time.Minute
	}
	if len(o.Reasons) == 0 {
		o.Reasons = []string{"solved", "follow_up", "no_answer", "abuse", "other"}
	}
	if o.Describe == nil {
		o.Describe = func(string, string, string) (Flow, bool) { return Flow{}, false }
	}
	if o.Expect == nil {
		o.Expect = fromRecord
	}
	if o.Probe == nil {
		o.Probe = func(*conversation.State, conversation.Verb, string) (conversation.Call, bool) {
			return conversation.Call{}, false
		}
	}
	if o.Known == nil {
		o.Known = func(*conversation.State) []conversation.Event { return nil }
	}
	if o.Tidy == nil {
		o.Tidy = func(_ conversation.Type, text string) string { return text }
	}
	if o.Lost == nil {
		o.Lost = func(*conversation.State, string) string { return "" }
	}
	if o.Decide == nil {
		o.Decide = func(*conversation.State, conversation.DecisionMade) (conversation.Event, error) {
			return nil, ErrNothing
		}
	}
	if o.Next == nil {
		o.Next = func(*conversation.State) (conversation.Move, error) { return conversation.Move{}, nil }
	}
	if o.Set == nil {
		o.Set = plain
	}
	return &Desk{o: o, started: o.Now(), agents: map[string]presence{}, waiting: map[conversation.ID]waiting{}}
}

// Reasons returns the codes with which a conversation may be closed.
func (d *Desk) Reasons() []string { return d.o.Reasons }

// IsOpen reports whether somebody is there for a customer now, and when the desk opens next by its hours. The zero time
// means that it does not.
func (d *Desk) IsOpen(now time.Time) (open bool, next time.Time) {
	open, next = d.o.Hours.At(now, d.o.Place)
	if open && d.o.Staffed {
		open = len(d.Present()) > 0
	}
	return open, next
}

// Flow is what an agent reads of a flow.
type Flow struct {
	Title string
	Steps []Step
	Slots []Slot // as the flow asks them
}

// Step is one step of a flow.
type Step struct {
	Name  string   `json:"name"`
	Kind  string   `json:"kind"`            // collect, say, call, confirm, flow, wait, handover …
	Label string   `json:"label"`           // empty: agents see it only while it stands there
	Depth int      `json:"depth,omitempty"` // how many branches it stands in
	Slots []string `json:"slots,omitempty"` // collect: what it asks

	Outcomes []string `json:"-"` // decision: what it can come to
}

// Slot is one thing that a flow wants to know.
type Slot struct {
	Name    string
	Label   string
	Type    conversation.Type
	Options []conversation.Option // own options; what a back end lists comes from Options.Expect
	Class   conversation.Class    // a secret is never shown
}
