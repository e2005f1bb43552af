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

func (x *Extractor) learnWords(l language) {
	for _, w := range l.Ordinary {
		x.near.Keep(w)
	}
	for at, words := range map[list][]string{
		listYes: l.Yes, listNo: l.No, listUnsure: l.Unsure, listBut: l.But, listFiller: l.Filler,
		listNegation: l.Negation, listCorrection: l.Correction, listAsk: l.Ask, listPolar: l.Polar, listRequest: l.Request, listPronoun: l.Pronoun, listIs: l.Is,
		listHalf: l.Half, listOneAndHalf: l.OneAndHalf, listVague: l.Vague, listAnd: l.And, listArticle: l.Article,
		listSuffix: l.OrdinalSuffix, listPick: l.Pick, listOther: l.Other, listAny: l.Any,
		listPin: l.Secrets.Pin, listCVC: l.Secrets.CVC, listPassword: l.Secrets.Password,
		listLink: l.Secrets.Link, listAfter: l.Secrets.After, listPlain: l.Secrets.Plain, listStop: l.Address.Stop,
	} {
		x.put(at, 1, words...)
	}
}

func (x *Extractor) learnNumbers(l language) {
	for w, v := range l.Number {
		x.put(listNumber, v+1, w)
	}
	for w, v := range l.Scale {
		x.put(listScale, v, w)
	}
	for w, v := range l.Ordinal {
		x.put(listOrdinal, v, w)
	}
	x.learnMorphemes(l)
}

func (x *Extractor) learnDates(l language) {
	for w, v := range l.Months {
		x.put(listMonth, v, w)
	}
	for w, v := range l.Weekdays {
		x.put(listWeekday, v+1, w)
	}
	for w, v := range l.WeekdaysShort {
		x.put(listWeekdayShort, v+1, w)
	}
	for w, v := range l.Days {
		x.put(listDays, v+10, w)
	}
	for w, v := range l.Feasts {
		x.put(listFeast, v, w)
	}
	for _, w := range slices.Sorted(maps.Keys(l.Unit)) {
		x.put(listUnit, place(&x.units, l.Unit[w]), w)
	}
	for at, words := range map[list][]string{
		listNotDays: l.NotDays, listAhead: l.Ahead, listLater: l.Later, listAgo: l.Ago, listNext: l.Next, listComing: l.Coming, listThis: l.This,
		listLast: l.Last, listEnd: l.End, listBegin: l.Begin, listMiddle: l.Middle, listOf: l.Of, listDayWord: l.DayWord, listOwn: l.Own,
		listFrom: l.From, listTo: l.To,
	} {
		x.put(at, 1, words...)
	}
}

func (x *Extractor) learnTimes(c clock) {
	half := 1
	if c.Half == "after" {
		half = 2
	}
	x.put(listHalfHour, half, c.HalfWords...)
	for at, words := range map[list][]string{
		listQuarter: c.Quarter, listPast: c.Past, listToHour: c.To, listHour: c.Hour, listMinute: c.Minute, listAt: c.At,
		listAM: c.AM, listPM: c.PM, listAbout: c.About,
	} {
		x.put(at, 1, words...)
	}
	for _, w := range slices.Sorted(maps.Keys(c.Fixed)) {
		x.put(listFixed, place(&x.fixed, c.Fixed[w]), w)
	}
}

func (x *Extractor) learnMoney(l language) {
	for _, w := range slices.Sorted(maps.Keys(l.Currency)) {
		x.put(listCurrency, place(&x.currencies, l.Currency[w]), w)
	}
	x.put(listMinor, 1, l.Minor...)
	x.put(listThousand, 1, l.Thousand...)
}

// place returns where s stands in at, counted from one; it is added when it is not there.
func place(at *[]string, s string) int {
	if i := slices.Index(*at, s); i >= 0 {
		return i + 1
	}
	*at = append(*at, s)
	return len(*at)
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
