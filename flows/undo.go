package flows

import (
	"fmt"
	"slices"
	"strings"

	"balie/conversation"
)

// undoable lists the actions of a process that stand and can be undone, last first.
func (t *thought) undoable(root *conversation.Frame) []conversation.Action {
	var out []conversation.Action
	for _, a := range slices.Backward(t.s.Deeds(root.ID)) {
		if t.stands(a.N) && a.Undoes == 0 && t.undoOf(a) != "" {
			out = append(out, a)
		}
	}
	return out
}

// undoOf names the operation that undoes an action; empty when there is none.
func (t *thought) undoOf(a conversation.Action) string {
	f := t.s.Frame(a.Frame)
	if f == nil {
		return ""
	}
	set := t.setOf(f)
	if set == nil {
		return ""
	}
	return set.Operations[a.Operation].Undo
}

// mayUndo reports whether something of a process can be undone now or once the action that is open has ended.
func (t *thought) mayUndo(root *conversation.Frame) bool {
	if root == nil {
		return false
	}
	open := t.s.Action(t.s.Open)
	return len(t.undoable(root)) > 0 || open != nil && t.s.Root(t.s.Frame(open.Frame)) == root && t.undoOf(*open) != ""
}

// undo is the step that undoes what the process has done; it ends the process.
func (p *place) undo(st *Step) *need {
	return &need{meet: func(t *thought) error {
		t.add(conversation.UndoBegun{Frame: p.root.ID, Flow: p.root.Flow, Step: st.Name})
		return nil
	}}
}

// needOf is what a process needs next: to be walked, or to be undone.
func (w *walker) needOf(root *conversation.Frame) (*need, error) {
	if root.Undoing {
		return w.undoing(root)
	}
	return w.frame(root)
}

// undoing walks what a process has done backwards: each is undone by an action of its own, one at a time, and what
// cannot be undone is a person's. At the end the process is over. An action whose outcome is open is settled first.
func (w *walker) undoing(root *conversation.Frame) (*need, error) {
	if w.s.Open != 0 {
		return rest(), nil
	}
	for _, a := range w.undoable(root) {
		n, err := w.takeBack(root, a)
		if n != nil || err != nil {
			return n, err
		}
	}
	return &need{alone: true, meet: func(t *thought) error { return t.undone(root) }}, nil
}

// takeBack is the need to undo one action; nil when a person has taken care of it.
func (w *walker) takeBack(root *conversation.Frame, a conversation.Action) (*need, error) {
	f := w.s.Frame(a.Frame)
	mark := fmt.Sprintf("undo.%d", a.N) // that a person was asked
	if root.Handed[mark] {
		return nil, nil
	}
	if root.Said[mark] != "" {
		return forPerson(), nil
	}
	if a.Elsewhere { // what was done there, its maker knows how to undo
		return w.notUndone(root, a, mark), nil
	}
	for _, tried := range w.s.Actions {
		if tried.Undoes == a.N {
			return w.notUndone(root, a, mark), nil
		}
	}
	flow, err := w.flowOf(f)
	if err != nil {
		return nil, err
	}
	rootFlow, err := w.flowOf(root)
	if err != nil {
		return nil, err
	}
	p := &place{walker: w, f: root, flow: rootFlow}
	op, err := p.contract(w.undoOf(a))
	if err != nil {
		return nil, err
	}
	asks := ofSubject(op, withFlow(op.Demand(), op, flow))
	p.flow = flow
	if n, err := p.may(asks, op); n != nil || err != nil {
		return n, err
	}
	call := conversation.Call{
		Operation: op.Name, Params: undoParams(op, a), Frame: a.Frame, Flow: a.Flow, Step: "undo." + a.Step, Undoes: a.N,
		Assurance: asks.Level, MaxAge: asks.MaxAge, OnBehalf: flow.OnBehalf,
	}
	return &need{meet: func(t *thought) error { t.move.Start = &call; return nil }}, nil
}

// undoParams are by name what the action was given and what it answered.
func undoParams(op conversation.Operation, a conversation.Action) map[string]conversation.Value {
	out := map[string]conversation.Value{}
	for name := range op.Input {
		if v, ok := a.Params[name]; ok {
			out[name] = v
		} else if v := a.Receipt.Output.Field(name); !v.Zero() {
			out[name] = v
		}
	}
	return out
}

