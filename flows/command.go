package flows

import (
	"fmt"
	"slices"

	"balie/conversation"
)

// command carries out one admitted command.
func (t *thought) command(c conversation.Command) error {
	switch c.Do {
	case conversation.DoStart:
		return t.start(c)
	case conversation.DoSet:
		return t.setSlot(c)
	case conversation.DoSkip:
		return t.skip(c)
	case conversation.DoYes:
		return t.yes(c)
	case conversation.DoNo:
		return t.no(c)
	case conversation.DoPattern:
		return t.called(c)
	case conversation.DoAnswer:
		t.ask(c.Text, false)
		if len(c.Flows) == 1 {
			t.move.Read.Flow = c.Flows[0] // the question is about this process: it is offered with the answer
		}
		return nil
	case conversation.DoClarify:
		return t.clarify(c)
	case conversation.DoUnclear:
		return t.unclear(c)
	}
	return fmt.Errorf("command %q is not known", c.Do)
}

// start opens a process, or queues it behind the running one and says so.
func (t *thought) start(c conversation.Command) error {
	flow := t.set.Flows[c.Flow]
	if flow == nil {
		return fmt.Errorf("start: there is no flow %s", c.Flow)
	}
	for _, id := range append([]int{t.s.Running}, t.s.Waiting...) {
		if f := t.s.Frame(id); f != nil && f.Flow == c.Flow && !t.onlyWaits(f) {
			return t.inHand(f, flow)
		}
	}
	run := t.s.Process()
	queued := run != nil && !t.onlyWaits(run)
	t.add(conversation.FrameOpened{Frame: len(t.s.Frames) + 1, Flow: c.Flow, Revision: t.set.Hash, Queued: queued})
	if !queued {
		return nil
	}
	return t.queued(flow)
}

// inHand answers a wish for a process that has begun: nothing when it runs, else that it comes next.
func (t *thought) inHand(f *conversation.Frame, flow *Flow) error {
	said := !f.Opened.Before(t.s.Turn.Now) // in this very turn: the same wish was told twice
	if f.ID == t.s.Running || said {
		return nil
	}
	return t.queued(flow)
}

func (t *thought) queued(flow *Flow) error {
	title, err := t.title(flow)
	if err != nil {
		return err
	}
	return t.pattern("queued_process", vars{"value": text(title)})
}

