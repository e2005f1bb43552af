package flows

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"balie/conversation"
)

// vars are the values that a pattern is called with.
type vars map[string]conversation.Value

// pattern runs a repair by name.
func (t *thought) pattern(name string, v vars) error { return t.patternAt(name, v, nil, "") }

// patternAt runs a repair for one step of a frame, which remembers that it was said.
func (t *thought) patternAt(name string, v vars, f *conversation.Frame, step string) error {
	r, err := t.repair(name, v, f, step)
	if err != nil {
		return err
	}
	return r.run()
}

// repair makes a run of a pattern ready.
func (t *thought) repair(name string, v vars, f *conversation.Frame, step string) (*repair, error) {
	pt := t.set.Patterns[name]
	if pt == nil {
		return nil, fmt.Errorf("there is no pattern %s", name)
	}
	return &repair{thought: t, pattern: pt, vars: v, frame: f, step: step, hash: marked, env: t.patternScope(v), last: -1}, nil
}

// run takes the steps; what is said last is held for an answer of its own, unless the pattern comes back to the process.
func (r *repair) run() error {
	if r.engine.Repaired != nil {
		r.engine.Repaired(r.pattern.Name)
	}
	if _, err := r.steps(r.pattern.Steps); err != nil {
		return fmt.Errorf("pattern %s: %w", r.pattern.Name, err)
	}
	if r.last >= 0 && !r.resumes {
		said := r.move.Events[r.last].(conversation.Said)
		said.Hold = true
		r.move.Events[r.last] = said
	}
	return nil
}

// called runs the pattern that a command names.
func (t *thought) called(c conversation.Command) error {
	if t.set.Patterns[c.Pattern] == nil {
		return fmt.Errorf("there is no pattern %s", c.Pattern)
	}
	if c.Pattern == "cancel" && c.Confidence < cancelsSurely && t.declinable() {
		return t.no(c)
	}
	return t.pattern(c.Pattern, vars{"value": text(c.Text)})
}

// cancelsSurely is how sure it must be that everything is to be stopped where a no would do.
const cancelsSurely = 0.9

// declinable reports whether the open confirmation is an offer: a no to it has a branch of its own.
func (t *thought) declinable() bool {
	k := t.s.Consent
	if k == nil || k.Given {
		return false
	}
	flow, err := t.flowOf(t.s.Frame(k.Frame))
	if err != nil {
		return false
	}
	st := flow.Step(k.Step)
	return st != nil && len(st.Else) > 0
}

// repair is one run of a pattern.
type repair struct {
	*thought
	pattern *Pattern
	vars    vars
	frame   *conversation.Frame
	step    string
	hash    string              // what the frame remembers of it
	proof   *conversation.Proof // goes with the first thing said
	stays   bool                // the step that calls it makes a request that stays
	env     *Env
	last    int // index of the last thing said
	resumes bool
}

func (r *repair) steps(list []*Step) (ended, error) {
	for _, st := range list {
		how, err := r.one(st)
		if err != nil || how == reached {
			return how, err
		}
	}
	return ranOn, nil
}

func (r *repair) one(st *Step) (ended, error) {
	switch st.Kind {
	case Say:
		return ranOn, r.say(st)
	case If:
		yes, err := st.If.Bool(r.env)
		if err != nil {
			return ranOn, err
		}
		if yes {
			return r.steps(st.Then)
		}
		return r.steps(st.Else)
	case Handover:
		r.handover(st)
	case Do:
		return ranOn, r.do(st)
	case End:
		return reached, nil
	default:
		return ranOn, fmt.Errorf("step %s: a pattern has no %s", st.Name, st.Kind)
	}
	return ranOn, nil
}

func (r *repair) say(st *Step) error {
	txt, err := r.worded(st, r.env)
	if err != nil {
		return err
	}
	said := conversation.Said{Kind: "pattern", Text: txt, Because: patternMade + r.pattern.Name, Buttons: r.offered, Receipt: r.proof}
	r.offered, r.proof = nil, nil
	if r.frame != nil {
		said.Frame, said.Flow, said.Step, said.Hash = r.frame.ID, r.frame.Flow, r.step, r.hash
	}
	said.Yes = st.Yes
	for _, b := range st.Buttons {
		label, err := b.Label.Render(r.s.Language, r.set.Tone, r.env)
		if err != nil {
			return err
		}
		said.Buttons = append(said.Buttons, conversation.Button{ID: b.Choice, Label: label})
	}
	r.last = len(r.move.Events)
	r.add(r.message(said))
	return nil
}

// handover puts the conversation in the queue, once; a request that stays takes the place of one that does not.
func (r *repair) handover(st *Step) {
	awaited := r.s.Status == conversation.Queued && r.s.Request != nil
	if r.s.Status != conversation.WithAssistant && !(awaited && st.Stays && !r.s.Request.Stays) {
		return
	}
	e := conversation.HandoverRequested{Reason: st.Target, Stays: st.Stays || r.stays}
	if why := r.vars["reason"].Text; why != "" && st.Target == "requested" {
		e.Reason = why
	}
	if f := r.s.Process(); f != nil {
		e.Frame, e.Flow = f.ID, f.Flow
		if flow, err := r.flowOf(f); err == nil {
			e.Urgent = flow.Urgent
		}
	}
	if r.frame != nil {
		e.Frame, e.Flow, e.Step = r.frame.ID, r.frame.Flow, r.step
	}
	e.Urgent = e.Urgent || r.pattern.First && r.pattern.Name != "handover"
	r.add(e)
}

