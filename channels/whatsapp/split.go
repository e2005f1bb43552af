package whatsapp

import (
	"strings"
	"unicode/utf8"
)

// ends are where a text is best cut, best first: between paragraphs, lines, sentences, words.
var ends = [][]string{{"\n\n"}, {"\n"}, {". ", "! ", "? "}, {" "}}

// split cuts a text into pieces of at most so many characters, each as long as a good place to cut allows.
func split(s string, most int) []string {
	var out []string
	for s = strings.TrimSpace(s); utf8.RuneCountInString(s) > most; {
		head := cut(s, most)
		at := place(head, s[len(head):])
		out = append(out, strings.TrimSpace(s[:at]))
		s = strings.TrimSpace(s[at:])
	}
	if s != "" {
		out = append(out, s)
	}
	return out
}

// place finds where to cut in head: not in its first quarter, which would make many small messages.
func place(head, rest string) int {
	for _, marks := range ends {
		at := -1
		for _, m := range marks {
			if i := strings.LastIndex(head, m); i >= 0 {
				at = max(at, i+len(m))
			}
			if n := len(m) - 1; strings.HasSuffix(head, m[:n]) && strings.HasPrefix(rest, m[n:]) && n > 0 {
				at = len(head)
			}
		}
		if at > len(head)/4 {
			return at
		}
	}
	return len(head)
}
