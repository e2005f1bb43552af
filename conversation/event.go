package conversation

import (
	"encoding/json"
	"fmt"
	"time"
)

// EventType names what happened. A type never changes its meaning: a new version is a new name.
type EventType string

// Event is something that happened. The set is closed: the types of this file.
type Event interface {
	Type() EventType
	// Head is what may be read without a key: never personal.
	Head() Head
}

// Head is the clear part of a record.
type Head struct {
	Frame     int       `json:"frame,omitempty"`
	Flow      string    `json:"flow,omitempty"`
	Step      string    `json:"step,omitempty"`
	Operation string    `json:"operation,omitempty"`
	Outcome   string    `json:"outcome,omitempty"`
	Kind      string    `json:"kind,omitempty"`
	Action    int       `json:"action,omitempty"`
	By        string    `json:"by,omitempty"`
	Took      int64     `json:"took_ms,omitempty"`
	Until     time.Time `json:"until,omitzero"`
}

// Numbered is an event with its place in the record.
type Numbered struct {
	N     int64     `json:"n"`
	At    time.Time `json:"at"`
	Event Event     `json:"event"`
}

type (
	// ConversationStarted is the first event.
	ConversationStarted struct {
		Address  Address `json:"address"`
		Language string  `json:"language"`
		Revision string  `json:"revision"` // content hash of the company folder
	}
	// TurnStarted fixes what the engine may know of the world in this turn.
	TurnStarted struct {
		Now         time.Time `json:"now"`
		DeskOpen    bool      `json:"desk_open"`
		NextOpening time.Time `json:"next_opening,omitzero"`
		Away        bool      `json:"away,omitempty"` // the customer has left: what is said now is not read now
		Revision    string    `json:"revision,omitempty"`
		TakeOver    bool      `json:"take_over,omitempty"` // running processes go over to it where they can
	}
	// MessageReceived is an input taken in.
	MessageReceived struct {
		Input  int64     `json:"input"`
		Source string    `json:"source"`
		Kind   InputKind `json:"kind"`
		Text   string    `json:"text,omitempty"`
		Choice string    `json:"choice,omitempty"`
		Seen   int64     `json:"seen,omitempty"`
		Sent   time.Time `json:"sent,omitzero"`
		Files  []File    `json:"files,omitempty"`

		Fields map[string]string `json:"fields,omitempty"` // of a form: by slot

		Channel string `json:"channel,omitempty"` // where it came from, if that is not the conversation's own

		Extra map[string]string `json:"extra,omitempty"` // page, profile name, quoted message …: for agents
	}
	// FileFetched is a file that a message named and that had still to be brought from where the channel keeps it.
	FileFetched struct {
		File File `json:"file"`
	}
	// FileMissed notes that it could not be brought in: for now, or for good.
	FileMissed struct {
		File   string    `json:"file"`          // its id
		Reason Unfit     `json:"reason"`        // late: it may come yet
		Tries  int       `json:"tries"`         // so far
		Next   time.Time `json:"next,omitzero"` // when it is tried again; zero: never
	}
	// IdentityProven sets or raises who the customer is.
	IdentityProven struct {
		Identity Identity `json:"identity"`
	}
	// RepresentationChosen says for whom the customer acts in this conversation, once: for somebody for whom they have a
	// mandate, or for themselves.
	RepresentationChosen struct {
		Subject string `json:"subject,omitempty"` // empty: themselves
	}
	// Understood is what the recognizer proposed.
	Understood struct {
		Understanding Understanding `json:"understanding"`
	}
	// CommandAdmitted is a command that the present state allows.
	CommandAdmitted struct {
		Command Command `json:"command"`
	}
	// CommandRefused is a command that was dropped, and why.
	CommandRefused struct {
		Command Command `json:"command"`
		Reason  string  `json:"reason"`
	}
	// LanguageSet changes the language of the conversation.
	LanguageSet struct {
		Language string `json:"language"`
		Asked    bool   `json:"asked"` // by the customer: it stays
	}
	// FrameOpened starts a process (Parent 0) or a sub-flow.
	FrameOpened struct {
		Frame    int              `json:"frame"`
		Parent   int              `json:"parent,omitempty"`
		Step     string           `json:"step,omitempty"` // of the parent
		Flow     string           `json:"flow"`
		Revision string           `json:"revision"`
		Inputs   map[string]Value `json:"inputs,omitempty"`
		Queued   bool             `json:"queued,omitempty"` // waits until the running process has ended
	}
	// FrameEnded ends a frame.
	FrameEnded struct {
		Frame   int              `json:"frame"`
		Flow    string           `json:"flow"`
		Outcome FrameOutcome     `json:"outcome"`
		Returns map[string]Value `json:"returns,omitempty"`
	}
	// FrameReopened goes on with a sub-flow that had ended, or gives it other inputs: it is walked again from the top with
	// all that it remembers.
	FrameReopened struct {
		Frame  int              `json:"frame"`
		Flow   string           `json:"flow"`
		Inputs map[string]Value `json:"inputs,omitempty"`
	}
	// FrameMigrated lets a frame go on with a newer revision of its flow. What it remembers is kept under the names that
	// the new one has for it; a consent that was asked is void.
	FrameMigrated struct {
		Frame    int    `json:"frame"`
		Flow     string `json:"flow"`
		Revision string `json:"revision"` // of the newer one
		Renames
	}
	// UndoBegun makes a process undo what it has done, last first; it ends when all is undone or a person has taken care
	// of the rest. A process that was over goes on for it.
	UndoBegun struct {
		Frame int    `json:"frame"`
		Flow  string `json:"flow"`
		Step  string `json:"step,omitempty"` // the undo step that asked for it; empty: the customer did
	}
	// ProcessFocused makes a waiting root frame the running one.
	ProcessFocused struct {
		Frame int `json:"frame"`
	}
	// SlotSet gives a slot its value.
	SlotSet struct {
		Frame  int       `json:"frame"`
		Flow   string    `json:"flow"`
		Slot   string    `json:"slot"`
		Value  Value     `json:"value"`
		Source Source    `json:"source"`
		Key    string    `json:"key,omitempty"`   // of the option chosen
		From   string    `json:"from,omitempty"`  // hash of the parameters with which its options were fetched
		Said   string    `json:"said,omitempty"`  // the customer's own words for it
		Agent  string    `json:"agent,omitempty"` // who corrected it
		Until  time.Time `json:"until,omitzero"`
	}
	// SlotCleared forgets a value, with the reason.
	SlotCleared struct {
		Frame  int    `json:"frame"`
		Flow   string `json:"flow"`
		Slot   string `json:"slot"`
		Reason string `json:"reason"`
	}
	// SlotSkipped notes that the customer does not have it.
	SlotSkipped struct {
		Frame int    `json:"frame"`
		Flow  string `json:"flow"`
		Slot  string `json:"slot"`
	}
	// ResultSaved is what a read gave.
	ResultSaved struct {
		Frame     int       `json:"frame"`
		Flow      string    `json:"flow"`
		Step      string    `json:"step"` // name of the step, or options.<slot>
		Operation string    `json:"operation"`
		Params    string    `json:"params"` // canonical
		Receipt   Receipt   `json:"receipt"`
		Until     time.Time `json:"until,omitzero"` // fresh until
	}
	// BranchTaken keeps a choice that is made once.
	BranchTaken struct {
		Frame int    `json:"frame"`
		Flow  string `json:"flow"`
		Step  string `json:"step"`
		Then  bool   `json:"then"`
	}
	// DecisionMade is what rules that are written down, or a person, decided on the customer's matter.
	DecisionMade struct {
		Frame    int              `json:"frame"`
		Flow     string           `json:"flow"`
		Step     string           `json:"step"`
		Outcome  string           `json:"outcome"`
		Rule     int              `json:"rule,omitempty"`     // which of the step's rules, from 1; 0: none of them held
		If       string           `json:"if,omitempty"`       // the rule as it is written
		Because  string           `json:"because,omitempty"`  // why, as the customer was told
		Values   map[string]Value `json:"values,omitempty"`   // what the rules read, by path
		Revision string           `json:"revision,omitempty"` // of the rules
		Agent    string           `json:"agent,omitempty"`    // who decided; empty: the rules did
	}
	// WentBack forgets what was set, read and refused from a step on.
	WentBack struct {
		Frame  int      `json:"frame"`
		Flow   string   `json:"flow"`
		Step   string   `json:"step"`
		To     string   `json:"to"`
		Forget []string `json:"forget,omitempty"` // slots
		Steps  []string `json:"steps,omitempty"`
	}
	// Said is a message of the assistant.
	Said struct {
		Frame     int        `json:"frame,omitempty"`
		Flow      string     `json:"flow,omitempty"`
		Step      string     `json:"step,omitempty"`
		Kind      string     `json:"kind"` // disclosure, say, ask, confirm, answer, pattern, handover, receipt, news
		Text      string     `json:"text"`
		Language  string     `json:"language"`
		Buttons   []Button   `json:"buttons,omitempty"`
		Form      *Form      `json:"form,omitempty"`
		Citations []Citation `json:"citations,omitempty"`
		Receipt   *Proof     `json:"receipt,omitempty"`
		Hash      string     `json:"hash,omitempty"` // of the values said: a say step is satisfied by it
		Asks      []string   `json:"asks,omitempty"` // slots
		Consent   string     `json:"consent,omitempty"`
		Yes       string     `json:"yes,omitempty"`     // the choice that a typed yes to it makes
		Because   string     `json:"because,omitempty"` // for --why: step, pattern, receipt or passage
		System    bool       `json:"system,omitempty"`
		About     string     `json:"about,omitempty"` // news: what it is about
		Hold      bool       `json:"hold,omitempty"`  // it waits for an answer of its own: the turn rests here

		Upload *UploadAsked `json:"upload,omitempty"` // files are asked for
	}
	// ConsentAsked freezes what a yes would start.
	ConsentAsked struct {
		ID      string       `json:"id"`
		Frame   int          `json:"frame"`
		Flow    string       `json:"flow"`
		Step    string       `json:"step"`
		Hash    string       `json:"hash"`
		Text    string       `json:"text"`
		Calls   []FrozenCall `json:"calls"`
		Expires time.Time    `json:"expires"`
	}
	// ConsentGiven is a yes that counts.
	ConsentGiven struct {
		ID    string `json:"id"`
		Input int64  `json:"input"`
		Seen  int64  `json:"seen"`
		By    string `json:"by"` // button or text
	}
	// ConsentVoided takes a confirmation away.
	ConsentVoided struct {
		ID     string `json:"id"`
		Reason string `json:"reason"`
	}
	// ActionStarted is the stored plan of one action with effect. Only [Start] makes one.
	ActionStarted struct {
		N         int              `json:"n"`
		Operation string           `json:"operation"`
		Key       string           `json:"key"`
		Params    map[string]Value `json:"params"`
		Identity  Identity         `json:"identity"`
		Frame     int              `json:"frame"`
		Flow      string           `json:"flow"`
		Step      string           `json:"step"`
		Consent   string           `json:"consent,omitempty"`
		NotNeeded string           `json:"not_needed,omitempty"`
		Actor     string           `json:"actor"`
		Undoes    int              `json:"undoes,omitempty"`
		At        time.Time        `json:"at"`
		TimeOut   time.Duration    `json:"time_out"`
		Awaits    []Await          `json:"awaits,omitempty"`
		Elsewhere bool             `json:"elsewhere,omitempty"` // an agent did it outside this house: nothing was called
	}
	// ActionChecked notes that an action's answer was lost and that it is being looked up.
	ActionChecked struct {
		N     int       `json:"n"`
		Tries int       `json:"tries"`
		Next  time.Time `json:"next"`
	}
	// ActionSettled is what became of an action.
	ActionSettled struct {
		N         int     `json:"n"`
		Operation string  `json:"operation"`
		Receipt   Receipt `json:"receipt"`
		Late      bool    `json:"late,omitempty"` // after it had been settled otherwise
		By        string  `json:"by,omitempty"`   // answer, key, query, agent
	}
	// WaitStarted begins a wait for a time or a callback.
	WaitStarted struct {
		Frame    int       `json:"frame"`
		Flow     string    `json:"flow"`
		Step     string    `json:"step"`
		Until    time.Time `json:"until,omitzero"`
		Callback string    `json:"callback,omitempty"`
		Match    string    `json:"match,omitempty"` // keyed hash of what the callback must name
	}
	// WaitEnded ends it.
	WaitEnded struct {
		Frame   int    `json:"frame"`
		Flow    string `json:"flow"`
		Step    string `json:"step"`
		Outcome string `json:"outcome"` // elapsed or arrived
		Value   Value  `json:"value,omitzero"`
	}
	// WayBackSet says where the customer is told of what comes while they are away.
	WayBackSet struct {
		Contact string `json:"contact,omitempty"` // of the back end's; empty: nowhere
		Shown   string `json:"shown,omitempty"`   // it, masked
	}
	// ElsewhereFound notes what else of the customer's is open, newest first.
	ElsewhereFound struct {
		Open []Elsewhere `json:"open"`
	}
	// AddressMoved says that the customer goes on from somewhere else.
	AddressMoved struct {
		Address  Address `json:"address"`
		Unproven bool    `json:"unproven,omitempty"` // who they are has to be proven anew
		Device   bool    `json:"device,omitempty"`   // because another device stands behind the same address
	}
	// ReportKept keeps a back end's report for a wait that has not begun: it overtook what it is about.
	ReportKept struct {
		Frame    int    `json:"frame"`
		Flow     string `json:"flow"`
		Callback string `json:"callback"`
		Match    string `json:"match"`
		Value    Value  `json:"value,omitzero"`
	}
	// ReportExpected says what a process will wait for, once that can be told: a report that comes before is kept for it.
	ReportExpected struct {
		Frame    int    `json:"frame"`
		Flow     string `json:"flow"`
		Callback string `json:"callback"`
		Match    string `json:"match"`
	}
	// HandoverRequested puts the conversation in the queue.
	HandoverRequested struct {
		Reason string `json:"reason"`
		Urgent bool   `json:"urgent,omitempty"`
		Frame  int    `json:"frame,omitempty"`
		Flow   string `json:"flow,omitempty"`
		Step   string `json:"step,omitempty"`  // the handover step that asked for it; empty: the customer did
		Stays  bool   `json:"stays,omitempty"` // the customer cannot take it back
	}
	// HandoverWithdrawn takes it out of the queue again.
	HandoverWithdrawn struct {
		Reason string `json:"reason"`
	}
	// Claimed gives an agent the floor.
	Claimed struct {
		Agent string `json:"agent"`
		Name  string `json:"name"`
	}
	// HandedBack gives it back to the assistant, or to the queue.
	HandedBack struct {
		Agent   string `json:"agent"`
		ToQueue bool   `json:"to_queue,omitempty"`
		Reason  string `json:"reason,omitempty"`
	}
	// PersonSaid is a message of an agent.
	PersonSaid struct {
		Agent string `json:"agent"`
		Name  string `json:"name"`
		Text  string `json:"text"`
	}
	// PersonNoted is what an agent notes for colleagues. Customers never read it.
	PersonNoted struct {
		Agent string `json:"agent"`
		Name  string `json:"name"`
		Text  string `json:"text"`
	}
	// ConversationClosed is the last event.
	ConversationClosed struct {
		By     string `json:"by"`
		Reason string `json:"reason"`
		In     ID     `json:"in,omitempty"` // the conversation in which the customer goes on
	}
	// AlarmRaised tells the operator and the agents of something that must not be.
	AlarmRaised struct {
		Reason string `json:"reason"`
	}
	// SayingReleased lets what was said leave before the turn ends: a call takes long.
	SayingReleased struct{}
	// TurnEnded is rest.
	TurnEnded struct {
		Wake time.Time     `json:"wake,omitzero"`
		Took time.Duration `json:"took"`
	}
)

