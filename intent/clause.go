package intent

import (
	"slices"
	"strings"
	"unicode"

	"balie/conversation"
	"balie/intent/classify"
	"balie/intent/extract"
)

// clause reads one sentence or clause. corrective: it follows a no or a "wait", so that values are corrections.
func (t *turn) clause(s string, corrective bool) []conversation.Command {
	if name, ok := t.says(s, false); ok && !t.named(s) && !(name == cancel && t.saysNo(s)) && !(name == dontHave && t.known(t.gather(s, t.form(s), corrective))) {
		return []conversation.Command{t.called(name, 1)}
	}
	if t.releases(s) {
		return []conversation.Command{pattern(noHandover, verySure)}
	}
	corrective = corrective || t.extract.Corrects(s) || t.changes(s)
	form := t.form(s)
	g := t.gather(s, form, corrective)
	if t.unknown(s, g) {
		return []conversation.Command{t.called(dontHave, verySure)}
	}
	l, sure, ok := t.about(s)
	if g.exact(sure, l) {
		return g.commands()
	}
	if g.asked == nil && sure < 1 && !(ok && sure >= verySure && speaks(l, s)) {
		if out := t.bareReply(s); out != nil {
			return out
		}
	}
	if name, isPattern := l.pattern(); ok && isPattern && name == hesitate && t.objects(s) {
		return []conversation.Command{t.answer(s)}
	}
	if name, isPattern := l.pattern(); isPattern && name == dontHave && t.exp.Asked == nil && t.exp.Confirm == "" && sure < 1 {
		ok = false // nothing is asked that could be lacking
	}
	if name, isPattern := l.pattern(); ok && isPattern && !g.outweighs(name, sure) && !(name == dontHave && t.known(g)) {
		return []conversation.Command{t.called(name, sure)}
	}
	out := g.commands()
	if name, isFlow := l.flow(); ok && isFlow && len(out) == 0 {
		idle := name == t.exp.Running || form != extract.Statement && sure < 1 && !t.wished(name, s, form, sure)
		if p, near := t.saidInstead(s); idle && near {
			return []conversation.Command{t.called(p, 0.6)}
		}
		if name == t.exp.Running && form != extract.Statement && t.standing(g, name, s, form, sure) {
			return []conversation.Command{pattern(isItDone, sure)}
		}
		if name == t.exp.Running && form != extract.Statement {
			return []conversation.Command{t.answer(s)} // it runs already: this is about it
		}
	}
	if name, isFlow := l.flow(); ok && isFlow && len(out) == 0 && t.shares(name, s, form, sure) {
		return t.nothing(s)
	}
	if name, isFlow := l.flow(); ok && isFlow && t.begins(g, name, s, form, sure) {
		if len(out) == 0 && t.doubtful(name, s, form, sure) {
			return t.whether(name, s, form)
		}
		t.note("start %s: %.2f", name, sure)
		out = append([]conversation.Command{{Do: conversation.DoStart, Flow: name, Confidence: sure}}, t.given(name, s, form, out)...)
		return out
	}
	if len(out) > 0 {
		return t.withQuestion(out, s, form)
	}
	return t.otherwise(s, form, l, ok)
}

// saysNo reports a no and nothing else where a yes or no is asked: it answers, whatever else it might stop.
func (t *turn) saysNo(s string) bool {
	if t.exp.Asked == nil || t.exp.Asked.Type != conversation.YesNo {
		return false
	}
	r := t.extract.YesNo(s, nil)
	return r.Answer == extract.No && !extract.HasWords(r.Rest)
}

// speaks reports a pattern of several words that may begin like a yes or end like a no: "oke dankjewel".
func speaks(l label, s string) bool {
	name, ok := l.pattern()
	return ok && name != hesitate && len(extract.Words(s)) > 1
}

// named reports whether a text is the name of an option that is asked for and nothing else: it is chosen, whatever its
// words mean elsewhere.
func (t *turn) named(s string) bool {
	return t.exp.Asked != nil && t.extract.Named(s, t.exp.Asked.Options)
}

// called makes a command of a pattern; not to have what is asked is a skip of the question.
func (t *turn) called(name string, sure float64) conversation.Command {
	if name == dontHave && t.exp.Asked != nil {
		return conversation.Command{Do: conversation.DoSkip, Frame: t.exp.Asked.Frame, Slot: t.exp.Asked.Slot, Confidence: sure}
	}
	if name == cancel && t.takesBackPerson() {
		name = noHandover
	}
	return pattern(name, sure)
}

