package classify

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
)

//go:embed concepts.txt
var conceptText string

// concepts knows which words mean about the same, in both languages: what three examples cannot teach.
// It is general knowledge, the same for every company, and only ever evidence among other evidence.
type concepts struct {
	exact   map[feature][]concept // by words as they are written
	roots   map[feature][]concept // by their roots
	longest int                   // words in the longest phrase
}

// concept is one line of concepts.txt.
type concept struct {
	name   feature
	topic  feature
	weight float32
	asks   bool // it is a way of asking and says nothing of the matter
}

// Meaning is what words of either language mean alike; equal ones mean the same.
type Meaning uint64

// Meanings returns what the words of a text mean, as far as that is general knowledge, ways of asking left out.
func (m *Model) Meanings(text string) map[Meaning]bool {
	out := map[Meaning]bool{}
	named := slices.DeleteFunc(words(text), func(w string) bool { return strings.Trim(w, "0") == "" }) // numbers mean nothing by themselves
	m.lexicon.concepts.find(named, func(found []concept) {
		for _, c := range found {
			if !c.asks {
				out[Meaning(c.name)] = true
			}
		}
	})
	return out
}

// newConcepts reads a text in the form of concepts.txt.
func newConcepts(text string) *concepts {
	c := &concepts{exact: map[feature][]concept{}, roots: map[feature][]concept{}, longest: 1}
	var topic concept
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			topic = newTopic(line)
			continue
		}
		name, forms, found := strings.Cut(line, ":")
		if !found || strings.HasPrefix(line, "#") {
			continue
		}
		entry := topic
		entry.name = hashString(hashByte(fnvOffset, 'm'), name)
		for _, form := range strings.Fields(strings.ReplaceAll(forms, "|", " ")) {
			c.add(strings.Split(form, "_"), entry)
		}
	}
	return c
}

// newTopic reads "[name]" or "[name weight]".
func newTopic(line string) concept {
	name, number, _ := strings.Cut(strings.Trim(line, "[]"), " ")
	weight, err := strconv.ParseFloat(number, 32)
	if err != nil {
		weight = 1
	}
	return concept{topic: hashString(hashByte(fnvOffset, 't'), name), weight: float32(weight), asks: name == "question"}
}

func (c *concepts) add(phrase []string, entry concept) {
	c.longest = max(c.longest, len(phrase))
	put(c.exact, phraseHash(phrase), entry)
	put(c.roots, phraseHash(rootsOf(phrase)), entry)
}

func put(m map[feature][]concept, key feature, entry concept) {
	if !slices.Contains(m[key], entry) {
		m[key] = append(m[key], entry)
	}
}

func phraseHash(words []string) feature {
	h := feature(fnvOffset)
	for _, word := range words {
		h = hashByte(hashString(h, word), ' ')
	}
	return h
}

// near is how many meanings back a pair reaches.
const near = 6

// meanings calls yield with the concepts of the words, their topics, and the pairs of concepts that stand
// near each other. Pairs have no order: "card blocked" and "block my card" are the same pair, which is
// what carries a wish from one wording to the next.
func (c *concepts) meanings(words []string, yield func(kind, feature, float32)) {
	var before [][]concept
	left := maxFeatures
	c.find(words, func(found []concept) {
		for _, m := range found {
			yield(conceptKind, m.name, m.weight)
			yield(conceptKind, m.topic, m.weight)
			for _, others := range before[max(0, len(before)-near):] {
				for _, o := range others {
					if left--; left > 0 {
						yield(pairKind, min(m.name, o.name)*fnvPrime^max(m.name, o.name), m.weight*o.weight)
					}
				}
			}
		}
		before = append(before, found)
	})
}

// find calls yield with the concepts of every word or phrase, in order.
func (c *concepts) find(words []string, yield func([]concept)) {
	roots := rootsOf(words)
	for i := range words {
		for n := min(c.longest, len(words)-i); n > 1; n-- {
			if found := c.roots[phraseHash(roots[i:i+n])]; found != nil {
				yield(found)
			}
		}
		if found := c.word(words[i], roots[i]); found != nil {
			yield(found)
		}
	}
}

// word looks a single word up as it is, by its root, and, for long words, by its parts.
func (c *concepts) word(word, root string) []concept {
	if found := c.exact[wordHash(word)]; found != nil {
		return found
	}
	if found := c.roots[wordHash(root)]; found != nil {
		return found
	}
	return c.parts(word)
}

// wordHash is the phraseHash of one word.
func wordHash(word string) feature { return hashByte(hashString(fnvOffset, word), ' ') }

const (
	leastCompound = 8 // letters of a compound
	mostCompound  = 40
	leastPart     = 4 // letters of each of its parts
)

// parts finds the longest known beginning and the longest known end of a compound: "pinpasblokkade".
func (c *concepts) parts(word string) []concept {
	if len(word) < leastCompound || len(word) > mostCompound {
		return nil
	}
	var out []concept
	for end := len(word) - leastPart + 1; end >= leastPart && out == nil; end-- {
		out = append(out, c.exact[wordHash(word[:end])]...)
	}
	for start := leastPart - 1; start <= len(word)-leastPart; start++ {
		if found := c.roots[wordHash(root(word[start:]))]; found != nil {
			return append(out, found...)
		}
	}
	return out
}
