package intent

import (
	"slices"
	"strings"

	"balie/conversation"
	"balie/intent/extract"
)

// freeText reads the answer to a question that takes any text: all of it is the value, unless a pattern speaks clearly
// or it is a question itself.
func (t *turn) freeText(text string) []conversation.Command {
	asked := *t.exp.Asked
	if name, ok := t.says(text, false); ok {
		return []conversation.Command{t.called(name, 1)}
	}
	if noise(text) {
		t.note("%q is no word", t.quote(text))
		return t.nothing(text)
	}
	if !asked.Optional {
		if out := t.plainReply(text); out != nil {
			return out
		}
	}
	if l, sure, ok := t.about(text); ok && sure >= verySure {
		if name, isPattern := l.pattern(); isPattern && t.brief(text, name) {
			t.note("pattern %s: %.2f, although any text is taken", name, sure)
			return []conversation.Command{t.called(name, sure)}
		}
	}
	if out := t.otherWish(text); out != nil {
		return out
	}
	if t.asks(text) {
		return []conversation.Command{t.answer(text)}
	}
	if t.unknown(text, gathered{turn: t}) {
		return []conversation.Command{t.called(dontHave, verySure)}
	}
	if out := t.setRight(text); out != nil {
		t.note("%q puts right what was told before", t.quote(text))
		return out
	}
	others, rest := t.besideAnswer(text)
	if len(others) > 0 && rest == "" {
		return others
	}
	if out, ok := t.misses(asked, text); ok {
		return out
	}
	if r := t.extract.YesNo(text, nil); !asked.Optional && !extract.HasWords(r.Rest) {
		switch r.Answer {
		case extract.Yes:
			return []conversation.Command{{Do: conversation.DoYes, Confidence: r.Confidence}}
		case extract.No:
			return []conversation.Command{{Do: conversation.DoNo, Confidence: r.Confidence}}
		}
	}
	if asked.Optional && t.extract.YesNo(text, nil).Answer == extract.No && len(extract.Words(text)) <= 3 {
		return []conversation.Command{{Do: conversation.DoSkip, Frame: asked.Frame, Slot: asked.Slot, Confidence: 0.9}}
	}
	f := t.value(asked, rest)
	t.note("%s = %q: any text is taken", asked.Slot, t.quote(f.Text))
	return append([]conversation.Command{set(asked, f)}, others...)
}

// asks reports a text that is a question and no answer in free text, which may well hold one: it begins as one, or is a short
// objection.
func (t *turn) asks(text string) bool {
	if !strings.HasSuffix(strings.TrimSpace(text), "?") {
		return false
	}
	return t.form(text) == extract.Open || len(extract.Words(text)) <= mostWish && t.extract.YesNo(text, nil).Answer == extract.NotYes
}

// objects reports a hesitation that is put as a question: "yes but surely that is free?" wants an answer and no time. What
// stands behind the yes and the but must be no hesitation itself.
func (t *turn) objects(s string) bool {
	if !strings.HasSuffix(strings.TrimSpace(s), "?") {
		return false
	}
	rest := t.extract.YesNo(s, nil).Rest
	if tokens := extract.Tokens(rest); len(tokens) > 0 && t.habits.split[tokens[0].Word] {
		rest = rest[tokens[0].End:]
	}
	if rest == "" || t.extract.Beside(rest, 0, 0) == 0 {
		return false
	}
	l, _, ok := t.about(rest)
	name, isPattern := l.pattern()
	return !ok || !isPattern || name != hesitate
}

// mostWish is the number of words up to which an order that names another process is one, where any text is taken.
const mostWish = 9

// otherWish reads an order that surely is about a process, also about the one that runs: no street is called "I also want to
// block my card".
func (t *turn) otherWish(text string) []conversation.Command {
	if len(extract.Words(text)) > mostWish || !t.orders(text) {
		return nil
	}
	l, sure, ok := t.about(text)
	if _, isFlow := l.flow(); !ok || !isFlow || sure < verySure {
		return nil
	}
	t.note("%q is a wish, although any text is taken", t.quote(text))
	return t.sentences(text, false)
}

