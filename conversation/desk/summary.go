package desk

import (
	"slices"
	"strings"
	"time"

	"balie/conversation"
)

// Summary is a conversation at a glance: what the customer wants, what is done, what is needed now, and why a person
// was asked for; below it the processes with their values, and who the customer is.
type Summary struct {
	Wants     []Want    `json:"wants"` // the running process first, then those that wait
	Done      []Deed    `json:"done"`  // actions with effect, oldest first
	Needs     Need      `json:"needs"`
	Why       *Why      `json:"why,omitempty"`
	Case      string    `json:"case,omitempty"` // number of a message that was left
	Left      *Left     `json:"left,omitempty"` // what it says, while it is all that the customer waits for
	Processes []Process `json:"processes"`      // innermost frame of the running process last
	Who       Who       `json:"who"`
	Decisions []Decided `json:"decisions"`           // on the customer's matter, newest first
	Run       *Run      `json:"run,omitempty"`       // what the agent who has the floor may run now
	Elsewhere *Run      `json:"elsewhere,omitempty"` // what they may record as done elsewhere
}

// Want is a process that the customer has started.
type Want struct {
	Flow  string `json:"flow"`
	Title string `json:"title"`
	State string `json:"state"` // running, waiting, or how it ended: done, cancelled, handed_over
}

// Deed is an action with effect and what is known of it.
type Deed struct {
	N         int                  `json:"n"`
	Operation string               `json:"operation"`
	Label     string               `json:"label"`           // what the step is called, else the operation in words
	Title     string               `json:"title"`           // of its process
	House     bool                 `json:"house,omitempty"` // the house's own, such as sending a code: nothing that the customer came for
	Outcome   conversation.Outcome `json:"outcome,omitempty"`
	Name      string               `json:"name,omitempty"` // the declared refusal
	Reference string               `json:"reference,omitempty"`
	At        time.Time            `json:"at"`
	Open      bool                 `json:"open,omitempty"`   // no answer yet
	Settle    bool                 `json:"settle,omitempty"` // an agent may record what became of it
	Undone    bool                 `json:"undone,omitempty"`
	Undoes    int                  `json:"undoes,omitempty"`
	Elsewhere bool                 `json:"elsewhere,omitempty"` // by an agent, outside this house
}

// Need is what the process waits for.
type Need struct {
	Kind  string `json:"kind"` // answer, consent, action, nothing
	Label string `json:"label,omitempty"`
	Text  string `json:"text,omitempty"` // the question as the customer read it
}

// Why is why a person was asked for.
type Why struct {
	Reason string    `json:"reason"`
	Urgent bool      `json:"urgent,omitempty"`
	Title  string    `json:"title,omitempty"` // of the process whose step asked
	Step   string    `json:"step,omitempty"`
	At     time.Time `json:"at"`
}

// Left is a message that was left while nobody was there.
type Left struct {
	Message string    `json:"message"`
	Contact string    `json:"contact"` // where the customer can be reached
	At      time.Time `json:"at"`
}

// Who is the customer, as far as known.
type Who struct {
	Subject   string                 `json:"subject,omitempty"`
	Name      string                 `json:"name,omitempty"`
	Assurance conversation.Assurance `json:"assurance"` // now: a proof holds an hour
	Proven    conversation.Assurance `json:"proven"`
	By        string                 `json:"by,omitempty"`
	At        time.Time              `json:"at,omitzero"`
	For       *For                   `json:"for,omitempty"` // whom they act for; nil: themselves
}

// For is the customer whom somebody with a mandate represents.
type For struct {
	Subject string    `json:"subject"`
	Name    string    `json:"name,omitempty"`
	Until   time.Time `json:"until"`
	Holds   bool      `json:"holds"` // the mandate is in time
}

// Summary makes the summary of a conversation in an agent's language.
func (d *Desk) Summary(s *conversation.State, language string) Summary {
	x := d.o.Expect(s)
	out := Summary{
		Wants: d.wants(s, language), Done: d.deeds(s, language), Needs: d.needs(s, x, language),
		Processes: d.processes(s, x, language), Case: s.Case, Left: left(s), Run: d.runnable(s, conversation.DoRun, language), Elsewhere: d.runnable(s, conversation.DoRecord, language),
		Decisions: d.decisions(s, language),
		Who: Who{
			Subject: s.Identity.Subject, Name: s.Identity.Name, Assurance: conversation.Known(s, d.o.Now()),
			Proven: s.Identity.Assurance, By: s.Identity.By, At: s.Identity.At,
		},
	}
	if m := s.Identity.For; m != nil {
		out.Who.For = &For{Subject: m.Subject, Name: m.Name, Until: m.Until, Holds: m.Holds(d.o.Now())}
	}
	if q := s.Request; q != nil {
		out.Why = &Why{Reason: q.Reason, Urgent: q.Urgent, Step: q.Step, At: q.At}
		if q.Flow != "" {
			out.Why.Title = d.title(s.Frame(q.Frame), q.Flow, language)
		}
	}
	return out
}

