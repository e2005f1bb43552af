package intent

import (
	"slices"
	"strings"

	"balie/intent/extract"
)

// longSoFar is the number of words from which a question is about more than whether something has happened yet.
const longSoFar = 12

// soFar reports a question whether what runs, or has just ended, has happened yet: "has it been blocked now or not". It
// speaks of its end in the words of the process, or in those that end anything, and says no to nothing but at its own end.
func (t *turn) soFar(text string) bool {
	if !t.mayPattern(isItDone) || t.exp.Asked != nil && t.free(*t.exp.Asked) || !anyIn(t.stance.soFar, t.folding(text).folded) {
		return false
	}
	words := strings.Fields(t.folded(text))
	matter := t.recent()
	if matter == "" || len(words) > longSoFar || t.extract.Negates(strings.Join(words[:len(words)-1], " ")) {
		return false
	}
	if _, other := t.says(text, true); other {
		return false
	}
	acts := t.actsOf(matter)
	return slices.ContainsFunc(words, func(w string) bool { return t.stance.ended[w] || acts[t.stance.root(w)] })
}

// recent is the process that runs, or the one that has just ended; empty: none.
func (t *turn) recent() string {
	if t.exp.Running == "" && len(t.exp.Also) > 0 {
		return t.exp.Also[0].Flow
	}
	return t.exp.Running
}

// learnFollowing finds the processes that tell how something stands: many of their examples ask for it.
func (r *Recognizer) learnFollowing() {
	r.following = map[string]bool{}
	for name, f := range r.set.Flows {
		asked, all := 0, 0
		for _, examples := range f.Examples {
			for _, e := range examples {
				all++
				if form := r.extract.Form(e); form == extract.Open || form == extract.Polar {
					asked++
				}
			}
		}
		r.following[name] = all > 0 && asked*100 >= all*mostAsked
	}
}

// mostAsked is the share of a process's examples, in hundredths, from which it tells how something stands.
const mostAsked = 35

// surelyFollowed is the probability from which a question about what is the customer's own is taken for one that such a process
// settles, though no example asks nearly the same.
const surelyFollowed = 0.6

// follows reports a question how something of the customer's own stands, to a process that tells that.
func (t *turn) follows(name, s string, probability float64) bool {
	h := t.folding(s).folded
	return t.following[name] && probability >= surelyFollowed && (anyIn(t.asking.own, h) || anyIn(t.stance.soFar, h))
}

// perhapsFollowed is the same for a question whether something has happened yet.
const perhapsFollowed = 0.35

// followed finds the process that tells how the customer's own stands, when a question that nothing else is clear about is likeliest
// about that.
func (t *turn) followed(s string) (string, bool) {
	res := t.classify(s)
	if len(res.Ranked) == 0 || res.Confidence < maybe*t.model.Threshold {
		return "", false
	}
	k := res.Ranked[0]
	name, ok := label(k.Label).flow()
	if !ok || !t.following[name] || !t.mayStart(name) || name == t.exp.Running {
		return "", false
	}
	soon := k.Probability >= perhapsFollowed && anyIn(t.stance.soFar, t.folding(s).folded)
	return name, soon || t.follows(name, s, k.Probability)
}
