package console

import (
	"fmt"

	"balie/channels/edge"
	"balie/conversation"
)

// because explains an event; nil when it decides nothing. named tells what agents call an operation.
func because(e conversation.Event, named func(operation string) string) *edge.Why {
	if w := edge.Because(e, named); w != nil {
		return w
	}
	switch v := e.(type) {
	case conversation.LanguageSet:
		return &edge.Why{What: "language", Text: v.Language}
	case conversation.SlotCleared:
		return &edge.Why{What: "cleared", Text: v.Slot, Step: v.Reason}
	case conversation.SlotSkipped:
		return &edge.Why{What: "skipped", Text: v.Slot, Step: v.Flow}
	case conversation.ActionStarted:
		return &edge.Why{What: "action", Text: named(v.Operation), By: v.Actor, Step: v.Flow + "." + v.Step}
	}
	return steps(e)
}

// steps explains the events of a process.
func steps(e conversation.Event) *edge.Why {
	switch v := e.(type) {
	case conversation.FrameOpened:
		return &edge.Why{What: "process", Text: v.Flow}
	case conversation.FrameEnded:
		return &edge.Why{What: "ended", Text: v.Flow, Step: string(v.Outcome)}
	case conversation.BranchTaken:
		return &edge.Why{What: "branch", Text: fmt.Sprintf("%t", v.Then), Step: v.Flow + "." + v.Step}
	case conversation.DecisionMade:
		return &edge.Why{What: "decision", Text: v.Outcome, By: v.Agent, Step: v.Flow + "." + v.Step}
	case conversation.WentBack:
		return &edge.Why{What: "back", Text: v.To, Step: v.Flow + "." + v.Step}
	case conversation.WaitStarted:
		return &edge.Why{What: "wait", Text: v.Callback, Step: v.Flow + "." + v.Step}
	case conversation.WaitEnded:
		return &edge.Why{What: "wait", Text: v.Outcome, Step: v.Flow + "." + v.Step}
	case conversation.ReportKept:
		return &edge.Why{What: "wait", Text: v.Callback, Step: v.Flow}
	case conversation.ReportExpected:
		return &edge.Why{What: "wait", Text: v.Callback, Step: v.Flow}
	case conversation.ConsentAsked:
		return &edge.Why{What: "consent", Text: v.ID, Step: v.Flow + "." + v.Step}
	case conversation.ConsentGiven:
		return &edge.Why{What: "consent_given", Text: v.ID, By: v.By}
	case conversation.ConsentVoided:
		return &edge.Why{What: "consent_void", Text: v.ID, Step: v.Reason}
	case conversation.ActionChecked:
		return &edge.Why{What: "checked", Text: fmt.Sprintf("%d, %d×", v.N, v.Tries)}
	}
	return nil
}
