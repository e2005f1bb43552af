package extract

import "strings"

// alike compares a token with a word of a name.
func (m *menu) alike(t Token, word string, strict bool) float64 {
	if t.Word == word {
		return 1
	}
	if t.Kind == Digits || isDigits(word) {
		return tail(t.Word, word)
	}
	if _, another := m.weight[t.Word]; another { // it is a word of some name itself
		return 0
	}
	short, long := t.Word, word
	if len(short) > len(long) {
		short, long = long, short
	}
	typed := len(short) >= leastTypo && !m.x.near.Has(t.Word)
	switch {
	case typed && oneTypo(t.Word, word):
		return 0.9
	case typed && len(short) >= 8 && Distance(t.Word, word, 2) <= 2 && t.Word[0] == word[0]:
		return 0.8
	case strict:
		return inflected(short, long)
	case len(short) >= 4 && strings.HasPrefix(long, short) || len(short) >= 5 && strings.HasSuffix(long, short):
		return 0.75 // part of the word: "spaar" for "spaarrekening", "rekening" in "betaalrekening"
	}
	return inflected(short, long)
}

// inflected reports two forms of one word: the same but for the last letters.
func inflected(short, long string) float64 {
	n := 0
	for n < len(short) && short[n] == long[n] {
		n++
	}
	if n >= 4 && len(short)-n <= 1 && len(long)-n <= 2 {
		return 0.85
	}
	if n >= 6 && len(short)-n <= 2 && len(long)-n <= 3 {
		return 0.8
	}
	return 0
}

// tail compares digits: the last two or more of a number name it.
func tail(typed, number string) float64 {
	if !isDigits(typed) || !isDigits(number) || len(typed) < 2 || len(typed) > len(number) {
		return 0
	}
	if strings.HasSuffix(number, typed) {
		return 0.9
	}
	return 0
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Alike reports two forms of one word: bent, or one mistyped.
func Alike(a, b string) bool {
	short, long := a, b
	if len(short) > len(long) {
		short, long = long, short
	}
	if a == b || inflected(short, long) > 0 {
		return true
	}
	return len(short) > leastTypo && oneTypo(a, b)
}
