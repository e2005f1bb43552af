package extract

import "strings"

// phrases is a set of word sequences, each with a number.
type phrases struct {
	at      map[string]int
	longest int
}

func newPhrases() *phrases { return &phrases{at: map[string]int{}} }

func (p *phrases) add(phrase string, value int) {
	words := Words(phrase)
	if len(words) == 0 { // a phrase that is a mark, like a currency sign or an emoji
		words = strings.Fields(phrase)
	}
	if len(words) == 0 {
		return
	}
	key := strings.Join(words, " ")
	if _, there := p.at[key]; !there {
		p.at[key] = value
	}
	p.longest = max(p.longest, len(words))
}

// match returns the value of the longest phrase that begins at token i, and how many tokens it takes; 0 for none.
func (p *phrases) match(tokens []Token, i int) (value, n int) {
	if p.longest == 0 || i >= len(tokens) {
		return 0, 0
	}
	if p.longest == 1 {
		return p.single(tokens[i])
	}
	var key, near [96]byte
	k, m := key[:0], near[:0]
	for j := i; j < len(tokens) && j-i < p.longest; j++ {
		if j > i {
			k, m = append(k, ' '), append(m, ' ')
		}
		k, m = append(k, tokens[j].Word...), append(m, tokens[j].best()...)
		if v, there := p.at[string(k)]; there {
			value, n = v, j-i+1
		} else if v, there := p.at[string(m)]; there {
			value, n = v, j-i+1
		}
	}
	return value, n
}

func (p *phrases) single(t Token) (int, int) {
	if v, there := p.at[t.Word]; there {
		return v, 1
	}
	if v, there := p.at[t.best()]; there {
		return v, 1
	}
	return 0, 0
}

// has reports whether a single token is a phrase.
func (p *phrases) has(t Token) bool {
	_, n := p.single(t)
	return n > 0
}

func (t Token) best() string {
	if t.near == "" {
		return t.Word
	}
	return t.near
}
