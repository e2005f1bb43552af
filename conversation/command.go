package conversation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Verb is what a command asks for. The set is closed: nothing that a customer, a document, a back end or a model
// says can ask for anything else.
type Verb string

// The commands.
const (
	DoStart   Verb = "start"   // start a process: Flow
	DoSet     Verb = "set"     // give or correct a value: Slot, Value (Frame 0: of the process that runs or was just started)
	DoSkip    Verb = "skip"    // "that I don't have": Slot, empty for the open question
	DoYes     Verb = "yes"     // to the open confirmation or yes/no question
	DoNo      Verb = "no"      //
	DoPattern Verb = "pattern" // call a repair pattern by name: Pattern (cancel, repeat, why, handover, robot …)
	DoAnswer  Verb = "answer"  // answer a question from the company's documents: Text
	DoClarify Verb = "clarify" // ask which of Flows is meant
	DoUnclear Verb = "unclear" // nothing was understood
)

// DoRun is an agent's order to run the step at which the process stands: Slot names the step, Text the agent. It is not
// among the verbs that may be proposed: only an input of kind run makes it.
const DoRun Verb = "run"

// DoRecord asks what an agent who did the step at which the process stands elsewhere has done: as [DoRun], whatever the
// operation lets an agent run. It is only ever asked, never obeyed: what came of it is recorded by [Ledger.Elsewhere].
const DoRecord Verb = "record"

// DoFile takes in files that the customer sent. It is not among the verbs that may be proposed: only an input with files makes it.
const DoFile Verb = "file"

var verbs = []Verb{DoStart, DoSet, DoSkip, DoYes, DoNo, DoPattern, DoAnswer, DoClarify, DoUnclear}

// Known reports whether v is one of the closed set.
func (v Verb) Known() bool { return slices.Contains(verbs, v) }

// Command is one wish, as proposed by a recognizer or made by a button.
type Command struct {
	Do         Verb     `json:"do"`
	Flow       string   `json:"flow,omitempty"`
	Flows      []string `json:"flows,omitempty"`
	Frame      int      `json:"frame,omitempty"`
	Slot       string   `json:"slot,omitempty"`
	Value      *Value   `json:"value,omitempty"`
	Pattern    string   `json:"pattern,omitempty"`
	Text       string   `json:"text,omitempty"`
	Like       string   `json:"like,omitempty"`    // of a question: the one that the documents answer and that it is most like
	Problem    string   `json:"problem,omitempty"` // of what was not understood: what is wrong with it, by the name of its text
	More       bool     `json:"more,omitempty"`    // of a start: once more, behind the same process that runs
	Consent    string   `json:"consent,omitempty"` // a button's: the confirmation that it answers
	Confidence float64  `json:"confidence,omitempty"`
	By         string   `json:"by,omitempty"`    // button, exact, embedded, model, agent
	Input      int64    `json:"input,omitempty"` // number of the input that it came from; set by the turn
	Seen       int64    `json:"seen,omitempty"`  // what was on the screen then; set by the turn
}

// String writes c as an agent or builder reads it: start(block_card), set(reason = "lost").
func (c Command) String() string {
	switch c.Do {
	case DoStart:
		return "start(" + c.Flow + ")"
	case DoSet:
		v := "?"
		if c.Value != nil {
			v = c.Value.String()
		}
		return fmt.Sprintf("set(%s = %q)", c.Slot, v)
	case DoSkip:
		return "skip(" + c.Slot + ")"
	case DoPattern:
		return c.Pattern
	case DoClarify:
		return "clarify(" + strings.Join(c.Flows, ", ") + ")"
	}
	return string(c.Do)
}

