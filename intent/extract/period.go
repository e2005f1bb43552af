package extract

import (
	"strings"
	"time"

	"balie/conversation"
)

// Period finds stretches of days: van 3 tot 10 april, from monday to friday. The value is both days, with a slash.
func (x *Extractor) Period(text string, now time.Time, prefer Prefer) []Found {
	text = cut(text)
	filled, at, added := x.fillMonth(text)
	days := x.Date(filled, now, prefer)
	if len(days) != 2 || !x.bridges(x.tokens(filled[days[0].End:days[1].Start])) {
		return nil
	}
	from, to := days[0].Value.Text, days[1].Value.Text
	if to < from {
		d, err := time.Parse(iso, to)
		if err != nil {
			return nil
		}
		if to = d.AddDate(0, 0, 7).Format(iso); to < from {
			return nil
		}
	}
	back := func(i int) int { return max(min(i, at), i-added) } // from the filled text to the customer's
	f := Found{Value: conversation.Of(conversation.Period, from+"/"+to), Start: back(days[0].Start), End: back(days[1].End)}
	f.Text, f.Confidence = text[f.Start:f.End], min(days[0].Confidence, days[1].Confidence)
	return []Found{f}
}

// bridges reports whether words lead from a first day to a last one.
func (x *Extractor) bridges(ts []Token) bool {
	for i := range ts {
		if _, n := x.is(listTo, ts, i); n > 0 || mark(ts, i, "-–/") {
			return true
		}
	}
	return false
}

// fillMonth writes the month behind a first day that shares it with the last, "3 tot 10 april", and says where it added
// how much.
func (x *Extractor) fillMonth(text string) (filled string, at, added int) {
	ts := x.tokens(text)
	for i := range ts {
		if ts[i].Kind != Digits || len(ts[i].Word) > 2 {
			continue
		}
		j := i + 1
		if touches(ts, j) && x.set[listSuffix].has(ts[j]) {
			j++
		}
		k := j
		_, to := x.is(listTo, ts, k)
		if to == 0 && mark(ts, k, "-–") {
			to = 1
		}
		for to > 0 {
			k += to
			_, to = x.is(listTo, ts, k)
		}
		if k == j || k >= len(ts) || ts[k].Kind != Digits {
			continue
		}
		if month := x.monthBehind(ts, k+1); month != "" {
			at = ts[j-1].End
			return text[:at] + " " + month + text[at:], at, 1 + len(month)
		}
	}
	return text, len(text), 0
}

func (x *Extractor) monthBehind(ts []Token, i int) string {
	i += x.skip(ts, i, listSuffix, listOf)
	if _, n := x.is(listMonth, ts, i); n > 0 {
		return strings.Clone(ts[i].Word)
	}
	return ""
}
