// Package edge is what the channels that speak HTTP share: bodies of JSON read strictly, refusals as RFC 9457 writes them, and
// the trace under a turn.
package edge

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
	By    string   `json:"by,omitempty"`   // button, exact, embedded, model, back end …
	Sure  float64  `json:"sure,omitempty"` // 0 to 1
	Step  string   `json:"step,omitempty"` // flow and step, or the reason of a refusal
	Trace []string `json:"trace,omitempty"`
}

// Because explains what was understood, admitted, set or read; nil for everything else. Named tells what readers call an
// operation.
func Because(e conversation.Event, named func(operation string) string) *Why {
	switch v := e.(type) {
	case conversation.Understood:
		return understood(v.Understanding)
	case conversation.CommandAdmitted:
		return &Why{What: "admitted", Text: v.Command.String(), By: v.Command.By, Sure: v.Command.Confidence}
	case conversation.CommandRefused:
		return &Why{What: "refused", Text: v.Command.String(), By: v.Command.By, Sure: v.Command.Confidence, Step: v.Reason}
	case conversation.SlotSet:
		return &Why{What: "value", Text: v.Slot + " = " + Shown(v), By: string(v.Source), Step: v.Flow}
	case conversation.ResultSaved:
		return &Why{What: "read", Text: named(v.Operation) + ": " + Outcome(v.Receipt), Step: v.Flow + "." + v.Step}
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

// Shown writes the value that was set, a record by its key.
func Shown(v conversation.SlotSet) string {
	if v.Value.Type == conversation.Record && v.Key != "" {
		return v.Key
	}
	return v.Value.String()
}

// Outcome writes a receipt in one line.
func Outcome(r conversation.Receipt) string {
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
