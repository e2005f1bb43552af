package intent

import (
	"slices"

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
	if len(left) != 1 {
		return extract.Found{}, false
	}
	f := append(days, hours...)[0]
	f.Value, f.Key, f.Confidence = left[0].Value, left[0].Key, 0.85
	return f, true
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
