package intent

import (
	"slices"
	"strings"

	"balie/intent/extract"
)

// actsOf lists the roots of the acts by which a process is called: "block" of "block a bank card".
func (t *turn) actsOf(flow string) map[string]bool {
	out := map[string]bool{}
	for language, words := range t.calledBy(flow) {
		for i, w := range words {
			if len(w) > leastName && t.stance.act(language, i, w) {
				out[t.stance.root(w)] = true
			}
		}
	}
	return out
}

// calledBy lists the words of a process's title, by language.
func (t *turn) calledBy(flow string) map[string][]string {
	out := map[string][]string{}
	if f := t.set.Flows[flow]; f != nil {
		for language, titles := range t.titles(f.Title) {
			out[language] = extract.Words(titles[0])
		}
	}
	return out
}

// act reports a word of a title that tells what is done: by its ending, or as the first one where acts have none.
func (st *stance) act(language string, at int, word string) bool {
	end := st.infinitive[language]
	return end == "" && at == 0 || end != "" && strings.HasSuffix(word, end)
}

// rootLetters is how many letters of a word tell what is done.
const rootLetters = 5

// root is what the forms of a verb begin with, a participle among them.
func (st *stance) root(word string) string {
	for _, p := range st.participle {
		if rest, ok := strings.CutPrefix(word, p); ok && len(rest) >= leastName {
			word = rest
			break
		}
	}
	return word[:min(len(word), rootLetters)]
}

// mostOrdered is the number of words up to which an order says no more than a yes.
const mostOrdered = 5

// orderedSo reports an order to do what a confirmation shows, and nothing else: "block it now". It begins with the act by which
// the process is called, and beside that stand its object's name and small words. An act of changing corrects what is shown,
// "them all" is more than was shown, and what may as well stop the process is no yes: "cancel it", of an order.
func (t *turn) orderedSo(text string) bool {
	words := extract.Words(text)
	if t.exp.Running == "" || len(words) == 0 || len(words) > mostOrdered || !t.commands(words[0]) ||
		slices.ContainsFunc(words, t.extract.Several) || anyIn(t.stance.changing, t.folding(text).folded) {
		return false
	}
	if _, stops := t.says(text, false); stops {
		return false
	}
	if l, _, ok := t.about(text); ok && l == patternPrefix+cancel {
		return false
	}
	said := func(w string) bool {
		little := t.tongue.small(w) && t.extract.Beside(w, 0, 0) == 0
		return (little || t.commands(w) || t.inTitle(w)) && !t.contrary(w)
	}
	return t.extract.YesNo(thumb+text, said).Answer == extract.Yes
}

// thumb is a yes without a word: what may stand behind it may stand in an order.
const thumb = "👍 "

// commands reports a word that orders the act of the running process: as its title has it, or shorter. "Blocked" orders nothing.
func (t *turn) commands(word string) bool {
	for language, words := range t.calledBy(t.exp.Running) {
		for i, act := range words {
			if t.stance.act(language, i, act) && len(word) <= len(act) && len(word) >= leastName && extract.Distance(word, act, mostShort) <= mostShort {
				return true
			}
		}
	}
	return false
}

// mostShort is how many letters an order has less than the act in a title.
const mostShort = 2

// inTitle reports a word of the running process's title, or the end of one: the card of a bank card.
func (t *turn) inTitle(word string) bool {
	for _, words := range t.calledBy(t.exp.Running) {
		if slices.ContainsFunc(words, func(n string) bool { return n == word || len(word) >= leastObject && strings.HasSuffix(n, word) }) {
			return true
		}
	}
	return false
}

// leastObject is the length from which the end of a word names what the word does: the card of a bank card.
const leastObject = 3
