package flows

import (
	"fmt"
	"slices"

	"balie/conversation"
)

// command carries out one admitted command.
func (t *thought) command(c conversation.Command) error {
	if answered, err := t.whileUndoing(c); answered || err != nil {
		return err
	}
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
		if t.personsAlone() && c.Confidence < asksSurely {
			return t.pattern("unclear", nil)
		}
		t.ask(c, false)
		if len(c.Flows) == 1 {
			t.move.Read.Flow = c.Flows[0] // the question is about this process: it is offered with the answer
		}
		return nil
	case conversation.DoClarify:
		return t.clarify(c)
	case conversation.DoUnclear:
		return t.unclear(c)
	case conversation.DoFile:
		return t.files(c)
	case conversation.DoRun, conversation.DoRecord:
		return t.run(c)
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
		if f := t.s.Frame(id); f != nil && f.Flow == c.Flow && !t.onlyWaits(f) && !(c.More && id == t.s.Running) {
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

// queued says that a process comes after the running one; that one's human sentence goes first.
func (t *thought) queued(flow *Flow) error {
	if err := t.humane(); err != nil {
		return err
	}
	title, err := t.title(flow)
	if err != nil {
		return err
	}
	return t.pattern("queued_process", vars{"value": text(title)})
}

// onlyWaits reports whether a process can do nothing but wait for a time or a back end.
func (t *thought) onlyWaits(f *conversation.Frame) bool {
	w := &walker{thought: t.probe(), root: f}
	n, err := w.needOf(f)
	return err == nil && n != nil && n.waits
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

// ask looks a question up. When it was not recognized as one, nothing found means that nothing was understood.
func (t *thought) ask(c conversation.Command, guess bool) {
	step := "question"
	if guess {
		step = "guess"
	}
	t.move.Read = &conversation.Call{Operation: OpAnswer, Step: step, Params: map[string]conversation.Value{
		"question": text(c.Text), "like": text(c.Like), "language": text(t.s.Language), "about": text(t.topic()), "sure": conversation.Bool(!guess),
	}}
}

// asksSurely is how sure it must be that a question was asked while a matter is a person's alone.
const asksSurely = 0.6

// personsAlone reports that a person is awaited for a matter that is theirs alone, and nothing else runs: what the
// customer tells of it is for that person, and no page has an answer to it.
func (t *thought) personsAlone() bool {
	if t.s.Status != conversation.Queued || t.s.Request == nil || t.s.Process() != nil {
		return false
	}
	wish := t.set.Patterns[t.s.Request.Reason]
	return t.s.Request.Stays || wish != nil && wish.Yields
}

// topic is what is talked about, for a question that does not say it: the running process, else the page that was quoted
// last, else the process that ended last.
func (t *thought) topic() string {
	if t.s.Process() == nil {
		for _, m := range slices.Backward(t.s.Recent) {
			if len(m.Citations) > 0 {
				return m.Citations[0].Title
			}
		}
	}
	f := t.s.LastProcess()
	if f == nil {
		return ""
	}
	flow, err := t.flowOf(f)
	if err != nil {
		return ""
	}
	title, err := t.title(flow)
	if err != nil {
		return ""
	}
	return title
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

// mostUnclear is how often in a row it is told what is wrong with an answer; then a person is offered.
const mostUnclear = 3

func (t *thought) unclear(c conversation.Command) error {
	if t.set.Texts["problem."+c.Problem] != nil && t.s.Unclear < mostUnclear {
		reason, err := t.problem(c)
		if err != nil {
			return err
		}
		return t.pattern("not_valid", vars{"reason": text(reason)})
	}
	if c.Text != "" && len(c.Text) > 12 && t.s.Consent == nil && !t.personsAlone() {
		t.ask(c, true)
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
