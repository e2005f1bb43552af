package extract

import "time"

// relative reads morgen, the day after tomorrow.
func (c *calendar) relative(i int) (reading, int) {
	v, n := c.x.is(listDays, c.ts, i)
	if n == 0 {
		return reading{}, 0
	}
	return reading{c.now.AddDate(0, 0, v-10), 0.95}, n
}

// weekday reads maandag, volgende week maandag, next monday, maandag volgende week, afgelopen vrijdag.
func (c *calendar) weekday(i int) (reading, int) {
	at := i
	weeks, n := c.week(at)
	at += n
	which := 0
	if n == 0 {
		which, n = c.which(at)
		at += n
	}
	if at > i {
		at += c.x.skip(c.ts, at, listDayWord)
	}
	v, k := c.x.is(listWeekday, c.ts, at)
	if k == 0 {
		return reading{}, 0
	}
	at += k
	named := at > i+k
	if !named {
		if weeks, n = c.week(at); n > 0 {
			at += n
			return reading{c.inWeek(weeks, time.Weekday(v-1)), 0.95}, at - i
		}
	} else if which == 0 {
		return reading{c.inWeek(weeks, time.Weekday(v-1)), 0.95}, at - i
	}
	return reading{c.fromToday(which, time.Weekday(v-1)), 0.9}, at - i
}

// week reads "volgende week", "this week", as weeks from this one.
func (c *calendar) week(i int) (weeks, n int) {
	which, n := c.which(i)
	if n == 0 {
		return 0, 0
	}
	if unit, k := c.unit(i + n); k > 0 && unit == "week" {
		return clamp(which), n + k
	}
	return 0, 0
}

// which reads "this" (2: the coming one), "next" (1), "coming" (2), "last" (-1).
func (c *calendar) which(i int) (which, n int) {
	for _, l := range []struct {
		list
		value int
	}{{listComing, 2}, {listNext, 1}, {listThis, 3}, {listLast, -1}} {
		if _, k := c.x.is(l.list, c.ts, i); k > 0 {
			return l.value, k
		}
	}
	return 0, 0
}

// clamp turns which into weeks from this one.
func clamp(which int) int {
	switch which {
	case 1, 2:
		return 1
	case -1:
		return -1
	}
	return 0
}

// inWeek is a weekday of a week, counted from this one; weeks begin on Monday.
func (c *calendar) inWeek(weeks int, day time.Weekday) time.Time {
	monday := c.now.AddDate(0, 0, -(int(c.now.Weekday())+6)%7)
	return monday.AddDate(0, 0, 7*weeks+(int(day)+6)%7)
}

// fromToday is a weekday seen from today: the next one after today; with "next" the one of next week when the next is
// still in this week; with "last" or looking back the one before today.
func (c *calendar) fromToday(which int, day time.Weekday) time.Time {
	ahead := (int(day) - int(c.now.Weekday()) + 7) % 7
	if which == -1 || which == 0 && c.prefer == Past {
		if ahead == 0 {
			ahead = 7
		}
		return c.now.AddDate(0, 0, ahead-7)
	}
	if ahead == 0 {
		ahead = 7
	}
	d := c.now.AddDate(0, 0, ahead)
	if next := c.inWeek(1, day); which == 1 && d.Before(next) {
		return next
	}
	return d
}

func (c *calendar) unit(i int) (string, int) {
	v, n := c.x.is(listUnit, c.ts, i)
	if n == 0 {
		return "", 0
	}
	return c.x.units[v-1], n
}

// ahead reads "over twee weken", "in a month", "two weeks from now".
func (c *calendar) ahead(i int) (reading, int) {
	_, n := c.x.is(listAhead, c.ts, i)
	count, unit, k := c.span(i + n)
	if k == 0 {
		return reading{}, 0
	}
	if n == 0 {
		_, later := c.x.is(listLater, c.ts, i+k)
		if later == 0 {
			return reading{}, 0
		}
		k += later
	}
	return reading{c.shift(count, unit), 0.9}, n + k
}

// ago reads "twee weken geleden", "3 days ago".
func (c *calendar) ago(i int) (reading, int) {
	count, unit, n := c.span(i)
	if n == 0 {
		return reading{}, 0
	}
	_, k := c.x.is(listAgo, c.ts, i+n)
	if k == 0 {
		return reading{}, 0
	}
	return reading{c.shift(-count, unit), 0.9}, n + k
}

// span reads a length of time: two weeks, een maand.
func (c *calendar) span(i int) (count int, unit string, n int) {
	d, n := c.x.number(c.ts, i)
	if n == 0 {
		if _, n = c.x.is(listArticle, c.ts, i); n > 0 {
			d = decimal{mant: 1}
		}
	}
	if n == 0 || d.exp != 0 || d.mant > 1000 {
		return 0, "", 0
	}
	unit, k := c.unit(i + n)
	if k == 0 {
		return 0, "", 0
	}
	return int(d.mant), unit, n + k
}

