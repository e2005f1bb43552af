package flows

import (
	"slices"

	"balie/conversation"
)

// recalled fills a slot with the option that the customer spoke of before it was asked, in the newest message that speaks
// of one. What was asked once, or is asked again by a step back, is for the customer to answer.
func (p *place) recalled(slot *Slot, items []conversation.Value, opts []conversation.Option, from string) (*need, error) {
	if p.engine.Choose == nil || len(p.f.Backs) > 0 || p.wasAsked(slot.Name) {
		return nil, nil
	}
	for _, said := range slices.Backward(p.root.Told) {
		key, ok := p.engine.Choose(said, opts)
		if !ok {
			continue
		}
		i := slices.IndexFunc(items, func(v conversation.Value) bool { return v.Field(slot.From.Key).String() == key })
		if i < 0 {
			return nil, nil
		}
		if broken, err := p.refusal(slot, items[i]); err != nil || broken != nil {
			return nil, err
		}
		return &need{meet: func(t *thought) error {
			t.add(conversation.SlotSet{
				Frame: p.f.ID, Flow: p.f.Flow, Slot: slot.Name, Value: items[i], Key: key, From: from, Said: said, Source: conversation.SourceSaid,
			})
			return nil
		}}, nil
	}
	return nil, nil
}

// wasAsked reports whether a slot of this frame was asked for, as far as is remembered.
func (p *place) wasAsked(slot string) bool {
	return slices.ContainsFunc(p.s.Recent, func(m conversation.SaidAt) bool { return m.Frame == p.f.ID && slices.Contains(m.Asks, slot) })
}
