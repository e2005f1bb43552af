package knowledge

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// span is a part of a text: from its first byte to the one after its last.
type span struct{ from, to int }

func (s span) of(text string) string { return text[s.from:s.to] }

// closers may follow a stop and belong to the sentence before it.
const closers = ".!?…)\"'”’"

// sentences finds the sentences of a passage. A line break always ends one; a
// full stop does when a new sentence can begin after it.
func sentences(text string, lex *lexicon) []span {
	var out []span
	from := 0
	for i, r := range text {
		switch {
		case i < from: // behind the stop, and taken already
		case r == '\n':
			out = appendSpan(out, text, from, i)
			from = i + 1
		case strings.ContainsRune(".!?…", r) && endsSentence(text, from, i, lex):
			end := len(text) - len(strings.TrimLeft(text[i+utf8.RuneLen(r):], closers))
			out = appendSpan(out, text, from, end)
			from = end
		}
	}
	return appendSpan(out, text, from, len(text))
}

// appendSpan adds text[from:to] without the space around it and without the
// mark of a list item, unless no letter or digit is left.
func appendSpan(out []span, text string, from, to int) []span {
	part := text[from:to]
	trimmed := strings.TrimLeft(part, " \t\n")
	trimmed = strings.TrimPrefix(trimmed, listMark)
	from += len(part) - len(trimmed)
	to = from + len(strings.TrimRight(trimmed, " \t\n"))
	if !strings.ContainsFunc(text[from:to], isWordRune) {
		return out
	}
	return append(out, span{from, to})
}

// endsSentence looks around the stop at text[i].
func endsSentence(text string, from, i int, lex *lexicon) bool {
	_, size := utf8.DecodeRuneInString(text[i:])
	rest := strings.TrimLeft(text[i+size:], closers)
	if rest == "" {
		return true
	}
	next := strings.TrimLeft(rest, " \t\n")
	if len(next) == len(rest) { // nothing but a space ends a sentence: 1.000, example.nl
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(next, "(\"'“‘"))
	if unicode.IsLower(first) {
		return false
	}
	fields := strings.Fields(text[from:i])
	if len(fields) == 1 && isNumber(fields[0]) { // "2. " before a step
		return false
	}
	return len(fields) == 0 || text[i] != '.' || !isAbbreviation(fields[len(fields)-1], lex)
}

func isAbbreviation(word string, lex *lexicon) bool {
	word = fold(strings.TrimLeft(word, "(\"'"))
	return lex.abbrev[word] || len(word) == 1 && !unicode.IsDigit(rune(word[0]))
}

func isNumber(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) })
}

// countWords counts what a reader would: runs between spaces.
func countWords(text string) int { return len(strings.Fields(text)) }
