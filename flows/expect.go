package flows

import (
	"slices"

	"balie/conversation"
)

// Expect says what a recognizer may propose now.
func (e *Engine) Expect(s *conversation.State) conversation.Expectation {
	t, err := e.think(s)
	if err != nil {
		return conversation.Expectation{Language: s.Language, Status: s.Status}
	}
	x := conversation.Expectation{
		Language: s.Language, Status: s.Status, Asked: t.asked(), Patterns: slices.Clip(t.set.named), Now: t.now, Revision: s.Revision,
	}
	for name, f := range t.set.Flows {
		if len(f.Examples) > 0 {
			x.Flows = append(x.Flows, name)
		}
	}
	slices.Sort(x.Flows)
	x.Offered = offered(s)
	if k := s.Consent; k != nil && !k.Given && !t.now.After(k.Expires) {
		x.Confirm = k.ID
		if t.declinable() {
			x.Offer = k.Text
		}
	}
	x.Meant = t.meant()
	for _, f := range t.open() {
		if f.Outcome == "" || f.Parent == 0 {
			x.Running = f.Flow
		}
		x.Also = append(x.Also, t.slots(f, x.Asked)...)
	}
	return x
}

// open lists the frames whose slots may be given or corrected: those of the running process, outermost first, or the
// process that ended last. A sub-flow that has ended is among them as long as its process runs.
func (t *thought) open() []*conversation.Frame {
	root := t.s.LastProcess()
	if root == nil {
		return nil
	}
	var out []*conversation.Frame
	for _, f := range t.s.Frames {
		if root.Undoing && f != root && f.Flow != IdentifyFlow {
			continue // nothing of it is corrected while it is being undone
		}
		if t.s.Root(f) == root && (f.Outcome == "" || f == root || t.heard(f)) {
			out = append(out, f)
		}
	}
	return out
}

// asked returns the open question: the last one asked whose slot is still without a value.
func (t *thought) asked() *conversation.SlotExpectation {
	for _, m := range slices.Backward(t.s.Recent) {
		if m.Consent != "" {
			return nil
		}
		f := t.s.Frame(m.Frame)
		if len(m.Asks) == 0 || f == nil {
			continue
		}
		if _, set := f.Slots[m.Asks[0]]; set || f.Outcome != "" || f.Skipped[m.Asks[0]] {
			return nil
		}
		flow, err := t.flowOf(f)
		if err != nil || flow.Slots[m.Asks[0]] == nil {
			return nil
		}
		env, _ := t.env(f, flow) // nil: then the slot takes what its type takes
		x := t.expected(f, flow, env, flow.Slots[m.Asks[0]])
		return &x
	}
	return nil
}

func (t *thought) slots(f *conversation.Frame, asked *conversation.SlotExpectation) []conversation.SlotExpectation {
	flow, err := t.flowOf(f)
	if err != nil {
		return nil
	}
	env, _ := t.env(f, flow) // nil: as in asked
	var out []conversation.SlotExpectation
	for _, name := range flow.SlotOrder {
		if asked != nil && asked.Frame == f.ID && asked.Slot == name {
			continue
		}
		out = append(out, t.expected(f, flow, env, flow.Slots[name]))
	}
	return out
}

func (t *thought) expected(f *conversation.Frame, flow *Flow, env *Env, slot *Slot) conversation.SlotExpectation {
	x := conversation.SlotExpectation{
		Frame: f.ID, Flow: f.Flow, Slot: slot.Name, Type: slot.Type, Optional: slot.Optional, Value: f.Slots[slot.Name].Value,
	}
	if env == nil {
		return x
	}
	p := &place{walker: &walker{thought: t}, f: f, flow: flow, env: env}
	if slot.From == nil {
		x.Options, _ = p.ownOptions(slot) // without options the slot takes what its type takes
		return x
	}
	items := f.Results[optionsStep(slot.Name)].Receipt.Output.Items
	x.Options, _ = p.choices(slot, items)
	return x
}

// takeBack is the button that takes a request for a person back.
const takeBack = string(conversation.DoPattern) + ":withdraw"

// offered are the buttons that a label may be typed of: those shown since the customer's last message, and, as long as a
// request for a person stands that can be taken back, the one that does so.
func offered(s *conversation.State) []conversation.Button {
	waits := s.Status == conversation.Queued && s.Request != nil && !s.Request.Stays
	var out []conversation.Button
	for _, m := range s.Recent {
		for _, b := range m.Buttons {
			if m.N > s.Before || waits && b.ID == takeBack {
				out = append(out, b)
			}
		}
	}
	return out
}
