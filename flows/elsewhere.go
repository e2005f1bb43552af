package flows

import (
	"fmt"
	"strconv"
	"strings"

	"balie/conversation"
)

// Elsewhere lists the processes of a conversation that wait for a time or a back end, with what they said last of how it
// stands: what its customer may want to go on with from somewhere else.
func (e *Engine) Elsewhere(s *conversation.State) []conversation.Elsewhere {
	if s.Status == conversation.Closed || s.Status == "" {
		return nil
	}
	t, err := e.think(s)
	if err != nil {
		return nil
	}
	var out []conversation.Elsewhere
	for _, f := range s.Frames {
		flow, err := t.flowOf(f)
		if f.Parent != 0 || f.Outcome != "" || err != nil || !t.hasWaited(f) {
			continue
		}
		out = append(out, conversation.Elsewhere{Conversation: s.ID, Flow: f.Flow, Told: t.told(f, flow), For: t.actsFor()})
	}
	return out
}

// hasWaited reports whether a wait of a process has begun.
func (t *thought) hasWaited(root *conversation.Frame) bool {
	for _, f := range t.s.Frames {
		if len(f.Waits) > 0 && t.s.Root(f) == root {
			return true
		}
	}
	return false
}

// elsewhere tells a customer who has proven who they are what they have open in another conversation, once, when nothing
// is under way here, and offers to go on there.
func (t *thought) elsewhere() error {
	s := t.s
	if !s.Untold || t.unfinished() || s.Status != conversation.WithAssistant || s.Wrote < s.TurnN {
		return nil
	}
	if err := t.tellElsewhere(); err != nil {
		return err
	}
	for i, e := range t.move.Events {
		if said, ok := e.(conversation.Said); ok {
			said.Kind = conversation.KindElsewhere
			t.move.Events[i] = said
		}
	}
	return nil
}

// tellElsewhere offers the one process that is open, or a choice between several: as many as there are buttons for.
func (t *thought) tellElsewhere() error {
	open := t.s.Elsewhere[:min(len(t.s.Elsewhere), maxOffers)]
	var lines []string
	for i, other := range open {
		title, err := t.titleElsewhere(other)
		if err != nil {
			return err
		}
		if len(open) == 1 {
			return t.pattern("elsewhere", vars{"value": text(title), "answer": text(other.Told)})
		}
		line := fmt.Sprintf("%d. %s", i+1, title)
		choice := conversation.Command{Do: conversation.DoPattern, Pattern: "go_on", Text: strconv.Itoa(i + 1)}.Choice()
		lines, t.offered = append(lines, line), append(t.offered, conversation.Button{ID: choice, Label: line})
	}
	return t.pattern("elsewhere_several", vars{"value": text(strings.Join(lines, "\n"))})
}

// titleElsewhere is what a process in another conversation is called, and for whom it is.
func (t *thought) titleElsewhere(other conversation.Elsewhere) (string, error) {
	title := other.Flow
	if flow := t.set.Flows[other.Flow]; flow != nil {
		var err error
		if title, err = t.title(flow); err != nil {
			return "", err
		}
	}
	if other.For != "" {
		title += " (" + other.For + ")"
	}
	return title, nil
}

// goOnThere closes the conversation in favour of the chosen one of the others, by its number from 1; without a number of the
// newest. With something under way here it does nothing.
func (t *thought) goOnThere(chosen string) {
	n, err := strconv.Atoi(chosen)
	if err != nil || n < 1 || n > len(t.s.Elsewhere) {
		n = 1
	}
	if len(t.s.Elsewhere) == 0 || t.unfinished() || t.s.Status != conversation.WithAssistant || t.s.Open != 0 {
		return
	}
	t.add(conversation.ConversationClosed{By: conversation.FromCustomer, Reason: "continued", In: t.s.Elsewhere[n-1].Conversation})
}
