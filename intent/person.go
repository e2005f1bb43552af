package intent

import (
	"slices"
	"strings"

	"balie/conversation"
	"balie/intent/extract"
)

// handover is the pattern that fetches a person.
const handover = "handover"

// longAnswer is the number of words from which an answer in free text is not searched for a wish to do without a person.
const longAnswer = 8

// without reports a text that wishes for no person: it names one, or being passed on to one, and says no to it. "No robot
// but a human" wants one, and so does who asks why there is none.
func (t *turn) without(text string) bool {
	free := t.exp.Asked != nil && t.free(*t.exp.Asked)
	if !t.mayPattern(noHandover) || free && len(extract.Words(text)) > longAnswer {
		return false
	}
	h := t.folding(text).folded
	if anyIn(t.stance.lacking, h) || t.form(text) != extract.Statement {
		return false
	}
	waved := false
	for _, part := range t.contrasted(t.withoutValues(text)) {
		if !t.person(part) {
			continue
		}
		if !t.refusesPerson(part) {
			return false
		}
		waved = true
	}
	if !waved || t.tells(text) {
		return false
	}
	name, ok := t.says(text, false) // "can nobody use it now" asks how it stands
	return !ok || name != isItDone
}

// tells reports a text that speaks of what somebody did, in the sense of an option: "no, someone stole it".
func (t *turn) tells(text string) bool {
	return slices.ContainsFunc(t.slots(), func(s conversation.SlotExpectation) bool {
		if len(s.Options) == 0 {
			return false
		}
		_, means := t.takeMeaning(s, text)
		return means || len(t.extract.Mentioned(text, s.Options)) > 0
	})
}

// shortWish is the number of words up to which a text that names a person and a wish is about just that.
const shortWish = 7

// noMachine reports a part of a text that says no to a machine, and not of whom it speaks to.
func (st *stance) noMachine(part string) bool {
	words := strings.Fields(part)
	in := func(set map[string]bool) bool {
		return slices.ContainsFunc(words, func(w string) bool { return set[w] })
	}
	return in(st.machines) && in(st.negating) && !in(st.addressed) && len(words) <= shortWish
}

// wants reports a text that asks for a person, in a few words or behind a no to something else: "no robot, give me a
// human".
func (t *turn) wants(text string) bool {
	if !t.mayPattern(handover) || t.exp.Asked != nil && t.free(*t.exp.Asked) {
		return false
	}
	if _, other := t.says(text, false); other {
		return false
	}
	if anyIn(t.stance.present, t.folding(text).folded) && len(extract.Words(text)) <= shortWish+2 {
		return true
	}
	parts := t.contrasted(text)
	if t.form(text) == extract.Statement && slices.ContainsFunc(parts, t.stance.noMachine) {
		return true
	}
	if len(parts) < 2 && t.denied(handover, text) {
		return false
	}
	return slices.ContainsFunc(parts, func(part string) bool {
		if !t.person(part) || t.refusesPerson(part) {
			return false
		}
		words := strings.Fields(part)
		wish := slices.ContainsFunc(words, func(w string) bool { return t.stance.wishing[w] })
		sure := slices.ContainsFunc(words, func(w string) bool { return t.stance.surely[w] })
		if wish && sure && len(words) <= shortWish {
			return true
		}
		name, ok := t.says(part, true)
		return ok && name == handover
	})
}

// contrasted cuts a text at its marks and at the words between what is not wished for and what is.
func (t *turn) contrasted(text string) []string {
	var out []string
	for _, piece := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",.;:!?\n", r) }) {
		words := strings.Fields(extract.Fold(piece))
		from := 0
		for i := range words {
			if i > from && t.stance.contrast(words[i:]) {
				out = append(out, strings.Join(words[from:i], " "))
				from = i
			}
		}
		if len(words) > 0 {
			out = append(out, strings.Join(words[from:], " "))
		}
	}
	return out
}

// contrast reports words that begin with what sets them against those before; "maar niet" sets nothing against anything.
func (st *stance) contrast(words []string) bool {
	if len(words) < 2 || st.negating[words[1]] {
		return false
	}
	return st.contrasts[words[0]] || st.contrasts[words[0]+" "+words[1]]
}

// person reports a part of a text that names a person or being passed on to one.
func (t *turn) person(part string) bool {
	st := t.stance
	words := strings.Fields(part)
	if slices.ContainsFunc(words, func(w string) bool { return st.persons[w] || st.nobody[w] }) {
		return true
	}
	return anyIn(st.passing, t.letters.haystack(part))
}

// refusesPerson reports a part of a text that says no to a person somewhere, or names somebody rather than one.
func (t *turn) refusesPerson(part string) bool {
	st := t.stance
	if slices.ContainsFunc(strings.Fields(part), func(w string) bool { return st.nobody[w] || st.negating[w] }) {
		return true
	}
	for _, n := range st.instead {
		if at := n.match.FindString(part); at != "" && t.person(at) {
			return true
		}
	}
	return false
}

// withoutPerson turns the wish for a person into its opposite where the text says no to one.
func (t *turn) withoutPerson(text, name string) (conversation.Command, bool) {
	if name != "" && name != handover && name != noHandover {
		return conversation.Command{}, false
	}
	if !t.without(text) {
		return conversation.Command{}, false
	}
	t.note("%q says no to a person", t.quote(text))
	return pattern(noHandover, verySure), true
}

// releases reports a statement that, while a person is waited for, says that nobody needs to come any more.
func (t *turn) releases(s string) bool {
	return t.exp.Status == conversation.Queued && t.mayPattern(noHandover) && anyIn(t.stance.release, t.folding(s).folded) &&
		t.form(s) == extract.Statement
}
