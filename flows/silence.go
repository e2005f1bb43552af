package flows

import (
	"time"

	"balie/conversation"
)

// silence speaks of a customer's silence when it is time: once of the question that is open, and once of how to go on.
// Where nothing is under way the conversation is closed. Nothing is said of it while a person is awaited or has the
// floor, while an action is open, or while a process waits for a time or a back end.
func (t *thought) silence() error {
	since, remind, stop, ok := t.silent()
	if !ok || t.s.Heard > t.s.TurnN || t.s.Settled > t.s.TurnN || t.spokeInTurn() {
		return nil
	}
	quiet := t.now.Sub(since)
	switch under := t.underWay(); {
	case stop > 0 && quiet >= stop && !under && !t.unfinished():
		t.add(conversation.ConversationClosed{By: conversation.FromAssistant, Reason: "silence"})
	case stop > 0 && quiet >= stop && under && t.s.Silent < stopped:
		return t.ofSilence("silence_over")
	case remind > 0 && quiet >= remind && (stop == 0 || quiet < stop) && under && t.s.Silent == 0:
		return t.ofSilence("silence")
	}
	return nil
}

// stopped is how often a customer's silence is spoken of at most.
const stopped = 2

// patience makes sure that the turn is woken when a customer's silence has lasted long enough.
func (t *thought) patience() {
	since, remind, stop, ok := t.silent()
	if !ok || t.s.Silent >= stopped {
		return
	}
	for _, d := range []time.Duration{remind, stop} {
		if at := since.Add(d); d > 0 && at.After(t.now) && (d == stop || t.underWay()) {
			t.wake(at)
		}
	}
}

// silent says since when nothing was said, and what the channel allows; false when silence is nothing to speak of.
func (t *thought) silent() (since time.Time, remind, stop time.Duration, ok bool) {
	s := t.s
	if t.engine.Silence == nil || s.Status != conversation.WithAssistant || s.Open != 0 || s.WroteAt.IsZero() || t.waits() {
		return since, 0, 0, false
	}
	remind, stop = t.engine.Silence(s.Address.Channel)
	if since = s.WroteAt; s.SaidAt.After(since) {
		since = s.SaidAt
	}
	return since, remind, stop, true
}

// waits reports whether a process waits for a time, a back end, or a system that could not be reached.
func (t *thought) waits() bool {
	for _, f := range t.s.Frames {
		if f.Outcome != "" {
			continue
		}
		for _, w := range f.Waits {
			if w.Outcome == "" {
				return true
			}
		}
		for _, n := range f.Receipts {
			if _, again := t.again(t.s.Action(n)); again {
				return true
			}
		}
	}
	return false
}

// underWay reports whether the customer owes an answer in a process. What was left to a person they do not.
func (t *thought) underWay() bool {
	if t.s.Process() == nil {
		return false
	}
	a := t.asked()
	return a != nil && !t.leftToPerson(a) || t.s.Consent != nil && !t.s.Consent.Given
}

// unfinished reports whether any process has begun and not ended.
func (t *thought) unfinished() bool { return t.s.Process() != nil || len(t.s.Waiting) > 0 }

// spokeInTurn reports whether something was said in this turn.
func (t *thought) spokeInTurn() bool {
	n := len(t.s.Recent)
	return n > 0 && t.s.Recent[n-1].N > t.s.TurnN
}

// ofSilence runs a pattern; what it says is held for an answer, with the buttons of the open question.
func (t *thought) ofSilence(name string) error {
	for _, m := range t.s.Recent {
		if m.N > t.s.Heard && len(m.Buttons) > 0 && m.Kind != conversation.KindSilence {
			t.offered = m.Buttons
		}
	}
	if err := t.pattern(name, nil); err != nil {
		return err
	}
	for i, e := range t.move.Events {
		if said, ok := e.(conversation.Said); ok {
			said.Kind, said.Hold = conversation.KindSilence, true
			t.move.Events[i] = said
		}
	}
	return nil
}
