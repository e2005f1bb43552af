package flows

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"balie/conversation"
)

// The operations that the house itself offers and the engine calls by name.
const (
	OpAnswer = "knowledge.answer" // input question, and one that it is like; output found, text; citations
)

// IdentifyFlow is the built-in flow that finds out who the customer is; companies may override it.
const IdentifyFlow = "identify"

// Engine decides what happens next: the same state and cause give the same move. It keeps nothing.
type Engine struct {
	// Revision finds a published set by its hash; nil when it is not kept any more.
	Revision func(hash string) *Set
	// Place is where the company is: dates and hours are its.
	Place *time.Location
	// Calendar knows the company's business days and the hours of its desk; nil: Monday to Friday, and always.
	Calendar Calendar
	// Lasting reports whether a customer on a channel can be written to at any time; nil: on none.
	Lasting func(channel string) bool
	// Silence says for how long a customer on a channel may say nothing before they are reminded of an open question, and
	// before the assistant stops waiting; zero: for ever. Nil: for ever.
	Silence func(channel string) (remind, stop time.Duration)
	// Choose finds the option that a text speaks of, by its key; nil: what was said before something is asked counts for
	// nothing.
	Choose func(text string, options []conversation.Option) (key string, ok bool)
	// Forms reports whether a channel can show a form that asks for several slots at once; nil: none can.
	Forms func(channel string) bool
	// Offered are the operations that the company's systems offer today, which may be others than those that a process was
	// written for; nil: the same.
	Offered conversation.Operations
	// Walked is told of every walk of a frame, with the names of the steps that it passed; nil: nobody is.
	Walked func(flow string, steps []string)
	// Ruled is told of every decision, with the number of the rule that made it, 0 for the one without a condition; nil:
	// nobody is.
	Ruled func(flow, step string, rule int)
	// Repaired is told of every pattern that runs; nil: nobody is.
	Repaired func(pattern string)
}

// Advance answers one cause with one move. The caller adds the events, performs the read or start, and asks again until
// the move rests.
func (e *Engine) Advance(s *conversation.State, c conversation.Cause) (conversation.Move, error) {
	t, err := e.think(s)
	if err != nil {
		return conversation.Move{}, err
	}
	switch c.Kind {
	case conversation.CauseMoved:
		t.takeOver()
	case conversation.CauseGreet:
		err = t.greet(c.Opened)
	case conversation.CauseInput:
		err = t.command(c.Command)
	case conversation.CauseRead:
		err = t.back(c.Call, c.Receipt)
	case conversation.CauseEvent:
		t.arrived(c)
	case conversation.CauseKnown:
		err = t.expect()
	case conversation.CauseWalk:
		err = t.goOn()
	default:
		err = fmt.Errorf("cause %q is not known", c.Kind)
	}
	if err != nil {
		return conversation.Move{}, fmt.Errorf("engine: %w", err)
	}
	t.base()
	return t.move, nil
}

// goOn walks, or when nothing is to be done but wait, sees to what a customer who is silent or away must be told.
func (t *thought) goOn() error {
	if err := t.silence(); err != nil || t.decided() {
		return err
	}
	if err := t.walk(); err != nil || t.decided() {
		return err
	}
	if err := t.tell(); err != nil || t.decided() {
		return err
	}
	if err := t.elsewhere(); err != nil || t.decided() {
		return err
	}
	t.timers()
	t.patience()
	return nil
}

// thought is one decision in the making. It reads the state and writes a move.
type thought struct {
	engine *Engine
	set    *Set
	s      *conversation.State
	now    time.Time
	move   conversation.Move

	customer conversation.Value // once it was read

	offered []conversation.Button // for the next thing that a pattern says
}

func (e *Engine) think(s *conversation.State) (*thought, error) {
	set := e.Revision(s.Revision)
	if set == nil {
		return nil, fmt.Errorf("engine: revision %.12s of conversation %s is not kept", s.Revision, s.ID)
	}
	return &thought{engine: e, set: set, s: s, now: s.Turn.Now}, nil
}

