package extract

import "strconv"

// Bounds of a phone number that is told in words, in digits.
const (
	leastDialed = 8
	mostDialed  = 15
)

// toldPhones finds phone numbers of which digits are told in words: nul zes dubbel een.
func (x *Extractor) toldPhones(ts []Token, text string) []Found {
	var out []Found
	for i := 0; i < len(ts); i++ {
		if !x.dials(ts, i) {
			continue
		}
		if f, end := x.dialed(ts, text, i); end > i {
			out = append(out, f)
			i = end - 1
		}
	}
	return out
}

// dials reports a token with which a phone number may begin: a zero or a plus.
func (x *Extractor) dials(ts []Token, i int) bool {
	if ts[i].Kind == Digits {
		return ts[i].Word[0] == '0' && !(i > 0 && ts[i-1].Kind != Mark && touches(ts, i))
	}
	if sign, n := x.sign(ts, i); n > 0 {
		return sign == "+"
	}
	d, ok := x.toldNumber(ts[i])
	return ok && d == "0"
}

// dialed reads the digits of a number from token i on; end is the token behind the last. Without a word among them it finds none.
func (x *Extractor) dialed(ts []Token, text string, i int) (found Found, end int) {
	begin, said, told := i, "", false
	for i < len(ts) && len(said) <= mostDialed {
		more, n := x.repeated(ts, text, i)
		if n == 0 {
			more, n = x.dialedOne(ts, i)
		}
		if n == 0 {
			break
		}
		told = told || ts[i].Kind == Word
		said, i = said+more, i+n
		if !told || len(said) < leastDialed {
			continue
		}
		if v, ok := validPhone(said); ok {
			end = i
			found = Found{Value: v, Start: ts[begin].Start, End: ts[i-1].End, Text: text[ts[begin].Start:ts[i-1].End], Confidence: 0.9}
		}
	}
	return found, end
}

// dialedOne reads one token of a number: its digits, a number in words, a plus, or a mark between them, which says nothing.
func (x *Extractor) dialedOne(ts []Token, i int) (string, int) {
	switch {
	case ts[i].Kind == Digits:
		return ts[i].Word, 1
	case mark(ts, i, "()-/.,"):
		return "", 1
	}
	if sign, n := x.sign(ts, i); n > 0 && sign == "+" {
		return sign, n
	}
	d, ok := x.toldNumber(ts[i])
	if !ok {
		return "", 0
	}
	return d, 1
}

// toldNumber writes a word that is a number below thousand in digits.
func (x *Extractor) toldNumber(t Token) (string, bool) {
	if t.Kind != Word {
		return "", false
	}
	var s sum
	if parts := x.split(t.Word); parts == nil || !s.all(parts) || s.and || s.total+s.current >= 1000 {
		return "", false
	}
	return strconv.FormatInt(s.total+s.current, 10), true
}
