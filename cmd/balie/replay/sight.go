package replay

import (
	"strings"

	"balie/conversation"
)

// sight is what the agent who takes over a conversation reads first, as the house of this replay tells it: what the
// customer wants, what was done and what is needed. Both the record and the replay are seen with the company as it is now.
func (r *replay) sight(events []conversation.Numbered) []string {
	house := r.stage.House
	s := &conversation.State{ID: r.stage.ID}
	for _, e := range events {
		e.Event = inRevision(e.Event, house.Company.Set.Hash)
		if err := s.Apply(e); err != nil {
			return []string{"the agent reads nothing: " + err.Error()}
		}
	}
	sum := house.Desk.Summary(s, s.Language)
	var wants, deeds []string
	for _, w := range sum.Wants {
		wants = append(wants, w.Flow+" "+w.State)
	}
	for _, d := range sum.Done {
		if !d.House {
			deeds = append(deeds, strings.TrimSpace(d.Operation+" "+string(d.Outcome)+" "+d.Name))
		}
	}
	var lines []string
	for _, line := range []string{"wants " + strings.Join(wants, ", "), "done " + strings.Join(deeds, ", "), "needs " + sum.Needs.Kind + " " + sum.Needs.Label} {
		lines = append(lines, "the agent reads: "+strings.TrimSpace(line))
	}
	return lines
}

// inRevision takes an event for one of the folder as it is now.
func inRevision(e conversation.Event, hash string) conversation.Event {
	switch x := e.(type) {
	case conversation.ConversationStarted:
		x.Revision = hash
		return x
	case conversation.TurnStarted:
		x.Revision = hash
		return x
	case conversation.FrameOpened:
		x.Revision = hash
		return x
	case conversation.FrameMigrated:
		x.Revision = hash
		return x
	}
	return e
}
