package desk_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"balie/conversation/desk"
)

func read[T interface{ UnmarshalText([]byte) error }](t *testing.T, v T, text string) T {
	t.Helper()
	if err := v.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return v
}

func span(t *testing.T, days, from, to string) desk.Span {
	t.Helper()
	return desk.Span{Days: *read(t, new(desk.Days), days), From: *read(t, new(desk.Clock), from), To: *read(t, new(desk.Clock), to)}
}

func TestHours(t *testing.T) {
	t.Parallel()
	place, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	week := desk.Hours{
		Open:   []desk.Span{span(t, "mon-fri", "09:00", "17:30"), span(t, "sat", "10:00", "14:00")},
		Closed: []desk.Date{*read(t, new(desk.Date), "2026-12-25")},
	}
	night := desk.Hours{Open: []desk.Span{span(t, "sat, sun", "00:00", "24:00")}}
	early := desk.Hours{Open: []desk.Span{span(t, "sun", "02:30", "04:00")}}
	for _, c := range []struct {
		name  string
		hours desk.Hours
		now   string
		open  bool
		next  string
	}{
		{"always", desk.Hours{}, "2026-11-22T03:00:00+01:00", true, ""},
		{"monday morning", week, "2026-11-23T08:59:59+01:00", false, "2026-11-23T09:00:00+01:00"},
		{"at the opening", week, "2026-11-23T09:00:00+01:00", true, "2026-11-24T09:00:00+01:00"},
		{"at the close", week, "2026-11-23T17:30:00+01:00", false, "2026-11-24T09:00:00+01:00"},
		{"sunday", week, "2026-11-22T12:00:00+01:00", false, "2026-11-23T09:00:00+01:00"},
		{"in another zone", week, "2026-11-23T08:30:00Z", true, "2026-11-24T09:00:00+01:00"},
		{"a holiday", week, "2026-12-25T12:00:00+01:00", false, "2026-12-26T10:00:00+01:00"},
		{"the evening before the clocks go back", week, "2026-10-24T20:00:00+02:00", false, "2026-10-26T09:00:00+01:00"},
		{"the evening before the clocks go forward", week, "2026-03-28T20:00:00+01:00", false, "2026-03-30T09:00:00+02:00"},
		{"the hour that comes twice", night, "2026-10-25T02:30:00+01:00", true, "2026-10-31T00:00:00+01:00"},
		{"the end of the longest day", night, "2026-10-25T23:59:00+01:00", true, "2026-10-31T00:00:00+01:00"},
		{"midnight after", night, "2026-10-26T00:00:00+01:00", false, "2026-10-31T00:00:00+01:00"},
		{"an opening in the hour that is not there", early, "2026-03-29T01:00:00+01:00", false, "2026-03-29T03:30:00+02:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now, err := time.Parse(time.RFC3339, c.now)
			if err != nil {
				t.Fatal(err)
			}
			open, next := c.hours.At(now, place)
			got := ""
			if !next.IsZero() {
				got = next.Format(time.RFC3339)
			}
			if open != c.open || got != c.next {
				t.Errorf("open %v next %q, want %v %q", open, got, c.open, c.next)
			}
		})
	}
	never := desk.Hours{Open: []desk.Span{{}}}
	if open, next := never.At(time.Now(), place); open || !next.IsZero() {
		t.Error("an opening on no day is one")
	}
}

func TestHoursThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "mon-", "monday", "mon,,tue", "x"} {
		if err := new(desk.Days).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("days %q were read", text)
		}
	}
	for _, text := range []string{"", "9", "25:00", "24:01", "9 uur"} {
		if err := new(desk.Clock).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("time %q was read", text)
		}
	}
	for _, text := range []string{"", "2026-02-30", "25-12-2026"} {
		if err := new(desk.Date).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("day %q was read", text)
		}
	}
	if err := (desk.Hours{Open: []desk.Span{span(t, "mon", "17:00", "09:00"), {}}}).Check(); err == nil {
		t.Error("an opening that ends before it begins passes")
	}
	if got := *read(t, new(desk.Days), "fri-mon"); !got.Has(time.Saturday) || !got.Has(time.Monday) || got.Has(time.Tuesday) {
		t.Errorf("fri-mon is %b", got)
	}
}
