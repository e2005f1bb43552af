package model

import (
	"fmt"
	"strings"
)

// The model: one conversation, two nodes that serve it, three messages, two actions with effect and what undoes them, one
// agent. The first message is the yes to both actions, the second says stop, the third says yes again. Everything is a
// small number, so that two worlds are the same exactly when they compare equal.

// The actions. What undoes them is an action too: they are undone last first.
const (
	first uint8 = iota
	second
	undoSecond
	undoFirst
	actions
)

// undoOf is the action that undoes another.
func undoOf(k uint8) uint8 { return undoFirst - k }

// outcome is what is recorded of an action.
type outcome uint8

const (
	unstarted outcome = iota
	started
	done
	failed
	unknown
)

func (o outcome) String() string {
	return [...]string{"not started", "started", "done", "failed", "unknown"}[o]
}

// stage is where the process stands; it is what a walk from the top would find.
type stage uint8

const (
	quietly      stage = iota // nothing was asked yet
	firstUp                   // the first action is next
	firstOn                   // it is open
	secondUp                  // the second is next
	secondOn                  // it is open
	undoSecondUp              // what the second did is to be undone
	undoSecondOn
	undoFirstUp // what the first did is to be undone
	undoFirstOn
	firstLater    // the first could not be reached, and is started again later
	secondLater   // the second
	telling       // the result is to be told
	tellingUndone // that nothing stands is to be told
	helpless      // a person is asked for
	stopped       // the customer said stop
	over          // everything is told
	undone        // that nothing stands is told
	asksAgain     // the yes is too old: the customer is asked anew
)

// up is the stage at which an action is next.
func up(k uint8) stage { return firstUp + stage(2*k) }

// undoing reports whether what was done is being undone.
func (s stage) undoing() bool { return s >= undoSecondUp && s <= undoFirstOn }

// open returns the action that is open in a stage.
func (s stage) open() (action uint8, ok bool) {
	return (uint8(s) - uint8(firstOn)) / 2, s >= firstOn && s <= undoFirstOn && (s-firstOn)%2 == 0
}

// phase is what a node is doing.
type phase uint8

const (
	idle     phase = iota
	thinking       // holds a copy of the conversation and has committed nothing on it
	ready          // the start (or the look) is committed; the lease is not looked at yet
	cleared        // the lease covers the call; the first byte has not left
	calling        // the request is under way
	asking         // about to ask the back end what became of it
	holding        // holds a receipt that is not stored
)

// node is one process. A pause is a node that does nothing while others do.
type node struct {
	phase  phase
	action uint8
	try    uint8   // which start of it
	result outcome // held
	again  bool    // the request was sent a second time
	stale  bool    // somebody has committed since this copy was read
	early  bool    // only without the first guard: the call is made before its start is stored
	seen   uint8   // copy: the messages that wait
	stage  stage   // copy
	person bool    // copy
}

// world is everything there is.
type world struct {
	accepted, inbox uint8 // bits of messages
	forgotten       uint8 // acknowledged and never stored
	taken           [3]uint8
	lease           uint8 // 0: nobody's, else node+1
	stage           stage
	person          bool // an agent has the floor
	expired         bool // the yes
	unwoken         bool // only without a guard: the moment of the next try was lost with its node
	known           [actions]outcome
	tries           [actions]uint8 // starts, each with a key of its own
	ran             [actions]uint8
	keys            [actions]uint8 // bits of the tries whose key the back end has seen
	wire            [2]sending     // a request of each node under way
	nodes           [2]node
	faults          faults // so far
	claimed, hurt   bool   // hurt: some fault has happened
}

// sending is a request under way.
type sending struct {
	of  uint8 // action+1; 0: none
	try uint8
}

// faults counts what went wrong, or how often it may.
type faults struct{ crashes, pauses, timeouts, losses, drops uint8 }

// step is one thing that can happen, with the world after it.
type step[W comparable] struct {
	deed
	after  W
	broken string // the promise that it breaks by itself
}

// deed is what happens in a step, and to whom.
type deed struct {
	what   event
	node   uint8
	action uint8
	result outcome
}

// event names what happens in a step.
type event uint8

const (
	accepts event = iota
	forgets
	claims
	leaseEnds
	expires
	timeComes
	runsAndAnswers
	runsUnheard
	runsLate
	vanishes
	timesOut
	dies
	takes
	gives
	rereads
	looks
	wonders
	records
	stops
	undoes
	isSaidYes
	asks
	starts
	callsEarly
	clears
	holdsBack
	sends
	resends
	learns
	tells
	settles
	settlesAndStarts
	settlesLate
	losesReceipt
	rests
	looksElsewhere
	passes
	closes
	ends
	hears
)

var events = [...]string{
	accepts: "message %[2]d is accepted", forgets: "message %[2]d is acknowledged, and the node dies before it is stored", claims: "an agent claims the conversation",
	leaseEnds: "the lease of node %[1]d ends", runsAndAnswers: "the back end runs action %[2]d and node %[1]d hears it",
	expires: "the yes is too old now", timeComes: "it is time to try again", undoes: "node %[1]d stores that what was done is to be undone",
	isSaidYes: "node %[1]d stores that the customer says yes again", asks: "node %[1]d asks the customer anew",
	looksElsewhere: "node %[1]d finds what the customer has open elsewhere", passes: "node %[1]d hands the customer over",
	closes: "node %[1]d closes the conversation, and will hand the customer over", ends: "the other conversation ends",
	hears:       "the other conversation takes message %[2]d",
	runsUnheard: "the back end runs action %[2]d and the answer to node %[1]d is lost", runsLate: "the back end runs action %[2]d, for which node %[1]d waits no longer",
	vanishes: "the request of node %[1]d for action %[2]d never arrives", timesOut: "node %[1]d stops waiting for action %[2]d", dies: "node %[1]d dies",
	takes: "node %[1]d takes the conversation", gives: "node %[1]d is refused a start without the lease, and gives up",
	rereads: "node %[1]d is refused a commit, and reads again", looks: "node %[1]d finds action %[2]d open, and will send it again",
	wonders: "node %[1]d finds action %[2]d open, and will ask the back end", records: "node %[1]d stores the messages for the person",
	stops: "node %[1]d stores that the customer says stop", starts: "node %[1]d stores the start of action %[2]d", callsEarly: "node %[1]d means to call action %[2]d before its start is stored",
	clears: "node %[1]d sees that its lease covers the call", holdsBack: "node %[1]d sees that its lease is gone, and sends nothing", sends: "node %[1]d sends action %[2]d",
	resends: "node %[1]d will send action %[2]d again", learns: "node %[1]d asks about action %[2]d and takes it for %[3]s", tells: "node %[1]d tells the customer, and rests",
	settles: "node %[1]d stores that action %[2]d is %[3]s", settlesAndStarts: "node %[1]d stores that action 0 is done and the start of action 1",
	settlesLate: "node %[1]d brings a late receipt of action %[2]d: %[3]s", losesReceipt: "node %[1]d is refused the receipt of action %[2]d, and drops it", rests: "node %[1]d finds nothing to do",
}

func (s deed) String() string {
	text := events[s.what]
	if !strings.Contains(text, "%") {
		return text
	}
	return fmt.Sprintf(text, s.node, s.action, s.result)
}
