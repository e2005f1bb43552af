package intent

import (
	"slices"

	"balie/conversation"
	"balie/intent/extract"
)

// gathered is what a sentence gives to the running process.
type gathered struct {
	turn   *turn
	asked  *conversation.Command
	also   []conversation.Command
	beside int // words of meaning that belong to no value
}

// exact reports an answer to the open question beside which hardly anything is said, and no pattern for certain.
func (g gathered) exact(sure float64, l label) bool {
	if _, pattern := l.pattern(); pattern && sure >= verySure && (g.asked == nil || g.asked.Confidence < verySure) {
		return false
	}
	return g.asked != nil && g.beside <= 1 || len(g.also) > 0 && g.beside == 0
}

// outweighs reports whether the values count more than a pattern that is not certain, or only goes along with others.
func (g gathered) outweighs(pattern string, sure float64) bool {
	if g.asked == nil && len(g.also) == 0 {
		return false
	}
	// "leave that, it was stolen" stops nothing
	return slices.Contains(companions, pattern) || sure < verySure && (g.beside <= 2 || pattern == cancel && len(g.also) > 0)
}

// commands lists the values, the asked one first.
func (g gathered) commands() []conversation.Command {
	var out []conversation.Command
	if g.asked != nil {
		out = append(out, *g.asked)
	}
	return append(out, g.also...)
}

// gather finds the values of a sentence: of the asked slot, and of the other slots that it surely means.
func (t *turn) gather(s string, form extract.Form, corrective bool) gathered {
	g := gathered{turn: t, beside: t.extract.Beside(s, 0, 0)}
	text := s
	if corrective {
		text = t.extract.Last(s)
	}
	var taken []extract.Found
	if a := t.exp.Asked; a != nil && t.answers(*a, form) {
		from := text
		if a.Type == conversation.YesNo || t.named(s) { // a no is no correction here
			from = s
		}
		if f, ok := t.take(*a, from, false); ok && !t.corrects(*a, corrective) && !t.aside(s, form, f, corrective) {
			c := set(*a, f)
			g.asked = &c
			taken = append(taken, locate(f, s, from))
			t.note("%s = %q: answers the open question", a.Slot, f.Value)
		}
	}
	if form == extract.Statement || form == extract.Request || corrective {
		for _, f := range t.alsoGiven(text, corrective, g.asked != nil) {
			if !corrective && (t.aside(s, form, f.found, false) || t.inPassing(s, f)) || g.asked != nil && t.chosen(taken, locate(f.found, s, text)) {
				continue
			}
			g.also = append(g.also, f.command)
			taken = append(taken, locate(f.found, s, text))
			t.note("%s = %q: given or corrected", f.command.Slot, f.found.Value)
		}
	}
	if form == extract.Statement || corrective {
		for _, f := range t.retold(s, taken) {
			if g.has(f.command) {
				continue
			}
			g.also = append(g.also, f.command)
			taken = append(taken, f.found)
			t.note("%s = %q: told anew", f.command.Slot, f.found.Text)
		}
	}
	g.beside = t.besides(s, taken)
	return g
}

// chosen reports a value in the words that choose from the list that was asked: of three times "the third" is no day.
func (t *turn) chosen(taken []extract.Found, f extract.Found) bool {
	return len(t.exp.Asked.Options) > 0 && taken[0].Start < f.End && f.Start < taken[0].End
}

// has reports a value for the same slot.
func (g gathered) has(c conversation.Command) bool {
	return slices.ContainsFunc(g.commands(), func(o conversation.Command) bool { return o.Slot == c.Slot && o.Frame == c.Frame })
}

// mostAside is how many words of meaning a question may hold beside a value that it proposes.
const mostAside = 2

// aside reports a value that a question only speaks of: "are you open on saturday" gives no day, "can it be 3 april" does.
func (t *turn) aside(s string, form extract.Form, f extract.Found, corrective bool) bool {
	if form == extract.Statement || corrective {
		return false
	}
	return t.besides(s, []extract.Found{f}) > mostAside
}

// How many words of meaning a sentence may hold beside a value that it corrects without saying so: a day or a number of the
// running process, one of a process that is over, which it would begin anew, and an option, or what was not told before.
const (
	mostPassing = 2
	mostOver    = 1
	mostStory   = 8
)

// inPassing reports a value that a sentence only mentions while it tells of something else: "I was at your branch yesterday"
// moves no payment, and begins nothing anew that is over.
func (t *turn) inPassing(s string, g giving) bool {
	i := slices.IndexFunc(t.exp.Also, func(x conversation.SlotExpectation) bool {
		return x.Slot == g.command.Slot && x.Frame == g.command.Frame
	})
	if i < 0 || formless(t.exp.Also[i]) == 0 || t.names(t.exp.Also[i], s) {
		return false
	}
	most := mostPassing
	switch x := t.exp.Also[i]; {
	case len(x.Options) > 0, x.Value.Zero() && t.exp.Running != "":
		most = mostStory
	case t.exp.Running == "":
		most = mostOver
	}
	return t.besides(s, []extract.Found{g.found}) > most && !anyIn(t.stance.ordering, t.folding(s).folded)
}

// locate moves what was found in the last part of a sentence to its place in the sentence.
func locate(f extract.Found, s, part string) extract.Found {
	shift := len(s) - len(part)
	f.Start, f.End = f.Start+shift, f.End+shift
	if shift > 0 { // what the correction takes back belongs to it
		f.Start = 0
	}
	return f
}

func (t *turn) besides(s string, taken []extract.Found) int {
	return t.extract.Beside(blank(s, taken), 0, 0)
}

// answers reports whether a sentence of this form can answer a question for a value: "what does it cost" cannot, "can
// it be 3 april" can.
func (t *turn) answers(s conversation.SlotExpectation, form extract.Form) bool {
	switch form {
	case extract.Statement:
		return true
	case extract.Polar, extract.Request:
		return s.Type != conversation.YesNo
	}
	return false
}

// set makes a command of a value that was found.
func set(s conversation.SlotExpectation, f extract.Found) conversation.Command {
	v := f.Value
	return conversation.Command{Do: conversation.DoSet, Frame: s.Frame, Slot: s.Slot, Value: &v, Text: f.Text, Confidence: f.Confidence}
}

// corrects reports a value that rather corrects a slot of the same type that already has one: "nee wacht, de 14e".
func (t *turn) corrects(asked conversation.SlotExpectation, corrective bool) bool {
	if !corrective || len(asked.Options) > 0 {
		return false
	}
	n := 0
	for _, s := range t.exp.Also {
		if s.Type == asked.Type && !s.Value.Zero() && s.Type != conversation.Text {
			n++
		}
	}
	return n == 1
}
