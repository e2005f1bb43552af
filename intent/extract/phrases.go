package extract

import "strings"

// phrases is a set of word sequences, each with a number.
type phrases struct {
	at map[string]phrase
}

// phrase is what is known of some words in a row.
type phrase struct {
	value int
	whole bool // they are a phrase
	goes  bool // a longer one begins with them
}

func newPhrases() *phrases { return &phrases{at: map[string]phrase{}} }

func (p *phrases) add(text string, value int) {
	words := Words(text)
	if len(words) == 0 { // a phrase that is a mark, like a currency sign or an emoji
		words = strings.Fields(text)
	}
	for n := 1; n <= len(words); n++ {
		key := strings.Join(words[:n], " ")
		known := p.at[key]
		switch {
		case n < len(words):
			known.goes = true
		case !known.whole:
			known.value, known.whole = value, true
		}
		p.at[key] = known
	}
}

// match returns the value of the longest phrase that begins at token i, and how many tokens it takes; 0 for none.
func (p *phrases) match(tokens []Token, i int) (value, n int) {
	if i >= len(tokens) {
		return 0, 0
	}
	known := p.one(tokens[i])
	if known.whole {
		value, n = known.value, 1
	}
	if !known.goes {
		return value, n
	}
	var typed, mended [96]byte
	k, m := append(typed[:0], tokens[i].Word...), append(mended[:0], tokens[i].best()...)
	for j := i + 1; j < len(tokens) && known.goes; j++ {
		k, m = append(append(k, ' '), tokens[j].Word...), append(append(m, ' '), tokens[j].best()...)
		known = p.at[string(k)].or(p.at[string(m)])
		if known.whole {
			value, n = known.value, j-i+1
		}
	}
	return value, n
}

// one looks a single token up, as it was typed and else as it was meant.
func (p *phrases) one(t Token) phrase {
	known := p.at[t.Word]
	if t.best() != t.Word {
		known = known.or(p.at[t.near])
	}
	return known
}

func (a phrase) or(b phrase) phrase {
	if !a.whole {
		a.value, a.whole = b.value, b.whole
	}
	a.goes = a.goes || b.goes
	return a
}

// has reports whether a single token is a phrase.
func (p *phrases) has(t Token) bool { return p.one(t).whole }

func (t Token) best() string {
	if t.near == "" {
		return t.Word
	}
	return t.near
}
