package flows

import (
	"slices"

	"balie/conversation"
)

// person is the choice of the button that asks for a person.
func person() string {
	return conversation.Command{Do: conversation.DoPattern, Pattern: "handover"}.Choice()
}

// yes counts when it answers the open confirmation and was given after its text was on the screen.
func (t *thought) yes(c conversation.Command) error {
	k := t.s.Consent
	switch flow := t.meant(); {
	case c.Consent != "" && (k == nil || k.ID != c.Consent):
		return t.pattern("stale_button", nil)
	case c.Consent == "" && t.invites() != "":
		return t.invited(c)
	case flow != "" && c.Consent == "":
		return t.start(conversation.Command{Do: conversation.DoStart, Flow: flow})
	case k == nil || k.Given:
		return t.replied("yes_to_what")
	case t.now.After(k.Expires):
		return nil // the walk asks anew
	case c.Consent == "" && c.Seen < k.N:
		return nil // it was sent before the question could be read: the walk asks again
	}
	by := "text"
	if c.Consent != "" {
		by = "button"
	}
	t.add(conversation.ConsentGiven{ID: k.ID, Input: c.Input, Seen: c.Seen, By: by})
	return nil
}

// invites is the choice that a yes to the last thing said makes; empty when that asks for nothing of the kind. Where a
// person is the only thing that is offered, a yes is to that.
func (t *thought) invites() string {
	for _, m := range slices.Backward(t.s.Recent) {
		if m.N >= t.s.Heard {
			continue
		}
		if m.Yes == "" && len(m.Buttons) == 1 && m.Buttons[0].ID == person() {
			return m.Buttons[0].ID
		}
		return m.Yes
	}
	return ""
}

// invited makes the choice that was asked about.
func (t *thought) invited(c conversation.Command) error {
	choice, err := conversation.ParseChoice(t.invites())
	if err != nil {
		return err
	}
	choice.By, choice.Input, choice.Seen = c.By, c.Input, c.Seen
	return t.command(choice)
}

// replied answers a yes or a no that answers nothing.
func (t *thought) replied(pattern string) error {
	if a := t.asked(); a != nil && t.leftToPerson(a) {
		pattern = "resting"
	}
	return t.pattern(pattern, nil)
}

// no takes the confirmation away and goes into its else, or asks what should be different. One that was given is taken
// away as long as something that it covers has not started.
func (t *thought) no(c conversation.Command) error {
	k := t.s.Consent
	switch {
	case c.Consent != "" && (k == nil || k.ID != c.Consent):
		return t.pattern("stale_button", nil)
	case c.Consent == "" && t.meant() != "":
		return t.pattern("not_meant", nil)
	case k != nil && (!k.Given || slices.Contains(k.Started, false)):
		return t.voided(k)
	case t.invites() != "":
		return t.pattern("not_wanted", nil)
	}
	return t.replied("nothing_more")
}

// voided takes a confirmation away, and goes into its else or asks what should be different.
func (t *thought) voided(k *conversation.Consent) error {
	f := t.s.Frame(k.Frame)
	flow, err := t.flowOf(f)
	if err != nil {
		return err
	}
	t.add(conversation.ConsentVoided{ID: k.ID, Reason: "no"})
	if st := flow.Step(k.Step); st != nil && len(st.Else) > 0 {
		t.add(conversation.BranchTaken{Frame: f.ID, Flow: f.Flow, Step: conversation.Declined(st.Name), Then: true})
		return nil
	}
	return t.pattern("declined", nil)
}
