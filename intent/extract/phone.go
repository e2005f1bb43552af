package extract

import (
	"regexp"

	"github.com/nyaruka/phonenumbers"

	"balie/conversation"
)

// country is where a phone number without a country code is.
const country = "NL"

var phonePattern = regexp.MustCompile(`(?:\+|00)?[0-9(](?:[\s()./-]{0,2}[0-9]){6,16}\)?`)

// Phone finds phone numbers that can exist, as E.164: +31612345678, also those told in words.
func (x *Extractor) Phone(text string) []Found {
	text = cut(text)
	out := x.toldPhones(x.tokens(text), text)
	for _, at := range phonePattern.FindAllStringIndex(text, -1) {
		raw := text[at[0]:at[1]]
		if letterBeside(text, at[0], at[1]) || within(out, at[0], at[1]) {
			continue
		}
		if v, ok := validPhone(raw); ok {
			out = append(out, Found{Value: v, Start: at[0], End: at[1], Text: raw, Confidence: 0.95})
		}
	}
	return out
}

// validPhone reads digits as a number that can exist.
func validPhone(raw string) (conversation.Value, bool) {
	n, err := phonenumbers.Parse(raw, country)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return conversation.Value{}, false
	}
	return conversation.Of(conversation.Phone, phonenumbers.Format(n, phonenumbers.E164)), true
}

// letterBeside reports digits that are part of a longer code, such as an account number.
func letterBeside(text string, start, end int) bool {
	return start > 0 && isAlnum(text[start-1]) || end < len(text) && isAlnum(text[end])
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
