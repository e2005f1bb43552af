package extract

import (
	"slices"

	"balie/conversation"
)

// euro is the currency of an amount that names none.
const euro = "EUR"

// Amount finds amounts of money, in minor units: € 1.250,50, 12,50 euro, fifty euros, 12 euro 50. With bare, a number
// without a currency is an amount of euros, if it can be one.
func (x *Extractor) Amount(text string, bare bool) []Found {
	ts := x.tokens(text)
	return find(ts, text, func(i int) (Found, int) {
		if f, n := x.symbolFirst(ts, i); n > 0 {
			return f, n
		}
		return x.numberFirst(ts, i, bare)
	})
}

func (x *Extractor) symbolFirst(ts []Token, i int) (Found, int) {
	c, n := x.is(listCurrency, ts, i)
	if n == 0 {
		return Found{}, 0
	}
	d, k := x.sum(ts, i+n)
	if k == 0 {
		return Found{}, 0
	}
	minor, ok := d.cents()
	if !ok {
		return Found{}, 0
	}
	n += k + dash(ts, i+n+k)
	return Found{Value: conversation.Cents(minor, x.currencies[c-1]), Confidence: 0.98}, n
}

func (x *Extractor) numberFirst(ts []Token, i int, bare bool) (Found, int) {
	d, n := x.sum(ts, i)
	if n == 0 {
		return Found{}, 0
	}
	if _, cents := x.is(listMinor, ts, i+n); cents > 0 && d.exp == 0 {
		return Found{Value: conversation.Cents(d.mant, euro), Confidence: 0.95}, n + cents
	}
	minor, ok := d.cents()
	if !ok {
		return Found{}, 0
	}
	n += dash(ts, i+n)
	if c, k := x.is(listCurrency, ts, i+n); k > 0 {
		more, m := x.andCents(ts, i+n+k, d)
		return Found{Value: conversation.Cents(minor+more, x.currencies[c-1]), Confidence: 0.98}, n + k + m
	}
	if !bare {
		return Found{}, 0
	}
	sure := 0.8
	if _, article := x.is(listArticle, ts, i); article > 0 && n == 1 && len(trimMarks(ts)) > 1 {
		sure = 0.3
	}
	return Found{Value: conversation.Cents(minor, euro), Confidence: sure}, n
}

// sum reads a number, in which spaces may stand between thousands: 10 000.
func (x *Extractor) sum(ts []Token, i int) (decimal, int) {
	d, n := x.number(ts, i)
	if n != 1 || ts[i].Kind != Digits || len(ts[i].Word) > 3 || ts[i].Word[0] == '0' {
		return d, n
	}
	whole, k := d, n
	for i+k < len(ts) && ts[i+k].Kind == Digits && len(ts[i+k].Word) == 3 && ts[i+k].Start == ts[i+k-1].End+1 {
		last, m := x.number(ts, i+k)
		if m == 0 {
			return d, n
		}
		scaled, ok := whole.times(1000)
		if !ok || last.exp > 2 {
			return d, n
		}
		for range last.exp {
			scaled.mant *= 10
		}
		whole, k = decimal{scaled.mant + last.mant, last.exp}, k+m
	}
	return whole, k
}

// andCents reads what follows "12 euro": 50, or "en 50 cent".
func (x *Extractor) andCents(ts []Token, i int, whole decimal) (minor int64, n int) {
	if whole.exp != 0 {
		return 0, 0
	}
	_, and := x.is(listAnd, ts, i)
	d, k := x.number(ts, i+and)
	if k == 0 || d.exp != 0 || d.mant > 99 {
		return 0, 0
	}
	_, cents := x.is(listMinor, ts, i+and+k)
	spoken := ts[i+and].Kind == Word && d.mant >= 10 && i+and+k == len(trimMarks(ts)) // twelve euro fifty
	if cents == 0 && (and > 0 || !spoken && (ts[i].Kind != Digits || len(ts[i].Word) != 2)) {
		return 0, 0
	}
	return d.mant, and + k + cents
}

// dash reads the ",-" that stands for no cents.
func dash(ts []Token, i int) int {
	if touches(ts, i) && mark(ts, i, ",.") && touches(ts, i+1) && i+1 < len(ts) && slices.Contains([]string{"-", "–", "=", "—"}, ts[i+1].Word) {
		return 2
	}
	return 0
}

// cents writes a number as minor units; false when it has parts of a cent or is too large.
func (d decimal) cents() (int64, bool) {
	for d.exp > 2 && d.mant%10 == 0 {
		d.mant /= 10
		d.exp--
	}
	if d.exp > 2 || d.mant > most*10 {
		return 0, false
	}
	for d.exp < 2 {
		d.mant *= 10
		d.exp++
	}
	return d.mant, true
}
