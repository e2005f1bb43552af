package intent

import (
	"maps"
	"slices"
	"strings"

	"balie/conversation"
	"balie/flows"
	"balie/intent/extract"
)

// Bounds of what is told anew about a slot that takes any text, in words.
const (
	mostRetold = 6 // of a value
	mostNaming = 7 // between the name of a slot and its value
	mostBare   = 3 // of a value whose slot is not named
)

// retold finds values for slots that take any text and were not asked: named ("the street is …"), set against what they
// hold ("12, not 21"), or left over beside another value and of a form that only one of them takes ("1234 AB 12").
func (t *turn) retold(s string, taken []extract.Found) []giving {
	slots := t.freeSlots()
	if len(slots) == 0 {
		return nil
	}
	if out := t.addressed(s, slots, taken); len(out) > 0 {
		return out
	}
	var out []giving
	for _, x := range slots {
		if g, ok := t.namedAnew(s, x); ok && !overlaps(out, g.found) {
			out = append(out, g)
		}
	}
	if len(out) > 0 {
		return out
	}
	if g, ok := t.replaced(s, slots); ok {
		return []giving{g}
	}
	if g, ok := t.left(s, slots, taken); ok {
		return []giving{g}
	}
	return nil
}

// changes reports a sentence that asks to change what was told: it names a slot that holds a value.
func (t *turn) changes(s string) bool {
	return anyIn(t.stance.changing, t.folding(s).folded) &&
		slices.ContainsFunc(t.exp.Also, func(x conversation.SlotExpectation) bool { return !x.Value.Zero() && t.names(x, s) })
}

// freeSlots lists the slots beside the asked one that take any text.
func (t *turn) freeSlots() []conversation.SlotExpectation {
	var out []conversation.SlotExpectation
	for _, x := range t.exp.Also {
		slot := t.slot(x.Flow, x.Slot)
		if t.free(x) && slot != nil && slot.Class != conversation.ClassSecret && slot.Class != conversation.ClassSensitive {
			out = append(out, x)
		}
	}
	return out
}

// namedAnew finds the value behind the name of a slot and the words that lead to it.
func (t *turn) namedAnew(s string, x conversation.SlotExpectation) (giving, bool) {
	slot := t.slot(x.Flow, x.Slot)
	names := t.labelWords(slot)
	tokens := extract.Tokens(s)
	for i, tok := range tokens {
		if tok.Kind != extract.Word || !slices.ContainsFunc(names, func(n string) bool { return called(tok.Word, n) }) {
			continue
		}
		from, linked := t.link(tokens, i+1)
		value := t.upTo(s, tokens, from)
		if value == "" || !linked && x.Value.Zero() && !t.formed(slot, value) {
			continue
		}
		if g, ok := t.retake(x, s, value); ok {
			g.found.Start = tok.Start
			return g, true
		}
	}
	return giving{}, false
}

// called reports a word that is the name of a slot, or the end of it: the number of a house number.
func called(word, name string) bool {
	return word == name || len(word) > leastName && strings.HasSuffix(name, word)
}

// labelWords lists the words by which a slot is called.
func (t *turn) labelWords(slot *flows.Slot) []string {
	var out []string
	for _, titles := range t.titles(slot.Label) {
		words := extract.Words(titles[0])
		if len(words) == 0 || len(words) > 2 {
			continue
		}
		if name := words[len(words)-1]; len(name) >= leastName { // the number of a house number
			out = append(out, name)
		}
	}
	for _, words := range t.stance.parts {
		if slices.ContainsFunc(out, func(w string) bool { return words[w] }) {
			return append(out, slices.Sorted(maps.Keys(words))...)
		}
	}
	return out
}

// link skips the words between a name and its value; linked: there are some.
func (t *turn) link(tokens []extract.Token, i int) (from int, linked bool) {
	for n := 0; i < len(tokens) && n < mostNaming; n++ {
		if tokens[i].Kind != extract.Mark && !t.stance.linking[tokens[i].Word] {
			break
		}
		linked = true
		i++
	}
	return i, linked
}