func (r *repair) do(st *Step) error {
	switch st.Target {
	case "cancel":
		r.cancel()
	case "repeat":
		r.repeat()
	case "resume", askAgain:
		r.resumes = true
	case "withdraw":
		r.withdraw()
	case "language":
		r.speak(st.Language)
	case "offer":
		r.offered = r.offers()
	case "retry":
		r.retry()
	case "rest":
		r.rest()
	case "undo":
		r.undo()
	case "continue":
		r.goOnThere(r.vars["value"].Text)
	case "untold":
		r.add(conversation.WayBackSet{})
	default:
		return fmt.Errorf("deed %q is not known", st.Target)
	}
	return nil
}

// rest leaves the open question to a person; what is said next marks it.
func (r *repair) rest() {
	if a := r.asked(); a != nil {
		r.frame, r.step = r.s.Frame(a.Frame), cannot(a.Slot)
	}
}

// withdraw takes back the request for a person; a question that was left to one is asked again.
func (r *repair) withdraw() {
	q := r.s.Request
	if r.s.Status != conversation.Queued || q == nil || q.Stays {
		return
	}
	if f := r.s.Frame(q.Frame); f != nil && isCannot(q.Step) {
		r.frame, r.step, r.hash = f, q.Step, lifted
	}
	r.add(conversation.HandoverWithdrawn{Reason: "customer"})
}

// speak changes the language, for what is said from here on too.
func (r *repair) speak(lang string) {
	if lang == "" || !slices.Contains(r.set.Languages, lang) {
		return
	}
	r.add(conversation.LanguageSet{Language: lang, Asked: true})
	now := *r.s
	now.Language = lang
	r.s = &now
	r.thought.s = &now
	r.env = r.patternScope(r.vars)
}

// cancel ends the running process with everything in it; what it has done and can be undone is undone first.
func (r *repair) cancel() {
	if k := r.s.Consent; k != nil { // of whichever process: after a stop nothing starts that is not asked about again
		r.add(conversation.ConsentVoided{ID: k.ID, Reason: "cancelled"})
	}
	root := r.s.Process()
	if root == nil {
		return
	}
	if r.mayUndo(root) {
		r.undo()
		return
	}
	r.endAll(root)
}

// repeat says again, word for word, what the assistant said since the customer's message before this one.
func (r *repair) repeat() {
	var again []conversation.Said
	turn := int64(-1)
	for _, m := range slices.Backward(r.s.Recent) {
		if m.N > r.s.Heard {
			continue // of this turn
		}
		if turn >= 0 && m.N < turn-4 || len(again) == 3 {
			break
		}
		turn = m.N
		said := m.Said
		said.Because, said.Hash, said.Receipt = "asked to say it again", "", nil
		again = append(again, said)
	}
	for _, m := range slices.Backward(again) {
		r.last = len(r.move.Events)
		r.add(m)
	}
}

// retry forgets what failed, so that the walk comes to it again.
func (r *repair) retry() {
	r.resumes = true
	for _, f := range r.s.Frames {
		if f.Outcome != "" {
			continue
		}
		var steps []string
		for _, name := range slices.Sorted(maps.Keys(f.Receipts)) {
			if a := r.s.Action(f.Receipts[name]); a.Receipt.Outcome == conversation.Failed {
				steps = append(steps, name)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(f.Results)) {
			if f.Results[name].Receipt.Outcome != conversation.Done {
				steps = append(steps, name)
			}
		}
		if len(steps) > 0 {
			r.add(conversation.WentBack{Frame: f.ID, Flow: f.Flow, Step: conversation.Retry, To: steps[0], Steps: steps})
		}
	}
}

// askAgain is the deed that asks the open question again, because the answer to it did not do.
const askAgain = "ask_again"

// patternMade begins the reason of what a pattern says.
const patternMade = "pattern "

// asksAgain reports whether a pattern is about an answer that did not do.
func (p *Pattern) asksAgain() bool {
	again := false
	walkSteps(p.Steps, func(st *Step) { again = again || st.Kind == Do && st.Target == askAgain })
	return again
}

// maxOffers is how many processes are offered as buttons.
const maxOffers = 4

// offers makes buttons of what can be done, in the order of the company's configuration. While a person is awaited for
// a matter that is a person's alone, nothing is offered.
func (t *thought) offers() []conversation.Button {
	if t.s.Status == conversation.Queued && t.s.Request != nil && t.s.Request.Stays {
		return nil
	}
	var out []conversation.Button
	for _, name := range t.startable() {
		if len(out) == maxOffers {
			break
		}
		if title, err := t.title(t.set.Flows[name]); err == nil {
			out = append(out, startButton(name, title))
		}
	}
	return out
}

// startable lists the processes that a customer may ask for: those the company offers first, then the others.
func (t *thought) startable() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(t.set.Flows)) {
		if len(t.set.Flows[name].Examples) > 0 && !slices.Contains(t.set.Offer, name) && !t.set.Flows[name].BuiltIn {
			out = append(out, name)
		}
	}
	first := slices.DeleteFunc(slices.Clone(t.set.Offer), func(name string) bool { return t.set.Flows[name] == nil })
	return append(first, out...)
}

// greet discloses who speaks, once, and again after a person has handed back.
func (t *thought) greet(opened bool) error {
	t.belated()
	if t.s.Disclosed {
		return nil
	}
	name := "disclosure"
	switch {
	case t.s.Handed > 0:
		name = "disclosure.back"
	case !opened:
		name = "disclosure.short"
	}
	m := conversation.Said{Kind: "disclosure", Text: t.small(name), Because: "the first thing a customer reads"}
	if opened && t.s.Handed == 0 {
		m.Buttons = t.offers()
	}
	t.add(t.message(m))
	return nil
}

// list writes names as a customer reads them.
func list(names []string) string { return strings.Join(names, ", ") }