func (t *thought) add(events ...conversation.Event) { t.move.Events = append(t.move.Events, events...) }

// decided reports whether this thought has anything to do.
func (t *thought) decided() bool { return !t.move.Rests() }

// base ties calls to the state that they were decided on.
func (t *thought) base() {
	for _, c := range []*conversation.Call{t.move.Read, t.move.Start} {
		if c != nil {
			c.Base = t.s.N + int64(len(t.move.Events))
			if c.Actor == "" {
				c.Actor = "assistant"
			}
		}
	}
}

// flowOf finds the definition of a frame, in the revision that the frame was opened with.
func (t *thought) flowOf(f *conversation.Frame) (*Flow, error) {
	set := t.setOf(f)
	if set == nil {
		return nil, fmt.Errorf("frame %d: revision %.12s is not kept", f.ID, f.Revision)
	}
	flow := set.Flows[f.Flow]
	if flow == nil {
		return nil, fmt.Errorf("frame %d: revision %.12s has no flow %s", f.ID, f.Revision, f.Flow)
	}
	return flow, nil
}

func (t *thought) setOf(f *conversation.Frame) *Set {
	if f.Revision == t.set.Hash {
		return t.set
	}
	return t.engine.Revision(f.Revision)
}

// walk finds what the conversation needs next: first the running process, then those that wait their turn.
func (t *thought) walk() error {
	if err := t.expect(); err != nil || t.decided() {
		return err
	}
	if err := t.unattended(); err != nil || t.decided() {
		return err
	}
	if err := t.tellings(); err != nil || t.decided() || t.held() {
		return err
	}
	if err := t.news(); err != nil || t.decided() {
		return err
	}
	if f := t.s.Process(); f != nil {
		waits, err := t.serve(f)
		if err == nil && !t.decided() && t.leftUnanswered() {
			return t.pattern("still_checking", nil)
		}
		if err != nil || !waits || t.decided() {
			return err
		}
	}
	for _, id := range t.s.Waiting {
		f := t.s.Frame(id)
		probe := t.probe()
		if _, err := probe.serve(f); err != nil {
			return err
		}
		if !probe.decided() {
			t.wake(probe.move.Wake)
			continue
		}
		return t.focus(f)
	}
	return nil
}

// leftUnanswered reports that the customer has said something in this turn to which nothing was said, while an action is
// being looked up.
func (t *thought) leftUnanswered() bool {
	return t.s.Open != 0 && t.s.Heard > t.s.TurnN && t.s.LastSaid < t.s.Heard
}

// probe is a thought that is thrown away.
func (t *thought) probe() *thought {
	return &thought{engine: t.engine, set: t.set, s: t.s, now: t.now}
}

// news tells what a process that was put aside has heard from a back end, or that its time is up, as far as it needs
// nothing from the customer.
func (t *thought) news() error {
	for _, id := range t.s.Waiting {
		f := t.s.Frame(id)
		if !t.stirred(f) {
			continue
		}
		w := &walker{thought: t.probe(), root: f}
		n, err := w.needOf(f)
		if err != nil {
			return err
		}
		if n == nil || n.alone {
			_, err := t.serve(f)
			return err
		}
	}
	return nil
}

// stirred reports whether a process has something to go on with although nobody has turned to it: a wait of it has ended,
// in this turn or before, or is over now, or a report came for one that is still to begin.
func (t *thought) stirred(root *conversation.Frame) bool {
	if t.s.News > t.s.Out && t.s.Root(t.s.Frame(t.s.NewsOf)) == root {
		return true // it may have gone back since
	}
	for _, f := range t.s.Frames {
		if f.Outcome != "" || t.s.Root(f) != root {
			continue
		}
		if len(f.Reports) > 0 {
			return true
		}
		for _, w := range f.Waits {
			if w.Outcome != "" || !w.Until.IsZero() && !t.now.Before(w.Until) {
				return true
			}
		}
	}
	return false
}

