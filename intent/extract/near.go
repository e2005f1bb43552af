package extract

// Near finds the known word that a mistyped one most likely meant.
type Near struct {
	known   map[string]bool
	kept    map[string]bool     // words that are right as they are, and mean nothing here
	deletes map[string][]string // a known word with one letter left out → the words
}

// NewNear makes a Near that knows no words.
func NewNear() *Near {
	return &Near{known: map[string]bool{}, kept: map[string]bool{}, deletes: map[string][]string{}}
}

// leastTypo is the length from which a word may be mistyped: shorter ones have too many neighbours.
const leastTypo = 4

// Add makes a word known. correct says whether others may be corrected to it.
func (n *Near) Add(word string, correct bool) {
	if n.known[word] || word == "" {
		return
	}
	n.known[word] = true
	if !correct || len(word) < leastTypo || len(word) > 32 {
		return
	}
	n.deletes[word] = append(n.deletes[word], word)
	for i := range word {
		key := word[:i] + word[i+1:]
		n.deletes[key] = append(n.deletes[key], word)
	}
}

// Keep makes a word one that is never taken for a mistyped one.
func (n *Near) Keep(word string) { n.kept[word] = true }

// Has reports whether a word is known.
func (n *Near) Has(word string) bool { return n.known[word] }

// Correct returns the only known word at one typing error from word (one letter more, less, other, or two swapped);
// word itself when it is known, short, or has no such neighbour or several.
func (n *Near) Correct(word string) string {
	if len(word) < leastTypo || len(word) > 32 || n.known[word] || n.kept[word] {
		return word
	}
	found := ""
	for _, key := range deletions(word) {
		for _, w := range n.deletes[key] {
			if w == found || !oneTypo(word, w) {
				continue
			}
			if found != "" {
				return word
			}
			found = w
		}
	}
	if found == "" {
		return word
	}
	return found
}

func deletions(word string) []string {
	out := make([]string, 0, len(word)+1)
	out = append(out, word)
	for i := range word {
		out = append(out, word[:i]+word[i+1:])
	}
	return out
}

// oneTypo reports whether b is one typing error from a. The first letter is seldom mistyped and tells short words
// apart (kaart, maart), so it must agree unless the word is long or its first two letters were swapped.
func oneTypo(a, b string) bool {
	if Distance(a, b, 1) != 1 {
		return false
	}
	if len(a) == leastTypo && len(b) == leastTypo && !swapped(a, b) {
		return false // laat and last are both words
	}
	return a[0] == b[0] || len(a) >= 7 || (a[0] == b[1] && a[1] == b[0])
}

// swapped reports two words of the same letters.
func swapped(a, b string) bool {
	for i := range len(a) - 1 {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i]
		}
	}
	return false
}

// Distance counts the typing errors between two words (letter added, left out, replaced, neighbours swapped), up to
// most; more is reported as most+1.
func Distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most || len(a) > 64 || len(b) > 64 {
		return most + 1
	}
	var rows [3][65]int
	before, above, row := rows[0][:], rows[1][:], rows[2][:]
	for j := range len(b) + 1 {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		best := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			best = min(best, row[j])
		}
		if best > most {
			return most + 1
		}
		before, above, row = above, row, before
	}
	return min(above[len(b)], most+1)
}
