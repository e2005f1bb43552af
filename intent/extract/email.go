package extract

import (
	"regexp"
	"strings"

	"balie/conversation"
)

var (
	emailPattern = regexp.MustCompile(`[\p{L}\p{N}._%+\-']{1,64}\s?@\s?(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,24}`)
	dotDot       = ".."
)

// Email finds e-mail addresses, in lower case.
func (x *Extractor) Email(text string) []Found {
	var out []Found
	for _, at := range emailPattern.FindAllStringIndex(cut(text), -1) {
		raw := text[at[0]:at[1]]
		address := strings.ToLower(strings.Join(strings.Fields(raw), ""))
		local, _, _ := strings.Cut(address, "@")
		if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, dotDot) {
			continue
		}
		out = append(out, Found{Value: conversation.Of(conversation.Email, address), Start: at[0], End: at[1], Text: raw, Confidence: 0.98})
	}
	return out
}

// cut keeps what is read of a text.
func cut(text string) string {
	if len(text) > MaxText {
		text = text[:MaxText]
	}
	return text
}
