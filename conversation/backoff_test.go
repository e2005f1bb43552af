package conversation_test

import (
	"fmt"
	"testing"
	"time"

	"balie/conversation"
)

func TestBackoffGrowsAndSpreads(t *testing.T) {
	t.Parallel()
	b := conversation.Backoff{First: time.Second, Most: 10 * time.Second}
	for tries, full := range map[int]time.Duration{0: time.Second, 1: 2 * time.Second, 3: 8 * time.Second, 4: 10 * time.Second, 1 << 40: 10 * time.Second, -1: time.Second} {
		seen := map[time.Duration]bool{}
		for i := range 50 {
			seed := fmt.Sprint("key-", i)
			got := b.After(tries, seed)
			if got > full || got < full*3/4 {
				t.Fatalf("after %d tries it waits %s, want up to a quarter less than %s", tries, got, full)
			}
			if got != b.After(tries, seed) {
				t.Fatal("the same call waits differently")
			}
			seen[got] = true
		}
		if len(seen) < 25 {
			t.Errorf("after %d tries 50 calls come back at %d moments", tries, len(seen))
		}
	}
	if got := (conversation.Backoff{}).After(0, ""); got > time.Second || got < 750*time.Millisecond {
		t.Errorf("by default it waits %s", got)
	}
}
