package conversation

import (
	"fmt"
	"slices"
)

// frame folds the events of one frame.
func (s *State) frame(r Numbered) error {
	if e, ok := r.Event.(FrameOpened); ok {
		return s.open(r, e)
	}
	id, known := frameOf(r.Event)
	if !known {
		return fmt.Errorf("no meaning is given to it")
	}
	f := s.Frame(id)
	if f == nil {
		return fmt.Errorf("frame %d is not there", id)
	}
	switch e := r.Event.(type) {
	case FrameEnded:
		s.end(r, f, e)
	case FrameReopened:
		if f.Parent == 0 {
			return fmt.Errorf("frame %d is no sub-flow", id)
		}
		f.Outcome, f.Returns, f.Ended, f.Inputs = "", nil, 0, e.Inputs
	case FrameMigrated:
		s.migrate(f, e)
	case UndoBegun:
		return s.undo(f)
	case ProcessFocused:
		s.focus(e.Frame)
	case SlotSet:
		put(&f.Slots, e.Slot, SlotValue{Value: e.Value, Source: e.Source, Key: e.Key, From: e.From, Said: e.Said, Agent: e.Agent, N: r.N, At: r.At})
		delete(f.Skipped, e.Slot)
		s.useFiles(e.Value)
	case SlotCleared:
		delete(f.Slots, e.Slot)
		delete(f.Skipped, e.Slot)
	case SlotSkipped:
		put(&f.Skipped, e.Slot, true)
	case ResultSaved:
		put(&f.Results, e.Step, Result{Params: e.Params, Receipt: e.Receipt, Until: e.Until})
	case BranchTaken:
		put(&f.Branches, e.Step, e.Then)
	case DecisionMade:
		f.decide(r.N, e)
	case WentBack:
		f.back(e)
		if s.Consent != nil && s.Consent.Frame == e.Frame && e.Step != Retry {
			s.Consent = nil // what was confirmed is asked anew
		}
	case WaitStarted:
		put(&f.Waits, e.Step, Wait{Until: e.Until, Callback: e.Callback, Match: e.Match})
	case WaitEnded:
		w := f.Waits[e.Step]
		w.Outcome, w.Value = e.Outcome, e.Value
		s.News, s.NewsOf = r.N, e.Frame
		put(&f.Waits, e.Step, w)
		s.takeReport(f, w)
	case ReportKept:
		f.Reports = append(f.Reports, Report{Callback: e.Callback, Match: e.Match, Value: e.Value})
	case ReportExpected:
		f.Expected = append(f.Expected, Await{Frame: e.Frame, Callback: e.Callback, Match: e.Match})
	}
	return nil
}

func frameOf(e Event) (int, bool) {
	switch e := e.(type) {
	case FrameEnded:
		return e.Frame, true
	case FrameReopened:
		return e.Frame, true
	case FrameMigrated:
		return e.Frame, true
	case UndoBegun:
		return e.Frame, true
	case ProcessFocused:
		return e.Frame, true
	case SlotSet:
		return e.Frame, true
	case SlotCleared:
		return e.Frame, true
	case SlotSkipped:
		return e.Frame, true
	case ResultSaved:
		return e.Frame, true
	case BranchTaken:
		return e.Frame, true
	case DecisionMade:
		return e.Frame, true
	case WentBack:
		return e.Frame, true
	case WaitStarted:
		return e.Frame, true
	case WaitEnded:
		return e.Frame, true
	case ReportKept:
		return e.Frame, true
	case ReportExpected:
		return e.Frame, true
	}
	return 0, false
}

func (s *State) open(r Numbered, e FrameOpened) error {
	if e.Frame != len(s.Frames)+1 {
		return fmt.Errorf("frame %d cannot follow frame %d", e.Frame, len(s.Frames))
	}
	if e.Parent != 0 && s.Frame(e.Parent) == nil {
		return fmt.Errorf("parent frame %d is not there", e.Parent)
	}
	f := &Frame{ID: e.Frame, Parent: e.Parent, Step: e.Step, Flow: e.Flow, Revision: e.Revision, Inputs: e.Inputs, Opened: r.At}
	if e.Parent == 0 {
		f.Told = slices.Clone(s.Told)
	}
	s.Frames = append(s.Frames, f)
	switch {
	case e.Parent != 0:
	case e.Queued:
		s.Waiting = append(s.Waiting, e.Frame)
	default:
		s.focus(e.Frame)
	}
	return nil
}

