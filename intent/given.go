package intent

import (
	"balie/conversation"
	"balie/flows"
	"balie/intent/extract"
)

// given finds values for the slots of a process that is being started in the sentence that starts it.
func (t *turn) given(name, s string, form extract.Form, known []conversation.Command) []conversation.Command {
	flow := t.set.Flows[name]
	if flow == nil || form == extract.Open {
		return nil
	}
	if name == t.exp.Running && len(known) > 0 {
		return known
	}
	var out []conversation.Command
	var taken []extract.Found
	var free []conversation.SlotExpectation
	text := t.extract.Last(s)
	for _, slotName := range flow.SlotOrder {
		slot := flow.Slots[slotName]
		want := t.expected(flow, slot)
		if t.free(want) {
			free = append(free, want)
		}
		if !t.alone(flow, slot) {
			continue
		}
		if f, ok := t.take(want, text, true); ok && !t.belongs(f, text) {
			t.note("%s = %q: given with the wish", slotName, f.Value)
			out, taken = append(out, set(want, f)), append(taken, f)
		}
	}
	for _, g := range t.addressed(text, free, taken) {
		out = append(out, g.command)
	}
	return out
}

// belongs reports a day that tells which thing is meant, not what is wished: "the payment of 1 december".
func (t *turn) belongs(f extract.Found, text string) bool {
	return f.Value.Type == conversation.Date && t.extract.Of(text[:min(f.Start, len(text))])
}

// expected describes a slot of a process that does not run yet.
func (t *turn) expected(flow *flows.Flow, slot *flows.Slot) conversation.SlotExpectation {
	x := conversation.SlotExpectation{Flow: flow.Name, Slot: slot.Name, Type: slot.Type, Optional: slot.Optional}
	for _, o := range slot.Options {
		labels := t.namesOf(o)
		label := o.Value
		if len(labels) > 0 {
			label = labels[0]
		}
		x.Options = append(x.Options, conversation.Option{
			Key: o.Value, Value: conversation.Of(conversation.Choice, o.Value), Label: label, Labels: labels,
		})
	}
	return x
}

// alone reports whether a slot's value can be told from the others' when nobody asked: its own options, or a type
// that says what it is and that no other slot has.
func (t *turn) alone(flow *flows.Flow, slot *flows.Slot) bool {
	if slot.From != nil {
		return false
	}
	if len(slot.Options) > 0 {
		return true
	}
	switch slot.Type {
	case conversation.Money, conversation.Date, conversation.Time, conversation.Period, conversation.Email,
		conversation.Phone, conversation.IBAN, conversation.Postcode:
	default:
		return false
	}
	for _, other := range flow.Slots {
		if other.Name != slot.Name && other.Type == slot.Type {
			return false
		}
	}
	return true
}