// plainReply reads a yes or no that says nothing else: it is no value of a question that takes any text.
func (t *turn) plainReply(text string) []conversation.Command {
	if t.extract.Beside(text, 0, 0) > 0 {
		return nil
	}
	return t.bareReply(text)
}

// misses reads an answer that cannot be what was asked: one that breaks the slot's own rules; without such rules a code
// without a digit, an address or number without one. It is understood as anything else is, and is the value only when
// that gives nothing: then the rule says what is wrong with it.
func (t *turn) misses(s conversation.SlotExpectation, text string) ([]conversation.Command, bool) {
	slot := t.slot(s.Flow, s.Slot)
	if slot == nil {
		return nil, false
	}
	holds, ruled := slot.Holds(t.value(s, text).Value)
	digits := strings.ContainsAny(text, "0123456789@")
	secret := slot.Class == conversation.ClassSecret && !digits
	switch {
	case ruled && holds:
		return nil, false
	case !ruled && (digits || !secret && !t.asksContact(s)):
		return nil, false
	}
	out := t.sentences(text, false)
	if !secret && (unclear(out) || onlyReply(out)) {
		return nil, false
	}
	t.note("%q holds nothing that %s takes", t.quote(text), s.Slot)
	return out, true
}

// brief reports whether a text is hardly longer than the pattern's examples: a long text that happens to hold one is
// rather an answer.
func (t *turn) brief(text, name string) bool {
	words := len(extract.Words(text))
	for _, k := range t.classify(text).Ranked {
		if l, ok := label(k.Label).pattern(); ok && l == name {
			return words <= len(extract.Words(k.Nearest.Text))+3
		}
	}
	return words <= 6
}

// value takes the value out of what announces it: "mijn e-mailadres is jan@…", "the code is 12 34 56".
func (t *turn) value(s conversation.SlotExpectation, text string) extract.Found {
	f := extract.Found{End: len(text), Text: strings.TrimSpace(text), Confidence: 0.9}
	v := t.unannounced(f.Text)
	if slot := t.slot(s.Flow, s.Slot); slot != nil {
		if slot.Class == conversation.ClassSecret {
			v = digitsOf(v)
		} else if t.asksContact(s) {
			v = t.contact(v)
		}
	}
	f.Value = conversation.Of(conversation.Text, v)
	return f
}

// unannounced cuts off the words that announce a value.
func (t *turn) unannounced(text string) string {
	tokens := extract.Tokens(text)
	cut := 0
	for i := 1; i < len(tokens) && i <= 6; i++ {
		head := extract.Fold(text[:tokens[i].Start])
		for _, re := range t.habits.announce {
			if re.MatchString(head) && tokens[i].Kind != extract.Mark {
				cut = tokens[i].Start
			}
		}
	}
	return strings.TrimSpace(text[cut:])
}

// digitsOf keeps the digits of a code that was typed with words or spaces around it; a text without digits stays.
func digitsOf(text string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
	if digits == "" {
		return text
	}
	return digits
}

// asksContact reports whether a question asks for one address or number.
func (t *turn) asksContact(s conversation.SlotExpectation) bool {
	slot := t.slot(s.Flow, s.Slot)
	return slices.ContainsFunc(t.wordsAbout(slot), func(w string) bool { return t.habits.contact[w] })
}

// contact keeps the only e-mail address or phone number of a short text.
func (t *turn) contact(text string) string {
	if len(extract.Words(text)) > 12 {
		return text
	}
	if f, ok := one(t.extract.Email(text)); ok {
		return f.Value.Text
	}
	if f, ok := one(t.extract.Phone(text)); ok {
		return f.Text
	}
	return text
}
