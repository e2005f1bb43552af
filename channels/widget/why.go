package widget

import (
	"fmt"
	"strings"

	"balie/conversation"
)

// Why is one line of the trace that a demonstration shows under a turn.
type Why struct {
	What  string   `json:"what"` // understood, admitted, refused, value, read, action
	Text  string   `json:"text"`
	By    string   `json:"by,omitempty"`   // button, exact, embedded, model, back end …
	Sure  float64  `json:"sure,omitempty"` // 0 to 1
	Step  string   `json:"step,omitempty"` // flow and step, or the reason of a refusal
	Trace []string `json:"trace,omitempty"`
}

// because explains an event; nil when it decides nothing.
func because(e conversation.Event) *Why {
	switch v := e.(type) {
	case conversation.Understood:
		return understood(v.Understanding)
	case conversation.CommandAdmitted:
		return &Why{What: "admitted", Text: v.Command.String(), By: v.Command.By, Sure: v.Command.Confidence}
	case conversation.CommandRefused:
		return &Why{What: "refused", Text: v.Command.String(), By: v.Command.By, Sure: v.Command.Confidence, Step: v.Reason}
	case conversation.SlotSet:
		return &Why{What: "value", Text: v.Slot + " = " + shown(v), By: string(v.Source), Step: v.Flow}
	case conversation.ResultSaved:
		return &Why{What: "read", Text: v.Operation + ": " + outcome(v.Receipt), Step: v.Flow + "." + v.Step}
	case conversation.ActionStarted:
		return &Why{What: "action", Text: fmt.Sprintf("%d %s: started", v.N, v.Operation), By: v.Actor, Step: v.Flow + "." + v.Step}
	case conversation.ActionSettled:
		return &Why{What: "action", Text: fmt.Sprintf("%d %s: %s", v.N, v.Operation, outcome(v.Receipt)), By: v.By}
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
