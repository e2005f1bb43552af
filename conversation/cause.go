package conversation

import "time"

// CauseKind says why the engine is asked.
type CauseKind string

// The causes.
const (
	CauseMoved CauseKind = "moved" // what was published last may take running processes over
	CauseGreet CauseKind = "greet" // a turn begins: who speaks is disclosed if it was not yet
	CauseInput CauseKind = "input" // one admitted command
	CauseRead  CauseKind = "read"  // the read that it asked for is back
	CauseEvent CauseKind = "event" // a back end reported: Command.Pattern names the callback, Value what it said
	CauseKnown CauseKind = "known" // something came to be known: what processes will wait for may be, too
	CauseWalk  CauseKind = "walk"  // go on from the top: after commands, an action's end, a timer, a hand-back
)

// Cause is what the engine advances on.
type Cause struct {
	Kind     CauseKind
	Opened   bool    // greet: the customer only opened the chat
	Command  Command // input
	Callback string  // event
	Match    string  // event
	Value    Value   // event
	Call     Call    // read
	Receipt  Receipt // read
}

// Move is what the engine wants next: events to add, and at most one of a read and a start. After events and calls it
// is asked again; nothing at all means rest.
type Move struct {
	Events []Event
	Read   *Call
	Start  *Call
	Wake   time.Time // when resting: the earliest wait or timer; zero: none
}

// Rests reports whether nothing more is wanted.
func (m Move) Rests() bool { return len(m.Events) == 0 && m.Read == nil && m.Start == nil }
