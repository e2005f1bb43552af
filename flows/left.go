package flows

import (
	"slices"

	"balie/conversation"
)

// ahead is what a process still asks before its next confirmation, wait or end.
type ahead struct {
	questions int  // the open one included
	unsure    bool // how many there are depends on answers, on what is on file, or on who the customer proves to be
	shows     bool // a confirmation comes after them
}

// left counts what the running process still asks.
func (t *thought) left() ahead {
	var a ahead
	if t.s.Process() == nil {
		return a
	}
	asked := t.asked()
	if asked == nil {
		return a
	}
	root := t.s.Process()
	flow, err := t.flowOf(root)
	if err != nil {
		return a
	}
	if f := t.s.Frame(asked.Frame); f.Flow == IdentifyFlow {
		a.list(t, f, t.set.Flows[IdentifyFlow], nil)
	} else if !conversation.Meets(t.s, flow.Assurance, t.now) {
		a.unsure = true // who they are will be asked
	}
	a.list(t, root, flow, nil)
	return a
}

// list counts in the steps of a list, by default a flow's, and reports whether nothing after it counts.
func (a *ahead) list(t *thought, f *conversation.Frame, flow *Flow, steps []*Step) (over bool) {
	env, err := t.env(f, flow)
	if err != nil {
		a.unsure = true
		return true
	}
	if steps == nil {
		steps = flow.Steps
	}
	return slices.ContainsFunc(steps, func(st *Step) bool { return a.step(t, f, flow, st, env) })
}

// step counts in one step.
func (a *ahead) step(t *thought, f *conversation.Frame, flow *Flow, st *Step, env *Env) (over bool) {
	switch st.Kind {
	case Collect:
		a.collect(f, flow, st)
	case If:
		return a.branch(t, f, flow, st, env)
	case SubFlow:
		a.inner(t, t.s.Inner(f.ID, st.Name))
	case Confirm:
		a.shows = !f.Branches[conversation.Declined(st.Name)] && !t.settled(f, st)
		return a.shows
	case Wait:
		return f.Waits[st.Name].Outcome == ""
	case End, Back, Handover, Undo:
		return true
	}
	return false
}

// branch counts in the branch that is taken, where that is known by now.
func (a *ahead) branch(t *thought, f *conversation.Frame, flow *Flow, st *Step, env *Env) (over bool) {
	yes, err := false, error(nil)
	if evaluable(st.If, env) {
		yes, err = st.If.Bool(env)
	}
	switch {
	case !evaluable(st.If, env) || err != nil:
		a.unsure = true
		return false
	case yes:
		return len(st.Then) > 0 && a.list(t, f, flow, st.Then)
	}
	return len(st.Else) > 0 && a.list(t, f, flow, st.Else)
}

// inner counts in a part of the process that has begun; of another nobody can tell.
func (a *ahead) inner(t *thought, in *conversation.Frame) {
	if in != nil && in.Outcome != "" {
		return
	}
	if in != nil {
		if flow, err := t.flowOf(in); err == nil {
			a.list(t, in, flow, nil)
			return
		}
	}
	a.unsure = true
}

// settled reports a confirmation whose calls have all been made.
func (t *thought) settled(f *conversation.Frame, st *Step) bool {
	return !slices.ContainsFunc(st.Then, func(c *Step) bool { _, made := f.Receipts[c.Name]; return !made })
}

// collect counts the slots that a step still asks: one question when all of them are asked at once.
func (a *ahead) collect(f *conversation.Frame, flow *Flow, st *Step) {
	open := 0
	for _, name := range st.Collect {
		slot := flow.Slots[name]
		if _, set := f.Slots[name]; set || f.Skipped[name] || slot == nil {
			continue
		}
		a.unsure = a.unsure || slot.Prefill != nil || slot.From != nil // it may turn out to need no question
		open++
	}
	if st.Ask != nil && open == len(st.Collect) {
		open = min(open, 1)
	}
	a.questions += open
}
