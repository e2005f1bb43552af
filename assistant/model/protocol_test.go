package model

import (
	"os"
	"testing"
)

// bounds are how often what may go wrong in one exploration. BALIE_MODEL=full raises them: minutes instead of seconds.
func bounds() faults {
	if os.Getenv("BALIE_MODEL") == "full" {
		return faults{crashes: 2, pauses: 2, timeouts: 1, losses: 1, drops: 1}
	}
	return faults{crashes: 1, pauses: 1, timeouts: 1, losses: 1, drops: 1}
}

func TestAllPromisesHold(t *testing.T) {
	t.Parallel()
	for _, o := range []once{keyed, reconciled, bestEffort} {
		t.Run(o.String(), func(t *testing.T) {
			t.Parallel()
			f := explore(rules{once: o, most: bounds()})
			if f.broken != "" {
				t.Fatal(f)
			}
			t.Log(f)
		})
	}
}

// TestEachGuardKeepsAPromise takes guards out. Whoever finds one of them superfluous reads the story here.
func TestEachGuardKeepsAPromise(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		without []guard
		once    once
		breaks  string // empty: others stand in for it
	}{
		{"a message is acknowledged when it is stored", []guard{acceptIsStored}, keyed, lost},
		{"a start is stored before its call", []guard{startIsStored}, reconciled, hidden},
		{"a commit names the version it saw", []guard{commitNamesItsSeen}, reconciled, fence},
		{"a start looks at the inbox", []guard{startSeesInbox}, reconciled, consent},
		{"a request is sent again only with a key", []guard{secondCallHasKey}, reconciled, onceRun},
		{"a receipt whose commit is refused is brought again", []guard{receiptIsKept}, bestEffort, noReason},
		{"not found counts only when nothing can be running", []guard{notFoundIsDrained}, reconciled, falseFail},
		{"the lease is looked at before the first byte", []guard{sendLooksAtLease}, reconciled, falseFail},
		{"a failure to send is nobody else's", []guard{failureIsOwn}, keyed, falseFail},
		{"whoever reads again sees who has the floor", []guard{floorIsRead}, keyed, fence},
		{"a start needs the lease, which the look before the first byte covers", []guard{startNeedsLease}, reconciled, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := explore(rules{once: c.once, most: bounds(), without: c.without})
			if f.broken != c.breaks {
				t.Fatalf("without it, for %s operations, this should break:\n  %s\nbut: %s", c.once, c.breaks, f)
			}
			t.Logf("%s operations: %s", c.once, f)
		})
	}
}
