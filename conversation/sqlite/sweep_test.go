package sqlite_test

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/sqlite"
	"balie/conversation/storetest"
)

// rows counts the rows of a table behind the store's back.
func rows(t *testing.T, path, table string) int {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil { //nolint:gosec // a name from a test
		t.Fatal(err)
	}
	return n
}

func TestOldInputsAndCountersAreForgotten(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock()
	s := setup(t, sqlite.Options{Now: clock.Now})
	var last conversation.Accepted
	for n := range 30 {
		batch := make([]conversation.Input, 50)
		for i := range batch {
			batch[i] = conversation.Input{Source: "test", ID: fmt.Sprint(n, ".", i), Address: conversation.Address{Sender: "v"}}
		}
		acc, err := s.Accept(t.Context(), batch...)
		if err != nil {
			t.Fatal(err)
		}
		last = acc[49]
	}
	l, err := s.Load(t.Context(), last.Conversation)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Commit(t.Context(), l, conversation.Commit{
		Taken: last.N - 1, Counts: []conversation.Count{{Key: []byte("x"), Most: 1, Add: 1, Until: clock.Now().Add(time.Hour)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	clock.Move(10 * 24 * time.Hour)
	for range 5 { // each write is followed by a little housekeeping
		if err := s.Put(t.Context(), "hash", nil); err != nil {
			t.Fatal(err)
		}
	}
	path := s.options.Path
	reopened := s.Reopen(t) // the housekeeping after the last write has ended
	if n := rows(t, path, "input"); n != 1 {
		t.Errorf("%d inputs are left, want the one that waits", n)
	}
	if n := rows(t, path, "count"); n != 0 {
		t.Errorf("%d counters are left", n)
	}
	if l, err = reopened.Take(t.Context(), last.Conversation, "me", time.Minute); err != nil || len(l.Inbox) != 1 {
		t.Fatalf("inbox has %d, want 1 (%v)", len(l.Inbox), err)
	}
	if err := reopened.Erase(t.Context(), l); err != nil { // although the chain of inputs is cut
		t.Error(err)
	}
}

func TestDeliveries(t *testing.T) {
	t.Parallel()
	s := setup(t, sqlite.Options{})
	l, _ := plant(t, s)
	if err := s.Mark(t.Context(), conversation.Delivery{ID: "o-1", State: conversation.Rejected, Detail: "131026"}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Deliveries(t.Context(), l.ID)
	want := conversation.Delivery{ID: "o-1", State: conversation.Rejected, Detail: "131026"}
	if err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, %v", got, err)
	}
	if st := s.Stats(); st.Commits != 1 || st.Accepted != 1 || st.Groups < 4 {
		t.Errorf("stats are %+v", st)
	}
}
