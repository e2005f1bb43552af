package conversation

import "time"

// CauseKind says why the engine is asked.
type CauseKind string

// The causes.
const (
	CauseInput   CauseKind = "input"   // admitted commands
	CauseRead    CauseKind = "read"    // the read that it asked for is back
	CauseSettled CauseKind = "settled" // an action has ended; its event is in the state already
	CauseWalk    CauseKind = "walk"    // go on: a timer, a hand-back, a claim that ended, a restart
)

// Cause is what the engine advances on.
type Cause struct {
	Kind     CauseKind
	Commands []Command
	Call     *Call    // of a read
	Receipt  *Receipt // of a read
}

// Move is what the engine wants next: events to add, and at most one of a read and a start; neither means rest.
type Move struct {
	Events []Event
	Read   *Call
	Start  *Call
	Wake   time.Time // when resting: the earliest wait or timer; zero: none
}
