package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Hours says when people are at the desk. Without any span they always are.
type Hours struct {
	Open     []Span `yaml:"open"`
	Closed   []Date `yaml:"closed"`   // days on which nobody is there, whatever the week says
	Business Days   `yaml:"business"` // the days that count as business days; none: those with an opening
}

// Span is one opening on each of some days of the week, by the company's clock.
type Span struct {
	Days Days  `yaml:"days"`
	From Clock `yaml:"from"`
	To   Clock `yaml:"to"` // exclusive; 24:00 is midnight after
}

// Check names every span that cannot be.
func (h Hours) Check() error {
	var wrong []string
	for i, s := range h.Open {
		if s.Days == 0 {
			wrong = append(wrong, fmt.Sprintf("opening %d names no day: write days: mon-fri", i+1))
		}
		if s.To <= s.From {
			wrong = append(wrong, fmt.Sprintf("opening %d ends at %s, not after %s: split an opening at midnight in two", i+1, s.To, s.From))
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("hours: %s", strings.Join(wrong, "; "))
	}
	return nil
}

// horizon is how many days ahead the next opening is looked for.
const horizon = 400

// At reports whether now lies in an opening, and when the next one begins; the zero time when none is in sight.
func (h Hours) At(now time.Time, place *time.Location) (open bool, next time.Time) {
	if len(h.Open) == 0 {
		return true, time.Time{}
	}
	y, m, d := now.In(place).Date()
	for ahead := range horizon {
		day := time.Date(y, m, d+ahead, 12, 0, 0, 0, place) // noon: no clock change moves it to another day
		if h.isClosed(day) {
			continue
		}
		for _, s := range h.Open {
			if !s.Days.Has(day.Weekday()) {
				continue
			}
			from, to := s.From.on(day), s.To.on(day)
			open = open || !now.Before(from) && now.Before(to)
			if from.After(now) && (next.IsZero() || from.Before(next)) {
				next = from
			}
		}
		if !next.IsZero() {
			break
		}
	}
	return open, next
}

func (h Hours) isClosed(day time.Time) bool {
	y, m, d := day.Date()
	return slices.Contains(h.Closed, Date{y, m, d})
}

// Date is a day of the calendar.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// UnmarshalText reads 2026-12-25.
func (d *Date) UnmarshalText(b []byte) error {
	t, err := time.Parse(time.DateOnly, string(b))
	if err != nil {
		return fmt.Errorf("day %q is not written as 2026-12-25", b)
	}
	d.Year, d.Month, d.Day = t.Date()
	return nil
}

// Clock is a time of day in minutes after midnight.
type Clock int

// String writes 09:00.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// UnmarshalText reads 09:00, up to 24:00.
func (c *Clock) UnmarshalText(b []byte) error {
	if string(b) == "24:00" {
		*c = 24 * 60
		return nil
	}
	t, err := time.Parse("15:04", string(b))
	if err != nil {
		return fmt.Errorf("time %q is not written as 09:00", b)
	}
	*c = Clock(t.Hour()*60 + t.Minute())
	return nil
}

func (c Clock) on(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, int(c)/60, int(c)%60, 0, 0, day.Location())
}

// Days is a set of days of the week.
type Days uint8

var dayNames = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// Has reports whether the set holds a day.
func (d Days) Has(day time.Weekday) bool { return d&(1<<day) != 0 }

// UnmarshalText reads days and ranges of days: mon-fri, sun.
func (d *Days) UnmarshalText(b []byte) error {
	*d = 0
	for part := range strings.SplitSeq(string(b), ",") {
		first, last, ranged := strings.Cut(strings.TrimSpace(part), "-")
		if !ranged {
			last = first
		}
		from, to := slices.Index(dayNames[:], first), slices.Index(dayNames[:], last)
		if from < 0 || to < 0 {
			return fmt.Errorf("days %q are not known: use mon, tue, wed, thu, fri, sat, sun, as in mon-fri, sun", b)
		}
		for i := from; ; i = (i + 1) % 7 {
			*d |= 1 << i
			if i == to {
				break
			}
		}
	}
	return nil
}
