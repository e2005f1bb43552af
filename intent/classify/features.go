package classify

// A feature is known by the 64-bit hash of its kind and its characters: no strings are kept, and two
// features out of a hundred thousand share a hash about once in three thousand million models.
type feature uint64

// kind tells apart features that are normalised each on their own.
type kind uint8

const (
	wordKind    kind = iota // words and pairs of neighbouring words
	charKind                // character n-grams of single words
	conceptKind             // what words mean, and the topics of that
	pairKind                // two meanings close together, in either order
	kinds
)

const (
	minGram = 2
	maxGram = 4
	// maxFeatures bounds the work that one text can cause; MaxText letters stay well below it.
	maxFeatures = 1 << 15
)

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func hashByte(h feature, b byte) feature { return (h ^ feature(b)) * fnvPrime }

func hashString(h feature, s string) feature {
	for i := range len(s) {
		h = hashByte(h, s[i])
	}
	return h
}

// features calls yield with every feature of the spelling of the words, repeated as often as it occurs,
// and with what it weighs beside others of its kind.
func features(words []string, yield func(kind, feature, float32)) {
	left := maxFeatures
	for i, word := range words {
		yield(wordKind, hashString(hashByte(fnvOffset, 'w'), word), 1)
		if i > 0 {
			pair := hashByte(hashString(hashByte(fnvOffset, 'p'), words[i-1]), ' ')
			yield(wordKind, hashString(pair, word), 1)
		}
		left -= 2 + grams(word, yield)
		if left <= 0 {
			return
		}
	}
}

// grams yields the character n-grams of one word, its borders marked with a space, and their number.
// The n-grams run over bytes: what is left after folding is nearly always ASCII, and where it is not,
// a gram of bytes still tells texts apart.
func grams(word string, yield func(kind, feature, float32)) int {
	bordered := " " + word + " "
	n := 0
	for start := range len(bordered) {
		h := hashByte(fnvOffset, 'c')
		for end := start; end < len(bordered) && end-start < maxGram; end++ {
			h = hashByte(h, bordered[end])
			if end-start+1 >= minGram {
				yield(charKind, h, 1)
				n++
			}
		}
	}
	return n
}
