package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxText is the number of bytes of a text that are read; what stands behind is not looked at.
const MaxText = 4096

// Token is one word, one run of digits or one mark of a text.
type Token struct {
	Word  string // folded: lower case, no marks, no apostrophes, a letter at most twice in a row
	Start int    // bytes in the text
	End   int
	Kind  Kind
	near  string // the known word that a typing error most likely meant; Word itself when it is known
}

// Kind says what a token is made of.
type Kind byte

// The kinds of token.
const (
	Word   Kind = iota // letters
	Digits             // digits
	Mark               // anything else that is not space
)

// bases maps letters with marks to their base letters; pairs stand at the same place in both strings.
const (
	marked = "àáâãäåāăąçćčďèéêëēĕėęěìíîïĩīĭįłñńňòóôõöøōŏőŕřśşšţťùúûüũūŭůűųýÿźżž"
	based  = "aaaaaaaaacccdeeeeeeeeeiiiiiiiilnnnooooooooorrsssttuuuuuuuuuuyyzzz"
)

// Tokens splits a text. Invalid bytes separate words and are otherwise passed over.
func Tokens(text string) []Token {
	if len(text) > MaxText {
		text = text[:MaxText]
	}
	s := scanner{text: text, tokens: make([]Token, 0, 1+min(len(text)/3, 31))}
	for i, r := range text {
		s.take(i, r)
	}
	s.flush(len(text))
	return s.tokens
}

// scanner gathers the runes of the token that is being read.
type scanner struct {
	text   string
	tokens []Token
	word   []byte
	start  int
	kind   Kind
	open   bool
	last   rune
	run    int
}

func (s *scanner) take(at int, r rune) {
	switch {
	case 'a' <= r && r <= 'z': // nearly always
		s.letter(at, r)
	case r == utf8.RuneError || unicode.IsSpace(r) || unicode.IsControl(r):
		s.flush(at)
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		// Combining marks, joiners and soft hyphens do not change a word.
	case isApostrophe(r):
		// An apostrophe joins: "i'm" and "im", "auto's" and "autos" are one word.
	case unicode.IsDigit(r):
		s.add(at, digit(r), Digits)
	case unicode.IsLetter(r):
		s.letter(at, unicode.ToLower(r))
	default:
		s.flush(at)
		s.tokens = append(s.tokens, Token{Word: string(r), Start: at, End: at + utf8.RuneLen(r), Kind: Mark})
	}
}

func (s *scanner) letter(at int, r rune) {
	if s.open && s.kind == Word && r == s.last {
		s.run++
	} else {
		s.last, s.run = r, 1
	}
	if s.run <= 2 { // the same letter with another mark begins anew: tweeëntwintig
		s.add(at, Base(r), Word)
	}
}

func (s *scanner) add(at int, r rune, k Kind) {
	if s.open && s.kind != k {
		s.flush(at)
		s.last, s.run = r, 1
	}
	if !s.open {
		s.open, s.start, s.kind = true, at, k
	}
	s.word = utf8.AppendRune(s.word, r)
}

func (s *scanner) flush(at int) {
	if s.open {
		end := s.start + len(strings.TrimRightFunc(s.text[s.start:at], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
		w := string(s.word)
		s.tokens = append(s.tokens, Token{Word: w, Start: s.start, End: end, Kind: s.kind, near: w})
	}
	s.open, s.word, s.last, s.run = false, s.word[:0], 0, 0
}

func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == '´' || r == '`'
}

// digit writes any script's decimal digit as an ASCII one.
func digit(r rune) rune {
	if r < utf8.RuneSelf {
		return r
	}
	for d := rune(0); d <= 9; d++ { // digits stand ten in a row in every script
		if !unicode.IsDigit(r-d-1) || d == 9 {
			return '0' + d
		}
	}
	return '0'
}

// Base folds one letter: lower case, without marks.
func Base(r rune) rune {
	if r < utf8.RuneSelf {
		return unicode.ToLower(r)
	}
	if r >= 0xFF01 && r <= 0xFF5E { // full-width forms
		return unicode.ToLower(r - 0xFEE0)
	}
	r = unicode.ToLower(r)
	if i := strings.IndexRune(marked, r); i >= 0 {
		return rune(based[utf8.RuneCountInString(marked[:i])])
	}
	return r
}

// Fold writes a text as its words and numbers, folded and with one space between: what phrases are matched against.
// Marks are left out, the hyphen and the apostrophe of compounds too.
func Fold(text string) string {
	return joinWords(Tokens(text))
}

func joinWords(tokens []Token) string {
	var b strings.Builder
	for _, t := range tokens {
		if t.Kind == Mark {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Word)
	}
	return b.String()
}

// HasWords reports whether a text has a word or a number.
func HasWords(text string) bool {
	return strings.ContainsFunc(text[:min(len(text), MaxText)], func(r rune) bool {
		return !isApostrophe(r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
	})
}

// Words returns the words and numbers of a text, folded.
func Words(text string) []string { return strings.Fields(Fold(text)) }
