package flows

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"balie/conversation"
)

// working is a calendar in which the desk is open from nine to five on weekdays, but not on Christmas Day.
type working struct{ place *time.Location }

func (w working) IsBusiness(day time.Time) bool {
	_, m, d := day.Date()
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday && !(m == time.December && d == 25)
}

func (w working) Opening(at time.Time) time.Time {
	at = at.In(w.place)
	for day := at; ; day = day.AddDate(0, 0, 1) {
		open := time.Date(day.Year(), day.Month(), day.Day(), 9, 0, 0, 0, w.place)
		if w.IsBusiness(day) && at.Before(open.Add(8*time.Hour)) {
			return later(at, open)
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// never is a calendar without a business day or an opening.
type never struct{}

func (never) IsBusiness(time.Time) bool   { return false }
func (never) Opening(time.Time) time.Time { return time.Time{} }

const waiting = `
flow: later
title: {nl: Later, en: Later}
description: Waits.
examples: {nl: [later], en: [later]}
steps:
  - wait: {%s}
    id: pause
  - say: {nl: Voorbij., en: Over.}
`

func waiter(t *testing.T, wait string) *talker {
	t.Helper()
	place, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	k := newTalker(t, fstest.MapFS{"f.yaml": {Data: fmt.Appendf(nil, waiting, wait)}}, nil)
	k.e.Place, k.e.Calendar = place, working{place}
	return k
}

// at lets a turn happen at a moment.
func (k *talker) at(now time.Time, commands ...conversation.Command) string {
	k.Helper()
	k.apply(conversation.TurnStarted{Now: now})
	var said []conversation.Said
	for _, c := range commands {
		said = append(said, k.drive(conversation.Cause{Kind: conversation.CauseInput, Command: c})...)
	}
	said = append(said, k.drive(conversation.Cause{Kind: conversation.CauseWalk})...)
	k.apply(conversation.TurnEnded{})
	return texts(said)
}

func TestAWaitEndsWhenTheCalendarSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ wait, begins, ends string }{
		{"for: 2d", "2026-11-27T16:00:00+01:00", "2026-11-29T16:00:00+01:00"},
		{"for: 1 business day", "2026-11-27T16:00:00+01:00", "2026-11-30T16:00:00+01:00"},
		{"for: 3 business days", "2026-11-24T10:15:00+01:00", "2026-11-27T10:15:00+01:00"},
		{"for: 3 business days", "2026-11-28T23:00:00+01:00", "2026-12-02T23:00:00+01:00"}, // from a Saturday
		{"for: 2 business days", "2026-12-24T12:00:00+01:00", "2026-12-29T12:00:00+01:00"}, // over Christmas and a weekend
		{"for: 1 business day", "2026-03-27T10:00:00+01:00", "2026-03-30T10:00:00+02:00"},  // the clocks go forward
		{"for: 1 business day", "2026-10-23T10:00:00+02:00", "2026-10-26T10:00:00+01:00"},  // and back
		{"for: 250 business days", "2026-11-23T10:00:00+01:00", "2027-11-09T10:00:00+01:00"},
		{"until: opening(now)", "2026-11-27T18:00:00+01:00", "2026-11-30T09:00:00+01:00"},
		{"until: opening(now)", "2026-03-27T18:00:00+01:00", "2026-03-30T09:00:00+02:00"},
		{"until: 'business_days(today, 2)'", "2026-11-26T18:00:00+01:00", "2026-11-30T00:00:00+01:00"},
		{"until: 'opening(business_days(today, 1))'", "2026-11-26T18:00:00+01:00", "2026-11-27T09:00:00+01:00"},
	} {
		t.Run(c.wait+" from "+c.begins, func(t *testing.T) {
			t.Parallel()
			k := waiter(t, c.wait)
			begins, ends := instant(t, c.begins), instant(t, c.ends)
			k.at(begins, conversation.Command{Do: conversation.DoStart, Flow: "later"})
			if got := k.s.Frame(1).Waits["pause"].Until; !got.Equal(ends) {
				t.Fatalf("it waits until %s", got)
			}
			if said := k.at(ends.Add(-time.Second)); said != "" {
				t.Errorf("a second early: %q", said)
			}
			if said := k.at(begins.Add(-time.Hour)); said != "" {
				t.Errorf("after the clock went back: %q", said)
			}
			if said := k.at(ends); said != "Voorbij." {
				t.Errorf("at its end: %q", said)
			}
		})
	}
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestAnOpenDeskIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	k := waiter(t, "until: opening(now)")
	if said := k.at(instant(t, "2026-11-27T16:00:00+01:00"), conversation.Command{Do: conversation.DoStart, Flow: "later"}); said != "Voorbij." {
		t.Errorf("said %q", said)
	}
}

// A calendar that changes while a wait lasts does not move its end.
func TestAWaitIsCountedOnce(t *testing.T) {
	t.Parallel()
	k := waiter(t, "for: 2 business days")
	begins := instant(t, "2026-11-24T10:00:00+01:00")
	k.at(begins, conversation.Command{Do: conversation.DoStart, Flow: "later"})
	k.e.Calendar = never{}
	if said := k.at(begins.AddDate(0, 0, 2)); said != "Voorbij." {
		t.Errorf("said %q", said)
	}
}

func TestACompanyThatNeverOpensIsAnError(t *testing.T) {
	t.Parallel()
	for _, wait := range []string{"for: 1 business day", "until: opening(now)"} {
		k := waiter(t, wait)
		k.e.Calendar = never{}
		k.apply(conversation.TurnStarted{Now: time.Unix(1, 0)}, conversation.FrameOpened{Frame: 1, Flow: "later"})
		if _, err := k.e.Advance(k.s, conversation.Cause{Kind: conversation.CauseWalk}); err == nil {
			t.Errorf("%s: nothing is wrong", wait)
		}
	}
}

func TestWaitsThatCannotBe(t *testing.T) {
	t.Parallel()
	for wait, want := range map[string]string{
		"for: soon":               "write 2d, 12h, 30m, 10s or 3 business days",
		"for: 0 business days":    "no time to wait",
		"for: 3 bussiness days":   "no time to wait",
		"for: 1000 business days": "no time to wait",
		"for: [2d]":               "no time to wait",
		"until: company.name":     "a date or a moment",
		"for: 2d, until: today":   "not both",
		"callback: shop.changed":  "match",
	} {
		_, problems := load(t, fmt.Sprintf(waiting, wait))
		if got := problems.String(); !strings.Contains(got, want) {
			t.Errorf("%s: %s", wait, got)
		}
	}
}
