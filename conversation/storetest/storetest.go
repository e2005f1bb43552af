// Package storetest is the contract of the stores that keep conversations, as tests.
//
// An implementation calls [Run] from a test of its own. Every case gets a store of its own on an empty database, and
// a clock that only the case moves.
package storetest

import (
	"testing"

	"balie/conversation"
)

// Store is all that is asked of a store.
type Store interface {
	conversation.Store
	conversation.Archive
	conversation.Outbox
	conversation.Revisions
	conversation.Publications
	conversation.Sealer
	conversation.Hasher
	conversation.Bell
	conversation.Files
	conversation.Wishes
}

// Reopener is a store that can be closed and opened anew on what it kept. Cases about what outlives a process are
// left out for stores that cannot. After Reopen the old store is of no use.
type Reopener interface {
	Store
	Reopen(t *testing.T) Store
}

// Run checks a store against the contract. Open makes one on an empty database that reads the time from the clock,
// and closes it at the end of the test.
func Run(t *testing.T, open func(t *testing.T, clock *Clock) Store) {
	for group, cases := range map[string]map[string]func(*kit){
		"accept": acceptCases(), "quiet": quietCases(), "due": dueCases(), "lease": leaseCases(), "commit": commitCases(), "group": groupCases(),
		"count": countCases(), "outbox": outboxCases(), "archive": archiveCases(), "erase": eraseCases(), "seal": sealCases(), "bell": bellCases(),
		"restart": restartCases(), "pass": passCases(), "files": filesCases(), "address": addressCases(),
	} {
		t.Run(group, func(t *testing.T) {
			t.Parallel()
			for name, check := range cases {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					clock := NewClock()
					check(&kit{T: t, clock: clock, s: open(t, clock)})
				})
			}
		})
	}
}
