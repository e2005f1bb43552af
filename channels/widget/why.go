package widget

import (
	"fmt"

	"balie/channels/edge"
	"balie/conversation"
)

// because explains an event to whoever watches a demonstration; nil when it decides nothing.
func because(e conversation.Event) *edge.Why {
	switch v := e.(type) {
	case conversation.ActionStarted:
		return &edge.Why{What: "action", Text: fmt.Sprintf("%d %s: started", v.N, v.Operation), By: v.Actor, Step: v.Flow + "." + v.Step}
	case conversation.ActionSettled:
		return &edge.Why{What: "action", Text: fmt.Sprintf("%d %s: %s", v.N, v.Operation, edge.Outcome(v.Receipt)), By: v.By}
	}
	return edge.Because(e, func(operation string) string { return operation })
}