// Choice writes c as a button's id; see [ParseChoice]. Values travel as the option's key.
func (c Command) Choice() string {
	switch c.Do {
	case DoStart:
		return "start:" + c.Flow
	case DoSet:
		return fmt.Sprintf("set:%d:%s:%s", c.Frame, c.Slot, c.Text)
	case DoSkip:
		return fmt.Sprintf("skip:%d:%s", c.Frame, c.Slot)
	case DoYes, DoNo:
		return string(c.Do) + ":" + c.Consent
	case DoPattern:
		if c.Text != "" {
			return "pattern:" + c.Pattern + ":" + c.Text
		}
		return "pattern:" + c.Pattern
	}
	return string(c.Do)
}

// ParseChoice reads a button's id back into the command it stands for. A set has no Value yet: Text is the key of
// the option, to be looked up among the options that were offered.
func ParseChoice(id string) (Command, error) {
	head, rest, _ := strings.Cut(id, ":")
	c := Command{Do: Verb(head), By: "button", Confidence: 1}
	switch c.Do {
	case DoStart:
		c.Flow = rest
	case DoPattern:
		c.Pattern = rest
		if name, nth, ok := strings.Cut(rest, ":"); ok && strings.Trim(nth, "0123456789") == "" { // which of several
			c.Pattern, c.Text = name, nth
		}
	case DoYes, DoNo:
		c.Consent = rest
	case DoSet, DoSkip:
		frame, rest, _ := strings.Cut(rest, ":")
		n, err := strconv.Atoi(frame)
		if err != nil || n < 0 {
			return Command{}, fmt.Errorf("choice %.40q: frame is not a number", id)
		}
		c.Frame = n
		c.Slot, c.Text, _ = strings.Cut(rest, ":")
	default:
		return Command{}, fmt.Errorf("choice %.40q is none that was offered", id)
	}
	return c, nil
}

// Option is one thing that may be chosen.
type Option struct {
	Key    string   `json:"key"`
	Value  Value    `json:"value"` // the text of an own option, the record of one that a back end listed
	Label  string   `json:"label"`
	Labels []string `json:"labels,omitempty"` // everything it may be called, in every language, Label included
}

// SlotExpectation says what a slot takes.
type SlotExpectation struct {
	Frame    int      `json:"frame"`
	Flow     string   `json:"flow"`
	Slot     string   `json:"slot"`
	Type     Type     `json:"type"`
	Options  []Option `json:"options,omitempty"`
	Optional bool     `json:"optional,omitempty"`
	Value    Value    `json:"value,omitzero"` // what it holds now
}

// Expectation is what a recognizer may propose now.
type Expectation struct {
	Language string            `json:"language"`
	Status   Status            `json:"status"`
	Running  string            `json:"running,omitempty"` // flow of the innermost frame
	Asked    *SlotExpectation  `json:"asked,omitempty"`   // the open question
	Also     []SlotExpectation `json:"also,omitempty"`    // other slots of the running or just finished process
	Confirm  string            `json:"confirm,omitempty"` // id of the open confirmation
	Offer    string            `json:"offer,omitempty"`   // its text, when a no to it has a branch of its own
	Meant    string            `json:"meant,omitempty"`   // process of which was just asked whether it is meant
	Flows    []string          `json:"flows,omitempty"`   // processes that may be started
	Patterns []string          `json:"patterns,omitempty"`
	Offered  []Button          `json:"offered,omitempty"` // every button shown since the customer's last message
	Now      time.Time         `json:"now,omitzero"`
	Revision string            `json:"revision,omitempty"` // company folder in whose words it is to be understood
}

// Utterance is one message to understand.
type Utterance struct {
	Text   string
	Choice string
	Fields map[string]string // of a form that Choice names, by slot
	Seen   int64
	Input  int64
	At     time.Time
}

// Signals is what a message tells besides its wish.
type Signals struct {
	Language    string  `json:"language,omitempty"`    // of this message, when sure
	Frustration float64 `json:"frustration,omitempty"` // 0 to 1
}

// Understanding is what a recognizer made of the messages of one turn.
type Understanding struct {
	Commands []Command `json:"commands"`
	Signals  Signals   `json:"signals,omitzero"`
	By       string    `json:"by"`
	Trace    []string  `json:"trace,omitempty"` // for --why: candidates and how sure, nearest example
}
