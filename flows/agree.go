package flows

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"balie/conversation"
)

// Disagreement is a reason why a running process cannot go on with a newer revision of its flow: something that it may
// remember, and the newer one has no place for. It names the slot or step as the older one calls it.
type Disagreement struct {
	Problem
	Slot string // a process that has no value for it may go on all the same
	Step string // likewise one that has not called, waited or gone there; neither: no process can
}

// Agree compares two revisions of a flow. Nothing means that every running process of the older one can go on with the
// newer one, after the renames that this one declares.
func Agree(older, newer *Set, flow string) []Disagreement {
	was, is := older.Flows[flow], newer.Flows[flow]
	if was == nil {
		return nil
	}
	if is == nil {
		return []Disagreement{{Problem: Problem{Pos: was.Pos, Severity: Warning, Message: "flow " + flow + " is gone"}}}
	}
	a := &agreement{older: older, newer: newer, was: was, is: is}
	a.inputs()
	for _, name := range was.SlotOrder {
		a.slot(was.Slots[name])
	}
	was.Walk(a.step)
	return a.found
}

// agreement is one comparison.
type agreement struct {
	older, newer *Set
	was, is      *Flow
	found        []Disagreement
}

func (a *agreement) not(at Pos, slot, step, mend, format string, args ...any) {
	a.found = append(a.found, Disagreement{
		Slot: slot, Step: step, Problem: Problem{Pos: at, Severity: Warning, Message: fmt.Sprintf(format, args...), Mend: mend},
	})
}

func (a *agreement) inputs() {
	if !maps.Equal(a.was.Inputs, a.is.Inputs) {
		a.not(a.is.Pos, "", "", "", "flow %s takes other inputs", a.is.Name)
	}
}

// slot holds an older slot against what the newer flow has for it.
func (a *agreement) slot(old *Slot) {
	name, kept := a.is.Migrate.Slot(old.Name)
	if !kept {
		return
	}
	s := a.is.Slots[name]
	switch {
	case s == nil:
		a.not(a.is.Pos, old.Name, "", "say under migrate what it is called now, or forget it", "flow %s has no slot %s any more", a.is.Name, old.Name)
	case s.Type != old.Type:
		a.not(s.Pos, old.Name, "", "give the slot another name", "slot %s is %s and was %s", name, s.Type, old.Type)
	case (s.From == nil) != (old.From == nil), s.From != nil && (s.From.Operation != old.From.Operation || s.From.Key != old.From.Key):
		a.not(s.Pos, old.Name, "", "give the slot another name", "the options of slot %s come from elsewhere", name)
	default:
		for _, v := range old.values() {
			if now := a.is.Migrate.Option(name, v); !slices.Contains(s.values(), now) {
				a.not(s.Pos, old.Name, "", "say under migrate what it is now", "slot %s has no option %s any more", name, now)
			}
		}
	}
}

// step holds an older step that leaves something to remember against its counterpart.
func (a *agreement) step(old *Step) {
	if old.Kind != Call && old.Kind != Wait && old.Kind != SubFlow {
		return
	}
	name := a.is.Migrate.Step(old.Name)
	s := a.is.Step(name)
	switch {
	case s == nil || s.Kind != old.Kind:
		a.not(a.is.Pos, "", old.Name, "say under migrate what it is called now", "flow %s has no step %s any more", a.is.Name, name)
	case s.Target != old.Target:
		a.not(s.Pos, "", old.Name, "give the step another id", "step %s is for %s and was for %s", name, s.Target, old.Target)
	case s.Save != old.Save:
		a.not(s.Pos, "", old.Name, "", "step %s saves %q and saved %q", name, s.Save, old.Save)
	case s.Kind == Call && !reflect.DeepEqual(a.older.Operations[s.Target].Output, a.newer.Operations[s.Target].Output):
		a.not(s.Pos, "", old.Name, "", "%s gives something else than it did", s.Target)
	}
}

// takeOver lets running processes go on with the newest revision, those of which all that they remember has a place in
// it. A process with an open action stays until that is settled.
func (t *thought) takeOver() {
	for _, root := range t.s.Frames {
		if root.Parent != 0 || root.Outcome != "" || root.Revision == t.set.Hash || root.Undoing {
			continue
		}
		if a := t.s.Action(t.s.Open); a != nil && t.s.Root(t.s.Frame(a.Frame)) == root {
			continue
		}
		if older := t.setOf(root); older != nil && t.fits(root, older) {
			t.migrate(root)
		}
	}
}

// fits reports whether all frames of a process can go on.
func (t *thought) fits(root *conversation.Frame, older *Set) bool {
	for _, f := range t.s.Frames {
		if t.s.Root(f) != root {
			continue
		}
		for _, d := range Agree(older, t.set, f.Flow) {
			if d.concerns(t.s, f) {
				return false
			}
		}
	}
	return true
}

// concerns reports whether a frame remembers what the disagreement is about.
func (d Disagreement) concerns(s *conversation.State, f *conversation.Frame) bool {
	switch {
	case d.Slot != "":
		_, set := f.Slots[d.Slot]
		return set
	case d.Step != "":
		_, read := f.Results[d.Step]
		_, acted := f.Receipts[d.Step]
		_, waited := f.Waits[d.Step]
		return read || acted || waited || s.Inner(f.ID, d.Step) != nil
	}
	return true
}

// migrate moves all frames of a process.
func (t *thought) migrate(root *conversation.Frame) {
	for _, f := range t.s.Frames {
		if t.s.Root(f) == root {
			t.add(conversation.FrameMigrated{Frame: f.ID, Flow: f.Flow, Revision: t.set.Hash, Renames: t.set.Flows[f.Flow].Migrate})
		}
	}
}
