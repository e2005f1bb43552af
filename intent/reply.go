package intent

import (
	"slices"
	"strings"

	"balie/conversation"
	"balie/intent/extract"
)

// reply reads what follows an open confirmation. Only what says nothing but yes is a yes.
func (t *turn) reply(text string) []conversation.Command {
	r := t.extract.YesNo(text, t.harmless)
	if t.wantsNews(text) {
		t.note("%q takes up the offer of news", t.quote(text))
		return []conversation.Command{{Do: conversation.DoYes, Confidence: 0.9}}
	}
	switch r.Answer {
	case extract.Yes:
		t.note("%q says yes", t.quote(text))
		return []conversation.Command{{Do: conversation.DoYes, Confidence: r.Confidence}}
	case extract.No:
		return t.declines(text, r)
	case extract.NotYes:
		return t.takesBack(text, r)
	}
	if t.undone(text) {
		t.note("%q says no to what was asked", t.quote(text))
		return []conversation.Command{{Do: conversation.DoNo, Confidence: 0.8}}
	}
	if t.orderedSo(text) {
		t.note("%q orders what was asked", t.quote(text))
		return []conversation.Command{{Do: conversation.DoYes, Confidence: 0.9}}
	}
	out := t.sentences(text, false)
	if c, ok := t.missed(text); ok && unclear(out) {
		return []conversation.Command{c}
	}
	vague := len(out) == 1 && (out[0].Do == conversation.DoPattern && out[0].Confidence < verySure || t.lacks(out[0]))
	if (unclear(out) || vague) && (t.extract.Denies(text) || len(out) == 1 && t.lacks(out[0])) {
		t.note("%q says that something is wrong", t.quote(text))
		return []conversation.Command{{Do: conversation.DoNo, Confidence: 0.8}}
	}
	return out
}

// noToConsent reports a no to a person that names none while a confirmation is open and nobody is waited for: it is a no to
// what was asked.
func (t *turn) noToConsent(c conversation.Command, text string) bool {
	return c.Do == conversation.DoPattern && c.Pattern == noHandover && t.exp.Confirm != "" && t.exp.Status != conversation.Queued &&
		!t.person(t.folded(text))
}

// undone reports a no to an open confirmation in the words of the process: "don't block it".
func (t *turn) undone(text string) bool {
	if strings.Contains(text, "?") || !t.extract.Negates(text) {
		return false
	}
	own := false
	for _, w := range extract.Words(text) {
		switch {
		case t.stance.negating[w], t.extract.Beside(w, 0, 0) == 0:
		case t.harmless(w):
			own = true
		case !t.tongue.small(w):
			return false
		}
	}
	return own
}

// harmless reports a word of the running process: "ja, blokkeer mijn pas" says no more than yes. A word that names
// another option than the one that was shown is none, and neither is a number or a word of stopping.
func (t *turn) harmless(word string) bool {
	if strings.ContainsAny(word, "0123456789") || t.stops[word] || t.contrary(word) {
		return false
	}
	if t.running[word] {
		return true
	}
	if len(word) < 5 {
		return false
	}
	for w := range t.running {
		if len(w) >= 5 && w[:5] == word[:5] {
			return true
		}
	}
	return false
}

// contrary reports a word that stands in the name of an option that is not chosen, and not in that of the chosen one.
func (t *turn) contrary(word string) bool {
	against := false
	for _, s := range t.exp.Also {
		for _, o := range s.Options {
			if !slices.ContainsFunc(append(slices.Clone(o.Labels), o.Label, o.Key), func(l string) bool { return slices.Contains(extract.Words(l), word) }) {
				continue
			}
			if o.Value.Equal(s.Value) {
				return false
			}
			against = true
		}
	}
	return against
}

