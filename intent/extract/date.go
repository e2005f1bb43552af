package extract

import (
	"strconv"
	"strings"
	"time"

	"balie/conversation"
)

// Prefer says which day is meant when a text leaves it open: "3 april", "maandag", "de 15e".
type Prefer int

// The preferences.
const (
	Future Prefer = iota // the next such day, today included
	Past                 // the last such day, today included
)

// iso is how a day is written.
const iso = "2006-01-02"

// Date finds calendar days, relative to now in now's place: 3 april, 03-04-2026 (the day first), 2026-04-03, morgen,
// volgende week maandag, in two weeks, de 15e, eind van de maand. A month or a week alone is no day.
func (x *Extractor) Date(text string, now time.Time, prefer Prefer) []Found {
	ts := x.tokens(text)
	c := calendar{x: x, ts: ts, prefer: prefer}
	c.now = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	c.block()
	return x.named(text, find(ts, text, func(i int) (Found, int) {
		if c.blocked[i] {
			return Found{}, 0
		}
		d, n := c.day(i)
		if n == 0 || d.day.Year() < 1900 || d.day.Year() > 2200 {
			return Found{}, 0
		}
		return Found{Value: conversation.Of(conversation.Date, d.day.Format(iso)), Confidence: d.sure}, n
	}))
}

// named joins a day of the week with the date beside it that falls on that day: "monday 30 november".
func (x *Extractor) named(text string, found []Found) []Found {
	var out []Found
	for i := 0; i < len(found); i++ {
		f := found[i]
		if i+1 < len(found) && x.sameDay(text, f, found[i+1]) {
			next := found[i+1]
			next.Start, next.Text = f.Start, text[f.Start:next.End]
			f = next
			i++
		}
		out = append(out, f)
	}
	return out
}

// sameDay reports a bare day of the week directly before a date that falls on it.
func (x *Extractor) sameDay(text string, name, date Found) bool {
	ts := x.tokens(name.Text)
	if len(ts) != 1 || strings.Trim(text[name.End:date.Start], " ,") != "" {
		return false
	}
	day, n := x.is(listWeekday, ts, 0)
	if n == 0 {
		day, n = x.is(listWeekdayShort, ts, 0)
	}
	day-- // both are one more
	at, err := time.Parse(iso, date.Value.Text)
	return n > 0 && err == nil && int(at.Weekday()) == day
}

// calendar reads days in one text.
type calendar struct {
	x      *Extractor
	ts     []Token
	now    time.Time // midnight of today, UTC
	prefer Prefer

	blocked map[int]bool // tokens that only look like a day: goede morgen
}

// block marks the words that only look like a day.
func (c *calendar) block() {
	for i := range c.ts {
		_, n := c.x.is(listNotDays, c.ts, i)
		for k := range n {
			if c.blocked == nil {
				c.blocked = map[int]bool{}
			}
			c.blocked[i+k] = true
		}
	}
}

// a reading is a day and how sure it is.
type reading struct {
	day  time.Time
	sure float64
}

// day reads a day at token i with the grammar that takes the most tokens.
func (c *calendar) day(i int) (reading, int) {
	var best reading
	longest := 0
	for _, rule := range []func(int) (reading, int){
		c.numeric, c.dayMonth, c.monthDay, c.ofMonth, c.feast, c.relative, c.weekday, c.weeksOn, c.ahead, c.ago, c.edge, c.ordinal, c.short,
	} {
		if r, n := rule(i); n > longest {
			best, longest = r, n
		}
	}
	return best, longest
}

// numeric reads 2026-04-03, 03-04-2026, 3/4/26 and 3-4.
func (c *calendar) numeric(i int) (reading, int) {
	if i > 0 && touches(c.ts, i) && (c.ts[i-1].Kind == Word || mark(c.ts, i-1, "-/.:€$£,+")) {
		return reading{}, 0
	}
	groups, n := c.groups(i)
	if n == 0 || touches(c.ts, i+n) && c.ts[i+n].Kind == Word {
		return reading{}, 0
	}
	if len(groups) == 2 {
		return c.dayAndMonth(groups, c.ts[i+1].Word, n)
	}
	year, month, day := groups[2], groups[1], groups[0]
	if len(c.ts[i].Word) == 4 {
		year, month, day = groups[0], groups[1], groups[2]
	}
	d, ok := date(century(year), month, day)
	if !ok {
		return reading{}, 0
	}
	return reading{d, 0.98}, n
}

