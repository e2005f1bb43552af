package intent

import (
	"slices"
	"time"

	"balie/conversation"
	"balie/intent/extract"
)

// takeMoment finds the only listed option of the day or time that a text names: "monday", whatever language the list is
// written in.
func (t *turn) takeMoment(s conversation.SlotExpectation, text string) (extract.Found, bool) {
	if len(s.Options) == 0 || s.Options[0].Value.Fields == nil {
		return extract.Found{}, false
	}
	days, hours := t.extract.Date(text, t.exp.Now, extract.Future), t.extract.Time(t.dateless(text), false)
	if len(days) != 1 && len(hours) != 1 || len(days) > 1 || len(hours) > 1 {
		return extract.Found{}, false
	}
	left := slices.Clone(s.Options)
	for _, f := range append(days, hours...) {
		left = slices.DeleteFunc(left, func(o conversation.Option) bool { return !holdsText(o.Value, f.Value.Text) })
	}
	if len(left) == 0 && len(days) == 1 && len(hours) == 0 && len(extract.Words(days[0].Text)) == 1 {
		left = ofWeekday(s.Options, days[0].Value.Text) // of a weekday alone, the one that is listed is meant
	}
	if len(left) != 1 {
		return extract.Found{}, false
	}
	f := append(days, hours...)[0]
	f.Value, f.Key, f.Confidence = left[0].Value, left[0].Key, 0.85
	return f, true
}

// ofWeekday lists the options on the same day of the week as a day.
func ofWeekday(options []conversation.Option, day string) []conversation.Option {
	named, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil
	}
	var out []conversation.Option
	for _, o := range options {
		for _, f := range o.Value.Fields {
			if at, err := time.Parse(time.DateOnly, f.Text); err == nil && f.Type == conversation.Date && at.Weekday() == named.Weekday() {
				out = append(out, o)
				break
			}
		}
	}
	return out
}

// What is wrong with a day that was named where a list is chosen from: nothing in the list is of it, or more than one.
const (
	noMoment    = "no_moment"
	whichMoment = "which_moment"
)

// missed finds a day that a text names while a list with days is chosen from, or while a confirmation shows what was chosen from
// one, and that does not choose.
func (t *turn) missed(text string) (conversation.Command, bool) {
	days := t.extract.Date(text, t.exp.Now, extract.Future)
	if len(days) != 1 || t.besides(text, days) > mostAside {
		return conversation.Command{}, false
	}
	for _, s := range slices.Backward(t.slots()) {
		asked := t.exp.Asked != nil && t.exp.Asked.Slot == s.Slot && t.exp.Asked.Frame == s.Frame
		if !asked && (t.exp.Confirm == "" || s.Value.Zero()) || len(s.Options) == 0 || !dated(s.Options[0].Value) {
			continue
		}
		of := 0
		for _, o := range s.Options {
			if holdsText(o.Value, days[0].Value.Text) {
				of++
			}
		}
		c := conversation.Command{Do: conversation.DoUnclear, Frame: s.Frame, Slot: s.Slot, Value: &days[0].Value, Text: text, Problem: noMoment}
		if of == 1 {
			return c, false // it is another time of that day
		}
		if of > 1 {
			c.Problem = whichMoment
		}
		return c, true
	}
	return conversation.Command{}, false
}

// dated reports a record with a field that is a day.
func dated(v conversation.Value) bool {
	for _, f := range v.Fields {
		if f.Type == conversation.Date {
			return true
		}
	}
	return false
}

// holdsText reports a record with a field of exactly that text.
func holdsText(v conversation.Value, text string) bool {
	for _, f := range v.Fields {
		if f.Text == text {
			return true
		}
	}
	return false
}
