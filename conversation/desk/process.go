package desk

import (
	"slices"
	"strings"

	"balie/conversation"
)

// Process is one run of a flow as an agent sees it.
type Process struct {
	Frame   int        `json:"frame"`
	Parent  int        `json:"parent,omitempty"`
	Flow    string     `json:"flow"`
	Title   string     `json:"title"`
	Outcome string     `json:"outcome,omitempty"`
	Running bool       `json:"running,omitempty"`
	At      string     `json:"at,omitempty"` // name of the step where it stands, when known
	Steps   []StepView `json:"steps"`
	Values  []SlotView `json:"values"`
}

// StepView is a step with whether it has been done.
type StepView struct {
	Step
	Done bool `json:"done,omitempty"`
}

// SlotView is a slot with its value and where that comes from.
type SlotView struct {
	Slot    string              `json:"slot"`
	Label   string              `json:"label"`
	Type    conversation.Type   `json:"type"`
	Set     bool                `json:"set,omitempty"`
	Skipped bool                `json:"skipped,omitempty"` // the customer does not have it
	Secret  bool                `json:"secret,omitempty"`  // it is not shown
	Value   conversation.Value  `json:"value,omitzero"`
	Text    string              `json:"text,omitempty"` // the value as an agent reads it
	Key     string              `json:"key,omitempty"`  // of the option chosen
	Options []Choice            `json:"options,omitempty"`
	Source  conversation.Source `json:"source,omitempty"`
	Said    string              `json:"said,omitempty"` // the customer's own words for it
	Agent   string              `json:"agent,omitempty"`
	Edit    bool                `json:"edit,omitempty"` // an agent may give it another value
}

// Choice is an option as an agent may pick it.
type Choice struct {
	Key   string `json:"key"`
	Label string `json:"label"`
}

// processes shows the frames that matter now: of the running process, of those that wait, and of the last that ended.
func (d *Desk) processes(s *conversation.State, x conversation.Expectation, language string) []Process {
	out := []Process{}
	last := s.LastProcess()
	for _, f := range s.Frames {
		root := s.Root(f)
		if root != last && !slices.Contains(s.Waiting, root.ID) {
			continue
		}
		flow, known := d.o.Describe(f.Revision, f.Flow, language)
		p := Process{
			Frame: f.ID, Parent: f.Parent, Flow: f.Flow, Title: flow.Title, Outcome: string(f.Outcome),
			Running: root.ID == s.Running && f.Outcome == "", Steps: []StepView{}, Values: d.values(x, f, flow),
		}
		if !known || p.Title == "" {
			p.Title = f.Flow
		}
		p.At = stands(s, x, f, flow)
		for _, st := range flow.Steps {
			done := passed(s, f, st)
			st.Label = d.stepLabel(f, st, language)
			p.Steps = append(p.Steps, StepView{Step: st, Done: done})
		}
		for i, st := range p.Steps[:max(0, len(p.Steps)-1)] { // what was confirmed is done: so was the confirming
			if st.Kind == "confirm" && p.Steps[i+1].Kind == "call" {
				p.Steps[i].Done = p.Steps[i+1].Done
			}
		}
		out = append(out, p)
	}
	return out
}

// stepLabel puts the names of operations and flows, where a step has no better label, in words.
func (d *Desk) stepLabel(f *conversation.Frame, st Step, language string) string {
	switch {
	case st.Kind == "call" && strings.Contains(st.Label, ".") && !strings.Contains(st.Label, " "):
		return d.operation(st.Label, language)
	case st.Kind == "flow":
		return d.title(f, st.Label, language)
	}
	return st.Label
}

