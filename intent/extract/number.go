package extract

import (
	"math"
	"strings"

	"balie/conversation"
)

// decimal is mant / 10^exp: numbers are read exactly, since some of them are money.
type decimal struct {
	mant int64
	exp  int
}

// most is the largest number that is read.
const most = 1_000_000_000_000

func (d decimal) float() float64 { return float64(d.mant) / math.Pow10(d.exp) }

// times multiplies by a whole number; false when it grows too large.
func (d decimal) times(n int64) (decimal, bool) {
	for d.exp > 0 && n%10 == 0 {
		n /= 10
		d.exp--
	}
	if d.mant > most || n > most || d.mant != 0 && n > math.MaxInt64/d.mant {
		return d, false
	}
	d.mant *= n
	return d, true
}

// Number finds numbers, in digits and in words: 12, 1.250, 2,5, twaalf, twee en een half, two hundred and fifty.
func (x *Extractor) Number(text string) []Found {
	ts := x.tokens(text)
	out := find(ts, text, func(i int) (Found, int) {
		d, n := x.number(ts, i)
		if n == 0 {
			return Found{}, 0
		}
		sure := 0.95
		if _, article := x.is(listArticle, ts, i); article > 0 && n == 1 && len(trimMarks(ts)) > 1 {
			sure = 0.4 // "een pas", "a card"
		}
		return Found{Value: conversation.Num(d.float()), Confidence: sure}, n
	})
	return out
}

// number reads a number at token i in digits or words, with what multiplies or adds to it.
func (x *Extractor) number(ts []Token, i int) (decimal, int) {
	if _, n := x.is(listOneAndHalf, ts, i); n > 0 {
		return x.scaled(ts, i, decimal{15, 1}, n)
	}
	if d, n := x.halfOf(ts, i); n > 0 {
		return d, n
	}
	if x.vague(ts, i) {
		return decimal{}, 0
	}
	d, n := x.numeral(ts, i)
	if n == 0 {
		v, k := x.spelled(ts, i)
		if k == 0 {
			return decimal{}, 0
		}
		d, n = decimal{mant: v}, k
		return x.andHalf(ts, i, d, n)
	}
	if touches(ts, i+n) && ts[i+n].Kind == Word && (x.set[listSuffix].has(ts[i+n]) || x.set[listAM].has(ts[i+n]) || x.set[listPM].has(ts[i+n])) {
		return decimal{}, 0
	}
	return x.scaled(ts, i, d, n)
}

// halfOf reads half of what multiplies: half a million.
func (x *Extractor) halfOf(ts []Token, i int) (decimal, int) {
	_, n := x.is(listHalf, ts, i)
	if n == 0 {
		return decimal{}, 0
	}
	_, article := x.is(listArticle, ts, i+n)
	by, k := x.is(listScale, ts, i+n+article)
	if k == 0 {
		return decimal{}, 0
	}
	return decimal{mant: int64(by) / 2}, n + article + k
}

// vague reports a number word of which is not said how many: a few hundred.
func (x *Extractor) vague(ts []Token, i int) bool {
	if _, scale := x.is(listScale, ts, i); scale == 0 {
		return false
	}
	for back := 1; back <= 3 && back <= i; back++ {
		if _, n := x.is(listVague, ts, i-back); n == back {
			return true
		}
	}
	return false
}

// scaled reads what multiplies a number: 1.5k, 2 miljoen.
func (x *Extractor) scaled(ts []Token, i int, d decimal, n int) (decimal, int) {
	by, k := x.is(listScale, ts, i+n)
	if k == 0 {
		if _, k = x.is(listThousand, ts, i+n); k > 0 {
			by = 1000
		}
	}
	if k > 0 {
		if e, ok := d.times(int64(by)); ok {
			return e, n + k
		}
	}
	return x.andHalf(ts, i, d, n)
}

// andHalf reads "… en een half".
func (x *Extractor) andHalf(ts []Token, i int, d decimal, n int) (decimal, int) {
	if i+n < len(ts) && ts[i+n].Word == "½" && d.exp == 0 {
		return decimal{d.mant*10 + 5, 1}, n + 1
	}
	_, and := x.is(listAnd, ts, i+n)
	if and == 0 || d.exp != 0 {
		return d, n
	}
	if _, half := x.is(listHalf, ts, i+n+and); half > 0 {
		return decimal{d.mant*10 + 5, 1}, n + and + half
	}
	return d, n
}

// numeral reads digits with separators. Dates, times and codes are no numbers.
func (x *Extractor) numeral(ts []Token, i int) (decimal, int) {
	if i >= len(ts) || ts[i].Kind != Digits || x.joined(ts, i) {
		return decimal{}, 0
	}
	groups, seps := []string{ts[i].Word}, []string(nil)
	n := 1
	for touches(ts, i+n) && mark(ts, i+n, ".,") && touches(ts, i+n+1) && ts[i+n+1].Kind == Digits {
		seps, groups = append(seps, ts[i+n].Word), append(groups, ts[i+n+1].Word)
		n += 2
	}
	if touches(ts, i+n) && mark(ts, i+n, "-/:") && touches(ts, i+n+1) && ts[i+n+1].Kind == Digits {
		return decimal{}, 0
	}
	d, ok := assemble(groups, seps)
	if !ok {
		return decimal{}, 0
	}
	return d, n
}

// joined reports digits that belong to what stands directly before them: nl91, 3-4, 15:30, 1.2.3.
func (x *Extractor) joined(ts []Token, i int) bool {
	if !touches(ts, i) {
		return false
	}
	before := ts[i-1]
	switch {
	case before.Kind == Word:
		return !x.set[listCurrency].has(before)
	case mark(ts, i-1, "-/:.,"):
		return touches(ts, i-1) && ts[i-2].Kind == Digits
	}
	return false
}

// assemble makes a number of groups of digits: the last separator is a decimal one when what follows are not three
// digits, or when it is another than those before it.
func assemble(groups, seps []string) (decimal, bool) {
	whole, fraction := groups, ""
	if n := len(seps); n > 0 {
		last := groups[n]
		thousands := len(last) == 3 && len(groups[0]) <= 3 && groups[0] != "0" && (n == 1 || seps[n-1] == seps[0])
		if !thousands {
			if n > 1 && seps[n-1] == seps[0] {
				return decimal{}, false
			}
			whole, fraction = groups[:n], last
		}
	}
	for i, g := range whole {
		if i > 0 && len(g) != 3 {
			return decimal{}, false
		}
	}
	for i := 1; i < len(whole)-1; i++ {
		if seps[i] != seps[0] {
			return decimal{}, false
		}
	}
	digits := strings.Join(whole, "") + fraction
	if len(digits) > 12 {
		return decimal{}, false
	}
	var v int64
	for i := range len(digits) {
		v = v*10 + int64(digits[i]-'0')
	}
	return decimal{v, len(fraction)}, true
}
