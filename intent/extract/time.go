package extract

import (
	"fmt"

	"balie/conversation"
)

// Time finds times of day, as 15:04: half drie, kwart over 9, 15.30 uur, 3pm, quarter to ten. An hour that could be
// day or night is by day: one to six are in the afternoon. With bare, a number alone is an hour.
func (x *Extractor) Time(text string, bare bool) []Found {
	ts := x.tokens(text)
	c := clockReader{x: x, ts: ts, bare: bare}
	return find(ts, text, func(i int) (Found, int) {
		t, n := c.time(i)
		if n == 0 {
			return Found{}, 0
		}
		n, t = c.partOfDay(i, n, t)
		return Found{Value: conversation.Of(conversation.Time, fmt.Sprintf("%02d:%02d", t.hour, t.minute)), Confidence: t.sure}, n
	})
}

type clockReader struct {
	x    *Extractor
	ts   []Token
	bare bool
}

// moment is a time of day; twelve when it may be twelve hours later.
type moment struct {
	hour, minute int
	twelve       bool
	sure         float64
}

// plus moves a moment by minutes.
func (m moment) plus(minutes int) moment {
	all := m.hour*60 + m.minute + minutes
	if m.twelve {
		all = (all + 12*60 - 60) % (12 * 60) // hours 1 to 12
		all += 60
	}
	m.hour, m.minute = all/60%24, all%60
	return m
}

func (c *clockReader) time(i int) (moment, int) {
	for _, rule := range []func(int) (moment, int){c.fixed, c.about, c.digital, c.relative, c.half, c.hour} {
		if m, n := rule(i); n > 0 {
			return m, n
		}
	}
	return moment{}, 0
}

func (c *clockReader) fixed(i int) (moment, int) {
	v, n := c.x.is(listFixed, c.ts, i)
	if n == 0 {
		return moment{}, 0
	}
	var m moment
	if _, err := fmt.Sscanf(c.x.fixed[v-1], "%d:%d", &m.hour, &m.minute); err != nil {
		return moment{}, 0
	}
	m.sure = 0.95
	return m, n
}

// about reads an hour that is not meant exactly: "een uur of 3".
func (c *clockReader) about(i int) (moment, int) {
	_, n := c.x.is(listAbout, c.ts, i)
	if n == 0 {
		return moment{}, 0
	}
	m, k := c.clockHour(i + n)
	if k == 0 {
		return moment{}, 0
	}
	m.sure = 0.85
	return m, n + k
}

// digital reads 15:30, 15.30 uur, 15u30, 15h30.
func (c *clockReader) digital(i int) (moment, int) {
	if i+2 >= len(c.ts) || c.ts[i].Kind != Digits || len(c.ts[i].Word) > 2 || c.x.joined(c.ts, i) ||
		!touches(c.ts, i+1) || !touches(c.ts, i+2) || c.ts[i+2].Kind != Digits || len(c.ts[i+2].Word) != 2 {
		return moment{}, 0
	}
	m := moment{hour: number(c.ts[i].Word), minute: number(c.ts[i+2].Word), sure: 0.95}
	if m.hour > 24 || m.minute > 59 || m.hour == 24 && m.minute > 0 {
		return moment{}, 0
	}
	m.hour %= 24
	m.twelve = m.hour >= 1 && m.hour <= 12 && len(c.ts[i].Word) == 1
	n := 3
	_, unit := c.x.is(listHour, c.ts, i+n)
	point := mark(c.ts, i+1, ".")
	switch {
	case touches(c.ts, i+n) && mark(c.ts, i+n, ":.-/") && i+n+1 < len(c.ts) && touches(c.ts, i+n+1) && c.ts[i+n+1].Kind == Digits:
		return moment{}, 0
	case point && unit == 0 && !c.at(i) && !c.bare && c.part(listAM, i+n)+c.part(listPM, i+n) == 0:
		return moment{}, 0
	case mark(c.ts, i+1, ":") || point || c.x.set[listHour].has(c.ts[i+1]):
		return m, n + unit
	}
	return moment{}, 0
}

// at reports whether a word before token i announces a time.
func (c *clockReader) at(i int) bool { return i > 0 && c.x.set[listAt].has(c.ts[i-1]) }

// clockHour reads a bare hour, in digits or words.
func (c *clockReader) clockHour(i int) (moment, int) {
	if i >= len(c.ts) {
		return moment{}, 0
	}
	hour, n := 0, 0
	if c.ts[i].Kind == Digits && len(c.ts[i].Word) <= 2 && !c.x.joined(c.ts, i) {
		hour, n = number(c.ts[i].Word), 1
		if touches(c.ts, i+1) && mark(c.ts, i+1, ".,:-/") && i+2 < len(c.ts) && touches(c.ts, i+2) && c.ts[i+2].Kind == Digits {
			return moment{}, 0
		}
	} else if v, k := c.x.is(listNumber, c.ts, i); k > 0 {
		hour, n = v-1, k
	}
	if n == 0 || hour > 24 {
		return moment{}, 0
	}
	return moment{hour: hour % 24, twelve: hour >= 1 && hour <= 12, sure: 0.9}, n
}