// takesBackPerson reports that a person was asked for and nothing runs: there is nothing else that can be cancelled.
func (t *turn) takesBackPerson() bool {
	return t.exp.Status == conversation.Queued && t.exp.Running == "" && t.mayPattern(noHandover)
}

// mostStop is the number of words up to which a text only says to stop.
const mostStop = 5

// pointless reports a wish to stop where nothing is under way that says more than that, or asks: it is about something else. "Can
// I cancel any time", "I changed my mind about the jacket". How far it is can be told only while something is asked, and when a
// person comes only while one is waited for.
func (t *turn) pointless(name, text string) bool {
	switch name {
	case howFar:
		return t.exp.Asked == nil && t.exp.Confirm == ""
	case whenPerson:
		return t.exp.Status != conversation.Queued
	}
	return name == cancel && t.exp.Running == "" && t.exp.Asked == nil && !t.takesBackPerson() &&
		(t.form(text) != extract.Statement || len(extract.Words(text)) > mostStop)
}

// begins decides whether a sentence that is about a process starts it. A sentence that answers the open question
// starts another process only when it clearly speaks of it.
func (t *turn) begins(g gathered, name, s string, form extract.Form, sure float64) bool {
	if form != extract.Statement && sure < 1 && !t.wished(name, s, form, sure) {
		return false
	}
	if g.asked == nil && len(g.also) == 0 {
		return true
	}
	return name != t.exp.Running && sure >= max(t.model.Threshold, 0.7) && g.beside > 1
}

// standing reports a wish for the process that runs while nothing is asked: it waits, and the customer asks how it stands.
func (t *turn) standing(g gathered, name, s string, form extract.Form, sure float64) bool {
	return t.exp.Asked == nil && t.exp.Confirm == "" && t.mayPattern(isItDone) && t.begins(g, name, s, form, sure)
}

// form says how a sentence is put; one that announces a question is one.
func (t *turn) form(s string) extract.Form {
	folded := t.folded(s)
	for _, o := range t.habits.opening {
		if rest, ok := strings.CutPrefix(folded, o+" "); ok {
			if f := t.extract.Form(rest); f != extract.Statement {
				return f
			}
			return extract.Polar
		}
	}
	if f := t.extract.Form(s); f != extract.Statement || !t.asking.barely(t.folding(s).folded) {
		return f
	}
	return extract.Polar
}

// withQuestion adds the question that a sentence asks beside what it answers.
func (t *turn) withQuestion(out []conversation.Command, s string, form extract.Form) []conversation.Command {
	if form == extract.Open {
		out = append(out, t.answer(s))
	}
	return out
}

// answer makes a command of a question. When it is near one process that does not run, that goes along, to be offered.
func (t *turn) answer(s string) conversation.Command {
	t.note("%q is a question", t.quote(s))
	c := conversation.Command{Do: conversation.DoAnswer, Text: s, Confidence: 0.7}
	if k, ok := t.like(s); ok {
		c.Like = k.Nearest.Text
	}
	if flows := t.candidates(s); len(flows) == 1 && flows[0] != t.exp.Running {
		c.Flows = flows
	}
	return c
}

// nearDeclared is the similarity from which a question is put as one that the documents answer.
const nearDeclared = 0.4

// like finds the question that the documents answer and that a text is most like.
func (t *turn) like(s string) (classify.Ranked, bool) {
	ranked := t.classify(s).Ranked
	if len(ranked) == 0 || label(ranked[0].Label) != question {
		return classify.Ranked{}, false
	}
	k := ranked[0]
	return k, k.Similarity >= nearDeclared && t.declared[k.Nearest.Text] && t.sameMatter(s, k.Nearest.Text)
}

// sameMatter reports two texts that share a word with a meaning of its own: "when do i get my diploma" is not about a card.
func (t *turn) sameMatter(a, b string) bool {
	others := extract.Words(b)
	return slices.ContainsFunc(extract.Words(a), func(w string) bool {
		return !t.tongue.small(w) && t.extract.Beside(w, 0, 0) > 0 && slices.ContainsFunc(others, func(o string) bool { return o == w || extract.Alike(o, w) })
	})
}