// upTo returns what stands from a token up to a mark, a word between two wishes, or a negation.
func (t *turn) upTo(s string, tokens []extract.Token, from int) string {
	to := from
	for to < len(tokens) && to-from < mostRetold {
		tok := tokens[to]
		if tok.Kind == extract.Mark && strings.Contains(",;.!?", tok.Word) || t.habits.split[tok.Word] || t.stance.negating[tok.Word] || t.stance.trailing(tok.Word) && to > from {
			break
		}
		to++
	}
	for to > from+1 && t.stance.linking[tokens[to-1].Word] { // "must be 12": the verb may stand at the end
		to--
	}
	if to == from || from >= len(tokens) {
		return ""
	}
	return strings.TrimSpace(s[tokens[from].Start:tokens[to-1].End])
}

// replaced finds the slot whose value is set against a new one.
func (t *turn) replaced(s string, slots []conversation.SlotExpectation) (giving, bool) {
	text := strings.TrimRight(strings.TrimSpace(s), ".! ")
	for _, n := range t.stance.replacing {
		m := n.match.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		was := t.core(m[n.match.SubexpIndex("old")])
		value := t.tail(t.core(m[n.match.SubexpIndex("new")]), len(extract.Words(was)))
		for _, x := range slots {
			if x.Value.Zero() || was == "" || value == "" || extract.Fold(was) != extract.Fold(x.Value.Text) {
				continue
			}
			if g, ok := t.retake(x, s, value); ok {
				return g, true
			}
		}
	}
	return giving{}, false
}

// tail leaves out what leads to a value that takes the place of one of so many words: "i live in Utrecht" for "Arnhem".
func (t *turn) tail(value string, words int) string {
	tokens := extract.Tokens(value)
	for i := len(tokens) - words; i > 0; i-- {
		if before := tokens[i-1].Word; t.stance.linking[before] || t.tongue.small(before) {
			return value[tokens[i].Start:]
		}
	}
	return value
}

// core leaves out the small words around a value.
func (t *turn) core(text string) string {
	tokens := extract.Tokens(text)
	small := func(tok extract.Token) bool {
		return tok.Kind == extract.Mark || t.stance.linking[tok.Word] || t.stance.trailing(tok.Word) || t.habits.split[tok.Word] || t.extract.Beside(tok.Word, 0, 0) == 0 && !isNumber(tok.Word)
	}
	for len(tokens) > 0 && small(tokens[0]) {
		tokens = tokens[1:]
	}
	for len(tokens) > 0 && small(tokens[len(tokens)-1]) {
		tokens = tokens[:len(tokens)-1]
	}
	if len(tokens) == 0 {
		return ""
	}
	return text[tokens[0].Start:tokens[len(tokens)-1].End]
}

func isNumber(word string) bool { return strings.Trim(word, "0123456789") != word }

// left finds the only slot that takes what is left of a sentence: beside a value that was found, when it is of the slot's
// own form; or when the sentence takes something back.
func (t *turn) left(s string, slots []conversation.SlotExpectation, taken []extract.Found) (giving, bool) {
	retakes := anyIn(t.stance.retaking, t.folding(s).folded)
	if len(taken) == 0 && !retakes {
		return giving{}, false
	}
	rest := t.core(blank(s, taken))
	words := len(extract.Words(rest))
	if rest == "" || words > mostBare || strings.HasSuffix(strings.TrimSpace(s), "?") {
		return giving{}, false
	}
	for _, x := range slices.Backward(slots) {
		if t.spokenOf(x.Flow, rest) {
			continue
		}
		slot := t.slot(x.Flow, x.Slot)
		formed := t.formed(slot, rest)
		switch {
		case len(taken) > 0 && x.Value.Zero() && formed, len(taken) == 0 && retakes && !x.Value.Zero() && formed:
			return t.retake(x, s, rest)
		case len(taken) == 0 && retakes && !x.Value.Zero() && len(slot.Valid) == 0 && !isNumber(rest) && words == len(extract.Words(x.Value.Text)):
			return t.retake(x, s, rest)
		}
	}
	return giving{}, false
}

