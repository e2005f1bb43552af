package console

import (
	"fmt"
	"strings"

	"balie/conversation"
)

// Why is one line of the trace under a turn: what was understood, how sure, by what, and which step, rule, receipt or
// passage followed.
type Why struct {
	What  string   `json:"what"` // understood, admitted, refused, value, read, action, process, branch, consent …
	Text  string   `json:"text"`
	By    string   `json:"by,omitempty"`
	Sure  float64  `json:"sure,omitempty"` // 0 to 1
	Step  string   `json:"step,omitempty"`
	Trace []string `json:"trace,omitempty"`
}

// because explains an event; nil when it decides nothing. named tells what agents call an operation.
func because(e conversation.Event, named func(operation string) string) *Why {
	switch v := e.(type) {
	case conversation.Understood:
		return understood(v.Understanding)
	case conversation.CommandAdmitted:
		return &Why{What: "admitted", Text: v.Command.String(), By: v.Command.By, Sure: v.Command.Confidence}
	case conversation.CommandRefused:
		return &Why{What: "refused", Text: v.Command.String(), By: v.Command.By, Sure: v.Command.Confidence, Step: v.Reason}
	case conversation.LanguageSet:
		return &Why{What: "language", Text: v.Language}
	case conversation.SlotSet:
		return &Why{What: "value", Text: v.Slot + " = " + shown(v), By: string(v.Source), Step: v.Flow}
	case conversation.SlotCleared:
		return &Why{What: "cleared", Text: v.Slot, Step: v.Reason}
	case conversation.SlotSkipped:
		return &Why{What: "skipped", Text: v.Slot, Step: v.Flow}
	case conversation.ResultSaved:
		return &Why{What: "read", Text: named(v.Operation) + ": " + outcome(v.Receipt), Step: v.Flow + "." + v.Step}
	case conversation.ActionStarted:
		return &Why{What: "action", Text: named(v.Operation), By: v.Actor, Step: v.Flow + "." + v.Step}
	}
	return steps(e)
}

// steps explains the events of a process.
func steps(e conversation.Event) *Why {
	switch v := e.(type) {
	case conversation.FrameOpened:
		return &Why{What: "process", Text: v.Flow}
	case conversation.FrameEnded:
		return &Why{What: "ended", Text: v.Flow, Step: string(v.Outcome)}
	case conversation.BranchTaken:
		return &Why{What: "branch", Text: fmt.Sprintf("%t", v.Then), Step: v.Flow + "." + v.Step}
	case conversation.WentBack:
		return &Why{What: "back", Text: v.To, Step: v.Flow + "." + v.Step}
	case conversation.WaitStarted:
		return &Why{What: "wait", Text: v.Callback, Step: v.Flow + "." + v.Step}
	case conversation.WaitEnded:
		return &Why{What: "wait", Text: v.Outcome, Step: v.Flow + "." + v.Step}
	case conversation.ReportKept:
		return &Why{What: "wait", Text: v.Callback, Step: v.Flow}
	case conversation.ConsentAsked:
		return &Why{What: "consent", Text: v.ID, Step: v.Flow + "." + v.Step}
	case conversation.ConsentGiven:
		return &Why{What: "consent_given", Text: v.ID, By: v.By}
	case conversation.ConsentVoided:
		return &Why{What: "consent_void", Text: v.ID, Step: v.Reason}
	case conversation.ActionChecked:
		return &Why{What: "checked", Text: fmt.Sprintf("%d, %d×", v.N, v.Tries)}
	}
	return nil
}

func understood(u conversation.Understanding) *Why {
	w := &Why{What: "understood", By: u.By, Trace: u.Trace}
	var texts []string
	for _, c := range u.Commands {
		texts = append(texts, c.String())
		w.Sure = max(w.Sure, c.Confidence)
	}
	w.Text = strings.Join(texts, ", ")
	return w
}

func shown(v conversation.SlotSet) string {
	if v.Value.Type == conversation.Record && v.Key != "" {
		return v.Key
	}
	return v.Value.String()
}

func outcome(r conversation.Receipt) string {
	parts := []string{string(r.Outcome)}
	for _, s := range []string{r.Name, r.Reference} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if r.Took > 0 {
		parts = append(parts, fmt.Sprintf("%d ms", r.Took.Milliseconds()))
	}
	return strings.Join(parts, " · ")
}
