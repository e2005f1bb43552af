package connectors_test

import (
	"sync"
	"testing"
	"time"

	"balie/connectors"
	"balie/connectors/connectortest"
)

// clock is a test's own time.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// examples loads the suite's company so that it answers from its examples.
func examples(t *testing.T, c *clock) *connectors.Registry {
	t.Helper()
	company, err := connectortest.Company()
	if err != nil {
		t.Fatal(err)
	}
	r, problems := connectors.Load(company, connectortest.Env("http://127.0.0.1:1"), connectors.WithExamples(), connectors.WithClock(c.now))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestExamplesKeepTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, func(t *testing.T) connectortest.Rig {
		c := newClock()
		r := examples(t, c)
		d := connectors.Faulty(r, nil, c.now, c.pass)
		return connectortest.Rig{
			Doer: d, Operations: r, Now: c.now, Effects: d.Effects,
			Fault: func(operation, fail string) { d.Set(operation, connectors.Fault{Fail: fail, Times: 1}) },
		}
	})
}
