package extract

import (
	"maps"
	"slices"
	"strings"

	"balie/conversation"
)

// Found is a value that stands in a text.
type Found struct {
	Value      conversation.Value
	Key        string  // of the option, for a choice
	Start, End int     // bytes in the text
	Text       string  // what stands there
	Confidence float64 // 0 to 1
}

// Extractor finds values in texts. It does not change after it was made and may be shared.
type Extractor struct {
	near *Near
	set  [lists]*phrases
	kept *kept // what one turn prepared before; nil: nothing is kept
	// Values of words: set knows whether a word is there, these what it says.
	units      []string       // time units, by the value of listUnit minus one
	currencies []string       // by the value of listCurrency minus one
	fixed      []string       // times of day, by the value of listFixed minus one
	morphemes  []morpheme     // parts of Dutch number words, longest first
	iban       map[string]int // country → length
	street     []string       // endings of street names
}

// list names a set of words.
type list int

// The sets. A word's value is a number that only its own extractor reads; 1 where there is nothing to tell.
const (
	listYes list = iota
	listNo
	listUnsure
	listBut
	listFiller
	listNegation
	listCorrection
	listAsk
	listPolar
	listRequest
	listPronoun
	listThus
	listIs
	listNumber // value + 1
	listScale
	listHalf
	listOneAndHalf
	listAnd
	listArticle
	listOrdinal
	listSuffix
	listPick
	listOther
	listAny
	listMonth
	listWeekday // value + 1
	listWeekdayShort
	listDays // offset + 10
	listNotDays
	listUnit
	listAhead
	listLater
	listAgo
	listNext
	listComing
	listThis
	listLast
	listEnd
	listBegin
	listMiddle
	listFeast // month * 100 + day
	listVague
	listAbout
	listOf
	listDayWord
	listOwn
	listFrom
	listTo
	listHalfHour // 1: before, 2: after
	listQuarter
	listPast
	listToHour
	listHour
	listMinute
	listAt
	listAM
	listPM
	listFixed
	listCurrency
	listMinor
	listThousand
	listPin
	listCVC
	listPassword
	listLink
	listAfter
	listPlain
	listStop
	listAtSign // as atWord and atMaybe
	listSign   // the mark
	listTimes
	listToldWith
	listLetters
	listToldLead
	lists // how many there are
)

// New makes an extractor of every language that the program knows.
func New() (*Extractor, error) { return shared() }

func build(ls []language) *Extractor {
	x := &Extractor{near: NewNear(), iban: map[string]int{}}
	for l := range lists {
		x.set[l] = newPhrases()
	}
	for _, l := range ls {
		x.learnWords(l)
		x.learnNumbers(l)
		x.learnDates(l)
		x.learnTimes(l.Time)
		x.learnMoney(l)
		x.learnTold(l.Told)
		maps.Copy(x.iban, l.IBAN)
		x.street = append(x.street, l.Address.Street...)
	}
	slices.SortFunc(x.morphemes, func(a, b morpheme) int {
		if d := len(b.word) - len(a.word); d != 0 {
			return d
		}
		return strings.Compare(a.word, b.word)
	})
	return x
}

// put adds phrases to a set and their words to those that are known.
func (x *Extractor) put(l list, value int, words ...string) {
	for _, w := range words {
		x.set[l].add(w, value)
		for _, part := range Words(w) {
			x.near.Add(part, true)
		}
	}
}

// kept is what the texts and the options of one turn came to.
type kept struct {
	tokens map[string][]Token
	menus  map[*conversation.Option]*menu // by the first of the options
}

// OneTurn returns an extractor that splits each text and reads each list of options once, for the few of one turn, which
// may not change meanwhile; it may not be shared.
func (x *Extractor) OneTurn() *Extractor {
	mine := *x
	mine.kept = &kept{tokens: map[string][]Token{}, menus: map[*conversation.Option]*menu{}}
	return &mine
}

// tokens splits a text and corrects typing errors towards the known words. Nobody may change what it returns.
func (x *Extractor) tokens(text string) []Token {
	if x.kept != nil {
		if ts, there := x.kept.tokens[text]; there {
			return ts
		}
	}
	ts := Tokens(text)
	for i := range ts {
		if ts[i].Kind == Word {
			ts[i].near = x.near.Correct(ts[i].Word)
		}
	}
	if x.kept != nil {
		x.kept.tokens[text] = slices.Clip(ts)
	}
	return ts
}

// is returns the value of the longest phrase of a set that begins at token i and its length; 0, 0 for none.
func (x *Extractor) is(l list, ts []Token, i int) (value, n int) { return x.set[l].match(ts, i) }

// skip returns how many tokens from i on belong to phrases of the sets.
func (x *Extractor) skip(ts []Token, i int, ls ...list) int {
	n := 0
	for i+n < len(ts) {
		step := 0
		for _, l := range ls {
			if _, k := x.is(l, ts, i+n); k > step {
				step = k
			}
		}
		if step == 0 {
			break
		}
		n += step
	}
	return n
}

// find runs a grammar at every token and gathers what it finds, without overlap.
func find(ts []Token, text string, at func(i int) (Found, int)) []Found {
	var out []Found
	for i := 0; i < len(ts); {
		f, n := at(i)
		if n == 0 {
			i++
			continue
		}
		f.Start, f.End = ts[i].Start, ts[i+n-1].End
		f.Text = text[f.Start:f.End]
		for _, t := range ts[i : i+n] {
			if t.Kind == Word && t.near != t.Word {
				f.Confidence *= 0.9
			}
		}
		out = append(out, f)
		i += n
	}
	return out
}

// touches reports whether nothing stands between a token and the one before it.
func touches(ts []Token, i int) bool { return i > 0 && i < len(ts) && ts[i-1].End == ts[i].Start }

func mark(ts []Token, i int, marks string) bool {
	return i < len(ts) && ts[i].Kind == Mark && strings.Contains(marks, ts[i].Word)
}
