package conversation

// FrozenCall is what a consent covers.
type FrozenCall struct {
	Operation string            `json:"operation"`
	Step      string            `json:"step"`
	Params    map[string]Value  `json:"params"`
	Deferred  map[string]string `json:"deferred,omitempty"` // parameters that come from an earlier call of the same do: their expressions
}

// Elsewhere is a process that waits in another conversation of the same customer.
type Elsewhere struct {
	Conversation ID     `json:"conversation"`
	Flow         string `json:"flow"`
	Told         string `json:"told,omitempty"` // what it said last of how it stands
	For          string `json:"for,omitempty"`  // whom the customer represents there; empty: themselves
}

// Await names what a process will wait for after an action: from the action's start on its report finds the conversation.
type Await struct {
	Frame    int    `json:"frame"` // of the wait
	Callback string `json:"callback"`
	Match    string `json:"match"` // empty: only the action's answer can tell
}

// FrameOutcome says how a frame ended.
type FrameOutcome string

// The ways a frame ends.
const (
	FrameDone      FrameOutcome = "done"
	FrameCancelled FrameOutcome = "cancelled"
	FrameHanded    FrameOutcome = "handed_over"
)

// Source says where a value comes from.
type Source string

// The sources of a value.
const (
	SourceSaid     Source = "said"
	SourceInferred Source = "inferred"
	SourceBackEnd  Source = "back_end"
	SourceAgent    Source = "agent"
	SourceInput    Source = "input" // given by the calling flow
)
