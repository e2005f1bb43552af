package conversation

import (
	"slices"
	"strings"
)

// Renames says under which names a newer revision of a flow knows what a process remembers. What is not named keeps its
// name.
type Renames struct {
	Slots   map[string]string            `json:"slots,omitempty"`   // old → new
	Steps   map[string]string            `json:"steps,omitempty"`   // old → new
	Options map[string]map[string]string `json:"options,omitempty"` // by slot, as the new one calls it: old → new value
	Forget  []string                     `json:"forget,omitempty"`  // old slots that the new one has no use for
}

// Slot returns what an old slot is called now; false: it is forgotten.
func (r Renames) Slot(old string) (string, bool) {
	if slices.Contains(r.Forget, old) {
		return "", false
	}
	return renamed(r.Slots, old), true
}

// Step returns what an old step is called now.
func (r Renames) Step(old string) string { return renamed(r.Steps, old) }

// Option returns the value that an option of a slot, as it is called now, has now.
func (r Renames) Option(slot, old string) string { return renamed(r.Options[slot], old) }

func renamed(names map[string]string, old string) string {
	if name, ok := names[old]; ok {
		return name
	}
	return old
}

// migrate lets a frame go on with another revision.
func (s *State) migrate(f *Frame, e FrameMigrated) {
	f.Revision = e.Revision
	f.Slots = e.slots(f.Slots)
	f.Skipped = underSlots(e.Renames, f.Skipped)
	f.Results = underSteps(e.Renames, f.Results)
	f.Receipts = underSteps(e.Renames, f.Receipts)
	f.Said = underSteps(e.Renames, f.Said)
	f.Branches = underSteps(e.Renames, f.Branches)
	f.Waits = underSteps(e.Renames, f.Waits)
	f.Backs = underSteps(e.Renames, f.Backs)
	f.Handed = underSteps(e.Renames, f.Handed)
	for i := range s.Actions {
		if s.Actions[i].Frame == f.ID {
			s.Actions[i].Step = e.Step(s.Actions[i].Step)
		}
	}
	for _, inner := range s.Frames {
		if inner.Parent == f.ID {
			inner.Step = e.Step(inner.Step)
		}
	}
	if s.Consent != nil && s.Root(s.Frame(s.Consent.Frame)) == s.Root(f) {
		s.Consent = nil
	}
}

func (r Renames) slots(old map[string]SlotValue) map[string]SlotValue {
	out := underSlots(r, old)
	for slot, v := range out {
		if v.Value.Type == Choice {
			v.Value.Text = r.Option(slot, v.Value.Text)
			v.Key = r.Option(slot, v.Key)
			out[slot] = v
		}
	}
	return out
}

func underSlots[V any](r Renames, old map[string]V) map[string]V {
	if old == nil {
		return nil
	}
	out := make(map[string]V, len(old))
	for name, v := range old {
		if now, kept := r.Slot(name); kept {
			out[now] = v
		}
	}
	return out
}

// underSteps renames what is kept by step: of the step itself, and of what is told apart beneath its name.
func underSteps[V any](r Renames, old map[string]V) map[string]V {
	if old == nil {
		return nil
	}
	out := make(map[string]V, len(old))
	for name, v := range old {
		out[r.under(name)] = v
	}
	return out
}

// under renames a step, its note that a confirmation was declined, or the options that were listed for a slot.
func (r Renames) under(name string) string {
	if slot, ok := strings.CutPrefix(name, "options."); ok {
		now, _ := r.Slot(slot)
		return "options." + now
	}
	if step, ok := strings.CutSuffix(name, Declined("")); ok {
		return Declined(r.Step(step))
	}
	return r.Step(name)
}
