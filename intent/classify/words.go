package classify

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxText is the number of bytes of a text that are read; what stands behind is not looked at.
const MaxText = 4096

// maxRun is how often a letter may stand in a row: "heeeeel" is read as "heel".
const maxRun = 2

// folded maps letters with marks to their base letters; pairs stand at the same place in both strings.
var folded = foldTable(
	"àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľłñńņňòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųŵýÿŷźżžºª",
	"aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijkllllnnnnooooooooorrrsssstttuuuuuuuuuuwyyyzzzoa",
)

func foldTable(from, to string) map[rune]rune {
	table := make(map[rune]rune, len(to))
	i := 0
	for _, r := range from {
		table[r] = rune(to[i])
		i++
	}
	return table
}

// words splits a text into lower-case words without marks. Digits keep only their shape (each becomes
// 0), a letter stands at most twice in a row, and a symbol such as an emoji is a word of its own.
// Question and exclamation marks are words too; other punctuation and invalid bytes only separate.
func words(text string) []string {
	if len(text) > MaxText {
		text = text[:MaxText]
	}
	s := splitter{words: make([]string, 0, 16)}
	for _, r := range text {
		s.take(fold(r))
	}
	s.flush()
	return s.words
}

// splitter gathers the runes of the word that is being read.
type splitter struct {
	words []string
	word  strings.Builder
	last  rune
	run   int
}

func (s *splitter) take(r rune) {
	switch {
	case r == 0 || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		// Combining marks, joiners and soft hyphens do not change the word.
	case unicode.IsLetter(r) || r == '0':
		s.letter(r)
	case r == '\'':
		// An apostrophe joins: "i'm" and "im", "auto's" and "autos" are one word.
	default:
		s.flush()
		if r == '?' || r == '!' || unicode.IsSymbol(r) {
			s.alone(r)
		}
	}
}

func (s *splitter) letter(r rune) {
	if r == s.last {
		s.run++
	} else {
		s.last, s.run = r, 1
	}
	if s.run <= maxRun || r == '0' {
		s.word.WriteRune(r)
	}
}

// alone makes a word of one symbol, once however often it is repeated.
func (s *splitter) alone(r rune) {
	if n := len(s.words); n > 0 && s.words[n-1] == string(r) {
		return
	}
	s.words = append(s.words, string(r))
}

func (s *splitter) flush() {
	if s.word.Len() > 0 {
		s.words = append(s.words, s.word.String())
	}
	s.word.Reset()
	s.last, s.run = 0, 0
}

// fold maps a rune to the form that features are made of.
func fold(r rune) rune {
	if r < utf8.RuneSelf {
		return foldASCII(r)
	}
	switch {
	case r == utf8.RuneError:
		return ' '
	case r >= 0xFF01 && r <= 0xFF5E: // full-width forms
		return foldASCII(r - 0xFEE0)
	case r == '’' || r == '‘' || r == 'ʼ' || r == '´':
		return '\''
	case unicode.IsDigit(r):
		return '0'
	}
	r = unicode.ToLower(r)
	if base, ok := folded[r]; ok {
		return base
	}
	return r
}

func foldASCII(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	case r >= '0' && r <= '9':
		return '0'
	case r == '`':
		return '\''
	}
	return r
}