func (c *calendar) shift(count int, unit string) time.Time {
	switch unit {
	case "week":
		return c.now.AddDate(0, 0, 7*count)
	case "fortnight":
		return c.now.AddDate(0, 0, 14*count)
	case "month":
		return c.months(count)
	case "year":
		return c.months(12 * count)
	}
	return c.now.AddDate(0, 0, count)
}

// months goes on by whole months and stays within the month: 31 January and a month is 28 February.
func (c *calendar) months(count int) time.Time {
	first := time.Date(c.now.Year(), c.now.Month()+time.Month(count), 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, min(c.now.Day(), lastDay(first))-1)
}

func lastDay(first time.Time) int { return first.AddDate(0, 1, -1).Day() }

// edge reads "eind van de maand", "end of next month", "begin maart", "de laatste dag van april".
func (c *calendar) edge(i int) (reading, int) {
	at := i
	_, n := c.x.is(listEnd, c.ts, at)
	end, middle := n > 0, false
	if !end {
		_, n = c.x.is(listBegin, c.ts, at)
	}
	if n == 0 {
		_, n = c.x.is(listMiddle, c.ts, at)
		middle = n > 0
	}
	if n == 0 {
		return reading{}, 0
	}
	at += n
	_, of := c.x.is(listOf, c.ts, at)
	at += of
	first, k := c.month(at)
	if k == 0 {
		return reading{}, 0
	}
	at += k
	if end {
		return reading{first.AddDate(0, 0, lastDay(first)-1), 0.85}, at - i
	}
	if middle {
		return reading{first.AddDate(0, 0, 14), 0.75}, at - i
	}
	if first.Before(c.now) && c.prefer == Future && of+k > 0 && first.Month() == c.now.Month() && first.Year() == c.now.Year() {
		first = first.AddDate(0, 1, 0)
	}
	return reading{first, 0.75}, at - i
}

// month reads a month, as its first day: "maart", "volgende maand", "the month", "this month".
func (c *calendar) month(i int) (time.Time, int) {
	this := time.Date(c.now.Year(), c.now.Month(), 1, 0, 0, 0, 0, time.UTC)
	if v, n := c.x.is(listMonth, c.ts, i); n > 0 {
		first := time.Date(c.now.Year(), time.Month(v), 1, 0, 0, 0, 0, time.UTC)
		if first.Before(this) && c.prefer == Future {
			first = first.AddDate(1, 0, 0)
		}
		return first, n
	}
	return c.thisMonth(i)
}

// thisMonth reads a month counted from this one, as its first day: "next month", "the month".
func (c *calendar) thisMonth(i int) (time.Time, int) {
	this := time.Date(c.now.Year(), c.now.Month(), 1, 0, 0, 0, 0, time.UTC)
	which, n := c.which(i)
	unit, k := c.unit(i + n)
	if k == 0 || unit != "month" {
		return time.Time{}, 0
	}
	return this.AddDate(0, clamp(which), 0), n + k
}

// ordinal reads "de 15e", "the 15th", "de vijftiende": the next or last such day.
func (c *calendar) ordinal(i int) (reading, int) {
	_, word := c.x.is(listDayWord, c.ts, i)
	day, n := c.dayNumber(i + word)
	if n == 0 || word == 0 && n < 2 || c.ts[i+word].Kind == Digits && n < 2 {
		return reading{}, 0
	}
	alone := i == 0 && c.ts[i].Kind == Digits && n == len(trimMarks(c.ts)) // "3e", and nothing else
	if word == 0 && !alone || c.ts[i+word].Kind != Digits && day < 3 {     // "the first" and "the second" are rather choices
		return reading{}, 0
	}
	return reading{c.monthday(day), 0.85}, word + n
}

// monthday is the next or last day with that number.
func (c *calendar) monthday(day int) time.Time {
	step := 1
	if c.prefer == Past {
		step = -1
	}
	for m := 0; ; m += step {
		first := time.Date(c.now.Year(), c.now.Month()+time.Month(m), 1, 0, 0, 0, 0, time.UTC)
		d := first.AddDate(0, 0, day-1)
		if d.Month() != first.Month() {
			continue
		}
		if c.prefer == Future && !d.Before(c.now) || c.prefer == Past && !d.After(c.now) {
			return d
		}
	}
}

// short reads ma, di, wed: only when nothing else is said, since they are words of their own.
func (c *calendar) short(i int) (reading, int) {
	if len(trimMarks(c.ts)) > 1 {
		return reading{}, 0
	}
	v, n := c.x.is(listWeekdayShort, c.ts, i)
	if n == 0 {
		return reading{}, 0
	}
	return reading{c.fromToday(0, time.Weekday(v-1)), 0.8}, n
}