// notUndone asks a person, once, for what could not be undone.
func (w *walker) notUndone(root *conversation.Frame, a conversation.Action, mark string) *need {
	return &need{meet: func(t *thought) error {
		return t.patternAt("undo_failed", vars{"value": text(t.deed("did", a))}, root, mark)
	}}
}

// undone says what was undone, with a receipt, and what was not, and ends the process with all that is in it.
func (t *thought) undone(root *conversation.Frame) error {
	var back []conversation.Action
	for _, a := range t.s.Deeds(root.ID) {
		if a.Undoes != 0 && a.Receipt.Outcome == conversation.Done && !a.Proven {
			back = append(back, a)
		}
	}
	r, err := t.repair("undone", nil, nil, "")
	if err != nil {
		return err
	}
	if len(back) > 0 {
		pr := &conversation.Proof{At: t.now, Title: t.smallWith("undone.title", vars{"running": r.env.Values["running"]})}
		var refs []string
		for _, a := range back {
			pr.Actions = append(pr.Actions, a.N)
			if a.Receipt.Reference != "" {
				refs = append(refs, a.Receipt.Reference)
			}
		}
		pr.Reference = strings.Join(refs, ", ")
		r.proof = pr
	}
	if err := r.run(); err != nil {
		return err
	}
	t.endAll(root)
	return nil
}

// endAll ends a process with everything in it.
func (t *thought) endAll(root *conversation.Frame) {
	for _, f := range slices.Backward(t.s.Frames) {
		if f.Outcome == "" && t.s.Root(f) == root {
			t.add(conversation.FrameEnded{Frame: f.ID, Flow: f.Flow, Outcome: conversation.FrameCancelled})
		}
	}
}

// deed writes one action as a line of what was done, or of what was undone.
func (t *thought) deed(name string, a conversation.Action) string {
	title := t.deedTitle(a)
	if a.Receipt.Reference == "" {
		name += ".plain"
	}
	return t.smallWith(name, vars{"running": text(title), "value": text(a.Receipt.Reference)})
}

// deedTitle is what a customer calls an action: the title of its process, or, where that does several things, its own.
func (t *thought) deedTitle(a conversation.Action) string {
	if undone := t.s.Action(a.Undoes); undone != nil {
		a = *undone
	}
	root := t.s.Root(t.s.Frame(a.Frame))
	if root == nil {
		return a.Flow
	}
	flow, err := t.flowOf(root)
	if err != nil {
		return a.Flow
	}
	if own := t.set.Operations[a.Operation].Titles[t.s.Language]; own != "" && flow.writes(t.set.Operations) > 1 {
		return own
	}
	title, _ := t.title(flow) // a title was rendered before: see check
	return title
}

// writes counts the different things that a flow may do.
func (f *Flow) writes(ops map[string]conversation.Operation) int {
	done := map[string]bool{}
	f.Walk(func(st *Step) {
		if st.Kind == Call && ops[st.Target].Effect == conversation.EffectWrite {
			done[st.Target] = true
		}
	})
	return len(done)
}

// whileUndoing answers what the customer says to a process that is being undone: nothing of it is corrected, confirmed or
// stopped meanwhile. Proof of who they are is still taken.
func (t *thought) whileUndoing(c conversation.Command) (answered bool, err error) {
	root := t.s.Process()
	if root == nil || !root.Undoing {
		return false, nil
	}
	switch c.Do {
	case conversation.DoYes, conversation.DoNo:
	case conversation.DoSet, conversation.DoSkip:
		if f, _, _, err := t.target(c); err != nil || f == nil || f.Flow == IdentifyFlow {
			return false, err
		}
	case conversation.DoPattern:
		if p := t.set.Patterns[c.Pattern]; p == nil || !stops(p.Steps) {
			return false, nil
		}
	default:
		return false, nil
	}
	return true, t.pattern("undoing", nil)
}

// stops reports whether a pattern would end the process, undo it or try a step of it again.
func stops(list []*Step) bool {
	return slices.ContainsFunc(list, func(st *Step) bool {
		return st.Kind == Do && (st.Target == "cancel" || st.Target == "undo" || st.Target == "retry") || stops(st.Then) || stops(st.Else)
	})
}

// undo begins to undo what the process that runs, or ended last, has done.
func (r *repair) undo() {
	root := r.s.LastProcess()
	if !r.mayUndo(root) {
		return // a pattern asks whether there is anything
	}
	r.resumes = true
	r.add(conversation.UndoBegun{Frame: root.ID, Flow: root.Flow})
}
