package extract

// Form is how a sentence is put.
type Form int

// The forms. Open questions ask for something (what, how much), polar ones whether something is so, requests whether
// something can be done.
const (
	Statement Form = iota
	Open
	Polar
	Request
)

// Form says whether a sentence is a question, and of what kind.
func (x *Extractor) Form(sentence string) Form {
	ts := x.tokens(sentence)
	marked := len(ts) > 0 && mark(ts, len(ts)-1, "?")
	i := x.content(ts, 0)
	if i+2 < len(ts) && x.set[listAsk].has(ts[i+1]) && x.leads(ts[i]) {
		i++ // "tot hoe laat", "at what time"
	}
	if _, ask := x.is(listAsk, ts, i); ask > 0 && (marked || len(ts) > i+1) {
		return Open
	}
	if marked {
		for j := range ts {
			if _, ask := x.is(listAsk, ts, j); ask > 0 {
				return Open
			}
		}
	}
	if f := x.asksWhether(ts); f != Statement {
		return f
	}
	if marked {
		return Request // "pas blokkeren?"
	}
	return Statement
}

// leads reports a small word that may stand before an asking one.
func (x *Extractor) leads(t Token) bool {
	for _, l := range []list{listTo, listFrom, listAt, listAhead, listOwn, listAnd} {
		if x.set[l].has(t) {
			return true
		}
	}
	return false
}

// asksWhether reports a sentence that begins with its verb, as questions do: "kan ik", "is it".
func (x *Extractor) asksWhether(ts []Token) Form {
	for i := range ts {
		if ts[i].Kind == Mark {
			continue
		}
		if _, polar := x.is(listPolar, ts, i); polar > 0 {
			_, pronoun := x.is(listPronoun, ts, i+1)
			_, request := x.is(listRequest, ts, i)
			switch {
			case pronoun == 0 || len(ts) <= i+2:
				return Statement
			case request > 0:
				return Request
			}
			return Polar
		}
		if _, pronoun := x.is(listPronoun, ts, i); pronoun > 0 || x.skip(ts[i:i+1], 0, listFiller, listBut, listYes, listNo) == 0 {
			return Statement
		}
	}
	return Statement
}

// content skips marks and small words.
func (x *Extractor) content(ts []Token, i int) int {
	for i < len(ts) {
		if ts[i].Kind == Mark {
			i++
			continue
		}
		if _, ask := x.is(listAsk, ts, i); ask > 0 {
			break
		}
		n := x.skip(ts[:min(len(ts), i+3)], i, listFiller, listBut)
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// Beside counts the words outside a span that carry meaning of their own: no politeness, articles or pointing words.
func (x *Extractor) Beside(text string, start, end int) int {
	ts := x.tokens(text)
	n := 0
	for i := 0; i < len(ts); {
		inside := ts[i].Start < end && ts[i].End > start
		small := x.skip(ts[i:i+1], 0, listFiller, listPick, listArticle, listOf, listAt, listBut, listDayWord, listYes, listNo, listCorrection, listAnd)
		if ts[i].Kind != Mark && !inside && small == 0 {
			n++
		}
		i++
	}
	return n
}

// Corrects reports whether a text takes something back: "nee wacht", "ik bedoel".
func (x *Extractor) Corrects(text string) bool { return len(x.corrections(x.tokens(text))) > 1 }

// Last returns the part of a text behind its last correction; all of it without one.
func (x *Extractor) Last(text string) string {
	parts := x.corrections(x.tokens(text))
	for i := len(parts) - 1; i > 0; i-- {
		if p := parts[i]; len(trimMarks(p)) > 0 {
			return text[p[0].Start:]
		}
	}
	return text
}

// Denies reports whether a text says that something is not right: a phrase of no with more than one word.
func (x *Extractor) Denies(text string) bool {
	ts := x.tokens(text)
	for i := range ts {
		if _, n := x.is(listNo, ts, i); n > 1 {
			return true
		}
	}
	return false
}

// Negates reports whether a text has a word of negation.
func (x *Extractor) Negates(text string) bool {
	ts := x.tokens(text)
	for i := range ts {
		if _, n := x.is(listNegation, ts, i); n > 0 {
			return true
		}
	}
	return false
}

// Other reports whether a text means the other of two.
func (x *Extractor) Other(text string) bool {
	ts := x.tokens(text)
	for i := range ts {
		if _, n := x.is(listOther, ts, i); n > 0 {
			return true
		}
	}
	return false
}

// Several reports a word that means more than one: both, all.
func (x *Extractor) Several(word string) bool {
	_, n := x.is(listAny, x.tokens(word), 0)
	return n > 0
}

// Correct mends a typing error towards the words that the extractor knows.
func (x *Extractor) Correct(word string) string { return x.near.Correct(word) }

// Known reports whether the extractor knows a word.
func (x *Extractor) Known(word string) bool { return x.near.Has(word) }

// Of reports whether a text ends with a word that says to what the next one belongs: "de betaling van".
func (x *Extractor) Of(text string) bool {
	ts := x.tokens(text)
	return len(ts) > 0 && x.set[listOwn].has(ts[len(ts)-1])
}
