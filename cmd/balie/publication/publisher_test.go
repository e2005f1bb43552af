package publication

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"balie/cmd/balie/company"
	"balie/config"
	"balie/conversation"
	"balie/conversation/sqlite"
)

// shelf is a publisher of the demo bank that has begun.
type shelf struct {
	*Publisher
	store  *sqlite.Store
	opened *company.Company
}

func begun(t *testing.T) *shelf {
	t.Helper()
	bank := func(ctx context.Context) (*company.Company, error) {
		folder, err := config.Demo("bank")
		if err != nil {
			return nil, err
		}
		return company.Open(ctx, folder, t.TempDir(), company.Opening{Getenv: func(string) string { return "" }, Now: time.Now, Examples: true})
	}
	c, err := bank(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := &shelf{opened: c}
	if s.store, err = sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "balie.db"), Key: make([]byte, 32)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(s.store.Close(), s.opened.Close()); err != nil {
			t.Error(err)
		}
	})
	log := slog.New(slog.DiscardHandler)
	s.Publisher = New(Options{
		Store: s.store, Revisions: NewRevisions(s.store, log), Now: time.Now, Log: log, Reopen: bank,
		Ledger:  conversation.NewLedger(conversation.LedgerOptions{Store: s.store, Archive: s.store, Sealer: s.store, Hasher: s.store, Bell: s.store, Now: time.Now}),
		Company: func() *company.Company { return s.opened },
		Open:    func(c *company.Company) error { s.opened = c; return nil },
	})
	if err := s.Begin(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestARevisionThatCouldNotBeReadIsLookedForAgain(t *testing.T) {
	t.Parallel()
	s := begun(t)
	r, set := s.o.Revisions, s.opened.Set
	if got := r.Get(""); got != set {
		t.Error("a conversation without a revision does not begin with the present one")
	}
	bundle, err := s.store.Get(t.Context(), set.Hash)
	if err != nil {
		t.Fatal(err)
	}
	const other = "a revision that is published only later"
	if got := r.Get(other); got != nil {
		t.Fatal("a revision was found that is not kept")
	}
	if err := s.store.Put(t.Context(), other, bundle); err != nil {
		t.Fatal(err)
	}
	if got := r.Get(other); got == nil || got.Hash != other || got.Flows["block_card"].Source != set.Flows["block_card"].Source {
		t.Error("a revision that was not there once is never found again")
	}
}

// What is refused changes nothing: who is served by what, and whose systems are called.
func TestAnOrderThatIsRefusedChangesNothing(t *testing.T) {
	t.Parallel()
	s := begun(t)
	before, opened := s.o.Revisions.Served(), s.opened
	for want, o := range map[string]Order{
		"why":                         {Percent: 100, By: "me"},
		"0 percent is nobody":         {By: "me", Why: "to see"},
		"everybody is served by":      {Percent: 10, By: "me", Why: "to see"},
		"there is nothing to go back": {TakeBack: true, By: "me", Why: "to see"},
	} {
		if _, err := s.Publish(t.Context(), o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	if lines, err := s.Publish(t.Context(), Order{Percent: 100, DryRun: true, By: "me", Why: "to see"}); err != nil || !strings.Contains(strings.Join(lines, "\n"), "nothing was published") {
		t.Errorf("a dry run: %v %v", lines, err)
	}
	if s.o.Revisions.Served() != before || s.opened != opened {
		t.Error("something was published")
	}
}
