package conversation

import "slices"

// Status says who serves the customer now.
type Status string

// The four states of a conversation.
const (
	WithAssistant Status = "with_assistant" // the assistant serves
	Queued        Status = "queued"         // a person is awaited, the assistant goes on serving
	WithPerson    Status = "with_person"    // a person has the floor, the assistant is silent
	Closed        Status = "closed"         // over; a new message opens a new conversation
)

// transitions lists where each status may lead.
var transitions = map[Status][]Status{
	"":            {WithAssistant},
	WithAssistant: {Queued, WithPerson, Closed},
	Queued:        {WithAssistant, WithPerson, Closed},
	WithPerson:    {WithAssistant, Queued, Closed},
	Closed:        {},
}

// May reports whether a conversation may go from s to next.
func (s Status) May(next Status) bool { return slices.Contains(transitions[s], next) }
