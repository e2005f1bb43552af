package desk

import "time"

// weekdays are the business days of a desk that names neither business days nor openings.
const weekdays = 1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday

// IsBusiness reports whether a day of the calendar, of whose time only the date counts, is a business day: one of those
// that are named as such, or else one with an opening; never one on which the desk is closed.
func (h Hours) IsBusiness(day time.Time) bool {
	days := h.Business
	for _, s := range h.Open {
		if h.Business == 0 {
			days |= s.Days
		}
	}
	if days == 0 {
		days = weekdays
	}
	return days.Has(day.Weekday()) && !h.isClosed(day)
}

// Opening is the moment from which on somebody is there: at itself while the desk is open, else the next opening. The
// zero time means that none is in sight.
func (h Hours) Opening(at time.Time, place *time.Location) time.Time {
	open, next := h.At(at, place)
	if open {
		return at
	}
	return next
}

// Calendar is the hours of a desk, where it stands.
type Calendar struct {
	Hours Hours
	Place *time.Location
}

// IsBusiness reports whether a day is a business day.
func (c Calendar) IsBusiness(day time.Time) bool { return c.Hours.IsBusiness(day) }

// Opening is the moment from which on somebody is there; the zero time when none is in sight.
func (c Calendar) Opening(at time.Time) time.Time { return c.Hours.Opening(at, c.Place) }
