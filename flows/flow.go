package flows

import (
	"fmt"
	"time"

	"balie/conversation"
)

// Pos is a place in a file.
type Pos struct {
	File string
	Line int
	Col  int
}

// String writes file:line:column.
func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

// Set is everything a conversation is pinned to: the flows, patterns and texts of one published company folder and the
// operation contracts they were typed against.
type Set struct {
	Hash       string // content hash; the revision
	Languages  []string
	Tone       string // je or u: how Dutch texts address the customer
	Company    map[string]conversation.Value
	Login      bool     // customers may sign in at the company's own login, where the channel can open it
	Offer      []string // processes to offer first, as the company configures
	Flows      map[string]*Flow
	Patterns   map[string]*Pattern
	Texts      map[string]*Text // small texts by name: button labels, connecting words
	Operations map[string]conversation.Operation

	named []string // of Patterns, sorted
}

// Flow is one process.
type Flow struct {
	Name        string
	Pos         Pos
	Title       *Text
	Description string
	Examples    map[string][]string // by language; none: only callable by another flow
	Assurance   conversation.Demand
	Urgent      bool
	OnBehalf    bool // may be done for another customer, with a mandate
	Acknowledge *Text
	Inputs      map[string]conversation.Type
	Slots       map[string]*Slot
	SlotOrder   []string // as written
	Values      map[string]*Expr
	ValueOrder  []string // of Values: each after those that it reads
	Steps       []*Step
	Returns     map[string]*Expr
	Migrate     conversation.Renames // how running processes of an older revision go on
	Source      string               // hash of its text
	BuiltIn     bool                 // comes with the house: identify, leave_message
	Machine     *Machine             // the compiled state machine: legal edges between steps

	free map[string]bool // slots that take any text
}

// Slot is one thing to know.
type Slot struct {
	Name       string
	Pos        Pos
	Type       conversation.Type
	Label      *Text // what it is called, shown in front of its value; optional, default its name
	Ask        *Text
	Why        *Text
	Options    []Option     // own options, or
	From       *OptionsFrom // options that a back end lists
	Valid      []Rule
	Prefill    *Expr
	Optional   bool
	ForgetWith []string
	Lasts      time.Duration // a value older than this is asked again; 0: as long as its process
	Class      conversation.Class
	Accept     []string // file: image, pdf
	Most       int64    // file: the largest, in bytes
	Many       int      // file: how many at most; above one the value is a list
}

// Option is one of a slot's own options.
type Option struct {
	Value string
	Label *Text
	Also  map[string][]string // other words for it, by language
}

// OptionsFrom lists a slot's options from an operation.
type OptionsFrom struct {
	Operation string
	With      map[string]*Expr
	Key       string // field that tells options apart
	Label     *Text  // may read item
	Also      *Expr  // may read item: another word for it
	Fresh     time.Duration
}

// Rule refuses a value unless If holds.
type Rule struct {
	If   *Expr
	Else *Text
}

// Kind says what a step does.
type Kind string

// The kinds of step.
const (
	Collect  Kind = "collect"
	Say      Kind = "say"
	If       Kind = "if"
	Call     Kind = "call"
	Confirm  Kind = "confirm"
	SubFlow  Kind = "flow"
	Wait     Kind = "wait"
	Decision Kind = "decision"
	Handover Kind = "handover"
	Back     Kind = "back"
	Undo     Kind = "undo"
	End      Kind = "end"
	Do       Kind = "do" // patterns only: one of the Deeds
)

// Step is one step of a flow. Which fields are set depends on Kind.
type Step struct {
	Name     string // unique in the flow: collect.card, call.block, confirm.1, or its id
	Kind     Kind
	Pos      Pos
	Guards   []string         // names read by the if, outcomes and wait around it
	Collect  []string         // slots
	Ask      *Text            // collect: asks for all of them at once; nil: each asks for itself
	Say      *Text            // say, confirm
	Yes      string           // say: the choice that a typed yes to it makes
	Again    []*Text          // say: what is said instead, in turn, when the same was said before
	Buttons  []Button         // say
	If       *Expr            // if
	Then     []*Step          // if: then; confirm: do
	Else     []*Step          // if, confirm
	Rules    []*Ruling        // decision: the first that holds decides, the last always does
	Target   string           // call: operation; flow: name; handover: reason; back: step; do: deed; decision: its name
	With     map[string]*Expr // call, flow
	Save     string           // call, flow, wait, decision
	Outcomes map[string][]*Step
	NoAsk    string              // call: consent {not_needed: reason}
	Asks     conversation.Demand // call, confirm: what must be proven for this step, on top of the flow's
	Lines    []string            // confirm: slots whose values its text does not show, added as lines
	AtMost   int                 // back; default 3
	Forget   []string            // back: the slots that are asked again; nil: all from the target on
	For      time.Duration       // wait
	Days     int                 // wait: business days
	NoBack   string              // wait: way_back {not_needed: reason}
	Until    *Expr
	Match    *Expr  // wait: what the callback must name
	Language string // do: language
	Stays    bool   // handover: the customer cannot take the request back
}

