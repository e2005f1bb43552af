package intent

import (
	"balie/intent/classify"
)

const (
	verySure = 0.9 // needed where something else is expected
	likely   = 0.6 // a second candidate with this share of the first's probability is as likely
	alike    = 0.6 // similarity to an example from which a pattern of first rank is called without a phrase
	maybe    = 0.4 // share of the threshold from which it is worth asking whether that is meant
)

// topic is what a text is about.
type topic struct {
	label label
	sure  float64
	ok    bool // sure enough
}

// about says what a text is about: known word for word, or ranked first with enough confidence, and allowed now.
func (t *turn) about(text string) (l label, sure float64, ok bool) {
	k, there := t.topics[text]
	if !there {
		k.label, k.sure, k.ok = t.judge(text)
		t.topics[text] = k
	}
	return k.label, k.sure, k.ok
}

func (t *turn) judge(text string) (l label, sure float64, ok bool) {
	f := t.folding(text)
	folded := f.folded.text
	if l, there := t.exact[folded]; there && t.allowed(l, text) {
		t.note("%q is an example of %s", t.quote(text), l)
		return l, 1, true
	}
	if bare := t.withoutValues(text); bare != text && t.extract.Beside(bare, 0, 0) == 0 {
		return "", 0, false // nothing but values is about nothing
	}
	res := t.classify(text)
	if len(res.Ranked) == 0 {
		return "", 0, false
	}
	for _, k := range res.Ranked {
		l := label(k.Label)
		if !t.allowed(l, text) || t.unwished(l, k, text) {
			continue
		}
		sure = res.Confidence * k.Probability / max(res.Ranked[0].Probability, 1e-9)
		if f.mended != nil && t.exact[f.mended.text] == l && !(t.first(l) && t.tiny(folded)) {
			sure = max(sure, 0.95)
		}
		return l, sure, sure >= t.model.Threshold && (!t.first(l) || sure >= verySure || k.Similarity >= alike)
	}
	return "", 0, false
}

// first reports a pattern of first rank. It interrupts everything, so that likeness alone calls it only when an example
// is really near.
func (t *turn) first(l label) bool {
	name, ok := l.pattern()
	return ok && t.set.Patterns[name] != nil && t.set.Patterns[name].First
}

// allowed reports whether a label may be proposed now, and nothing speaks against it.
func (t *turn) allowed(l label, text string) bool {
	if name, ok := l.flow(); ok {
		return t.mayStart(name)
	}
	if name, ok := l.pattern(); ok {
		return t.mayPattern(name) && !t.denied(name, text) && !t.pointless(name, text)
	}
	return l == question
}

// unwished reports a wish that the text says is not wished for, unless its examples speak that way too.
func (t *turn) unwished(l label, k classify.Ranked, text string) bool {
	if _, flow := l.flow(); !flow {
		return false
	}
	return t.refuses(text) && !(t.negated[l] && t.extract.Negates(k.Nearest.Text))
}

// refuses reports whether a text says that something is not wished for.
func (t *turn) refuses(text string) bool { return anyIn(t.habits.unwanted, t.folding(text).folded) }
