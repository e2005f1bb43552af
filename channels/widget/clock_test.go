package widget_test

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// Nothing may be left running when the tests are over.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func jsonInto(a answer, dst any) error { return json.Unmarshal(a.body, dst) }
