package connectors

import (
	"strings"
	"unicode/utf8"
)

// mask shows enough of a contact point for its owner to know it, and too little for anybody else to use it.
func mask(s string) string {
	if name, domain, ok := strings.Cut(s, "@"); ok && name != "" {
		_, n := utf8.DecodeRuneInString(name)
		return name[:n] + "•••••@" + domain
	}
	digits := []rune(strings.TrimSpace(s))
	if len(digits) < 6 {
		return "••••"
	}
	return "•••• ••" + string(digits[len(digits)-2:])
}
