package extract

import (
	"maps"
	"slices"
)

func (x *Extractor) learnWords(l language) {
	for _, w := range l.Ordinary {
		x.near.Keep(w)
	}
	for at, words := range map[list][]string{
		listYes: l.Yes, listNo: l.No, listUnsure: l.Unsure, listBut: l.But, listFiller: l.Filler,
		listNegation: l.Negation, listCorrection: l.Correction, listAsk: l.Ask, listPolar: l.Polar, listRequest: l.Request, listPronoun: l.Pronoun, listThus: l.Thus, listIs: l.Is,
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

func (x *Extractor) learnTold(t told) {
	x.put(listAtSign, atWord, t.At...)
	x.put(listAtSign, atMaybe, t.MaybeAt...)
	for w, sign := range t.Signs {
		x.put(listSign, int(sign[0]), w)
	}
	for w, n := range t.Times {
		x.put(listTimes, n, w)
	}
	x.put(listToldWith, 1, t.With...)
	x.put(listLetters, 1, t.Letters...)
	x.put(listToldLead, 1, t.Lead...)
}

// place returns where s stands in at, counted from one; it is added when it is not there.
func place(at *[]string, s string) int {
	if i := slices.Index(*at, s); i >= 0 {
		return i + 1
	}
	*at = append(*at, s)
	return len(*at)
}
