package desk_test

import (
	"testing"
	"time"

	"balie/conversation/desk"
)

func TestBusinessDays(t *testing.T) {
	t.Parallel()
	closed := []desk.Date{*read(t, new(desk.Date), "2026-12-25")}
	saturdays := []desk.Span{span(t, "mon-fri", "09:00", "17:00"), span(t, "sat", "09:00", "12:00")}
	for _, c := range []struct {
		name  string
		hours desk.Hours
		days  string // of the week of Monday 21 December 2026, a dot for each that is none
	}{
		{"nothing is said", desk.Hours{}, "mtwtf.."},
		{"a holiday", desk.Hours{Closed: closed}, "mtwt..."},
		{"the days with an opening", desk.Hours{Open: saturdays, Closed: closed}, "mtwt.s."},
		{"the days that are named", desk.Hours{Open: saturdays, Business: *read(t, new(desk.Days), "mon-fri")}, "mtwtf.."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			for i, name := range "mtwtfss" {
				mark := "."
				if c.hours.IsBusiness(time.Date(2026, 12, 21+i, 0, 0, 0, 0, time.UTC)) {
					mark = string(name)
				}
				got += mark
			}
			if got != c.days {
				t.Errorf("business days %s, want %s", got, c.days)
			}
		})
	}
}

func TestOpening(t *testing.T) {
	t.Parallel()
	place, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	week := desk.Calendar{Hours: desk.Hours{Open: []desk.Span{span(t, "mon-fri", "09:00", "17:30")}}, Place: place}
	for _, c := range []struct{ at, want string }{
		{"2026-11-23T10:00:00+01:00", "2026-11-23T10:00:00+01:00"},
		{"2026-11-23T08:00:00+01:00", "2026-11-23T09:00:00+01:00"},
		{"2026-03-28T20:00:00+01:00", "2026-03-30T09:00:00+02:00"}, // the clocks go forward in between
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := week.Opening(at).Format(time.RFC3339); got != c.want {
			t.Errorf("at %s the desk opens at %s, want %s", c.at, got, c.want)
		}
	}
	never := desk.Calendar{Hours: desk.Hours{Open: []desk.Span{{From: 540, To: 600}}}, Place: place}
	if got := never.Opening(time.Now()); !got.IsZero() {
		t.Errorf("a desk that never opens opens at %s", got)
	}
}
