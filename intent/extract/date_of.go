package extract

import "time"

// ofMonth reads a day of a month that is counted from this one: "the 3rd of next month", "volgende maand de 5e".
func (c *calendar) ofMonth(i int) (reading, int) {
	_, the := c.x.is(listDayWord, c.ts, i)
	day, n := c.dayNumber(i + the)
	if n > 0 {
		n += the
		_, of := c.x.is(listOf, c.ts, i+n)
		_, which := c.which(i + n + of)
		first, k := c.thisMonth(i + n + of)
		if k == 0 || of+which == 0 { // "5 months" are a length of time
			return reading{}, 0
		}
		return c.dayOf(i+n+of, first, day, n+of+k)
	}
	_, which := c.which(i)
	first, k := c.thisMonth(i)
	if k == 0 || which == 0 {
		return reading{}, 0
	}
	_, the = c.x.is(listDayWord, c.ts, i+k)
	if day, n = c.dayNumber(i + k + the); n == 0 || the == 0 && n < 2 {
		return reading{}, 0
	}
	return c.dayOf(i, first, day, k+the+n)
}

// dayOf is a day of the month that is read at token i; "the month" is the next one when that day has gone by.
func (c *calendar) dayOf(i int, first time.Time, day, n int) (reading, int) {
	d, ok := date(first.Year(), int(first.Month()), day)
	if _, which := c.which(i); ok && which == 0 {
		return reading{c.monthday(day), 0.85}, n
	}
	if !ok {
		return reading{}, 0
	}
	return reading{d, 0.9}, n
}

// feast reads the name of a day that falls on the same date every year.
func (c *calendar) feast(i int) (reading, int) {
	v, n := c.x.is(listFeast, c.ts, i)
	if n == 0 {
		return reading{}, 0
	}
	d, ok := c.nearest(v/100, v%100)
	if !ok {
		return reading{}, 0
	}
	return reading{d, 0.9}, n
}

// weeksOn reads a day and what it is put off by: "friday week", "vandaag over een week", "a week on friday".
func (c *calendar) weeksOn(i int) (reading, int) {
	if count, unit, n := c.span(i); n > 0 {
		_, on := c.x.is(listDayWord, c.ts, i+n)
		if on == 0 {
			_, on = c.x.is(listFrom, c.ts, i+n)
		}
		base, k := c.base(i + n + on)
		if k == 0 {
			return reading{}, 0
		}
		return base.later(c, count, unit), n + on + k
	}
	base, n := c.base(i)
	if n == 0 {
		return reading{}, 0
	}
	if unit, k := c.unit(i + n); k > 0 && unit == "week" && i+n+k == len(trimMarks(c.ts)) {
		return base.later(c, 1, unit), n + k
	}
	_, ahead := c.x.is(listAhead, c.ts, i+n)
	count, unit, k := c.span(i + n + ahead)
	if ahead == 0 || k == 0 {
		return reading{}, 0
	}
	return base.later(c, count, unit), n + ahead + k
}

// base is a day that others are counted from: today, a day of the week.
func (c *calendar) base(i int) (reading, int) {
	if r, n := c.relative(i); n > 0 {
		return r, n
	}
	v, n := c.x.is(listWeekday, c.ts, i)
	if n == 0 {
		return reading{}, 0
	}
	return reading{c.fromToday(0, time.Weekday(v-1)), 0.9}, n
}

// later is a reading put off by a length of time.
func (r reading) later(c *calendar, count int, unit string) reading {
	from := *c
	from.now = r.day
	return reading{from.shift(count, unit), 0.9}
}
