package assistant

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// TestAFailingTurnWaits twice as long each time, and a good one ends that.
func TestAFailingTurnWaits(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	b := newInHand(func() time.Time { return now })
	for i, want := range []time.Duration{100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000} {
		if !b.claim("c") || b.claim("c") {
			t.Fatalf("try %d: it is not claimed once", i+1)
		}
		if n := b.failed("c"); n != i+1 {
			t.Errorf("failed %d times, want %d", n, i+1)
		}
		b.free("c")
		wait := want * time.Millisecond
		if n, soon := b.waits(); n != 1 || soon.Sub(now) != wait {
			t.Errorf("%d wait until %s, want %s", n, soon.Sub(now), wait)
		}
		now = now.Add(wait - 1)
		if b.claim("c") {
			t.Fatalf("try %d comes too early", i+2)
		}
		now = now.Add(1)
	}
	b.worked("c")
	if n, _ := b.waits(); n != 0 || !b.claim("c") {
		t.Error("it still waits")
	}
	b.failed("d")
	now = now.Add(2 * time.Hour)
	if b.waits(); len(b.fails) != 0 {
		t.Error("what failed long ago is remembered")
	}
}

func TestWhatIsSaidSeldom(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var s seldom
	if !s.says(now) || s.says(now) || s.says(now.Add(9*time.Second)) || !s.says(now.Add(10*time.Second)) || s.unsaid() != 2 || s.unsaid() != 0 {
		t.Error("it is not said once in ten seconds")
	}
}

// TestAPanicTellsNothingOfTheCustomer but where it was and what the runtime says itself.
func TestAPanicTellsNothingOfTheCustomer(t *testing.T) {
	t.Parallel()
	for _, thrown := range []any{"mijn pincode is 1234", errors.New("mijn pincode is 1234"), []string{"1234"}} {
		err := func() (err error) {
			defer func() { err = panicked(recover()) }()
			panic(thrown)
		}()
		if strings.Contains(err.Error(), "1234") || !strings.Contains(err.Error(), "hand_test.go") {
			t.Errorf("%v", err)
		}
	}
	err := func() (err error) {
		defer func() { err = panicked(recover()) }()
		var none []int
		return errors.New(string(rune(none[3])))
	}()
	if !strings.Contains(err.Error(), "index out of range") {
		t.Errorf("%v", err)
	}
}

func TestTheFirstMomentToCome(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ next, soon, want time.Duration }{{5, 0, 5}, {0, 7, 7}, {5, 7, 5}, {9, 7, 7}, {-1, 7, 7}, {0, 0, 0}} {
		at := func(d time.Duration) time.Time {
			if d == 0 {
				return time.Time{}
			}
			return now.Add(d)
		}
		if got := earliest(at(c.next), at(c.soon), now); !got.Equal(at(c.want)) {
			t.Errorf("of %d and %d: %s", c.next, c.soon, got)
		}
	}
}
