package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"balie/conversation"
)

// setSlot gives or corrects a value.
func (t *thought) setSlot(c conversation.Command) error {
	f, flow, slot, err := t.target(c)
	if err != nil || slot == nil || c.Value == nil {
		return err
	}
	p := &place{walker: &walker{thought: t, root: t.s.Root(f)}, f: f, flow: flow}
	if p.env, err = t.env(f, flow); err != nil {
		return err
	}
	old, had := f.Slots[slot.Name]
	over := p.root.Outcome != ""
	switch {
	case had && old.Value.Equal(*c.Value) && over:
		return t.ofSlot(p, slot, *c.Value, "same_value")
	case had && old.Value.Equal(*c.Value):
		return nil
	case over:
		return t.wishAgain(p, slot, c)
	}
	if late, err := t.doneOn(f, slot.Name); late || err != nil {
		return errors.Join(err, t.pattern("too_late", nil))
	}
	broken, err := p.refusal(slot, *c.Value)
	if err != nil {
		return err
	}
	if leftToPerson(f, slot.Name) && (broken != nil || p.noCode(slot, c)) {
		return t.pattern("resting", nil)
	}
	if broken != nil {
		return t.refuseValue(p, slot, broken, *c.Value)
	}
	t.voidConsent(f, "corrected")
	t.add(conversation.SlotSet{
		Frame: f.ID, Flow: f.Flow, Slot: slot.Name, Value: *c.Value, Source: sourceOf(c), Key: keyOf(slot, *c.Value), Said: c.Text,
		From: f.Results[optionsStep(slot.Name)].Params, Agent: agentOf(c),
	})
	for _, other := range slot.ForgetWith {
		if _, ok := f.Slots[other]; ok {
			t.add(conversation.SlotCleared{Frame: f.ID, Flow: f.Flow, Slot: other, Reason: "goes with " + slot.Name})
		}
	}
	t.reopen(f)
	if had && c.By != "agent" {
		return t.corrected(p, slot, *c.Value)
	}
	return nil
}

// noCode reports whether a value would send a one-time code to somebody who has said that none reaches them: the person
// who is awaited finds out who they are. The code itself is taken, should it come after all.
func (p *place) noCode(slot *Slot, c conversation.Command) bool {
	return p.f.Flow == IdentifyFlow && slot.Class != conversation.ClassSecret && c.By != "agent" && p.s.Status == conversation.Queued && p.s.Request != nil && p.s.Request.Reason == "identity"
}

// reopen lets the sub-flows that have ended be walked again from a corrected frame up: what they return may differ.
func (t *thought) reopen(f *conversation.Frame) {
	for ; f != nil && f.Parent != 0; f = t.s.Frame(f.Parent) {
		if f.Outcome != "" {
			t.add(conversation.FrameReopened{Frame: f.ID, Flow: f.Flow, Inputs: f.Inputs})
		}
	}
}

// wishAgain takes a new value for a process that is over as a new wish: the process begins anew with that value and with
// what was told beside it, and asks before it acts as it always does.
func (t *thought) wishAgain(p *place, slot *Slot, c conversation.Command) error {
	if p.f.Parent != 0 || len(p.flow.Examples) == 0 || c.By == "agent" {
		return t.pattern("too_late", nil)
	}
	id := len(t.s.Frames) + 1
	t.add(conversation.FrameOpened{Frame: id, Flow: p.f.Flow, Revision: t.set.Hash})
	for _, name := range p.flow.stands(slot) {
		old, told := p.f.Slots[name]
		if _, had := p.f.Slots[slot.Name]; had && told && p.flow.Slots[name].Class != conversation.ClassSecret {
			t.add(conversation.SlotSet{
				Frame: id, Flow: p.f.Flow, Slot: name, Value: old.Value, Source: old.Source, Key: old.Key, Said: old.Said, Agent: old.Agent,
			})
		}
	}
	t.add(conversation.SlotSet{
		Frame: id, Flow: p.f.Flow, Slot: slot.Name, Value: *c.Value, Source: conversation.SourceSaid, Key: keyOf(slot, *c.Value), Said: c.Text,
	})
	return t.ofSlot(p, slot, *c.Value, "once_more")
}

func sourceOf(c conversation.Command) conversation.Source {
	if c.By == "agent" {
		return conversation.SourceAgent
	}
	return conversation.SourceSaid
}

func agentOf(c conversation.Command) string {
	if c.By == "agent" {
		return c.Text
	}
	return ""
}

func keyOf(slot *Slot, v conversation.Value) string {
	if slot.From != nil {
		return v.Field(slot.From.Key).String()
	}
	if slot.Type == conversation.Choice {
		return v.Text
	}
	return ""
}

func (t *thought) refuseValue(p *place, slot *Slot, broken *Rule, v conversation.Value) error {
	txt, err := broken.Else.Render(t.s.Language, t.set.Tone, p.env)
	if err != nil {
		return err
	}
	mark := "refused." + slot.Name
	note, often := refusedBefore(p.f, mark, v)
	if often {
		r, err := t.repair("refused_again", vars{"reason": text(txt)}, p.f, mark)
		if err != nil {
			return err
		}
		r.hash = note
		return r.run()
	}
	t.add(t.message(conversation.Said{
		Frame: p.f.ID, Flow: p.f.Flow, Kind: "say", Text: txt, Because: "rule of slot " + slot.Name, Step: mark, Hash: note,
	}))
	return nil
}

