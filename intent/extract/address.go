package extract

import (
	"regexp"
	"strings"

	"balie/conversation"
)

var (
	postcodePattern = regexp.MustCompile(`(?i)[1-9][0-9]{3}(?:[ -]| - |, ?)?[a-z]{2}`)
	numberPattern   = regexp.MustCompile(`(?i)^[0-9]{1,5}[ -]?(?:[a-z]{1,2}|[0-9]{1,4}|bis|[ivx]{1,4}|huis|hs)?$`)
)

// forbidden letters never stand in a Dutch postcode.
const forbidden = "SA SD SS"

// Postcode finds Dutch postcodes, as 1234 AB.
func (x *Extractor) Postcode(text string) []Found {
	text = cut(text)
	var out []Found
	for _, at := range postcodePattern.FindAllStringIndex(text, -1) {
		raw := text[at[0]:at[1]]
		letters := strings.ToUpper(raw[len(raw)-2:])
		spaced := len(raw) > 6
		if letterBeside(text, at[0], at[1]) || strings.Contains(forbidden, letters) || spaced && raw[len(raw)-2:] != letters && x.isWord(letters) {
			continue
		}
		value := conversation.Of(conversation.Postcode, raw[:4]+" "+letters)
		out = append(out, Found{Value: value, Start: at[0], End: at[1], Text: raw, Confidence: 0.95})
	}
	return out
}

// isWord reports whether two letters behind four digits are rather a word: "2026 en", "1500 is".
func (x *Extractor) isWord(letters string) bool {
	w := strings.ToLower(letters)
	return x.near.Has(w)
}

// Address finds a postal address with a Dutch postcode, or a street with a house number: "Dorpsstraat 12a, 1234 AB
// Utrecht", "1234ab 12". The value is the address as text, the postcode written well.
func (x *Extractor) Address(text string) []Found {
	text = cut(text)
	ts := x.tokens(text)
	codes := x.Postcode(text)
	if len(codes) > 1 {
		return nil
	}
	var code Found
	if len(codes) == 1 {
		code = codes[0]
	}
	a := addressReader{x: x, text: text, ts: ts, code: code}
	return a.read()
}

type addressReader struct {
	x    *Extractor
	text string
	ts   []Token
	code Found
}

func (a *addressReader) read() []Found {
	street, from, to := a.streetAndNumber()
	sure := 0.95
	if a.code.Text == "" {
		if street == "" {
			return nil
		}
		f := Found{Value: conversation.Of(conversation.Text, street), Start: from, End: to, Confidence: 0.75}
		f.Text = a.text[from:to]
		return []Found{f}
	}
	start, end := a.code.Start, a.code.End
	parts := []string{a.code.Value.Text}
	if city, to := a.city(); city != "" {
		parts[0] += " " + city
		end = max(end, to)
	}
	switch number, to := a.numberBehind(); {
	case street != "":
		parts = append([]string{street}, parts...)
		start, end = min(start, from), max(end, to)
	case number != "":
		parts[0] += " " + number
		end = max(end, to)
	default:
		sure = 0.6
	}
	value := strings.Join(parts, ", ")
	return []Found{{Value: conversation.Of(conversation.Text, value), Start: start, End: end, Text: a.text[start:end], Confidence: sure}}
}

// streetAndNumber finds a street name with a house number before or without the postcode.
func (a *addressReader) streetAndNumber() (street string, from, to int) {
	for i := range a.ts {
		if a.ts[i].Kind != Digits || a.inCode(a.ts[i]) || i == 0 || a.ts[i-1].Kind != Word || a.inCode(a.ts[i-1]) {
			continue
		}
		first, last := a.streetStart(i), a.additionEnd(i)
		if first == i || len(a.ts[i].Word) > 5 || !a.streetLike(a.ts[first:i]) && !a.beforeCode(last+1) {
			continue
		}
		if a.code.Text != "" && !a.beforeCode(last+1) {
			continue
		}
		from, to = a.ts[first].Start, a.ts[last].End
		return a.text[from:to], from, to
	}
	return "", 0, 0
}

