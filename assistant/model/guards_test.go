package model

import (
	"strings"
	"testing"

	"balie/conversation"
)

// TestGuardsOfTheRealThing takes guards away from the store, the back end and the client, one at a time, and looks for
// a history in which the real assistant then breaks a promise. A guard without such a history would be superfluous, or
// these histories would be too tame to trust.
func TestGuardsOfTheRealThing(t *testing.T) {
	t.Parallel()
	const key, query, none = conversation.Keyed, conversation.Reconciled, conversation.BestEffort
	for _, c := range []struct {
		name            string
		without         guard
		class, declared conversation.Once
		breaks          string
	}{
		{"a message is acknowledged when it is stored", acceptIsStored, key, key, "ONCE"},
		{"the lease covers what takes long", leaseIsRenewed, key, key, "LEASE"},
		{"a report finds its process from the start on", namesWithStart, key, key, "REPORT"},
		{"a commit names the version it saw", commitNamesItsSeen, query, query, "FENCE"},
		{"a start looks at the inbox", startSeesInbox, query, query, "CONSENT"},
		{"the lease is looked at before the first byte", sendLooksAtLease, query, query, "TRUTH"},
		{"not found counts only when nothing can be running", notFoundIsDrained, query, query, "TRUTH"},
		{"a request is sent again only with a key that is honoured", secondCallHasKey, none, key, "ONCE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := scriptFor(t, c.class, c.declared, c.without)
			for seed := range uint64(5000) {
				g := newScene(s, seed)
				g.play(t.Context())
				g.judge(map[string]int{})
				for _, b := range g.broken {
					if strings.HasPrefix(b, c.breaks) {
						t.Logf("without it, history %d: %s\n  %s", seed, b, strings.Join(g.log, "\n  "))
						return
					}
				}
			}
			t.Fatalf("without it no history breaks %s", c.breaks)
		})
	}
}

// TestNothingIsCalledBeforeItsStartIsStored holds the one guard that histories cannot take out: the ledger makes no
// permit for a start that is only a draft, nor without a lease.
func TestNothingIsCalledBeforeItsStartIsStored(t *testing.T) {
	t.Parallel()
	s := scriptFor(t, conversation.Keyed, conversation.Keyed)
	g := newScene(s, 1)
	ledger := conversation.NewLedger(conversation.LedgerOptions{
		Store: g.store, Archive: g.store, Sealer: g.store, Hasher: g.store, Operations: g.contracts, Now: g.now, Owner: "a",
	})
	h, err := ledger.Take(t.Context(), g.store.id)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Add(conversation.ConversationStarted{Language: "en", Revision: g.set.Hash}); err != nil {
		t.Fatal(err)
	}
	call := conversation.Call{Operation: "back.first", Step: "first", NotNeeded: "a test", Actor: "assistant", Base: h.State.N}
	if err := ledger.Start(h, call); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Permit(h); err == nil || !strings.Contains(err.Error(), "not committed") {
		t.Errorf("a draft got a permit: %v", err)
	}
	if err := ledger.Commit(t.Context(), h, conversation.Terms{}); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Permit(h); err != nil {
		t.Errorf("a stored start got none: %v", err)
	}
	read, err := ledger.Load(t.Context(), g.store.id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Permit(read); err == nil {
		t.Error("somebody without a lease got a permit")
	}
}