// groups reads two or three groups of digits with one kind of separator.
func (c *calendar) groups(i int) (groups []int, n int) {
	if i >= len(c.ts) || c.ts[i].Kind != Digits || i+2 >= len(c.ts) {
		return nil, 0
	}
	sep := c.ts[i+1].Word
	if c.ts[i+1].Kind != Mark || !mark(c.ts, i+1, "-/.") {
		return nil, 0
	}
	groups, n = []int{number(c.ts[i].Word)}, 1
	for i+n+1 < len(c.ts) && c.ts[i+n].Word == sep && touches(c.ts, i+n) && touches(c.ts, i+n+1) && c.ts[i+n+1].Kind == Digits {
		groups = append(groups, number(c.ts[i+n+1].Word))
		n += 2
	}
	if len(groups) < 2 || len(groups) > 3 {
		return nil, 0
	}
	return groups, n
}

// dayAndMonth is a day without a year. With a point it could as well be a number or a time.
func (c *calendar) dayAndMonth(groups []int, sep string, n int) (reading, int) {
	if sep == "." {
		return reading{}, 0
	}
	d, ok := c.nearest(groups[1], groups[0])
	if !ok {
		return reading{}, 0
	}
	return reading{d, 0.85}, n
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil || n > 9999 {
		return 9999
	}
	return n
}

// century completes a year of two digits.
func century(year int) int {
	switch {
	case year >= 100:
		return year
	case year <= 60:
		return 2000 + year
	}
	return 1900 + year
}

// date makes a day that exists.
func date(year, month, day int) (time.Time, bool) {
	d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return d, month >= 1 && month <= 12 && d.Day() == day && int(d.Month()) == month
}

// nearest makes a day of a month without a year: the next or last one, by preference.
func (c *calendar) nearest(month, day int) (time.Time, bool) {
	for step := range 9 { // a leap day may be eight years away
		year := c.now.Year() + step
		if c.prefer == Past {
			year = c.now.Year() - step
		}
		d, ok := date(year, month, day)
		if ok && (c.prefer == Future && !d.Before(c.now) || c.prefer == Past && !d.After(c.now)) {
			return d, true
		}
	}
	return time.Time{}, false
}

// dayNumber reads a day of a month: 3, 3e, 3rd, derde.
func (c *calendar) dayNumber(i int) (day, n int) {
	if i >= len(c.ts) {
		return 0, 0
	}
	if c.ts[i].Kind == Digits {
		if c.x.joined(c.ts, i) || len(c.ts[i].Word) > 2 {
			return 0, 0
		}
		day, n = number(c.ts[i].Word), 1
		if touches(c.ts, i+1) && c.x.set[listSuffix].has(c.ts[i+1]) {
			n = 2
		} else if touches(c.ts, i+1) && c.ts[i+1].Kind == Word && !c.x.set[listMonth].at[c.ts[i+1].best()].whole {
			return 0, 0
		}
	} else if v, k := c.x.is(listOrdinal, c.ts, i); k > 0 {
		day, n = v, k
	} else if v, k := c.x.spelled(c.ts, i); k > 0 && v <= 31 {
		if _, month := c.x.is(listMonth, c.ts, i+k); month > 0 { // "three may": only before the month itself
			day, n = int(v), k
		}
	}
	if day < 1 || day > 31 {
		return 0, 0
	}
	return day, n
}

// dayMonth reads "3 april 2026" and "the third of april".
func (c *calendar) dayMonth(i int) (reading, int) {
	_, the := c.x.is(listDayWord, c.ts, i)
	day, n := c.dayNumber(i + the)
	if n == 0 {
		return reading{}, 0
	}
	n += the
	if _, k := c.x.is(listOf, c.ts, i+n); k > 0 {
		n += k
	}
	if mark(c.ts, i+n, "-.") {
		n++
	}
	month, k := c.x.is(listMonth, c.ts, i+n)
	if k == 0 {
		return reading{}, 0
	}
	return c.withYear(i, n+k, month, day)
}

// monthDay reads "april 3rd, 2026".
func (c *calendar) monthDay(i int) (reading, int) {
	month, n := c.x.is(listMonth, c.ts, i)
	if n == 0 {
		return reading{}, 0
	}
	if mark(c.ts, i+n, ".") {
		n++
	}
	if _, k := c.x.is(listDayWord, c.ts, i+n); k > 0 {
		n += k
	}
	day, k := c.dayNumber(i + n)
	if k == 0 {
		return reading{}, 0
	}
	return c.withYear(i, n+k, month, day)
}

func (c *calendar) withYear(i, n, month, day int) (reading, int) {
	at := i + n
	if mark(c.ts, at, ",-.") {
		at++
	}
	if at < len(c.ts) && c.ts[at].Kind == Digits && len(c.ts[at].Word) == 4 {
		if d, ok := date(number(c.ts[at].Word), month, day); ok {
			return reading{d, 0.98}, at + 1 - i
		}
	}
	d, ok := c.nearest(month, day)
	if !ok {
		return reading{}, 0
	}
	return reading{d, 0.95}, n
}
