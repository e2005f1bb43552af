package replay

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"balie/conversation"
)

// beat is one thing that happened to a recorded conversation from outside, and what came of it.
type beat struct {
	at     time.Time
	inputs []conversation.Input
	act    conversation.Event // of an agent; nil: it is an input
	came   []conversation.Numbered
	before int // how many events of the record there were before an act
}

// beats takes a recording apart. What came of itself, such as a wait that elapsed, belongs to the beat before it.
func (r Recording) beats() []beat {
	var out []beat
	var gathering bool // inputs that come now were taken in together
	var identity *conversation.Input
	for i, e := range r.Events {
		switch x := e.Event.(type) {
		case conversation.ConversationStarted:
			continue
		case conversation.TurnStarted:
			gathering = false
			continue
		case conversation.MessageReceived:
			if !gathering {
				out = append(out, beat{at: e.At})
			}
			b := &out[len(out)-1]
			b.inputs = append(b.inputs, r.input(x, i))
			identity = &b.inputs[len(b.inputs)-1]
			gathering = true
			continue
		case conversation.IdentityProven:
			if gathering && identity.Kind == conversation.InputIdentity && identity.Identity == nil {
				id := x.Identity
				identity.Identity = &id
				continue
			}
		}
		gathering = false
		if s, ok := e.Event.(conversation.ActionSettled); ok && s.By == "agent" && r.elsewhere(s.N) {
			continue // it came with what was done elsewhere
		}
		if byAgent(e.Event) {
			out = append(out, beat{at: e.At, act: e.Event, before: i})
		} else if len(out) > 0 {
			out[len(out)-1].came = append(out[len(out)-1].came, e)
		}
	}
	return out
}

// input is the input that was recorded as received. What a back end reported stands where the wait for it ended.
func (r Recording) input(m conversation.MessageReceived, at int) conversation.Input {
	in := conversation.Input{Kind: m.Kind, Text: m.Text, Choice: m.Choice, Fields: m.Fields, Seen: m.Seen, Extra: m.Extra}
	in.Files = r.came(m.Files, at)
	if m.Kind == conversation.InputRun {
		in.Name, in.Agent = r.ordered(at)
	}
	if m.Kind != conversation.InputCallback {
		return in
	}
	for _, e := range r.Events[at+1:] {
		switch x := e.Event.(type) {
		case conversation.WaitEnded:
			if name := r.awaited(x.Frame, x.Step); x.Outcome == "arrived" && name != "" {
				v := x.Value
				in.Name, in.Value = name, &v
				return in
			}
		case conversation.ReportKept:
			v := x.Value
			in.Name, in.Value = x.Callback, &v
			return in
		case conversation.TurnEnded:
			return in
		}
	}
	return in
}

// ordered is the step that an agent ordered to run, and the agent: by what was started or refused in the same turn.
func (r Recording) ordered(at int) (step, agent string) {
	for _, e := range r.Events[at+1:] {
		switch x := e.Event.(type) {
		case conversation.ActionStarted:
			return x.Step, x.Actor
		case conversation.CommandRefused:
			return x.Command.Slot, x.Command.Text
		case conversation.TurnEnded:
			return "", ""
		}
	}
	return "", ""
}

// elsewhere tells whether an action was done by an agent outside this house.
func (r Recording) elsewhere(n int) bool {
	return slices.ContainsFunc(r.Events, func(e conversation.Numbered) bool {
		a, ok := e.Event.(conversation.ActionStarted)
		return ok && a.N == n && a.Elsewhere
	})
}

// receipt is what an action that was done elsewhere came to.
func (r Recording) receipt(n int) conversation.Receipt {
	for _, e := range r.Events {
		if s, ok := e.Event.(conversation.ActionSettled); ok && s.N == n {
			return s.Receipt
		}
	}
	return conversation.Receipt{}
}

// came is what became of the files that a message names: one that was fetched afterwards is taken to have come with it, and
// one that never came is left out.
func (r Recording) came(named []conversation.File, at int) []conversation.File {
	var out []conversation.File
	for _, f := range named {
		for _, e := range r.Events[at+1:] {
			if x, ok := e.Event.(conversation.FileFetched); ok && x.File.ID == f.ID {
				f = x.File
			}
		}
		if f.Remote == "" {
			out = append(out, f)
		}
	}
	return out
}

// awaited is the callback that a step waited for.
func (r Recording) awaited(frame int, step string) string {
	for _, e := range r.Events {
		if w, ok := e.Event.(conversation.WaitStarted); ok && w.Frame == frame && w.Step == step {
			return w.Callback
		}
	}
	return ""
}

