package flows

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"balie/conversation"
)

// small renders a small text by name; its name when there is none, which check makes impossible for built-in ones.
func (t *thought) small(name string) string {
	return t.smallWith(name, nil)
}

func (t *thought) smallWith(name string, v vars) string {
	txt := t.set.Texts[name]
	if txt == nil {
		return name
	}
	s, err := txt.Render(t.s.Language, t.set.Tone, t.scope(v))
	if err != nil {
		return name
	}
	return s
}

// message completes something said: its language, and words before it when the very same was said before.
func (t *thought) message(m conversation.Said) conversation.Said {
	m.Language = t.s.Language
	m.Text = t.anew(m.Text, "again", "answer")
	return m
}

// question is a message that asks. Asked before, it is asked shorter, and led in: as coming back to it, or as asking once
// more where the answer did not do. What a consent was asked for is never made shorter.
func (t *thought) question(m conversation.Said) conversation.Said {
	m.Language = t.s.Language
	if m.Kind != "ask" || !t.spoken(m.Text) {
		m.Text = t.anew(m.Text, "back", "question")
		return m
	}
	lead := "back"
	if t.didNotDo(m) {
		lead = "retry"
	}
	m.Text = t.anew(bare(m.Text), lead, "question")
	return m
}

// bare leaves of a question that was asked before what asks, and what follows it.
func bare(question string) string {
	from := 0
	for _, end := range sentenceEnd.FindAllStringIndex(question, -1) {
		if !strings.Contains(question[end[1]:], "?") {
			break
		}
		from = end[1]
	}
	return question[from:]
}

// sentenceEnd is where one sentence ends and another begins.
var sentenceEnd = regexp.MustCompile(`[.!?]\s+`)

// didNotDo reports whether the last thing said in this turn was that an answer to a question does not do, or that it was
// not understood.
func (t *thought) didNotDo(question conversation.Said) bool {
	for _, m := range slices.Backward(t.s.Recent) {
		if m.N <= t.s.Heard {
			return false
		}
		if m.Kind == "pattern" {
			pt := t.set.Patterns[strings.TrimPrefix(m.Because, patternMade)]
			return pt != nil && pt.asksAgain()
		}
		return m.Kind == "say" && t.s.Root(t.s.Frame(m.Frame)) == t.s.Root(t.s.Frame(question.Frame)) && t.askedIn(question)
	}
	return false
}

// askedIn reports whether a question was asked before in the same frame, and not only in another process like it.
func (t *thought) askedIn(question conversation.Said) bool {
	return slices.ContainsFunc(t.s.Recent, func(m conversation.SaidAt) bool {
		return m.Frame == question.Frame && slices.Equal(m.Asks, question.Asks)
	})
}

// worded renders what a step says: its text, or in turn those for when it was said before; the last of them when all
// were.
func (t *thought) worded(st *Step, env *Env) (string, error) {
	txt, err := st.Say.Render(t.s.Language, t.set.Tone, env)
	for _, other := range st.Again {
		if err != nil || !t.spoken(txt) {
			break
		}
		txt, err = other.Render(t.s.Language, t.set.Tone, env)
	}
	return txt, err
}

// anew leads a text in, once, so that nothing is said word for word again as long as there are leads left: the small
// texts lead.1, lead.2 and so on.
func (t *thought) anew(txt, lead, name string) string {
	if !t.spoken(txt) {
		return txt
	}
	for n := 1; t.set.Texts[fmt.Sprintf("%s.%d", lead, n)] != nil; n++ {
		if led := t.smallWith(fmt.Sprintf("%s.%d", lead, n), vars{name: text(txt)}); !t.spoken(led) {
			return led
		}
	}
	return txt
}

// spoken reports whether a text was said before, or is about to be.
func (t *thought) spoken(txt string) bool {
	for _, e := range t.move.Events {
		if m, ok := e.(conversation.Said); ok && m.Text == txt {
			return true
		}
	}
	return t.s.HasSaid(txt)
}

// acknowledge says a flow's one human sentence, and the emergency number where it is urgent, once a process.
func (t *thought) acknowledge(p *place) error {
	flow, err := t.flowOf(p.root)
	if err != nil {
		return err
	}
	if err := t.sympathise(p, flow); err != nil {
		return err
	}
	const step = "urgent"
	number := t.set.Company["emergency"].Text
	if !flow.Urgent || number == "" || p.root.Said[step] != "" {
		return nil
	}
	if txt := t.smallWith(step, nil); !t.spoken(txt) {
		t.add(t.message(conversation.Said{
			Frame: p.root.ID, Flow: p.root.Flow, Step: step, Hash: "once", Kind: "say", Text: txt,
			Buttons: []conversation.Button{t.personButton()}, Because: flow.Name + " is urgent",
		}))
	}
	return nil
}

