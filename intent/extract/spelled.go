package extract

import "strings"

// morpheme is a part of a number word: twee, en, twintig, honderd.
type morpheme struct {
	word  string
	value int64 // -1: "and"
	scale bool
}

func (x *Extractor) learnMorphemes(l language) {
	for w, v := range l.Number {
		x.morphemes = append(x.morphemes, morpheme{word: Fold(w), value: int64(v)})
	}
	for w, v := range l.Scale {
		x.morphemes = append(x.morphemes, morpheme{word: Fold(w), value: int64(v), scale: true})
	}
	for _, w := range l.And {
		x.morphemes = append(x.morphemes, morpheme{word: Fold(w), value: -1})
	}
}

// longestNumber is how long a number in words is written at most.
const longestNumber = 60

// split takes a word apart into morphemes: tweehonderdvijfentwintig. Words that are no number give nothing.
func (x *Extractor) split(word string) []morpheme {
	if len(word) > longestNumber {
		return nil
	}
	for _, m := range x.morphemes { // the longest first
		if !strings.HasPrefix(word, m.word) || len(m.word) == 1 && len(word) > 1 {
			continue
		}
		if len(m.word) == len(word) {
			return []morpheme{m}
		}
		if rest := x.split(word[len(m.word):]); rest != nil {
			return append([]morpheme{m}, rest...)
		}
	}
	return nil
}

// sum adds morphemes up as people speak them.
type sum struct {
	total, current int64
	low            int64 // what stands below hundred in current: 0 nothing, else the last number added
	and, any, over bool
}

// add takes one more morpheme; false when it does not belong to the same number.
func (s *sum) add(m morpheme) bool {
	switch {
	case m.value == -1:
		if !s.any || s.and {
			return false
		}
		s.and = true
		return true
	case m.scale:
		return s.multiply(m.value)
	}
	switch {
	case s.low == 0: // the first, or after a scale
	case s.low >= 20 && s.low%10 == 0 && m.value < 10 && m.value > 0 && !s.and: // twenty five
	case s.low < 10 && m.value >= 20 && s.and: // vijf en twintig
	default:
		return false
	}
	if s.over && m.value == 0 {
		return false
	}
	s.current += m.value
	s.low, s.and, s.any, s.over = m.value, false, true, true
	return true
}

func (s *sum) multiply(by int64) bool {
	if s.and || s.total > most || s.current > most {
		return false
	}
	if by == 100 {
		if s.current >= 100 {
			return false
		}
		s.current = max(1, s.current) * 100
	} else {
		if s.total > 0 && s.total < by {
			return false
		}
		s.total += max(1, s.current) * by
		s.current = 0
	}
	s.low, s.any = 0, true
	return true
}

// spelled reads a number in words at token i.
func (x *Extractor) spelled(ts []Token, i int) (value int64, n int) {
	var s sum
	for i+n < len(ts) {
		if s.any && hyphen(ts, i+n) { // twenty-one
			n++
			continue
		}
		if ts[i+n].Kind != Word {
			break
		}
		parts := x.split(ts[i+n].Word)
		if parts == nil && ts[i+n].near != ts[i+n].Word {
			parts = x.split(ts[i+n].near)
		}
		try := s
		if parts == nil || !try.all(parts) {
			break
		}
		s = try
		n++
	}
	if n > 0 && (s.and || ts[i+n-1].Kind == Mark) { // a trailing "and" is not part of it
		n--
	}
	if !s.any {
		return 0, 0
	}
	return s.total + s.current, n
}

// hyphen reports a mark that joins two words.
func hyphen(ts []Token, i int) bool {
	return mark(ts, i, "-") && touches(ts, i) && touches(ts, i+1) && ts[i+1].Kind == Word
}

func (s *sum) all(parts []morpheme) bool {
	for _, m := range parts {
		if !s.add(m) {
			return false
		}
	}
	return true
}