// unattended asks a person, once, to look after an action whose outcome nobody knows and whose process was stopped: no
// step of it will.
func (t *thought) unattended() error {
	for _, a := range t.s.Actions {
		f := t.s.Frame(a.Frame)
		if a.Undoes != 0 { // a person was asked when it was to be undone
			continue
		}
		if !a.Settled || a.Receipt.Outcome != conversation.Unknown || f == nil || t.set.Operations[a.Operation].BuiltIn {
			continue
		}
		step := "unknown." + a.Step
		if t.s.Root(f).Outcome != conversation.FrameCancelled || f.Said[step] != "" || f.Said["stuck.action_unknown"] != "" {
			continue
		}
		return t.patternAt("action_unknown", nil, f, step)
	}
	return nil
}

// held reports whether something that was said in this turn waits for an answer of its own. What became of an action
// waits for nobody.
func (t *thought) held() bool {
	if t.s.Settled > t.s.Out { // since the last turn ended
		return false
	}
	for _, m := range t.s.Recent {
		if m.N > t.s.TurnN && m.Hold {
			return true
		}
	}
	return false
}

func (t *thought) wake(at time.Time) {
	if !at.IsZero() && (t.move.Wake.IsZero() || at.Before(t.move.Wake)) {
		t.move.Wake = at
	}
}

// focus turns to a process that waited, and says so.
func (t *thought) focus(f *conversation.Frame) error {
	t.add(conversation.ProcessFocused{Frame: f.ID})
	flow, err := t.flowOf(f)
	if err != nil {
		return err
	}
	title, err := t.title(flow)
	if err != nil {
		return err
	}
	return t.pattern("next_process", vars{"running": text(title)})
}

// serve walks one process and turns its need into a move. It reports whether the process can only wait.
func (t *thought) serve(f *conversation.Frame) (waits bool, err error) {
	w := &walker{thought: t, root: f}
	need, err := w.needOf(f)
	if err != nil {
		return false, err
	}
	if need == nil {
		return false, nil // w.frame has ended it
	}
	if err := need.meet(t); err != nil {
		return false, err
	}
	return need.waits, nil
}

// arrived ends the wait that a back end's report is about, or keeps the report for one that is still to begin.
func (t *thought) arrived(c conversation.Cause) {
	for _, f := range t.s.Frames {
		for _, step := range slices.Sorted(maps.Keys(f.Waits)) {
			w := f.Waits[step]
			if f.Outcome == "" && w.Outcome == "" && w.Callback == c.Callback && w.Match == c.Match {
				t.add(conversation.WaitEnded{Frame: f.ID, Flow: f.Flow, Step: step, Outcome: "arrived", Value: c.Value})
				return
			}
		}
	}
	if f := t.s.Expects(c.Callback, c.Match); f != nil {
		t.add(conversation.ReportKept{Frame: f.ID, Flow: f.Flow, Callback: c.Callback, Match: c.Match, Value: c.Value})
	}
}

// back takes in what a read gave.
func (t *thought) back(c conversation.Call, r conversation.Receipt) error {
	if c.Operation == OpAnswer {
		return t.answered(c, r)
	}
	fresh := t.freshness(c)
	e := conversation.ResultSaved{
		Frame: c.Frame, Flow: c.Flow, Step: c.Step, Operation: c.Operation,
		Params: conversation.CanonicalParams(c.Params), Receipt: r,
	}
	if fresh > 0 {
		e.Until = t.now.Add(fresh)
	}
	t.add(e)
	return nil
}

// freshness is how long a list of options may be used.
func (t *thought) freshness(c conversation.Call) time.Duration {
	f := t.s.Frame(c.Frame)
	if f == nil {
		return 0
	}
	flow, err := t.flowOf(f)
	if err != nil {
		return 0
	}
	for _, slot := range flow.Slots {
		if slot.From != nil && optionsStep(slot.Name) == c.Step {
			return slot.From.Fresh
		}
	}
	return 0
}

func optionsStep(slot string) string { return "options." + slot }
