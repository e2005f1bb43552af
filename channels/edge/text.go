package edge

import (
	"strings"
	"unicode"
)

// Plain removes what has no place in a message and could mislead whoever reads it: bytes that are no text, control
// characters and overrides of the direction of writing. Lines stay.
func Plain(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\ufeff':
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}