// sympathise says the human sentence that a flow has.
func (t *thought) sympathise(p *place, flow *Flow) error {
	const step = "acknowledge"
	if flow.Acknowledge == nil || p.root.Said[step] != "" {
		return nil
	}
	txt, err := flow.Acknowledge.Render(t.s.Language, t.set.Tone, p.env)
	if err != nil || t.spoken(txt) { // it was said when the process began before
		return err
	}
	t.add(t.message(conversation.Said{
		Frame: p.root.ID, Flow: p.root.Flow, Step: step, Hash: "once", Kind: "say", Text: txt, Because: "acknowledge of " + flow.Name,
	}))
	return nil
}

// humane says the human sentence of the running process, where it was not said yet.
func (t *thought) humane() error {
	f := t.s.Process()
	if f == nil {
		return nil
	}
	flow, err := t.flowOf(f)
	if err != nil {
		return err
	}
	p := &place{walker: &walker{thought: t, root: f}, f: f, flow: flow}
	if p.env, err = t.env(f, flow); err != nil {
		return err
	}
	return t.acknowledge(p)
}

func (t *thought) personButton() conversation.Button {
	return conversation.Button{
		ID: person(), Label: t.small("button.handover"), Style: "quiet",
	}
}

func (t *thought) title(flow *Flow) (string, error) {
	if flow.Title == nil {
		return flow.Name, nil
	}
	return flow.Title.Render(t.s.Language, t.set.Tone, t.scope(nil))
}

// owed lists the done actions of a process for which the customer has no receipt yet.
func (t *thought) owed(root *conversation.Frame) []conversation.Action {
	var out []conversation.Action
	for _, a := range t.s.Deeds(root.ID) {
		if a.Receipt.Outcome == conversation.Done && a.NotNeeded == "" && !a.Undone && !a.Proven {
			out = append(out, a)
		}
	}
	return out
}

// proof makes something to keep of done actions; nil when there is none to prove.
func (p *place) proof(deeds []conversation.Action) (*conversation.Proof, error) {
	if len(deeds) == 0 {
		return nil, nil
	}
	pr := &conversation.Proof{At: p.now, Lines: append(p.represented(), p.representative()...)}
	for _, a := range deeds {
		pr.Actions = append(pr.Actions, a.N)
		if ref := a.Receipt.Reference; ref != "" && pr.Reference != "" {
			pr.Reference += ", " + ref
		} else if ref != "" {
			pr.Reference = ref
		}
		lines, err := p.sent(a)
		if err != nil {
			return nil, err
		}
		pr.Lines = append(pr.Lines, lines...)
	}
	if len(deeds) == 1 {
		pr.Title = p.deedTitle(deeds[0])
		return pr, nil
	}
	flow, err := p.flowOf(p.root)
	if err != nil {
		return nil, err
	}
	pr.Title, err = p.title(flow)
	return pr, err
}

// prove gives a receipt at the end of a process for what no message of the flow has given one for.
func (p *place) prove() error {
	pr, err := p.proof(p.owed(p.root))
	if pr == nil || err != nil {
		return err
	}
	p.add(p.message(conversation.Said{
		Frame: p.f.ID, Flow: p.f.Flow, Kind: "receipt", Receipt: pr, Because: "receipts of " + p.flow.Name,
		Text: p.smallWith("receipt", vars{"running": text(pr.Title), "value": text(pr.Reference)}),
	}))
	return nil
}

// told lists the actions whose result a message speaks of: it carries their receipt.
func (p *place) told(st *Step) []conversation.Action {
	var out []conversation.Action
	for _, a := range p.owed(p.root) {
		call := p.flow.Step(a.Step)
		if a.Frame == p.f.ID && call != nil && call.Save != "" && slices.Contains(st.words(), call.Save) {
			out = append(out, a)
		}
	}
	return out
}

// sent lists what an action sent, as the customer knows it.
func (p *place) sent(a conversation.Action) ([]string, error) {
	f := p.s.Frame(a.Frame)
	if f == nil {
		return nil, nil
	}
	flow, err := p.flowOf(f)
	if err != nil {
		return nil, err
	}
	env, err := p.thought.env(f, flow)
	if err != nil {
		return nil, err
	}
	st := flow.Step(a.Step)
	if st == nil {
		return nil, nil
	}
	var out []string
	for _, name := range flow.SlotOrder {
		v, ok := f.Slots[name]
		if !ok || !reads(st.With, name) {
			continue
		}
		label, err := p.what(flow.Slots[name])
		if err != nil {
			return nil, err
		}
		shown := env.Label(name)
		if shown == "" {
			shown = Format(v.Value, p.s.Language)
		}
		out = append(out, label+": "+shown)
	}
	return out, nil
}

func reads(with map[string]*Expr, name string) bool {
	for _, x := range with {
		if slices.Contains(x.Names, name) {
			return true
		}
	}
	return false
}