// focus makes a root frame the running one; the one that ran is put aside, next in line.
func (s *State) focus(id int) {
	s.Waiting = slices.DeleteFunc(s.Waiting, func(w int) bool { return w == id })
	if s.Running != 0 && s.Running != id {
		s.Waiting = append([]int{s.Running}, s.Waiting...)
	}
	s.Running = id
}

func (s *State) end(r Numbered, f *Frame, e FrameEnded) {
	f.Outcome, f.Returns, f.Ended, f.Undoing = e.Outcome, e.Returns, r.N, false
	if f.Parent != 0 {
		return
	}
	s.Waiting = slices.DeleteFunc(s.Waiting, func(w int) bool { return w == f.ID })
	if s.Running == f.ID {
		s.Running = 0
	}
	if s.Consent != nil && s.Root(s.Frame(s.Consent.Frame)) == f {
		s.Consent = nil
	}
}

// takeReport drops the kept report with which a wait has ended.
func (s *State) takeReport(f *Frame, w Wait) {
	if by, i := s.Kept(f, w.Callback, w.Match); by != nil && w.Outcome == "arrived" {
		by.Reports = slices.Delete(by.Reports, i, i+1)
	}
}

// Kept finds the report that came before a wait of f for it began: the frame that keeps it, which is f or a caller, and
// its place among those; nil when there is none.
func (s *State) Kept(f *Frame, callback, match string) (*Frame, int) {
	for ; f != nil; f = s.Frame(f.Parent) {
		i := slices.IndexFunc(f.Reports, func(r Report) bool { return r.Callback == callback && r.Match == match })
		if i >= 0 {
			return f, i
		}
	}
	return nil, -1
}

// Expects returns the frame that may wait for a report, nil when none will.
func (s *State) Expects(callback, match string) *Frame {
	for _, f := range s.Frames {
		if f.Outcome == "" && match != "" && slices.Contains(s.Awaits(f), Await{Frame: f.ID, Callback: callback, Match: match}) {
			return f
		}
	}
	return nil
}

// Awaits lists the reports that a frame waits for, has waited for and may again, or will wait for after an action.
func (s *State) Awaits(f *Frame) []Await {
	out := slices.Clone(f.Expected)
	for _, w := range f.Waits {
		if w.Callback != "" {
			out = append(out, Await{Frame: f.ID, Callback: w.Callback, Match: w.Match})
		}
	}
	for i := range s.Actions {
		for _, w := range s.Actions[i].Awaits {
			if w.Frame == f.ID && w.Match != "" {
				out = append(out, w)
			}
		}
	}
	return out
}

// undo turns a process back: it runs, again if it was over, and what was asked in it is asked no more.
func (s *State) undo(f *Frame) error {
	if f.Parent != 0 {
		return fmt.Errorf("frame %d is no process", f.ID)
	}
	f.Undoing, f.Outcome, f.Ended = true, "", 0
	s.focus(f.ID)
	if s.Consent != nil && s.Root(s.Frame(s.Consent.Frame)) == f {
		s.Consent = nil
	}
	return nil
}

// Declined is the name under which a frame remembers that the customer said no to a confirm step with an else.
func Declined(step string) string { return step + ".declined" }

// ByPerson is the name under which a frame remembers that a decision step was left to a person.
func ByPerson(step string) string { return step + ".person" }

// decide keeps a decision; what was told of an earlier one counts no more.
func (f *Frame) decide(n int64, e DecisionMade) {
	put(&f.Decisions, e.Step, Decision{DecisionMade: e, N: n})
	for _, step := range []string{e.Step, ByPerson(e.Step)} {
		delete(f.Said, step)
		delete(f.Handed, step)
	}
}

// Retry is the step that a WentBack names when something that surely did not happen is tried again: the consent for it
// still stands.
const Retry = "retry"

// back forgets what was set, read, said and decided from a step on.
func (f *Frame) back(e WentBack) {
	for _, slot := range e.Forget {
		delete(f.Slots, slot)
		delete(f.Skipped, slot)
		delete(f.Results, "options."+slot)
	}
	for _, step := range e.Steps {
		delete(f.Results, step)
		delete(f.Receipts, step)
		delete(f.Said, step)
		delete(f.Branches, step)
		delete(f.Decisions, step)
		delete(f.Said, ByPerson(step))
		delete(f.Handed, ByPerson(step))
		delete(f.Branches, Declined(step))
		delete(f.Waits, step)
		delete(f.Handed, step)
		if step != e.Step {
			delete(f.Backs, step)
		}
	}
	put(&f.Backs, e.Step, f.Backs[e.Step]+1)
}