// mostRefused is how many values of a slot are refused with the rule alone; a value that was refused just before counts as many.
const mostRefused = 2

// refusedBefore counts the values of a slot that were refused, with v, and tells whether a person is to be offered; note is
// what the frame remembers of it.
func refusedBefore(f *conversation.Frame, mark string, v conversation.Value) (note string, often bool) {
	count, last, _ := strings.Cut(f.Said[mark], ":")
	n, _ := strconv.Atoi(count) // none yet is 0
	sum := sha256.Sum256([]byte(v.String()))
	now := hex.EncodeToString(sum[:8])
	return fmt.Sprintf("%d:%s", n+1, now), n >= mostRefused || now == last
}

func (t *thought) corrected(p *place, slot *Slot, v conversation.Value) error {
	return t.ofSlot(p, slot, v, "corrected")
}

// ofSlot calls a pattern with the name of a slot and a value of it.
func (t *thought) ofSlot(p *place, slot *Slot, v conversation.Value, pattern string) error {
	label, err := t.what(slot)
	if err != nil {
		return err
	}
	shown := Format(v, t.s.Language)
	for _, o := range slot.Options {
		if o.Value == v.Text {
			if shown, err = o.Label.Render(t.s.Language, t.set.Tone, p.env); err != nil {
				return err
			}
		}
	}
	if slot.From != nil {
		if shown, err = slot.From.Label.Render(t.s.Language, t.set.Tone, p.env.With("item", v)); err != nil {
			return err
		}
	}
	return t.pattern(pattern, vars{"label": text(label), "value": text(shown)})
}

// target finds the frame and slot that a set or skip is about: the frame named, the newest of this turn, or the
// innermost one that has the slot.
func (t *thought) target(c conversation.Command) (*conversation.Frame, *Flow, *Slot, error) {
	for _, f := range t.candidates(c.Frame) {
		flow, err := t.flowOf(f)
		if err != nil {
			return nil, nil, nil, err
		}
		if slot := flow.Slots[c.Slot]; slot != nil {
			return f, flow, slot, nil
		}
	}
	return nil, nil, nil, nil
}

func (t *thought) candidates(id int) []*conversation.Frame {
	if f := t.s.Frame(id); f != nil {
		return []*conversation.Frame{f}
	}
	var out []*conversation.Frame
	for _, f := range slices.Backward(t.s.Frames) {
		if f.Outcome == "" {
			out = append(out, f)
		}
	}
	for _, f := range slices.Backward(t.s.Frames) {
		if t.heard(f) {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		if f := t.s.LastProcess(); f != nil {
			out = append(out, f)
		}
	}
	return out
}

// heard reports whether a frame is a sub-flow of the running process that has ended and whose answers may be corrected.
func (t *thought) heard(f *conversation.Frame) bool {
	root := t.s.Process()
	if root == nil || f.Parent == 0 || f.Outcome != conversation.FrameDone || t.s.Root(f) != root {
		return false
	}
	flow, err := t.flowOf(f)
	return err == nil && !flow.BuiltIn && t.s.Inner(f.Parent, f.Step) == f
}

// doneOn reports whether a done write depends on a name of a frame: in it, in a sub-flow that it reaches, or in a caller
// by way of what the frame returns. Then it can no longer be corrected.
func (t *thought) doneOn(f *conversation.Frame, name string) (bool, error) {
	flow, err := t.flowOf(f)
	if err != nil {
		return false, err
	}
	if t.didIn(f) && t.didBy(f, flow.Influences(name)) {
		return true, nil
	}
	caller := t.s.Frame(f.Parent)
	if caller == nil {
		return false, nil
	}
	outer, err := t.flowOf(caller)
	if err != nil {
		return false, err
	}
	if st := outer.Step(f.Step); st != nil && st.Save != "" {
		return t.doneOn(caller, st.Save)
	}
	return false, nil
}

// didBy reports whether one of these steps of a frame did something that stands.
func (t *thought) didBy(f *conversation.Frame, steps []*Step) bool {
	return slices.ContainsFunc(steps, func(st *Step) bool {
		if n, ok := f.Receipts[st.Name]; ok && t.stands(n) {
			return true
		}
		in := t.s.Inner(f.ID, st.Name)
		return in != nil && t.didIn(in)
	})
}

// stands reports whether an action is done and was not undone.
func (t *thought) stands(n int) bool {
	a := t.s.Action(n)
	return a != nil && a.Receipt.Outcome == conversation.Done && !a.Undone
}

// didIn reports whether something was done in a frame or in those inside it.
func (t *thought) didIn(f *conversation.Frame) bool {
	return slices.ContainsFunc(t.s.Actions, func(a conversation.Action) bool { return t.stands(a.N) && t.within(a.Frame, f.ID) })
}

func (t *thought) voidConsent(f *conversation.Frame, why string) {
	if k := t.s.Consent; k != nil && t.s.Root(t.s.Frame(k.Frame)) == t.s.Root(f) {
		t.add(conversation.ConsentVoided{ID: k.ID, Reason: why})
	}
}