// spokenOf reports words with which a process itself is spoken of: "also change my address" tells no street called change.
func (t *turn) spokenOf(flow, rest string) bool {
	return !slices.ContainsFunc(extract.Words(rest), func(w string) bool { return isNumber(w) || !t.spoken[flow][w] })
}

// formed reports a value of the form that a slot's own rules ask for.
func (t *turn) formed(slot *flows.Slot, value string) bool {
	return len(slot.Valid) > 0 && t.holds(slot, value)
}

// holds reports a value that breaks none of the rules that are about the slot alone.
func (t *turn) holds(slot *flows.Slot, value string) bool {
	env := &flows.Env{Values: map[string]conversation.Value{slot.Name: conversation.Of(conversation.Text, value)}, Now: t.exp.Now}
	for _, rule := range slot.Valid {
		if rule.If == nil || !slices.Equal(rule.If.Names, []string{slot.Name}) {
			continue
		}
		if ok, err := rule.If.Bool(env); err != nil || !ok {
			return false
		}
	}
	return true
}

// retake makes a giving of a value that a slot's rules take and that is new.
func (t *turn) retake(x conversation.SlotExpectation, s, value string) (giving, bool) {
	value = strings.TrimSpace(value)
	slot := t.slot(x.Flow, x.Slot)
	if value == "" || !t.holds(slot, value) || extract.Fold(value) == extract.Fold(x.Value.Text) || len(extract.Words(value)) > mostRetold {
		return giving{}, false
	}
	at := strings.LastIndex(s, value)
	if at < 0 {
		return giving{}, false
	}
	f := extract.Found{Value: conversation.Of(conversation.Text, value), Start: at, End: at + len(value), Text: value, Confidence: 0.85}
	return giving{found: f, command: set(x, f)}, true
}

// nameLike reports words that may be the name of a town: none of them is small.
func (t *turn) nameLike(value string) bool {
	return !slices.ContainsFunc(extract.Words(value), func(w string) bool { return t.tongue.small(w) || t.stance.linking[w] })
}

// besideAnswer finds what an answer in free text tells of other slots, by their names, and what is left as the answer.
func (t *turn) besideAnswer(text string) (others []conversation.Command, rest string) {
	if t.form(text) != extract.Statement || len(extract.Words(text)) > mostAside*mostRetold {
		return nil, text
	}
	var taken []extract.Found
	for _, x := range t.freeSlots() {
		if g, ok := t.namedAnew(text, x); ok {
			others, taken = append(others, g.command), append(taken, g.found)
			t.note("%s = %q: told beside the answer", x.Slot, g.command.Text)
		}
	}
	if len(others) == 0 {
		return nil, text
	}
	return others, t.core(blank(text, taken))
}

// addressed finds the parts of a postal address for the slots that are called like them.
func (t *turn) addressed(s string, slots []conversation.SlotExpectation, taken []extract.Found) []giving {
	parts := t.extract.AddressParts(s)
	if parts.Street == "" && (parts.City == "" || len(taken) == 0) {
		return nil
	}
	var out []giving
	for _, x := range slots {
		words := t.labelWords(t.slot(x.Flow, x.Slot))
		for part, value := range map[string]string{"street": parts.Street, "number": parts.Number, "city": parts.City} {
			if value == "" || part == "city" && !t.nameLike(value) || !slices.ContainsFunc(words, func(w string) bool { return t.stance.parts[part][w] }) {
				continue
			}
			if g, ok := t.retake(x, s, value); ok {
				out = append(out, g)
			}
		}
	}
	return out
}