// byAgent tells whether an event is an agent's own act.
func byAgent(e conversation.Event) bool {
	switch x := e.(type) {
	case conversation.Claimed, conversation.HandedBack, conversation.PersonSaid, conversation.PersonNoted:
		return true
	case conversation.SlotSet:
		return x.Agent != ""
	case conversation.DecisionMade:
		return x.Agent != ""
	case conversation.ActionStarted:
		return x.Elsewhere
	case conversation.ActionSettled:
		return x.By == "agent"
	case conversation.ConversationClosed:
		return x.By != "customer" && x.By != "system" && x.By != ""
	}
	return false
}

// label tells people what a beat is.
func (b beat) label() string {
	switch x := b.act.(type) {
	case conversation.Claimed:
		return "agent claims"
	case conversation.HandedBack:
		return "agent hands back"
	case conversation.PersonSaid:
		return "agent: " + inQuotes(x.Text)
	case conversation.PersonNoted:
		return "agent notes"
	case conversation.SlotSet:
		return "agent corrects " + x.Slot
	case conversation.DecisionMade:
		return "agent decides " + x.Outcome
	case conversation.ActionStarted:
		return "agent did elsewhere " + x.Operation
	case conversation.ActionSettled:
		return fmt.Sprintf("agent settles %s: %s", x.Operation, x.Receipt.Outcome)
	case conversation.ConversationClosed:
		return "agent closes"
	}
	var parts []string
	for _, in := range b.inputs {
		switch in.Kind {
		case conversation.InputText:
			parts = append(parts, "customer: "+inQuotes(in.Text))
		case conversation.InputButton:
			parts = append(parts, "customer presses "+inQuotes(in.Text))
		case conversation.InputCallback:
			parts = append(parts, in.Name+" reports")
		case conversation.InputRun:
			parts = append(parts, "agent runs "+in.Name)
		default:
			parts = append(parts, string(in.Kind))
		}
	}
	return strings.Join(parts, ", ")
}

func inQuotes(s string) string { return fmt.Sprintf("%q", strings.ReplaceAll(s, "\n", " / ")) }

// hours is when somebody was at the desk, as the recorded turns knew it.
func (r Recording) hours() func(time.Time) (bool, time.Time) {
	var turns []conversation.TurnStarted
	for _, e := range r.Events {
		if t, ok := e.Event.(conversation.TurnStarted); ok {
			turns = append(turns, t)
		}
	}
	return func(now time.Time) (open bool, next time.Time) {
		for _, t := range turns {
			if t.Now.After(now) {
				break
			}
			open, next = t.DeskOpen, t.NextOpening
		}
		return open, next
	}
}

// cameOf writes what came of a beat, a line each, as far as it is compared: what was said, asked, begun, done and left to a
// person. Without texts, what was said counts by where it came from, not by its words.
func cameOf(events []conversation.Numbered, texts bool) []string {
	var out []string
	for _, e := range events {
		if line := outcomeOf(e.Event, texts); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func outcomeOf(e conversation.Event, texts bool) string {
	switch x := e.(type) {
	case conversation.Said:
		return saidLine(x, texts)
	case conversation.FrameOpened:
		return "begins " + x.Flow
	case conversation.FrameEnded:
		return fmt.Sprintf("ends %s: %s", x.Flow, x.Outcome)
	case conversation.SlotSet:
		return fmt.Sprintf("knows %s = %s", x.Slot, x.Value)
	case conversation.SlotCleared:
		return "forgets " + x.Slot
	case conversation.ActionStarted:
		return fmt.Sprintf("does %s %s", x.Operation, conversation.Rec(x.Params))
	case conversation.ActionSettled:
		return strings.TrimSpace(fmt.Sprintf("was %s: %s %s", x.Operation, x.Receipt.Outcome, x.Receipt.Name))
	case conversation.HandoverRequested:
		return "fetches a person: " + x.Reason
	case conversation.HandoverWithdrawn:
		return "fetches no person any more"
	case conversation.LanguageSet:
		return "speaks " + x.Language
	case conversation.AlarmRaised:
		return "raises an alarm: " + x.Reason
	case conversation.ConversationClosed:
		return "closes"
	}
	return ""
}

func saidLine(x conversation.Said, texts bool) string {
	if !texts {
		return strings.TrimSpace(fmt.Sprintf("says (%s) %s %s", x.Kind, x.Because, strings.Join(x.Asks, ", ")))
	}
	line := "says " + strings.ReplaceAll(x.Text, "\n", " / ")
	for _, b := range x.Buttons {
		line += " [" + b.Label + "]"
	}
	for _, c := range x.Citations {
		line += " (" + c.Title + ")"
	}
	return line
}
