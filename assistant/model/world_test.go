package model

import (
	"fmt"
	"strings"
)

// The model: one conversation, two nodes that serve it, two messages, two actions with effect, one agent. The first
// message is the yes to both actions, the second says stop. Everything is a small number, so that two worlds are the
// same exactly when they compare equal.

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
	quietly  stage = iota // nothing was asked yet
	firstUp               // the first action is next
	firstOn               // it is open
	secondUp              // the second is next
	secondOn              // it is open
	telling               // the result is to be told
	helpless              // a person is asked for
	stopped               // the customer said stop
	over                  // everything is told
)

// open returns the action that is open in a stage.
func (s stage) open() (action uint8, ok bool) {
	return (uint8(s) - uint8(firstOn)) / 2, s == firstOn || s == secondOn
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
	taken           [2]uint8
	lease           uint8 // 0: nobody's, else node+1
	stage           stage
	person          bool // an agent has the floor
	known           [2]outcome
	ran             [2]uint8
	wire            [2]uint8 // a request of each node under way: 0 none, else action+1
	nodes           [2]node
	faults          faults // so far
	claimed, hurt   bool   // hurt: some fault has happened
}

// faults counts what went wrong, or how often it may.
type faults struct{ crashes, pauses, timeouts, losses, drops uint8 }

// step is one thing that can happen, with the world after it.
type step struct {
	what   event
	node   uint8
	action uint8
	result outcome
	after  world
	broken string // the promise that it breaks by itself
}

// event names what happens in a step.
type event uint8

const (
	accepts event = iota
	forgets
	claims
	leaseEnds
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
)

var events = [...]string{
	accepts: "message %[2]d is accepted", forgets: "message %[2]d is acknowledged, and the node dies before it is stored", claims: "an agent claims the conversation",
	leaseEnds: "the lease of node %[1]d ends", runsAndAnswers: "the back end runs action %[2]d and node %[1]d hears it",
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

func (s step) String() string {
	text := events[s.what]
	if !strings.Contains(text, "%") {
		return text
	}
	return fmt.Sprintf(text, s.node, s.action, s.result)
}

// bound reports whether a step must come sooner or later: not a fault, nor what a customer or an agent may leave.
func (s step) bound(before *world) bool {
	switch s.what {
	case accepts, forgets, claims, runsUnheard, runsLate, vanishes, timesOut, dies:
		return false
	case leaseEnds:
		return before.nodes[s.node].phase == idle
	}
	return true
}
