package knowledge

import (
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"golang.org/x/text/unicode/norm"
)

// languages are the ones a page may be written in; the order is that of reports.
var languages = []string{"nl", "en"}

// stemmers cut a folded word to its stem. The Dutch one is weak (it keeps
// aangevraagd and aanvragen apart), which is why character grams are indexed too.
var stemmers = map[string]func(string) string{
	"nl": func(w string) string { return snowball(w, dutch.Stem) },
	"en": func(w string) string { return snowball(w, english.Stem) },
}

func snowball(w string, stem func(*snowballstem.Env) bool) string {
	if len(w) < 3 || !isAlpha(w) {
		return w
	}
	env := snowballstem.NewEnv(w)
	stem(env)
	if env.Current() == "" {
		return w
	}
	return env.Current()
}

// fold makes spelling variants equal: lower case, no accents.
func fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// tokens are the folded words and numbers of a text, in order. 10,50 and 1.000
// stay whole; pas's and pas' lose their tail.
func tokens(text string) []string {
	runes := []rune(fold(text))
	var out []string
	for i := 0; i < len(runes); {
		if !isWordRune(runes[i]) {
			i++
			continue
		}
		j := i + 1
		for j < len(runes) && (isWordRune(runes[j]) || insideNumber(runes, j)) {
			j++
		}
		out = append(out, string(runes[i:j]))
		i = j
		if i+1 < len(runes) && isApostrophe(runes[i]) && runes[i+1] == 's' &&
			(i+2 == len(runes) || !isWordRune(runes[i+2])) {
			i += 2
		}
	}
	return out
}

// insideNumber says whether runes[j] separates the digits of one number.
func insideNumber(runes []rune, j int) bool {
	return (runes[j] == ',' || runes[j] == '.') && unicode.IsDigit(runes[j-1]) &&
		j+1 < len(runes) && unicode.IsDigit(runes[j+1])
}

func isWordRune(r rune) bool   { return unicode.IsLetter(r) || unicode.IsDigit(r) }
func isApostrophe(r rune) bool { return r == '\'' || r == '’' }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func isAlpha(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }

// grams calls yield with every run of lo to hi characters of " word ".
func grams(word string, lo, hi int, yield func(string)) {
	padded := " " + word + " "
	starts := make([]int, 0, len(padded)+1)
	for i := range padded {
		starts = append(starts, i)
	}
	starts = append(starts, len(padded))
	for n := lo; n <= hi; n++ {
		for i := 0; i+n < len(starts); i++ {
			yield(padded[starts[i]:starts[i+n]])
		}
	}
}
