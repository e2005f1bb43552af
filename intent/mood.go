package intent

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"balie/intent/extract"
)

// mood tells how irritated a message is, 0 to 1.
type mood struct {
	anger map[string]float64 // folded words and phrases
	calm  []string           // with a space on either side
	long  int                // words of the longest phrase
	faces []string           // signs that are angry without a word
}

func newMood(ls []speech) *mood {
	m := &mood{anger: map[string]float64{}}
	for _, s := range ls {
		for _, weight := range slices.Sorted(maps.Keys(s.Anger)) {
			for _, w := range s.Anger[weight] {
				folded := extract.Fold(w)
				m.anger[folded] = max(weight, m.anger[folded])
				m.long = max(m.long, len(strings.Fields(folded)))
			}
		}
		m.faces = append(m.faces, s.Faces...)
		for _, w := range s.Calm {
			m.calm = append(m.calm, " "+extract.Fold(w)+" ")
		}
	}
	return m
}

// reproachful is the least irritation of a message that reproaches the assistant with something.
const reproachful = 0.5

// reproaches reports a text that says what the assistant does wrong, or for how long.
func (t *turn) reproaches(text string) bool { return anyIn(t.stance.reproach, t.folding(text).folded) }

// abusive is the irritation of words that nobody uses who only asks something.
const abusive = 0.85

// swears reports a text with such words and without a question mark: "what a crap bank" asks nothing.
func (t *turn) swears(text string) bool {
	return !strings.Contains(text, "?") && t.mood.words(t.folded(text)) >= abusive
}

// temper tells how irritated a message is; again: it was sent twice.
func (t *turn) temper(text string, again bool) float64 {
	return t.mood.of(text, t.folded(text), again, t.reproaches(text))
}

// glaring is the irritation of an angry face.
const glaring = 0.6

// glares reports a text with an angry face.
func (m *mood) glares(text string) bool {
	return slices.ContainsFunc(m.faces, func(face string) bool { return strings.Contains(text, face) })
}

// of adds up words, capitals, and rows of marks; a message sent twice adds a little, and a reproach is irritation.
func (m *mood) of(text, folded string, again, reproach bool) float64 {
	score := m.words(folded)
	if reproach {
		score = max(score, reproachful)
	}
	if m.glares(text) {
		score = max(score, glaring)
	}
	if score > 0 || again {
		score += shouting(text)
	} else {
		score += 0.6 * shouting(text) // loud alone is not angry
	}
	if again {
		score += 0.2
	}
	return min(score, 1)
}

func (m *mood) words(folded string) float64 {
	padded := " " + folded + " "
	for _, c := range m.calm {
		padded = strings.ReplaceAll(padded, c, " ")
	}
	words := strings.Fields(padded)
	left := 1.0
	for i := 0; i < len(words); {
		weight, n := m.at(words[i:])
		left *= 1 - weight
		i += n
	}
	return 1 - left
}

// at returns the weight of the longest phrase at the head of words, and its length; one word without weight otherwise.
func (m *mood) at(words []string) (float64, int) {
	for n := min(m.long, len(words)); n > 0; n-- {
		if w, there := m.anger[strings.Join(words[:n], " ")]; there {
			return w, n
		}
	}
	return 0, 1
}

// shouting counts capitals and rows of exclamation and question marks.
func shouting(text string) float64 {
	upper, letters := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if unicode.IsUpper(r) {
				upper++
			}
		}
	}
	score := 0.0
	if letters >= 8 && upper*10 >= letters*7 {
		score += 0.3
	}
	for _, row := range []string{"!!", "??", "?!", "!?"} {
		if strings.Contains(text, row) {
			score += 0.2
			break
		}
	}
	return score
}
