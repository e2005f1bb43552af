package intent

import (
	"slices"
	"strings"

	"balie/conversation"
	"balie/intent/extract"
)

// codeImpossible is the pattern of a one-time code that the customer cannot read.
const codeImpossible = "code_impossible"

// unreadable reports, while a one-time code is asked for, or who is to get one, that it cannot be read: the phone is
// gone, nothing came. It is about the code, whatever words of a process stand in it.
func (t *turn) unreadable(text string) (conversation.Command, bool) {
	a := t.exp.Asked
	if a == nil || t.exp.Confirm != "" || !t.mayPattern(codeImpossible) || strings.ContainsAny(text, "0123456789@") {
		return conversation.Command{}, false
	}
	slot := t.slot(a.Flow, a.Slot)
	secret := slot != nil && slot.Class == conversation.ClassSecret
	if !secret && !(t.free(*a) && t.asksContact(*a) && t.set.Flows[a.Flow].BuiltIn) {
		return conversation.Command{}, false
	}
	if name, ok := t.says(text, false); ok && name != dontHave {
		return conversation.Command{}, false
	}
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(strings.Fields(t.folded(text)), func(w string) bool { return set[w] })
	}
	h := t.folding(text).folded
	comes := has(t.stance.messages) || anyIn(t.stance.arriving, h) && !anyIn(t.stance.unknown, h)
	if !has(t.stance.troubles) || !has(t.stance.devices) && !(secret && comes) {
		return conversation.Command{}, false
	}
	t.note("%q: the code cannot be read", t.quote(text))
	return pattern(codeImpossible, verySure), true
}

// mostUnknown is the number of words up to which a text that says that something is not known says hardly more.
const mostUnknown = 9

// namedWell is the confidence with which an option is found that is named in full, even beside others.
const namedWell = 0.84

// known reports that what is asked is told after all.
func (t *turn) known(g gathered) bool { return g.asked != nil && g.asked.Confidence >= namedWell }

// unknown reports a statement that what is asked is not known or not there; an option that it names counts more.
func (t *turn) unknown(s string, g gathered) bool {
	a := t.exp.Asked
	if a == nil || !t.mayPattern(dontHave) || t.known(g) || len(extract.Words(s)) > mostUnknown {
		return false
	}
	most := mostUnknown
	if t.free(*a) {
		most = mostUnknown - 4
	}
	return len(extract.Words(s)) <= most && anyIn(t.stance.unknown, t.folding(s).folded) && !strings.Contains(s, "?")
}
