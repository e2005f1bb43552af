package extract

import (
	"regexp"
	"slices"
	"strings"

	"balie/conversation"
)

var (
	emailPattern = regexp.MustCompile(`[\p{L}\p{N}._%+\-']{1,64}\s?@\s?(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,24}`)
	dotDot       = ".."
)

// Email finds e-mail addresses, in lower case, also those that are told in words.
func (x *Extractor) Email(text string) []Found {
	text = cut(text)
	ts := x.tokens(text)
	out := x.toldEmails(ts, text)
	for _, at := range emailPattern.FindAllStringIndex(text, -1) {
		raw := text[at[0]:at[1]]
		address := strings.ToLower(strings.Join(strings.Fields(raw), ""))
		local, _, _ := strings.Cut(address, "@")
		if !plainLocal(local) || within(out, at[0], at[1]) {
			continue
		}
		f := Found{Value: conversation.Of(conversation.Email, address), Start: at[0], End: at[1], Text: raw, Confidence: 0.98}
		out = append(out, x.spelledOut(ts, text, f))
	}
	slices.SortFunc(out, func(a, b Found) int { return a.Start - b.Start })
	return out
}

// plainLocal reports what may stand before the sign of an address.
func plainLocal(local string) bool {
	return !strings.HasPrefix(local, ".") && !strings.HasSuffix(local, ".") && !strings.Contains(local, dotDot)
}

// within reports that some of what was found stands at a place.
func within(found []Found, start, end int) bool {
	return slices.ContainsFunc(found, func(f Found) bool { return f.Start < end && start < f.End })
}

// spelledOut takes in how an address is spelled where that is told behind it: jansen@voorbeeld.nl, met dubbel s.
func (x *Extractor) spelledOut(ts []Token, text string, f Found) Found {
	i := slices.IndexFunc(ts, func(t Token) bool { return t.Start >= f.End })
	for i >= 0 && mark(ts, i, ",(:-") {
		i++
	}
	if i < 0 {
		return f
	}
	letter, times, n := x.spelling(ts, i)
	if n == 0 {
		return f
	}
	if address, ok := respellLocal(f.Value.Text, letter, times); ok {
		f.Value, f.End = conversation.Of(conversation.Email, address), ts[i+n-1].End
		f.Text = text[f.Start:f.End]
	}
	return f
}

// cut keeps what is read of a text.
func cut(text string) string {
	if len(text) > MaxText {
		text = text[:MaxText]
	}
	return text
}
