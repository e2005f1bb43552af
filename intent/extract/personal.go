package extract

import (
	"regexp"
	"slices"
)

// Personal is a piece of a text that tells who somebody is.
type Personal struct {
	Kind       string // email, phone, iban, postcode, address, bsn, card
	Start, End int    // bytes in the text
	Text       string
}

var bsnPattern = regexp.MustCompile(`[0-9]{4}[. ]?[0-9]{2}[. ]?[0-9]{3}|[0-9]{3}[. ][0-9]{3}[. ][0-9]{3}`)

// BSN finds Dutch citizen service numbers: nine digits that pass the eleven test.
func (x *Extractor) BSN(text string) []Personal {
	text = cut(text)
	var out []Personal
	for _, at := range bsnPattern.FindAllStringIndex(text, -1) {
		if letterBeside(text, at[0], at[1]) || at[0] > 0 && text[at[0]-1] == '+' {
			continue
		}
		if raw := text[at[0]:at[1]]; eleven(raw) {
			out = append(out, Personal{Kind: "bsn", Start: at[0], End: at[1], Text: raw})
		}
	}
	return out
}

// eleven is the eleven test: nine times the first digit, eight times the second … minus the last, a multiple of 11.
func eleven(raw string) bool {
	sum, n := 0, 9
	for i := range len(raw) {
		if raw[i] < '0' || raw[i] > '9' {
			continue
		}
		w := n
		if n == 1 {
			w = -1
		}
		sum += w * int(raw[i]-'0')
		n--
	}
	return n == 0 && sum%11 == 0 && sum != 0
}

// Personal finds everything in a text that tells who somebody is, from left to right and without overlap; where two
// overlap the longer one counts. Names and days are not looked for.
func (x *Extractor) Personal(text string) []Personal {
	out := x.BSN(text) // before phone: nine digits alone are rather this
	add := func(kind string, found []Found) {
		for _, f := range found {
			out = append(out, Personal{Kind: kind, Start: f.Start, End: f.End, Text: f.Text})
		}
	}
	add("email", x.Email(text))
	add("iban", x.IBAN(text))
	add("phone", x.Phone(text))
	add("address", x.Address(text))
	add("postcode", x.Postcode(text))
	for _, s := range cards(text) {
		out = append(out, Personal{Kind: "card", Start: s.start, End: s.end, Text: text[s.start:s.end]})
	}
	slices.SortStableFunc(out, func(a, b Personal) int { return (b.End - b.Start) - (a.End - a.Start) })
	var kept []Personal
	for _, p := range out {
		if !slices.ContainsFunc(kept, func(k Personal) bool { return p.Start < k.End && k.Start < p.End }) {
			kept = append(kept, p)
		}
	}
	slices.SortFunc(kept, func(a, b Personal) int { return a.Start - b.Start })
	return kept
}