// decoders is the closed set: type name → how to read it.
var decoders = map[EventType]func([]byte) (Event, error){
	"conversation_started": decode[ConversationStarted], "turn_started": decode[TurnStarted],
	"message_received": decode[MessageReceived], "file_fetched": decode[FileFetched], "file_missed": decode[FileMissed],
	"identity_proven": decode[IdentityProven], "representation_chosen": decode[RepresentationChosen],
	"understood": decode[Understood], "command_admitted": decode[CommandAdmitted], "command_refused": decode[CommandRefused],
	"language_set": decode[LanguageSet], "frame_opened": decode[FrameOpened], "frame_ended": decode[FrameEnded],
	"frame_reopened": decode[FrameReopened], "frame_migrated": decode[FrameMigrated], "undo_begun": decode[UndoBegun],
	"process_focused": decode[ProcessFocused], "slot_set": decode[SlotSet], "slot_cleared": decode[SlotCleared],
	"slot_skipped": decode[SlotSkipped], "result_saved": decode[ResultSaved], "branch_taken": decode[BranchTaken],
	"decision_made": decode[DecisionMade],
	"went_back":     decode[WentBack], "said": decode[Said], "consent_asked": decode[ConsentAsked],
	"consent_given": decode[ConsentGiven], "consent_voided": decode[ConsentVoided], "action_started": decode[ActionStarted],
	"action_checked": decode[ActionChecked], "action_settled": decode[ActionSettled], "wait_started": decode[WaitStarted],
	"wait_ended": decode[WaitEnded], "report_kept": decode[ReportKept], "report_expected": decode[ReportExpected], "way_back_set": decode[WayBackSet], "elsewhere_found": decode[ElsewhereFound], "address_moved": decode[AddressMoved], "handover_requested": decode[HandoverRequested],
	"handover_withdrawn": decode[HandoverWithdrawn], "claimed": decode[Claimed],
	"handed_back": decode[HandedBack], "person_said": decode[PersonSaid], "person_noted": decode[PersonNoted], "conversation_closed": decode[ConversationClosed],
	"alarm_raised": decode[AlarmRaised], "turn_ended": decode[TurnEnded],
	"saying_released": decode[SayingReleased],
}

func decode[E Event](b []byte) (Event, error) {
	var e E
	err := json.Unmarshal(b, &e)
	return e, err
}

// EncodeEvent writes an event's body.
func EncodeEvent(e Event) ([]byte, error) { return json.Marshal(e) }

// DecodeEvent reads an event's body back. An unknown type is an error that names it: the record was written by a
// newer version.
func DecodeEvent(t EventType, body []byte) (Event, error) {
	d, ok := decoders[t]
	if !ok {
		return nil, fmt.Errorf("event type %q is not known to this version", t)
	}
	e, err := d(body)
	if err != nil {
		return nil, fmt.Errorf("event %s: %w", t, err)
	}
	return e, nil
}
