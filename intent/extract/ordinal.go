package extract

import (
	"slices"
	"strconv"
)

// Behind a "niet" leastDenied words belong to it, and more until they name an option, up to mostDenied.
const (
	leastDenied = 3
	mostDenied  = 6
)

// denied cuts out what a text says it is not, and tells which options that names.
func (m *menu) denied(ts []Token) (plain []Token, denied map[int]bool) {
	denied = map[int]bool{}
	for i := 0; i < len(ts); i++ {
		if _, n := m.x.is(listNegation, ts, i); n == 0 {
			plain = append(plain, ts[i])
			continue
		}
		n := m.scope(ts, i+1)
		if n == 0 { // "gestolen is hij niet": what stands before it
			m.deny(plain, denied)
			plain = nil
			continue
		}
		m.deny(ts[i+1:i+1+n], denied)
		i += n
	}
	return plain, denied
}

// scope counts the tokens that a negation at i-1 reaches: up to a mark, a "maar", the next clause or the name of another
// option: "niet kwijt gestolen".
func (m *menu) scope(ts []Token, i int) int {
	n := 0
	for n < mostDenied && i+n < len(ts) && ts[i+n].Kind != Mark {
		_, but := m.x.is(listBut, ts, i+n)
		if _, place := m.x.is(listOrdinal, ts, i+n); but > 0 && place == 0 || m.x.set[listThus].has(ts[i+n]) && i+n+1 < len(ts) && len(m.named(ts[i+n+1:i+n+2])) > 0 { // "first" may be either
			break
		}
		if n > 0 && (m.x.turns(ts, i+n) || m.another(ts[i:i+n], ts[i+n:i+n+1])) {
			break
		}
		n++
		if n >= leastDenied && len(m.named(ts[i:i+n])) > 0 {
			break
		}
	}
	return n
}

// another reports that words name an option and the next one another.
func (m *menu) another(before, next []Token) bool {
	told := m.named(before)
	return len(told) > 0 && slices.ContainsFunc(m.fits(next, true), func(f fit) bool { return f.whole && !slices.Contains(told, f.option) })
}

// turns reports the beginning of a clause that says how it is: "hij is", "it was".
func (x *Extractor) turns(ts []Token, i int) bool {
	_, is := x.is(listIs, ts, i)
	return is > 0
}

func (m *menu) deny(ts []Token, denied map[int]bool) {
	for _, option := range m.named(ts) {
		denied[option] = true
	}
}

// named lists the options that a few words name, by name or place.
func (m *menu) named(ts []Token) []int {
	var out []int
	for _, f := range m.fits(ts, false) {
		out = append(out, f.option)
	}
	if len(out) == 0 {
		if n, _, ok := m.ordinal(ts); ok {
			out = append(out, n)
		}
	}
	return out
}

// place chooses by position: the second one, 2, option 2, the last one.
func (m *menu) place(ts []Token, denied map[int]bool) (Found, bool) {
	n, t, ok := m.ordinal(ts)
	if !ok || denied[n] {
		return Found{}, false
	}
	return m.found(n, t.Start, t.End, 0.9), true
}

// ordinal reads a place in the list. A bare number counts only when nothing else stands beside it.
func (m *menu) ordinal(ts []Token) (option int, at Token, ok bool) {
	for i := range ts {
		if v, n := m.x.is(listOrdinal, ts, i); n > 0 && !m.adverb(ts, i) {
			option, ok = m.index(v)
			return option, ts[i], ok
		}
		if ts[i].Kind == Digits && touches(ts, i+1) && m.x.set[listSuffix].has(ts[i+1]) {
			option, ok = m.index(small(ts[i].Word))
			return option, ts[i], ok
		}
	}
	return m.bare(ts)
}

// adverb reports a word for a place that rather says when: it ends what is said of something that is no option.
func (m *menu) adverb(ts []Token, i int) bool {
	if !m.x.set[listBut].has(ts[i]) || i == 0 || i < len(trimMarks(ts))-1 || ts[i-1].Kind != Word {
		return false
	}
	before := ts[i-1 : i]
	return m.x.skip(before, 0, listPick, listFiller, listArticle, listCorrection, listBut, listYes, listNo, listNegation) == 0 && len(m.fits(before, false)) == 0
}

func (m *menu) bare(ts []Token) (option int, at Token, ok bool) {
	number := 0
	for i := 0; i < len(ts); i++ {
		v, n := m.x.is(listNumber, ts, i)
		if _, article := m.x.is(listArticle, ts, i); article > 0 && number > 0 {
			continue
		}
		switch {
		case ts[i].Kind == Digits:
			v = small(ts[i].Word) + 1
		case n > 0:
		case ts[i].Kind == Mark, m.beside(ts, i):
			continue
		default:
			return 0, Token{}, false
		}
		if number > 0 {
			return 0, Token{}, false
		}
		number, at = v-1, ts[i]
	}
	option, ok = m.index(number)
	return option, at, ok
}

func (m *menu) beside(ts []Token, i int) bool {
	_, pick := m.x.is(listPick, ts, i)
	_, filler := m.x.is(listFiller, ts, i)
	return pick > 0 || filler > 0
}

// small reads a number of at most two digits, 0 for any other.
func small(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil || n > 99 {
		return 0
	}
	return n
}

// index turns a place as people count into an option: 1 is the first, -1 the last, 100 the middle one.
func (m *menu) index(place int) (int, bool) {
	n := len(m.options)
	switch {
	case place == 100:
		return n / 2, n%2 == 1
	case place < 0:
		return n + place, n+place >= 0
	}
	return place - 1, place >= 1 && place <= n
}

// rest chooses what remains: "niet de eerste, de andere" of two, or everything else denied.
func (m *menu) rest(ts, plain []Token, denied map[int]bool) (Found, bool) {
	if len(denied) == 0 || len(denied) != len(m.options)-1 {
		return Found{}, false
	}
	other := len(m.options) == 2
	for i := range plain {
		if _, n := m.x.is(listOther, plain, i); n > 0 {
			other = true
		}
	}
	if !other {
		return Found{}, false
	}
	for i := range m.options {
		if !denied[i] {
			return m.found(i, ts[0].Start, ts[len(ts)-1].End, 0.8), true
		}
	}
	return Found{}, false
}
