package extract

import (
	"regexp"
	"slices"
	"strings"
)

// dots stand where a secret stood.
const dots = "••••"

// cardPattern finds what may be the number on a bank card: 13 to 19 digits, in groups or not.
var cardPattern = regexp.MustCompile(`[0-9](?:[ -]?[0-9]){12,18}`)

// Mask hides what nobody may keep: PIN codes, passwords, card verification codes, and full card numbers, of which the
// last four digits stay. Channels mask before they store. A text without secrets comes back as it is.
func Mask(text string) string {
	x, err := shared()
	if err != nil {
		return dots // the program's own words are broken: hide everything rather than something
	}
	return x.Mask(text)
}

// Mask is [Mask].
func (x *Extractor) Mask(text string) string {
	return apply(text, x.secrets(text))
}

// span is a piece of a text that is replaced.
type span struct {
	start, end int
	by         string
}

func apply(text string, spans []span) string {
	if len(spans) == 0 {
		return text
	}
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	var b strings.Builder
	at := 0
	for _, s := range spans {
		if s.start < at {
			continue
		}
		b.WriteString(text[at:s.start])
		b.WriteString(s.by)
		at = s.end
	}
	b.WriteString(text[at:])
	return b.String()
}

// secrets finds what Mask hides. A text longer than what is read is looked at in pieces.
func (x *Extractor) secrets(text string) []span {
	out := cards(text)
	for from := 0; from < len(text); {
		to := pieceEnd(text, from)
		for _, s := range x.secretWords(text[from:to]) {
			out = append(out, span{s.start + from, s.end + from, s.by})
		}
		from = to
	}
	return out
}

// pieceEnd cuts a long text at a space.
func pieceEnd(text string, from int) int {
	to := min(len(text), from+MaxText)
	if to == len(text) {
		return to
	}
	if i := strings.LastIndexAny(text[from:to], " \n"); i > 0 {
		return from + i
	}
	return to
}

func cards(text string) []span {
	var out []span
	for _, at := range cardPattern.FindAllStringIndex(text, -1) {
		if at[0] > 0 && (isAlnum(text[at[0]-1]) || text[at[0]-1] == '+') || at[1] < len(text) && isAlnum(text[at[1]]) {
			continue
		}
		digits := strings.Map(keepDigits, text[at[0]:at[1]])
		if luhn(digits) {
			out = append(out, span{at[0], at[1], dots + " " + digits[len(digits)-4:]})
		}
	}
	return out
}

func keepDigits(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// luhn is the check of ISO 7812: every second digit from the right doubled, the sum of digits a multiple of ten.
func luhn(digits string) bool {
	sum, double := 0, false
	for i := len(digits) - 1; i >= 0; i-- {
		d := int(digits[i] - '0')
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		double = !double
	}
	return sum%10 == 0 && strings.Trim(digits, "0") != ""
}

// secretWords finds the secret behind each word that announces one.
func (x *Extractor) secretWords(text string) []span {
	ts := x.tokens(text)
	var out []span
	for i := 0; i < len(ts); {
		least, most, n := x.announces(ts, i)
		if n == 0 {
			i++
			continue
		}
		i += n
		if s, ok := x.secretBehind(text, ts, i, least, most); ok {
			out = append(out, s)
		}
	}
	return out
}

// announces returns how many digits the secret has that token i announces; 0, 0 for a password.
func (x *Extractor) announces(ts []Token, i int) (least, most, n int) {
	if _, n = x.is(listCVC, ts, i); n > 0 {
		return 3, 4, n
	}
	if _, n = x.is(listPin, ts, i); n > 0 {
		return 4, 6, n
	}
	_, n = x.is(listPassword, ts, i)
	return 0, 0, n
}

// reach is how many words may stand between the word and its secret.
const reach = 6

func (x *Extractor) secretBehind(text string, ts []Token, i, least, most int) (span, bool) {
	told := false
	for k := 0; k < reach && i < len(ts); k++ {
		switch {
		case mark(ts, i, ":=→>"):
			told = true
			i++
			continue
		case mark(ts, i, `"'“”«»,-(`):
			i++
			continue
		case ts[i].Kind == Digits && most > 0:
			return digitsAt(ts, i, least, most)
		}
		if _, after := x.is(listAfter, ts, i); after > 0 {
			told = true
			i += after
			continue
		}
		if _, link := x.is(listLink, ts, i); link > 0 {
			i += link
			continue
		}
		return x.passwordAt(text, ts, i, told, most)
	}
	return span{}, false
}

// digitsAt takes a run of digits, also when it is spelled with spaces: 1 2 3 4.
func digitsAt(ts []Token, i, least, most int) (span, bool) {
	n, j := 0, i
	for j < len(ts) && ts[j].Kind == Digits && n < most {
		n += len(ts[j].Word)
		j++
		if n >= least && len(ts[j-1].Word) > 1 {
			break
		}
	}
	if n < least || n > most {
		return span{}, false
	}
	return span{ts[i].Start, ts[j-1].End, dots}, true
}

// passwordAt takes the word that may be a password: what an "is" or a colon announces and is no ordinary word, or what has
// digits or marks in it as no ordinary word has.
func (x *Extractor) passwordAt(text string, ts []Token, i int, told bool, most int) (span, bool) {
	if most > 0 {
		return span{}, false
	}
	start := ts[i].Start
	end := start
	for end < len(text) && !strings.ContainsRune(" \t\r\n", rune(text[end])) {
		end++
	}
	word := strings.TrimRight(text[start:end], `.,;"'”»)`)
	_, plain := x.is(listPlain, ts, i)
	odd := strings.ContainsAny(word, "0123456789!@#$%^&*_+=") || mixed(word)
	if word == "" || !odd && (!told || plain > 0) {
		return span{}, false
	}
	return span{start, start + len(word), dots}, true
}

// mixed reports capitals inside a word.
func mixed(word string) bool {
	return len(word) > 1 && word[1:] != strings.ToLower(word[1:]) && word != strings.ToUpper(word)
}
