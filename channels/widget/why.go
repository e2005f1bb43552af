package widget

import (
	"balie/channels/edge"
	"balie/conversation"
)

// because explains an event to whoever watches a demonstration; nil when it decides nothing. The page knows what
// operations are called.
func because(e conversation.Event) *edge.Why {
	switch v := e.(type) {
	case conversation.ActionStarted:
		return &edge.Why{What: "action", Text: v.Operation, By: v.Actor, Step: v.Flow + "." + v.Step}
	case conversation.ActionSettled:
		text := v.Operation
		if v.Receipt.Reference != "" {
			text += " (" + v.Receipt.Reference + ")"
		}
		return &edge.Why{What: "action", Text: text, Step: string(v.Receipt.Outcome)}
	}
	return edge.Because(e, func(operation string) string { return operation })
}