// onlyWaits reports whether a process can do nothing but wait for a time or a back end.
func (t *thought) onlyWaits(f *conversation.Frame) bool {
	probe := t.probe()
	waits, err := probe.serve(f)
	return err == nil && waits
}

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
	if had && old.Value.Equal(*c.Value) {
		return nil
	}
	if done := t.doneOn(p, slot.Name); done {
		return t.pattern("too_late", nil)
	}
	broken, err := p.refusal(slot, *c.Value)
	if err != nil {
		return err
	}
	if broken != nil && leftToPerson(f, slot.Name) {
		return t.pattern("resting", nil)
	}
	if broken != nil {
		return t.refuseValue(p, slot, broken)
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
	if had && c.By != "agent" {
		return t.corrected(p, slot, *c.Value)
	}
	return nil
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

func (t *thought) refuseValue(p *place, slot *Slot, broken *Rule) error {
	txt, err := broken.Else.Render(t.s.Language, t.set.Tone, p.env)
	if err != nil {
		return err
	}
	t.add(t.message(conversation.Said{
		Frame: p.f.ID, Flow: p.f.Flow, Kind: "say", Text: txt, Because: "rule of slot " + slot.Name,
	}))
	return nil
}

func (t *thought) corrected(p *place, slot *Slot, v conversation.Value) error {
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
	return t.pattern("corrected", vars{"label": text(label), "value": text(shown)})
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
	if len(out) == 0 {
		if f := t.s.LastProcess(); f != nil {
			out = append(out, f)
		}
	}
	return out
}

// doneOn reports whether a done write depends on a slot: then it can no longer be corrected.
func (t *thought) doneOn(p *place, slot string) bool {
	for _, st := range p.flow.Influences(slot) {
		if n, ok := p.f.Receipts[st.Name]; ok {
			if a := t.s.Action(n); a.Receipt.Outcome == conversation.Done && !a.Undone {
				return true
			}
		}
	}
	return p.f.Outcome != ""
}

func (t *thought) voidConsent(f *conversation.Frame, why string) {
	if k := t.s.Consent; k != nil && t.s.Root(t.s.Frame(k.Frame)) == t.s.Root(f) {
		t.add(conversation.ConsentVoided{ID: k.ID, Reason: why})
	}
}

// skip is "that I don't have": allowed for optional slots, else there is another way or a person.
func (t *thought) skip(c conversation.Command) error {
	if c.Slot == "" {
		if a := t.asked(); a != nil {
			c.Slot, c.Frame = a.Slot, a.Frame
		}
	}
	f, _, slot, err := t.target(c)
	if err != nil {
		return err
	}
	if slot == nil {
		return t.unclear(c)
	}
	if slot.Optional {
		t.add(conversation.SlotSkipped{Frame: f.ID, Flow: f.Flow, Slot: slot.Name})
		return nil
	}
	label, err := t.what(slot)
	if err != nil {
		return err
	}
	return t.patternAt("cannot_answer", vars{"label": text(label)}, f, cannot(slot.Name))
}

// yes counts when it answers the open confirmation and was given after its text was on the screen.
func (t *thought) yes(c conversation.Command) error {
	k := t.s.Consent
	switch flow := t.meant(); {
	case c.Consent != "" && (k == nil || k.ID != c.Consent):
		return t.pattern("stale_button", nil)
	case flow != "" && c.Consent == "":
		return t.start(conversation.Command{Do: conversation.DoStart, Flow: flow})
	case k == nil || k.Given:
		return t.replied("yes_to_what")
	case t.now.After(k.Expires):
		return nil // the walk asks anew
	case c.Consent == "" && c.Seen < k.N:
		return nil // it was sent before the question could be read: the walk asks again
	}
	by := "text"
	if c.Consent != "" {
		by = "button"
	}
	t.add(conversation.ConsentGiven{ID: k.ID, Input: c.Input, Seen: c.Seen, By: by})
	return nil
}

// replied answers a yes or a no that answers nothing.
func (t *thought) replied(pattern string) error {
	if a := t.asked(); a != nil && t.leftToPerson(a) {
		pattern = "resting"
	}
	return t.pattern(pattern, nil)
}

// no takes the confirmation away and goes into its else, or asks what should be different. One that was given is taken
// away as long as something that it covers has not started.
func (t *thought) no(c conversation.Command) error {
	k := t.s.Consent
	switch {
	case c.Consent != "" && (k == nil || k.ID != c.Consent):
		return t.pattern("stale_button", nil)
	case c.Consent == "" && t.meant() != "":
		return t.pattern("not_meant", nil)
	case k == nil || k.Given && !slices.Contains(k.Started, false):
		return t.replied("nothing_more")
	}
	f := t.s.Frame(k.Frame)
	flow, err := t.flowOf(f)
	if err != nil {
		return err
	}
	t.add(conversation.ConsentVoided{ID: k.ID, Reason: "no"})
	if st := flow.Step(k.Step); st != nil && len(st.Else) > 0 {
		t.add(conversation.BranchTaken{Frame: f.ID, Flow: f.Flow, Step: conversation.Declined(st.Name), Then: true})
		return nil
	}
	return t.pattern("declined", nil)
}

// ask looks a question up. When it was not recognized as one, nothing found means that nothing was understood.
func (t *thought) ask(question string, guess bool) {
	step := "question"
	if guess {
		step = "guess"
	}
	t.move.Read = &conversation.Call{Operation: OpAnswer, Step: step, Params: map[string]conversation.Value{
		"question": text(question), "language": text(t.s.Language), "sure": conversation.Bool(!guess),
	}}
}

// answered says what the documents say, with the source, or that they say nothing.
func (t *thought) answered(c conversation.Call, r conversation.Receipt) error {
	offer, err := t.about(c.Flow)
	if err != nil {
		return err
	}
	if r.Outcome != conversation.Done || !r.Output.Field("found").Yes {
		if c.Step == "guess" {
			return t.pattern("unclear", nil)
		}
		if t.set.Flows[c.Flow] != nil {
			return t.askMeant(c.Flow)
		}
		return t.pattern("no_answer", nil)
	}
	t.add(t.message(conversation.Said{
		Kind: "answer", Text: r.Output.Field("text").Text, Citations: r.Citations, Buttons: offer,
		Because: "passage " + r.Output.Field("passage").Text,
	}))
	return nil
}

// about offers the process that a question is about, unless it runs.
func (t *thought) about(name string) ([]conversation.Button, error) {
	flow := t.set.Flows[name]
	if flow == nil || len(flow.Examples) == 0 || t.s.Process() != nil {
		return nil, nil
	}
	title, err := t.title(flow)
	return []conversation.Button{startButton(name, title)}, err
}

func (t *thought) unclear(c conversation.Command) error {
	if c.Text != "" && len(c.Text) > 12 && t.s.Consent == nil {
		t.ask(c.Text, true)
		return nil
	}
	return t.pattern("unclear", nil)
}

// clarify asks which process is meant, or whether the only one is.
func (t *thought) clarify(c conversation.Command) error {
	if len(c.Flows) == 1 {
		return t.askMeant(c.Flows[0])
	}
	var titles []string
	var buttons []conversation.Button
	for _, name := range c.Flows {
		flow := t.set.Flows[name]
		if flow == nil {
			continue
		}
		title, err := t.title(flow)
		if err != nil {
			return err
		}
		titles = append(titles, title)
		buttons = append(buttons, startButton(name, title))
	}
	t.offered = buttons
	return t.pattern("clarify", vars{"candidates": text(list(titles))})
}

func startButton(flow, title string) conversation.Button {
	return conversation.Button{ID: conversation.Command{Do: conversation.DoStart, Flow: flow}.Choice(), Label: title}
}