// Button is offered under a say.
type Button struct {
	Choice string // a command: start:<flow>, pattern:<name>, skip
	Label  *Text
}

// Pattern is a repair: what happens when a customer says something that is no answer. Companies override patterns by
// name. Its steps may be say, if, do, handover and end.
type Pattern struct {
	Name        string
	Pos         Pos
	Description string
	Examples    map[string][]string            // what the recognizer learns from
	Phrases     map[string][]string            // regular expressions over folded text that always count, no model needed
	Not         map[string][]string            // and those that never do
	Asking      map[string]map[string][]string // by flow: those that count while that flow asks something
	First       bool                           // outranks every process: sensitive matters and the wish for a person
	Yields      bool                           // its phrases do not count where a process has an example that they match
	Steps       []*Step
}

// Deeds is the closed set of things a pattern can do beyond saying something.
var Deeds = map[string]string{
	"cancel":   "ends the running process; what it has done and can be undone is undone first",
	"undo":     "undoes what the running process, or the one that ended last, has done",
	"repeat":   "says the last message again",
	"resume":   "comes back to the open question",
	askAgain:   "asks the open question again, because the answer did not do",
	"withdraw": "takes back the request for a person",
	"language": "goes on in another language",
	"offer":    "offers what can be done as buttons",
	"retry":    "starts again what failed",
	"continue": "goes on in the conversation in which the customer has something open",
	"untold":   "tells the customer nothing any more while they are away",
	"rest":     "leaves the open question to a person: it is not asked again before one has handed back",
}

// PatternScope is what a pattern's texts and conditions may read, beside company and now.
var PatternScope = map[string]conversation.Type{
	"running":      conversation.Text,  // title of the running process, or of the one that ended last
	"active":       conversation.YesNo, // a process runs
	"urgent":       conversation.YesNo, // and it is urgent
	"question":     conversation.Text,  // the open question
	"why":          conversation.Text,  // why it is asked
	"identifying":  conversation.YesNo, // it is asked to find out who the customer is
	"label":        conversation.Text,  // what is asked, in a word
	"did":          conversation.Text,  // what is done, with references, one a line
	"any_done":     conversation.YesNo,
	"did_before":   conversation.Text,   // what other processes of this conversation did, likewise
	"did_all":      conversation.Text,   // both
	"undoable":     conversation.YesNo,  // something that the process has done can be undone
	"undone":       conversation.Text,   // what was undone, with references, one a line
	"undoing":      conversation.YesNo,  // the process is being undone
	"checking":     conversation.YesNo,  // an action is being looked up
	"unsure":       conversation.YesNo,  // nobody can tell whether an action happened
	"told":         conversation.Text,   // what a process that waits, or only looked something up, has told of it
	"missing":      conversation.Text,   // what is still needed
	"left":         conversation.Number, // how many questions come before the next confirmation or the end, the open one included
	"left_sure":    conversation.YesNo,  // and that is certain
	"left_shown":   conversation.YesNo,  // a confirmation comes after them
	"queued":       conversation.YesNo,  // a person is awaited
	"stays":        conversation.YesNo,  // and the customer cannot take that back
	"alone":        conversation.YesNo,  // for a matter that is theirs alone, and nothing runs: what is told is for them
	"awaited":      conversation.Text,   // why a person is awaited: requested, identity, or the name of what calls for one
	"resting":      conversation.YesNo,  // what was asked last is left to a person
	"confirming":   conversation.YesNo,  // a confirmation is open
	"owed":         conversation.YesNo,  // something is done whose result the process has not told yet
	"desk_open":    conversation.YesNo,
	"next_opening": conversation.Text,
	"emergency":    conversation.Text, // the company's emergency number
	"case":         conversation.Text,
	"can_do":       conversation.Text, // titles of the processes
	"candidates":   conversation.Text,
	"unclear":      conversation.Number, // turns in a row in which nothing was understood
	"anger":        conversation.Number,
	"found":        conversation.YesNo, // of the answer deed
	"answer":       conversation.Text,
	"reason":       conversation.Text, // why a value was refused, an action failed …
	"value":        conversation.Text,
	"tries":        conversation.Number, // how often the same has failed
	"again":        conversation.Text,   // when what a limit refused is possible again
	"agent":        conversation.Text,
	"acts_for":     conversation.Text,  // for whom the customer acts in this conversation; empty: themselves
	"may_act_for":  conversation.Text,  // for whom they have a mandate
	"chosen":       conversation.YesNo, // it stands for whom they act
	"contact":      conversation.Text,  // where a confirmation goes
}
