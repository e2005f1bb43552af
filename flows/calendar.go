package flows

import (
	"fmt"
	"time"
)

// Calendar knows the days and hours of the company.
type Calendar interface {
	// IsBusiness reports whether a day is a business day; only the date of it counts.
	IsBusiness(day time.Time) bool
	// Opening is the moment from which on somebody is at the desk: at itself while it is open. Zero: never.
	Opening(at time.Time) time.Time
}

// farthest is how many business days may be counted, and days in which one must come.
const farthest = 1000

// businessDays counts n business days on from what the clock on the wall shows: the same time of day on the n-th
// business day after; with n 0 the day itself, or the first business day after it.
func (e *Env) businessDays(from time.Time, n int) (time.Time, error) {
	if n < 0 || n > farthest {
		return from, fmt.Errorf("business_days counts from 0 to %d days, not %d", farthest, n)
	}
	day, idle := from, 0
	for n > 0 || !e.isBusiness(day) {
		day = day.AddDate(0, 0, 1)
		if idle++; idle > farthest {
			return from, fmt.Errorf("there is no business day in the %d days after %s", farthest, day.Format(time.DateOnly))
		}
		if e.isBusiness(day) && n > 0 {
			n, idle = n-1, 0
		}
	}
	return day, nil
}

func (e *Env) isBusiness(day time.Time) bool {
	if e.Calendar != nil {
		return e.Calendar.IsBusiness(day)
	}
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// opening is when the desk opens, as the clock on the wall will show it then.
func (e *Env) opening(from time.Time) (time.Time, error) {
	if e.Calendar == nil {
		return from, nil
	}
	place := e.Place
	if place == nil {
		place = time.UTC
	}
	at := e.Calendar.Opening(onClock(from, place))
	if at.IsZero() {
		return from, fmt.Errorf("the desk does not open any more")
	}
	return onClock(at.In(place), time.UTC), nil
}

// onClock is the moment at which the clock of a place shows what another shows.
func onClock(t time.Time, place *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), place)
}
