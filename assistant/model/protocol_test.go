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

// fewer are the bounds where there are more actions and messages.
func fewer() faults {
	if os.Getenv("BALIE_MODEL") == "full" {
		return bounds()
	}
	return faults{crashes: 1, pauses: 1, timeouts: 1}
}

func TestAllPromisesHold(t *testing.T) {
	t.Parallel()
	for _, o := range []once{keyed, reconciled, bestEffort} {
		for name, r := range map[string]rules{
			"two actions":           {most: bounds()},
			"two actions undone":    {most: fewer(), undoes: true},
			"two actions postponed": {most: fewer(), postpones: true},
		} {
			t.Run(o.String()+"/"+name, func(t *testing.T) {
				t.Parallel()
				r.once = o
				f := explore(&r)
				if f.broken != "" {
					t.Fatal(f)
				}
				t.Log(f)
			})
		}
	}
}

// TestEachGuardKeepsAPromise takes guards out. Whoever finds one of them superfluous reads the story here.
func TestEachGuardKeepsAPromise(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		without guard
		once    once
		breaks  string // empty: others stand in for it
	}{
		{"a message is acknowledged when it is stored", acceptIsStored, keyed, lost},
		{"a start is stored before its call", startIsStored, reconciled, hidden},
		{"a commit names the version it saw", commitNamesItsSeen, reconciled, fence},
		{"a start looks at the inbox", startSeesInbox, reconciled, consent},
		{"a request is sent again only with a key", secondCallHasKey, reconciled, onceRun},
		{"a receipt whose commit is refused is brought again", receiptIsKept, bestEffort, noReason},
		{"not found counts only when nothing can be running", notFoundIsDrained, reconciled, falseFail},
		{"the lease is looked at before the first byte", sendLooksAtLease, reconciled, falseFail},
		{"a failure to send is nobody else's", failureIsOwn, keyed, falseFail},
		{"whoever reads again sees who has the floor", floorIsRead, keyed, fence},
		{"a start needs the lease, which the look before the first byte covers", startNeedsLease, reconciled, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			breaks(t, rules{once: c.once, most: bounds(), out: out(c.without)}, c.breaks)
		})
	}
}

// TestEachGuardOfUndoingKeepsAPromise is the same for what undoes and postpones.
func TestEachGuardOfUndoingKeepsAPromise(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		without guard
		breaks  string
	}{
		{"what is open is settled before anything is undone", openIsSettledFirst, stuck},
		{"what was done last is undone first", undoIsBackwards, backwards},
		{"an undo that was not done is not tried again", undoIsNotRepeated, onceRun},
		{"an undo that was not done is a person's", undoFailureIsPersons, notUndone},
		{"nothing is said yes to while something is undone", undoAdmitsNothing, onceRun},
		{"an undo is not sent again without a key", secondCallHasKey, onceRun},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			breaks(t, rules{once: bestEffort, most: fewer(), undoes: true, out: out(c.without)}, c.breaks)
		})
	}
	for _, c := range []struct {
		name    string
		without guard
		once    once
		breaks  string
	}{
		{"only what was surely not reached is started again", onlySureIsPostponed, bestEffort, unattended},
		{"nothing is started on a yes that is too old", yesGrowsOld, keyed, tooOld},
		{"what was postponed is not started after a stop", stopEndsPostponed, keyed, consent},
		{"the moment of the next try is stored with the failure", wakeIsStored, keyed, stuck},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			breaks(t, rules{once: c.once, most: fewer(), postpones: true, out: out(c.without)}, c.breaks)
		})
	}
}

// breaks expects a model without a guard to break a promise.
func breaks(t *testing.T, r rules, promise string) {
	t.Helper()
	f := explore(&r)
	if f.broken != promise {
		t.Fatalf("without it, for %s operations, this should break:\n  %s\nbut: %s", r.once, promise, f)
	}
	t.Logf("%s operations: %s", r.once, f)
}
