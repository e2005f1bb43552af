package intent

import (
	"slices"
	"strings"

	"balie/intent/extract"
)

const (
	upperRow  = "qwertyuiop" // of a keyboard
	middleRow = "asdfghjkl"  // the lower one has no vowel

	leastNoise = 5 // letters of a word that can be told to be no word
	leastUpper = 6 // and of one from the upper row, which has most of the vowels
)

// noise reports a text of nothing but words that no language has: without a vowel, or letters that lie beside each other on
// the keyboard. What holds a digit, such as a number, a code or an address, is none.
func noise(text string) bool {
	words := extract.Words(text)
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !played(w) })
}

// played reports a word that was made by fingers only.
func played(word string) bool {
	if len(word) < leastNoise || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
		return false
	}
	if !strings.ContainsAny(word, "aeiouy") {
		return true
	}
	return len(word) >= leastUpper && beside(word, upperRow, 1) || beside(word, middleRow, 2)
}

// beside reports a word whose letters all lie in a row, each hardly further than so many keys from the one before.
func beside(word, row string, far int) bool {
	last := strings.IndexByte(row, word[0])
	for i := range len(word) {
		at := strings.IndexByte(row, word[i])
		if at < 0 || at-last > far || last-at > far {
			return false
		}
		last = at
	}
	return true
}
