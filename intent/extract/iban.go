package extract

import (
	"regexp"
	"strings"

	"balie/conversation"
)

var ibanPattern = regexp.MustCompile(`(?i)[A-Z]{2}[ .-]?[0-9]{2}(?:[ .-]?[A-Z0-9]){11,30}`)

// IBAN finds bank account numbers whose length and check digits are right, without spaces and in upper case.
func (x *Extractor) IBAN(text string) []Found {
	text = cut(text)
	var out []Found
	for from := 0; from < len(text); {
		at := ibanPattern.FindStringIndex(text[from:])
		if at == nil {
			break
		}
		start := from + at[0]
		value, end, ok := x.checked(text, start, from+at[1])
		if !ok || start > 0 && isAlnum(text[start-1]) {
			from = start + 1
			continue
		}
		out = append(out, Found{Value: conversation.Of(conversation.IBAN, value), Start: start, End: end, Text: text[start:end], Confidence: 1})
		from = end
	}
	return out
}

// checked reads as many characters as the country's numbers have and checks them.
func (x *Extractor) checked(text string, start, end int) (value string, stop int, ok bool) {
	want := x.iban[strings.ToUpper(text[start:start+2])]
	var b strings.Builder
	for i := start; i < end && b.Len() < want; i++ {
		if isAlnum(text[i]) {
			b.WriteByte(text[i])
			stop = i + 1
		}
	}
	value = strings.ToUpper(b.String())
	if want == 0 || len(value) != want || !mod97(value) {
		return "", 0, false
	}
	return value, stop, true
}

// mod97 is the check of ISO 13616: the first four characters behind the rest, letters as 10 to 35, remainder one.
func mod97(iban string) bool {
	rest := 0
	for _, c := range []byte(iban[4:] + iban[:4]) {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}