// half reads half drie (2:30) and half past two.
func (c *clockReader) half(i int) (moment, int) {
	v, n := c.x.is(listHalfHour, c.ts, i)
	if n == 0 {
		return moment{}, 0
	}
	m, k := c.clockHour(i + n)
	if k == 0 || !m.twelve {
		return moment{}, 0
	}
	if v == 1 && n == 1 {
		return m.plus(-30), n + k
	}
	return m.plus(30), n + k
}

// relative reads kwart over 9, tien voor half vier, ten past three, quarter to ten.
func (c *clockReader) relative(i int) (moment, int) {
	minutes := 15
	_, n := c.x.is(listQuarter, c.ts, i)
	if n == 0 {
		m, k := c.clockHour(i)
		if k == 0 || m.hour == 0 || m.hour > 29 {
			return moment{}, 0
		}
		minutes, n = m.hour, k
		_, unit := c.x.is(listMinute, c.ts, i+n)
		n += unit
	}
	sign := 1
	_, k := c.x.is(listPast, c.ts, i+n)
	if k == 0 {
		if _, k = c.x.is(listToHour, c.ts, i+n); k == 0 {
			return moment{}, 0
		}
		sign = -1
	}
	n += k
	m, k := c.half(i + n)
	if k == 0 {
		if m, k = c.clockHour(i + n); k == 0 || !m.twelve {
			return moment{}, 0
		}
	}
	return m.plus(sign * minutes), n + k
}

// hour reads 3 uur, 3pm, om 3; a bare number only when a time was asked for.
func (c *clockReader) hour(i int) (moment, int) {
	m, n := c.clockHour(i)
	if n == 0 || i > 0 && c.x.set[listAhead].has(c.ts[i-1]) && !c.at(i) { // "over 3 uur" is a length of time
		return moment{}, 0
	}
	_, unit := c.x.is(listHour, c.ts, i+n)
	if unit+c.part(listAM, i+n+unit)+c.part(listPM, i+n+unit) > 0 {
		return m, n + unit
	}
	if c.bare && m.hour < 24 && c.alone(i, n) {
		m.sure = 0.75
		return m, n
	}
	return moment{}, 0
}

// alone reports a number that nothing but small words surround.
func (c *clockReader) alone(i, n int) bool {
	for j := range c.ts {
		if j >= i && j < i+n || c.ts[j].Kind == Mark {
			continue
		}
		if c.x.skip(c.ts[j:j+1], 0, listAt, listFiller, listPick) == 0 && !c.partly(j) {
			return false
		}
	}
	return true
}

// partly reports a token of the part of the day that leads to a time: "'s avonds om 8".
func (c *clockReader) partly(j int) bool {
	for from := max(0, j-2); from <= j; from++ {
		for _, l := range []list{listAM, listPM} {
			if _, n := c.x.is(l, c.ts, from); n > j-from {
				return true
			}
		}
	}
	return false
}

// part returns how many tokens from i on tell the part of the day, also where points stand between its letters: 3 p.m.
func (c *clockReader) part(l list, i int) int {
	if _, n := c.x.is(l, c.ts, i); n > 0 {
		return n
	}
	if i+2 >= len(c.ts) || len(c.ts[i].Word) != 1 || !mark(c.ts, i+1, ".") || len(c.ts[i+2].Word) != 1 {
		return 0
	}
	if _, n := c.x.is(l, []Token{c.ts[i], c.ts[i+2]}, 0); n < 2 {
		return 0
	}
	if mark(c.ts, i+3, ".") {
		return 4
	}
	return 3
}

// before finds the part of the day that leads to the time at token i.
func (c *clockReader) before(i int) (am, pm bool) {
	for i > 0 && (c.ts[i-1].Kind == Mark || c.x.set[listAt].has(c.ts[i-1])) {
		i--
	}
	for back := 1; back <= 3 && back <= i; back++ {
		_, a := c.x.is(listAM, c.ts, i-back)
		_, p := c.x.is(listPM, c.ts, i-back)
		am, pm = am || a == back, pm || p == back
	}
	return am, pm
}

// partOfDay reads what follows or precedes a time and settles whether it is by day or by night.
func (c *clockReader) partOfDay(i, n int, m moment) (int, moment) {
	am, pm := c.part(listAM, i+n), c.part(listPM, i+n)
	earlyBefore, lateBefore := c.before(i)
	switch {
	case pm > 0, lateBefore:
		if m.twelve && m.hour < 12 {
			m.hour += 12
		}
		return n + pm, m
	case am > 0, earlyBefore:
		if m.twelve && m.hour == 12 {
			m.hour = 0
		}
		return n + am, m
	}
	if m.twelve && m.hour >= 1 && m.hour <= 6 {
		m.hour += 12
	}
	return n, m
}