// stands names the step where a frame waits for the customer or for a person.
func stands(s *conversation.State, x conversation.Expectation, f *conversation.Frame, flow Flow) string {
	switch {
	case f.Outcome != "":
		return ""
	case s.Consent != nil && s.Consent.Frame == f.ID:
		return s.Consent.Step
	case x.Asked != nil && x.Asked.Frame == f.ID:
		for _, st := range flow.Steps {
			if slices.Contains(st.Slots, x.Asked.Slot) {
				return st.Name
			}
		}
		return "collect." + x.Asked.Slot
	case s.Request != nil && s.Request.Frame == f.ID:
		return s.Request.Step
	}
	return ""
}

// passed reports whether the record shows that a step was done.
func passed(s *conversation.State, f *conversation.Frame, st Step) bool {
	if f.Said[st.Name] != "" || f.Handed[st.Name] || f.Waits[st.Name].Outcome != "" {
		return true
	}
	if made, ok := f.Decisions[st.Name]; ok {
		return made.Outcome != "" && f.Said[conversation.ByPerson(st.Name)] == ""
	}
	if n, ok := f.Receipts[st.Name]; ok {
		return s.Action(n).Receipt.Outcome == conversation.Done
	}
	if r, ok := f.Results[st.Name]; ok {
		return r.Receipt.Outcome == conversation.Done
	}
	if in := s.Inner(f.ID, st.Name); in != nil {
		return in.Outcome != ""
	}
	for _, slot := range st.Slots {
		if _, set := f.Slots[slot]; !set && !f.Skipped[slot] {
			return false
		}
	}
	return len(st.Slots) > 0
}

// values shows the slots that the flow names, in its order, and any other that has a value.
func (d *Desk) values(x conversation.Expectation, f *conversation.Frame, flow Flow) []SlotView {
	out := []SlotView{}
	known := expected(x, f.ID)
	names := make([]string, 0, len(flow.Slots))
	for _, sl := range flow.Slots {
		names = append(names, sl.Name)
		out = append(out, view(f, sl, known[sl.Name]))
	}
	for _, name := range f.Names() {
		if !slices.Contains(names, name) {
			out = append(out, view(f, Slot{Name: name}, known[name]))
		}
	}
	return out
}

func expected(x conversation.Expectation, frame int) map[string]conversation.SlotExpectation {
	out := map[string]conversation.SlotExpectation{}
	for _, e := range x.Also {
		if e.Frame == frame {
			out[e.Slot] = e
		}
	}
	if x.Asked != nil && x.Asked.Frame == frame {
		out[x.Asked.Slot] = *x.Asked
	}
	return out
}

func view(f *conversation.Frame, sl Slot, e conversation.SlotExpectation) SlotView {
	v, set := f.Slots[sl.Name]
	out := SlotView{
		Slot: sl.Name, Label: sl.Label, Type: sl.Type, Set: set, Skipped: f.Skipped[sl.Name],
		Secret: sl.Class == conversation.ClassSecret, Source: v.Source, Key: v.Key, Agent: v.Agent,
	}
	if out.Label == "" {
		out.Label = sl.Name
	}
	for _, t := range []conversation.Type{e.Type, v.Value.Type} {
		if out.Type == "" {
			out.Type = t
		}
	}
	options := e.Options
	if len(options) == 0 {
		options = sl.Options
	}
	for _, o := range options {
		out.Options = append(out.Options, Choice{Key: o.Key, Label: o.Label})
		if set && o.Value.Equal(v.Value) {
			out.Key, out.Text = o.Key, o.Label
		}
	}
	out.Edit = f.Outcome == "" && !out.Secret && (len(options) > 0 || typed(out.Type))
	if !set || out.Secret {
		return out
	}
	out.Said = strings.Trim(v.Said, " ,.;:!?")
	if out.Text == "" {
		out.Value, out.Text = v.Value, v.Value.String()
		if v.Value.Type == conversation.Record {
			out.Value, out.Text = conversation.Value{}, v.Key
		}
	}
	return out
}

// typed reports whether a value of a type may be written by hand.
func typed(t conversation.Type) bool {
	switch t {
	case "", conversation.Choice, conversation.Record, conversation.List:
		return false
	}
	return !t.IsRef()
}
