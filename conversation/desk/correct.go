package desk

import (
	"context"

	"balie/conversation"
)

// Correct gives a slot another value. text is written as a form field gives it: an ISO date, a number with a point, the
// key of an option, a phone number as [Options.Tidy] reads it. An open consent is void. ErrNothing: no such frame or slot, or its process is over; ErrInvalid: the
// text is no value of the slot's type; *RefusedError: the flow's own rules do not take it.
func (d *Desk) Correct(ctx context.Context, a Act, frame int, slot, text string) (*conversation.State, error) {
	return d.change(ctx, a.ID, func(h *conversation.Held) error {
		if err := a.held(h.State); err != nil {
			return err
		}
		s := h.State
		f := s.Frame(frame)
		if f == nil || f.Outcome != "" {
			return ErrNothing
		}
		known, ok := d.slot(s, f, slot, "")
		if !ok {
			return ErrNothing
		}
		v, err := known.parse(d.o.Tidy(known.Type, text))
		if err != nil {
			return err
		}
		events, err := d.o.Set(s, conversation.Command{
			Do: conversation.DoSet, Frame: frame, Slot: slot, Value: &v, By: "agent", Text: a.Agent, Confidence: 1,
		})
		if err != nil {
			return err
		}
		key := ""
		if len(known.Options) > 0 {
			key = text
		}
		return set(h, events, a.Agent, key)
	})
}

// set adds what a correction comes to: values set and cleared, consent voided, never anything said or started.
func set(h *conversation.Held, events []conversation.Event, agent, key string) error {
	var take []conversation.Event
	refused, changes := "", false
	for _, e := range events {
		switch e := e.(type) {
		case conversation.SlotSet:
			e.Source, e.Agent, e.Said = conversation.SourceAgent, agent, "" // the customer did not say it
			if e.Key == "" {
				e.Key = key
			}
			take, changes = append(take, e), true
		case conversation.SlotCleared, conversation.ConsentVoided:
			take = append(take, e)
		case conversation.Said:
			refused = e.Text
		}
	}
	if !changes {
		if refused != "" {
			return &RefusedError{Text: refused}
		}
		return nil // it had this value
	}
	return h.Add(take...)
}

// plain sets a value as it is.
func plain(s *conversation.State, c conversation.Command) ([]conversation.Event, error) {
	f := s.Frame(c.Frame)
	if old, had := f.Slots[c.Slot]; had && old.Value.Equal(*c.Value) {
		return nil, nil
	}
	var out []conversation.Event
	if k := s.Consent; k != nil && s.Root(s.Frame(k.Frame)) == s.Root(f) {
		out = append(out, conversation.ConsentVoided{ID: k.ID, Reason: "corrected"})
	}
	return append(out, conversation.SlotSet{
		Frame: c.Frame, Flow: f.Flow, Slot: c.Slot, Value: *c.Value, Source: conversation.SourceAgent, Agent: c.Text,
		From: f.Results["options."+c.Slot].Params,
	}), nil
}

// slot finds what is known of a slot: from the engine, which has the options that a back end listed, the flow and the
// value that it has.
func (d *Desk) slot(s *conversation.State, f *conversation.Frame, name, language string) (Slot, bool) {
	out := Slot{Name: name}
	flow, _ := d.o.Describe(f.Revision, f.Flow, language)
	for _, sl := range flow.Slots {
		if sl.Name == name {
			out = sl
		}
	}
	if e, ok := expected(d.o.Expect(s), f.ID)[name]; ok {
		if e.Type != "" {
			out.Type = e.Type
		}
		if len(e.Options) > 0 {
			out.Options = e.Options
		}
	}
	if v, ok := f.Slots[name]; ok && out.Type == "" {
		out.Type = v.Value.Type
	}
	return out, out.Type != ""
}