// declines reads a no: what follows it may be a correction, another wish or a question, and then it is no mere no.
func (t *turn) declines(text string, r extract.Reply) []conversation.Command {
	no := []conversation.Command{{Do: conversation.DoNo, Confidence: r.Confidence}}
	t.note("%q says no", t.quote(text))
	if !extract.HasWords(r.Rest) {
		if l, ok := t.exact[t.folded(text)]; ok {
			if name, isPattern := l.pattern(); isPattern && t.mayPattern(name) {
				return []conversation.Command{pattern(name, 1)}
			}
		}
		return no
	}
	if t.undone(text) {
		return no
	}
	whole := t.sentences(text, true)
	if !unclear(whole) && !onlyReply(whole) && !(len(whole) == 1 && t.lacks(whole[0])) {
		return whole
	}
	rest := t.sentences(strings.TrimSpace(r.Rest), true)
	if !unclear(rest) && !onlyReply(rest) {
		return rest
	}
	return no
}

func onlyReply(cs []conversation.Command) bool {
	for _, c := range cs {
		if c.Do != conversation.DoYes && c.Do != conversation.DoNo {
			return false
		}
	}
	return true
}

// takesBack reads a yes that is none: its condition, correction or question counts, never the yes.
func (t *turn) takesBack(text string, r extract.Reply) []conversation.Command {
	t.note("%q is not a plain yes", t.quote(text))
	if r.Head == extract.Yes && extract.HasWords(r.Rest) {
		if name, ok := t.says(r.Rest, false); ok {
			return []conversation.Command{t.called(name, 1)}
		}
	}
	out := t.sentences(text, true)
	if unclear(out) && r.Head == extract.Yes && extract.HasWords(r.Rest) {
		out = t.sentences(strings.TrimSpace(r.Rest), true)
	}
	var kept []conversation.Command
	for _, c := range out {
		if c.Do != conversation.DoYes {
			kept = append(kept, c)
		}
	}
	if r.Head == extract.Yes && t.addsTo(text, kept) {
		return t.onceMore(text, r.Rest)
	}
	if (unclear(kept) || len(kept) == 1 && t.lacks(kept[0])) && t.mayPattern(hesitate) {
		return []conversation.Command{pattern(hesitate, 0.7)}
	}
	if len(kept) == 0 {
		return t.nothing(text)
	}
	return kept
}

// onceMore takes one thing more of the same kind for a wish for the same process, behind the one that runs; what that knows
// nothing of is only said to be for later.
func (t *turn) onceMore(text, rest string) []conversation.Command {
	if !t.mayStart(t.exp.Running) || t.strange(t.exp.Running, rest).known == 0 {
		return []conversation.Command{{Do: conversation.DoUnclear, Text: text, Problem: together}}
	}
	return []conversation.Command{{Do: conversation.DoStart, Flow: t.exp.Running, More: true, Confidence: 0.7}}
}

// wantsNews reports a yes to an offer to tell of news in the words of one who wants to be told: "keep me posted". To any other
// confirmation that is no yes.
func (t *turn) wantsNews(text string) bool {
	if t.exp.Offer == "" || strings.Contains(text, "?") || t.extract.Negates(text) {
		return false
	}
	offer := sentencesOf(t.exp.Offer)
	if len(offer) == 0 {
		offer = []string{t.exp.Offer}
	}
	if !anyIn(t.stance.news, t.folding(offer[len(offer)-1]).folded) {
		return false
	}
	folded := t.folded(text)
	for _, n := range t.stance.posted {
		at := n.match.FindStringIndex(folded)
		if at == nil {
			continue
		}
		rest := t.extract.YesNo(folded[:at[0]]+" "+folded[at[1]:], nil)
		return rest.Answer == extract.Yes || rest.Answer == extract.NoAnswer && t.extract.Beside(folded[:at[0]]+" "+folded[at[1]:], 0, 0) == 0
	}
	return false
}

// addsTo reports a yes that wishes for one thing more of the same kind: the other card too. That changes nothing of what
// was shown, and is no yes to it either.
func (t *turn) addsTo(text string, kept []conversation.Command) bool {
	if !anyIn(t.stance.adding, t.folding(text).folded) {
		return false
	}
	return !slices.ContainsFunc(kept, func(c conversation.Command) bool {
		switch c.Do {
		case conversation.DoStart:
			return c.Flow != t.exp.Running
		case conversation.DoAnswer:
			return true
		case conversation.DoPattern:
			return c.Pattern != hesitate
		}
		return false
	})
}
