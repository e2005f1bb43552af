package intent

import (
	"strings"

	"balie/conversation"
)

// filled reads a form that was filled in: each field as the answer to its own question.
func (t *turn) filled(m conversation.Utterance) []conversation.Command {
	var out []conversation.Command
	for _, s := range t.slots() {
		text, filled := m.Fields[s.Slot]
		if !filled || conversation.FormID(s.Frame) != m.Choice {
			continue
		}
		if c, ok := t.field(s, strings.TrimSpace(strings.ToValidUTF8(cutText(text), " "))); ok {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		t.note("form: %s asks nothing that is open", m.Choice)
		return []conversation.Command{{Do: conversation.DoUnclear, By: byForm}}
	}
	return out
}

// byForm is how what stood in a form is signed.
const byForm = "form"

// field reads one field; false when it was left empty and must not be.
func (t *turn) field(s conversation.SlotExpectation, text string) (conversation.Command, bool) {
	c := conversation.Command{Do: conversation.DoSet, Frame: s.Frame, Flow: s.Flow, Slot: s.Slot, Text: text, By: byForm, Confidence: 1}
	if text == "" {
		c.Do = conversation.DoSkip
		return c, s.Optional
	}
	for _, o := range s.Options {
		if o.Key == text {
			c.Value, c.Text = &o.Value, o.Label
			return c, true
		}
	}
	if t.free(s) {
		v := conversation.Of(conversation.Text, text)
		c.Value = &v
		return c, true
	}
	if found, ok := t.take(s, text, false); ok {
		c.Value = &found.Value
		return c, true
	}
	t.note("form: %q is no %s", t.quote(text), s.Type)
	return conversation.Command{Do: conversation.DoUnclear, Text: text, By: byForm, Problem: string(t.extract.Flaw(s.Type, text))}, true
}