// beforeCode reports whether the postcode stands at token i, marks and small words aside.
func (a *addressReader) beforeCode(i int) bool {
	for i < len(a.ts) && !a.inCode(a.ts[i]) {
		n := a.x.skip(a.ts, i, listStop)
		if a.ts[i].Kind == Mark {
			n = 1
		}
		if n == 0 {
			return false
		}
		i += n
	}
	return i < len(a.ts)
}

// streetStart goes back from a house number over the words of a street name.
func (a *addressReader) streetStart(i int) int {
	first := i
	for first > 0 && i-first < 4 && a.ts[first-1].Kind == Word && !a.inCode(a.ts[first-1]) {
		if _, stop := a.x.is(listStop, a.ts, first-1); stop > 0 && (i-first > 0 && !a.streetLike(a.ts[first-1:first]) || i == first) {
			break
		}
		first--
	}
	return first
}

func (a *addressReader) streetLike(ts []Token) bool {
	for _, t := range ts {
		for _, ending := range a.x.street {
			if strings.HasSuffix(t.Word, ending) {
				return true
			}
		}
	}
	return false
}

// additionEnd takes the addition of a house number along: 12a, 12-2, 12 bis.
func (a *addressReader) additionEnd(i int) int {
	start, last := a.ts[i].Start, i
	for j := i + 1; j < len(a.ts) && j <= i+2 && !a.inCode(a.ts[j]); j++ {
		if _, stop := a.x.is(listStop, a.ts, j); stop > 0 {
			break
		}
		if numberPattern.MatchString(a.text[start:a.ts[j].End]) {
			last = j
		}
	}
	return last
}

func (a *addressReader) inCode(t Token) bool {
	return a.code.Text != "" && t.Start < a.code.End && t.End > a.code.Start
}

// numberBehind reads the house number behind a postcode: 1234 AB 12a.
func (a *addressReader) numberBehind() (string, int) {
	for i, t := range a.ts {
		if t.Start < a.code.End || t.Kind == Mark {
			continue
		}
		if t.Kind != Digits {
			if a.x.skip(a.ts, i, listStop, listPick, listFiller) > 0 {
				continue
			}
			return "", 0
		}
		last := a.additionEnd(i)
		return a.text[t.Start:a.ts[last].End], a.ts[last].End
	}
	return "", 0
}

// city reads the words directly behind a postcode.
func (a *addressReader) city() (string, int) {
	start, end := -1, 0
	for i, t := range a.ts {
		if t.Start < a.code.End {
			continue
		}
		if t.Kind != Word && t.Word != "-" || a.x.skip(a.ts, i, listStop, listBut, listAnd, listPolar) > 0 { // "1234 AB is it"
			break
		}
		if start < 0 {
			start = t.Start
		}
		end = t.End
	}
	if start < 0 {
		return "", 0
	}
	return a.text[start:end], end
}

// AddressParts are the parts of a postal address, as typed; empty where there are none.
type AddressParts struct{ Street, Number, City string }

// AddressParts reads an address apart: "Dorpsstraat 12a, 1234 AB Utrecht".
func (x *Extractor) AddressParts(text string) AddressParts {
	text = cut(text)
	codes := x.Postcode(text)
	if len(codes) > 1 {
		return AddressParts{}
	}
	a := addressReader{x: x, text: text, ts: x.tokens(text)}
	if len(codes) == 1 {
		a.code = codes[0]
	}
	var p AddressParts
	if street, _, _ := a.streetAndNumber(); street != "" {
		at := strings.IndexAny(street, "0123456789")
		p.Street, p.Number = strings.TrimSpace(street[:at]), strings.TrimSpace(street[at:])
	}
	if a.code.Text == "" {
		return p
	}
	p.City, _ = a.city()
	if p.Number == "" {
		p.Number, _ = a.numberBehind()
	}
	return p
}
