package intent

import (
	"cmp"
	"math"
	"slices"

	"balie/conversation"
	"balie/flows"
	"balie/intent/extract"
)

// giving is a value for a slot that was not asked.
type giving struct {
	found   extract.Found
	command conversation.Command
}

// alsoGiven finds values for the slots that were not asked: options named outright, and values of a type that only one
// slot takes. corrective: a slot that has a value may be corrected with less than its full name.
func (t *turn) alsoGiven(text string, corrective, answered bool) []giving {
	var out []giving
	for _, s := range t.formsFirst() {
		f, ok := t.takeAlso(s, text, corrective, answered)
		if !ok || f.Value.Equal(s.Value) || overlaps(out, f) {
			continue
		}
		out = append(out, giving{found: f, command: set(s, f)})
	}
	if len(out) > 1 && corrective {
		return surest(out)
	}
	return out
}

// formsFirst lists the slots whose values have a form of their own before those of words: what stands inside an e-mail
// address names no option.
func (t *turn) formsFirst() []conversation.SlotExpectation {
	out := slices.Clone(t.exp.Also)
	slices.SortStableFunc(out, func(a, b conversation.SlotExpectation) int { return cmp.Compare(formless(a), formless(b)) })
	return out
}

func formless(s conversation.SlotExpectation) int {
	switch s.Type {
	case conversation.Email, conversation.IBAN, conversation.Phone, conversation.Postcode:
		return 0
	}
	return 1
}

func overlaps(given []giving, f extract.Found) bool {
	for _, g := range given {
		if g.found.Start < f.End && f.Start < g.found.End {
			return true
		}
	}
	return false
}

// surest keeps those that are as sure as the surest: a loose reading yields to a name.
func surest(given []giving) []giving {
	top := 0.0
	for _, g := range given {
		top = max(top, g.found.Confidence)
	}
	var out []giving
	for _, g := range given {
		if g.found.Confidence >= top-0.1 {
			out = append(out, g)
		}
	}
	return out
}

func (t *turn) takeAlso(s conversation.SlotExpectation, text string, corrective, answered bool) (extract.Found, bool) {
	held := !s.Value.Zero()
	loose := corrective && held && !answered && t.meant(s, text)
	switch {
	case s.Type == conversation.YesNo, t.free(s):
		return extract.Found{}, false
	case len(s.Options) > 0:
		f, ok := t.take(s, text, !loose)
		again := ok && held && f.Value.Equal(s.Value)
		if ok && !again && (loose || !isPlace(f)) {
			return f, true
		}
		if !held {
			return extract.Found{}, false
		}
		if f, ok := t.extract.OtherThan(text, s.Options, s.Value); ok || answered || !again {
			return f, ok
		}
		return t.takeMeaning(s, text) // "well, lost: it got pinched"
	case s.Type == conversation.Email && held:
		if address, ok := t.extract.Respelled(text, s.Value.Text); ok {
			return extract.Found{Value: conversation.Of(s.Type, address), End: len(text), Text: text, Confidence: 0.85}, true
		}
	}
	switch {
	case !t.only(s, held && corrective):
		return extract.Found{}, false
	case s.Type == conversation.Number && !loose && !t.names(s, text):
		return extract.Found{}, false
	}
	return t.take(s, text, !loose)
}

// meant reports whether a bare value may be for a slot: the text speaks of it, or of no other slot, and no other slot
// with a value takes a bare number as well.
func (t *turn) meant(s conversation.SlotExpectation, text string) bool {
	if t.names(s, text) {
		return true
	}
	for _, o := range t.exp.Also {
		if o.Slot == s.Slot && o.Frame == s.Frame {
			continue
		}
		if t.names(o, text) || !o.Value.Zero() && counts(o.Type) && counts(s.Type) && !t.nearer(s, o, text) {
			return false
		}
	}
	return true
}

// nearer reports whether the number in a text is rather a correction of one slot than of another: the one to whose
// value it is nearer. 300 corrects 250 euro, not 3 instalments.
func (t *turn) nearer(s, other conversation.SlotExpectation, text string) bool {
	f, ok := one(t.extract.Number(t.dateless(text)))
	if !ok {
		return true
	}
	n := math.Log(max(f.Value.Number, 0.01))
	return math.Abs(n-size(s.Value)) < math.Abs(n-size(other.Value))
}

// size is how large a number or amount is, as a logarithm.
func size(v conversation.Value) float64 {
	if v.Amount != nil {
		return math.Log(max(float64(v.Amount.Minor)/100, 0.01))
	}
	return math.Log(max(v.Number, 0.01))
}

func counts(x conversation.Type) bool { return x == conversation.Number || x == conversation.Money }

// leastName is the length from which a word of a question names what is asked.
const leastName = 4

// names reports whether a text holds a word of the question for a slot, or of its label.
func (t *turn) names(s conversation.SlotExpectation, text string) bool {
	slot := t.slot(s.Flow, s.Slot)
	if slot == nil {
		return false
	}
	said := extract.Words(text)
	for _, w := range t.wordsAbout(slot) {
		if len(w) >= leastName && !t.extract.Known(w) && !t.tongue.small(w) && slices.Contains(said, w) {
			return true
		}
	}
	return false
}

// wordsAbout lists the words of a slot's question and label, in every language.
func (t *turn) wordsAbout(slot *flows.Slot) []string {
	var out []string
	for _, text := range []*flows.Text{slot.Ask, slot.Label} {
		for _, titles := range t.titles(text) {
			out = append(out, extract.Words(titles[0])...)
		}
	}
	return out
}

// isPlace reports an option that was named by nothing but digits.
func isPlace(f extract.Found) bool {
	for _, c := range f.Text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// only reports whether no other slot that could be meant takes the same type. Among corrections those with a value.
func (t *turn) only(s conversation.SlotExpectation, held bool) bool {
	for _, o := range t.slots() {
		same := o.Slot == s.Slot && o.Frame == s.Frame
		asked := t.exp.Asked != nil && o.Slot == t.exp.Asked.Slot && o.Frame == t.exp.Asked.Frame
		if same || o.Type != s.Type || held && (o.Value.Zero() || asked) {
			continue
		}
		return false
	}
	return true
}
