package classify

import "strings"

// endings are taken off a word once, the first that fits; longer ones stand first.
var endings = [...]string{
	"ingen", "ments", "ings", "ing", "jes", "tje", "ied", "ies",
	"en", "ed", "es", "er", "je", "ly", "te", "de", "s", "e", "d", "t", "y",
}

// leastRoot is the number of letters that an ending must leave.
const leastRoot = 3

// root cuts a word down to what its forms have in common in English and Dutch, roughly: one usual ending
// goes and doubled letters are made single ("betaalt" and "betalen" meet at "betal").
func root(word string) string {
	for _, ending := range endings {
		if rest, ok := strings.CutSuffix(word, ending); ok && len(rest) >= leastRoot {
			word = rest
			break
		}
	}
	return undouble(word)
}

func undouble(word string) string {
	double := false
	for i := 1; i < len(word); i++ {
		double = double || word[i] == word[i-1]
	}
	if !double {
		return word
	}
	out := make([]byte, 0, len(word))
	for i := range len(word) {
		if i == 0 || word[i] != word[i-1] {
			out = append(out, word[i])
		}
	}
	return string(out)
}

func rootsOf(words []string) []string {
	out := make([]string, len(words))
	for i, word := range words {
		out[i] = root(word)
	}
	return out
}
