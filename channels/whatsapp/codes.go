package whatsapp

import (
	"slices"
	"time"
)

// action is what an error code asks for.
type action int

const (
	never    action = iota // this message will not get through
	template               // the customer has been silent for 24 hours: only a template may be sent
	again                  // passing trouble
	slower                 // the whole number sends too fast
	slowOne                // this customer gets too much at once
	stop                   // nothing will get through until an operator does something
)

// Codes that ask for more than their class.
const (
	spam      = 131048 // customers block or report this number
	upgrading = 131057 // takes up to a minute
)

// codes lists what each action is taken on. Codes that are not listed are never.
var codes = map[action][]int{
	template: {131047},
	again:    {1, 2, 131000, 131016, 131053, 133004, upgrading},
	slower:   {4, 80007, 130429, 133016, spam},
	slowOne:  {131056},
	stop:     {0, 3, 10, 190, 368, 130497, 131005, 131031, 131037, 131042, 131044, 131045, 133010},
}

// actionOf judges by the code alone, never by its text.
func actionOf(code int) action {
	if code >= 200 && code <= 299 { // a permission is missing
		return stop
	}
	for act, list := range codes {
		if slices.Contains(list, code) {
			return act
		}
	}
	return never
}

// How long is waited, and how often a message is tried that Meta keeps refusing: it must not hold up for ever what is
// said after it. One that Meta was not reached with is tried until Meta says no.
const (
	longest = 15 * time.Minute
	tries   = 20
)

// retry says when an attempt that was refused for act may be made again; zero: never. Attempts counts this one.
func (w *WhatsApp) retry(act action, code, attempts int) time.Time {
	now := w.o.Now()
	switch {
	case act == never || act == template || act == again && code != 0 && attempts >= tries:
		return time.Time{}
	case code == upgrading:
		return now.Add(time.Minute)
	case code == spam:
		return now.Add(longest)
	case act == slowOne: // 4^0, 4^1, 4^2 … seconds, as Meta advises
		return now.Add(backOff(time.Second, 4, attempts))
	case act == slower:
		return now.Add(backOff(15*time.Second, 2, attempts))
	case act == stop:
		return now.Add(5 * time.Minute)
	}
	return now.Add(backOff(2*time.Second, 2, attempts))
}

// backOff is first after one attempt, times as much after each other, and never above longest.
func backOff(first time.Duration, times, attempts int) time.Duration {
	d := first
	for range attempts - 1 {
		if d *= time.Duration(times); d >= longest {
			return longest
		}
	}
	return d
}