// left finds the message that is to be answered: the last one, while nothing else goes on.
func left(s *conversation.State) *Left {
	if s.Case == "" || s.Request != nil || s.Process() != nil {
		return nil
	}
	for _, a := range slices.Backward(s.Actions) {
		if a.Operation == conversation.OpLeaveMessage && a.Receipt.Outcome == conversation.Done {
			return &Left{Message: a.Params["message"].String(), Contact: a.Params["contact"].String(), At: a.At}
		}
	}
	return nil
}

func (d *Desk) title(f *conversation.Frame, flow, language string) string {
	revision := ""
	if f != nil {
		revision = f.Revision
	}
	if fl, ok := d.o.Describe(revision, flow, language); ok && fl.Title != "" {
		return fl.Title
	}
	return flow
}

func (d *Desk) wants(s *conversation.State, language string) []Want {
	out := []Want{}
	add := func(f *conversation.Frame, state string) {
		out = append(out, Want{Flow: f.Flow, Title: d.title(f, f.Flow, language), State: state})
	}
	if f := s.Process(); f != nil {
		add(f, "running")
	}
	for _, id := range s.Waiting {
		if f := s.Frame(id); f != nil {
			add(f, "waiting")
		}
	}
	for _, f := range slices.Backward(s.Frames) {
		if f.Parent == 0 && f.Outcome != "" {
			add(f, string(f.Outcome))
		}
	}
	return out
}

func (d *Desk) deeds(s *conversation.State, language string) []Deed {
	out := []Deed{}
	now := d.o.Now()
	for _, a := range s.Actions {
		root := s.Root(s.Frame(a.Frame))
		deed := Deed{
			N: a.N, Operation: a.Operation, At: a.At, Open: !a.Settled, Undone: a.Undone, Undoes: a.Undoes, Elsewhere: a.Elsewhere,
			Outcome: a.Receipt.Outcome, Name: a.Receipt.Name, Reference: a.Receipt.Reference, Label: d.called(s, a, language),
		}
		if op, ok := d.o.Ledger.Operations.Operation(a.Operation); ok {
			deed.House = op.BuiltIn
		}
		if root != nil {
			deed.Title = d.title(root, root.Flow, language)
		}
		deed.Settle = a.Settled && a.Receipt.Outcome == conversation.Unknown ||
			!a.Settled && !now.Before(a.At.Add(a.TimeOut+callMargin))
		out = append(out, deed)
	}
	return out
}

// called names an action: by its step, where the flow gives it a name, else the operation in words.
func (d *Desk) called(s *conversation.State, a conversation.Action, language string) string {
	if f := s.Frame(a.Frame); f != nil {
		flow, _ := d.o.Describe(f.Revision, f.Flow, language)
		for _, st := range flow.Steps {
			if st.Name == a.Step && st.Label != "" && st.Label != a.Operation { // the flow has a better word
				return st.Label
			}
		}
	}
	return d.operation(a.Operation, language)
}

// operation names an operation in an agent's language: by its title, else in words.
func (d *Desk) operation(name, language string) string {
	if op, ok := d.o.Ledger.Operations.Operation(name); ok && op.Titles[language] != "" {
		return op.Titles[language]
	}
	return inWords(name)
}

// inWords writes the name of an operation as words: crm.block_card is block card.
func inWords(operation string) string {
	_, name, _ := strings.Cut(operation, ".")
	return strings.ReplaceAll(name, "_", " ")
}

func (d *Desk) needs(s *conversation.State, x conversation.Expectation, language string) Need {
	switch {
	case s.Open != 0:
		return Need{Kind: "action", Label: d.called(s, *s.Action(s.Open), language)}
	case s.Consent != nil && !s.Consent.Given:
		return Need{Kind: "consent", Text: s.Consent.Text}
	case x.Asked != nil:
		n := d.answer(s, x.Asked.Frame, x.Asked.Slot, "", language)
		for _, m := range s.Recent {
			if slices.Contains(m.Asks, x.Asked.Slot) && m.Frame == x.Asked.Frame {
				n.Text = m.Text
			}
		}
		return n
	}
	return d.upcoming(s, language)
}

// fromRecord is what the record itself shows to be asked: the last question whose slot has no value.
func fromRecord(s *conversation.State) conversation.Expectation {
	x := conversation.Expectation{Language: s.Language, Status: s.Status}
	for _, m := range slices.Backward(s.Recent) {
		f := s.Frame(m.Frame)
		if m.Consent != "" {
			return x
		}
		if len(m.Asks) == 0 || f == nil {
			continue
		}
		if _, set := f.Slots[m.Asks[0]]; !set && f.Outcome == "" && !f.Skipped[m.Asks[0]] {
			x.Asked = &conversation.SlotExpectation{Frame: f.ID, Flow: f.Flow, Slot: m.Asks[0]}
		}
		return x
	}
	return x
}
