package intent

import (
	"slices"
	"strings"

	"balie/intent/classify"
	"balie/intent/extract"
)

const (
	nearDeed = 0.3  // similarity to an example from which a question for a deed wishes for a process
	nearFact = 0.35 // the same for a question for a fact, to an example that asks for one too
	nearAny  = 0.75 // similarity to any example, however that is put
)

// wished reports whether a question wishes for a process: it asks for a deed, or the process has examples that ask the
// same way.
func (t *turn) wished(name, s string, form extract.Form, sure float64) bool {
	a := t.aim(s, form)
	for _, k := range t.classify(s).Ranked {
		if l, ok := label(k.Label).flow(); !ok || l != name {
			continue
		}
		switch near := k.Similarity; {
		case t.follows(name, s, k.Probability):
			return true
		case a == fact:
			return near > nearFact && t.aim(k.Nearest.Text, t.form(k.Nearest.Text)) == fact && nearerThanQuestions(k, t.classify(s))
		case near > nearAny:
			return true
		case a == deed:
			return near > nearDeed && aboveQuestions(k, t.classify(s)) || sure >= verySure
		default:
			return form == extract.Request || near > nearDeed && t.form(k.Nearest.Text) != extract.Statement
		}
	}
	return false
}

// margin is the share of a process's probability from which a general question is as likely.
const margin = 0.65

// aboveQuestions reports a process that is likelier than a general question by a margin, and nearer to its examples.
func aboveQuestions(k classify.Ranked, res classify.Result) bool {
	for _, q := range res.Ranked {
		if label(q.Label) == question {
			return q.Probability < margin*k.Probability && q.Similarity <= k.Similarity
		}
	}
	return true
}

// nearerThanQuestions reports a process whose examples are nearer than those of general questions.
func nearerThanQuestions(k classify.Ranked, res classify.Result) bool {
	return !slices.ContainsFunc(res.Ranked, func(q classify.Ranked) bool { return label(q.Label) == question && q.Similarity > k.Similarity })
}

// aim says what a sentence is after, behind what announces a question.
func (t *turn) aim(s string, form extract.Form) aim {
	h := t.folding(s).folded
	for _, o := range t.habits.opening {
		if rest, ok := strings.CutPrefix(h.text, o+" "); ok {
			return t.asking.aim(t.letters.haystack(rest), form)
		}
	}
	return t.asking.aim(h, form)
}

// nearly reports a question for a deed that comes near a process, though not for certain.
func (t *turn) nearly(name, s string) bool {
	res := t.classify(s)
	if len(res.Ranked) == 0 {
		return false
	}
	top := res.Ranked[0]
	l, ok := label(top.Label).flow()
	return ok && l == name && top.Similarity > nearDeed && aboveQuestions(top, res) && res.Confidence >= presumable*t.model.Threshold
}

// nearAsked is the similarity from which a pattern's example is taken before a process that is not begun.
const nearAsked = 0.5

// nearRepair is the similarity from which a pattern is called when nothing else was understood.
const nearRepair = 0.4

// resembling finds the pattern that is likeliest, though not certain, and whose example is nearest of all: nothing else was
// understood, and it repairs the talk at worst.
func (t *turn) resembling(s string) (string, bool) {
	ranked := t.classify(s).Ranked
	if len(ranked) == 0 {
		return "", false
	}
	name, ok := label(ranked[0].Label).pattern()
	longer := len(extract.Words(s)) - len(extract.Words(ranked[0].Nearest.Text))
	if !ok || name == dontHave && t.exp.Asked == nil || longer > mostAside || t.first(label(ranked[0].Label)) || !t.allowed(label(ranked[0].Label), s) || ranked[0].Similarity < nearRepair {
		return "", false
	}
	if slices.ContainsFunc(ranked[1:], func(k classify.Ranked) bool { return k.Similarity > ranked[0].Similarity }) {
		return "", false
	}
	t.note("pattern %s: nothing is nearer", name)
	return name, true
}

// saidInstead finds the pattern whose example is nearer than those of the process that ranks first but is not begun: it runs
// already, or is only asked about. "Is my card blocked now" wants no card blocked.
func (t *turn) saidInstead(s string) (string, bool) {
	ranked := t.classify(s).Ranked
	for _, k := range ranked {
		name, ok := label(k.Label).pattern()
		if !ok || k.Similarity < nearAsked || k.Similarity <= ranked[0].Similarity || slices.Contains(companions, name) {
			continue
		}
		if l := label(k.Label); t.allowed(l, s) && !t.first(l) {
			t.note("pattern %s: nearer than a process that is not begun", name)
			return name, true
		}
	}
	return "", false
}