// otherwise is for sentences in which no wish was clear: an answer by itself, a question, candidates, or nothing.
func (t *turn) otherwise(s string, form extract.Form, l label, ok bool) []conversation.Command {
	if name, ok := t.followed(s); ok && form != extract.Statement {
		t.note("start %s: it tells how that stands", name)
		return append([]conversation.Command{{Do: conversation.DoStart, Flow: name, Confidence: 0.6}}, t.given(name, s, form, nil)...)
	}
	if form != extract.Statement && t.aim(s, form) == deed {
		if flows := t.candidates(s); len(flows) == 1 && flows[0] != t.exp.Running && t.nearly(flows[0], s) {
			return t.presumed(flows[0], s, form)
		}
	}
	if form != extract.Statement && (t.reproaches(s) || t.swears(s)) && t.mayPattern(irritated) {
		return []conversation.Command{pattern(irritated, 0.6)}
	}
	if form != extract.Statement || ok && l == question && strings.ContainsFunc(s, unicode.IsLetter) { // a number asks nothing
		c := t.answer(s)
		if form == extract.Statement {
			c.Confidence = 0.5 // nothing in its form asks: it only resembles questions
		}
		return []conversation.Command{c}
	}
	if t.temper(s, false) >= annoyed && t.mayPattern(irritated) {
		return []conversation.Command{pattern(irritated, 0.6)}
	}
	if t.waived(s) {
		return []conversation.Command{pattern(noHandover, 0.5)}
	}
	flows := t.candidates(s)
	if len(flows) == 1 {
		return t.presumed(flows[0], s, form)
	}
	if len(flows) > 1 {
		t.note("%q may be about %s", t.quote(s), strings.Join(flows, ", "))
		return []conversation.Command{{Do: conversation.DoClarify, Flows: flows, Text: s, Confidence: 0.4}}
	}
	if name, ok := t.resembling(s); ok {
		return []conversation.Command{t.called(name, 0.5)}
	}
	return t.nothing(s)
}

// presumable is the share of the threshold from which the only process that is near is taken to be meant.
const presumable = 0.6

// waived reports a statement that, while a person is waited for and nothing runs, is nearest to stopping or to doing
// without the person.
func (t *turn) waived(s string) bool {
	res := t.classify(s)
	if !t.takesBackPerson() || res.Confidence < maybe*t.model.Threshold || len(res.Ranked) == 0 {
		return false
	}
	name, ok := label(res.Ranked[0].Label).pattern()
	return ok && (name == cancel || name == noHandover)
}

// presumed starts the only process that a statement may be about. Nobody is asked which of one is meant.
func (t *turn) presumed(name, s string, form extract.Form) []conversation.Command {
	values := t.given(name, s, form, nil)
	if name == t.exp.Running || len(values) == 0 && t.classify(s).Confidence < presumable*t.model.Threshold {
		return t.nothing(s)
	}
	if t.doubtful(name, s, form, t.classify(s).Confidence) || len(values) == 0 && t.nearerElse(name, s) {
		return t.whether(name, s, form)
	}
	t.note("start %s: nothing else is near", name)
	return append([]conversation.Command{{Do: conversation.DoStart, Flow: name, Confidence: 0.5}}, values...)
}

// annoyed is the irritation from which a message that says nothing else is about that.
const annoyed = 0.4

// bareReply reads a yes or no to which nothing was asked that takes one.
func (t *turn) bareReply(s string) []conversation.Command {
	switch r := t.extract.YesNo(s, nil); {
	case r.Answer == extract.Yes:
		return []conversation.Command{{Do: conversation.DoYes, Confidence: 0.8}}
	case r.Answer == extract.No && !extract.HasWords(r.Rest):
		return []conversation.Command{{Do: conversation.DoNo, Confidence: 0.8}}
	}
	return nil
}

// resembles is the similarity to an example from which a process may be meant at all.
const resembles = 0.25

// candidates lists the processes that a text may be about when none is clear: up to three.
func (t *turn) candidates(s string) []string {
	res := t.classify(s)
	if res.Confidence < maybe*t.model.Threshold || t.refuses(s) {
		return nil
	}
	var out []string
	first := 0.0
	for _, k := range res.Ranked {
		name, ok := label(k.Label).flow()
		if !ok {
			if first == 0 {
				return nil
			}
			continue
		}
		if !t.mayStart(name) || k.Probability < likely*first || k.Similarity < resembles {
			continue
		}
		if first == 0 {
			first = k.Probability
		}
		out = append(out, name)
	}
	return out[:min(len(out), 3)]
}
