package extract

import "balie/conversation"

// leastRecalled is the length from which one word, or a row of digits, names an option that was spoken of before it
// was asked for.
const leastRecalled = 5

// Recalled finds the option that a customer spoke of before there were options: one that is mentioned outright, or the
// only one of which a word stands there that no other has.
func (x *Extractor) Recalled(text string, options []conversation.Option) []Found {
	if len(options) < 2 {
		return nil
	}
	if found := x.Mentioned(text, options); len(found) > 0 && !isDigits(found[0].Text) {
		return found
	}
	ts := x.tokens(text)
	m := x.menu(options)
	plain, denied := m.denied(ts)
	owner, at := -1, 0
	for i := range m.options {
		place, ok := m.recalled(plain, i)
		if !ok {
			continue
		}
		if owner >= 0 {
			return nil
		}
		owner, at = i, place
	}
	if owner < 0 || denied[owner] {
		return nil
	}
	f := m.found(owner, plain[at].Start, plain[at].End, 0.8)
	f.Text = text[f.Start:f.End]
	return []Found{f}
}

// recalled finds a word that only one option has and that is at least half of what tells a name of it.
func (m *menu) recalled(ts []Token, option int) (at int, ok bool) {
	for _, n := range m.names[option] {
		hit, telling := 0, 0
		for _, w := range n.words {
			if m.weight[w] < 1 || m.passing(w) {
				continue
			}
			telling++
			if place, like := m.like(ts, w, true); like >= 0.85 && m.tells(ts[place], w) {
				hit++
				at = place
			}
		}
		if hit > 0 && hit*2 >= telling {
			return at, true
		}
	}
	return 0, false
}

// passing reports a word that tells a day or is small: it stands in many texts that mean no option.
func (m *menu) passing(word string) bool {
	t := Token{Word: word, Kind: Word}
	if isDigits(word) {
		return len(word) < leastRecalled-1
	}
	for _, l := range []list{listMonth, listWeekday, listWeekdayShort, listUnit, listCurrency, listNumber, listFiller} {
		if m.x.set[l].has(t) {
			return true
		}
	}
	return false
}

// tells reports a typed word that is long enough to name something.
func (m *menu) tells(t Token, word string) bool {
	if isDigits(word) {
		return t.Word == word
	}
	return len(t.Word) >= leastRecalled
}
