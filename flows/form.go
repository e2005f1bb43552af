package flows

import (
	"slices"

	"balie/conversation"
)

// asking is the text that asks for a slot: that of the whole step while nothing of it is known, else the slot's own.
func (p *place) asking(slot *Slot) *Text {
	if p.list == nil || p.list.Ask == nil || slices.ContainsFunc(p.list.Collect, func(name string) bool { return !p.missing(name) }) {
		return slot.Ask
	}
	return p.list.Ask
}

func (p *place) missing(slot string) bool {
	_, set := p.f.Slots[slot]
	return !set && !p.f.Skipped[slot]
}

// form asks for a slot together with those of its step that are not known either, where the channel can show that; nil
// when there is only one. What depends on an answer that is still to come is asked later.
func (p *place) form(first *Slot, opts []conversation.Option) (*conversation.Form, error) {
	if p.engine.Forms == nil || !p.engine.Forms(p.s.Address.Channel) || p.list == nil || !fillable(first, true) {
		return nil, nil
	}
	form := &conversation.Form{ID: conversation.FormID(p.f.ID)}
	for _, name := range p.list.Collect {
		slot := p.flow.Slots[name]
		if !fillable(slot, slot == first) || !p.missing(name) || leftToPerson(p.f, name) {
			continue
		}
		listed := opts
		if slot != first {
			var err error
			if listed, err = p.ownOptions(slot); err != nil {
				return nil, err
			}
		}
		field, err := p.field(slot, listed)
		if err != nil {
			return nil, err
		}
		form.Fields = append(form.Fields, field)
	}
	if len(form.Fields) < 2 || len(form.Fields) > maxFields {
		return nil, nil
	}
	return form, nil
}

// maxFields is how many fields a form has at most; what would need more is asked in words.
const maxFields = 12

// fillable reports whether a slot can stand in a form now.
func fillable(slot *Slot, first bool) bool {
	return slices.Contains(formTypes, slot.Type) && (first || slot.From == nil && slot.Prefill == nil)
}

// formTypes are the types that a field of a form can hold.
var formTypes = []conversation.Type{
	conversation.Text, conversation.YesNo, conversation.Number, conversation.Money, conversation.Date, conversation.Time,
	conversation.Email, conversation.Phone, conversation.IBAN, conversation.Postcode, conversation.Choice,
}

func (p *place) field(slot *Slot, opts []conversation.Option) (conversation.Field, error) {
	label, err := p.what(slot)
	if err != nil {
		return conversation.Field{}, err
	}
	field := conversation.Field{Slot: slot.Name, Label: label, Type: slot.Type, Optional: slot.Optional}
	for _, o := range opts {
		field.Options = append(field.Options, conversation.Button{ID: o.Key, Label: o.Label})
	}
	return field, nil
}
