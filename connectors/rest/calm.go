package rest

import (
	"context"
	"errors"
	"time"

	"github.com/sony/gobreaker/v2"
	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"

	"balie/connectors"
)

// calm holds calls back for the sake of a system, or of one operation of it. What is not declared lets everything pass.
type calm struct {
	breaker *gobreaker.TwoStepCircuitBreaker[struct{}]
	limit   *rate.Limiter
	flight  *semaphore.Weighted
	wait    time.Duration
}

// newCalm makes what c declares; changed hears when the breaker opens or closes.
func newCalm(name string, c connectors.Calm, changed func(name string, open bool)) *calm {
	out := &calm{wait: c.Flight.Wait}
	if c.Breaker.Failures > 0 {
		out.breaker = breaker(name, c.Breaker, changed)
	}
	if c.Rate.Most > 0 {
		out.limit = rate.NewLimiter(rate.Limit(float64(c.Rate.Most)/c.Rate.Within.Seconds()), c.Rate.Most)
	}
	if c.Flight.Most > 0 {
		out.flight = semaphore.NewWeighted(int64(c.Flight.Most))
	}
	return out
}

// errOurs marks a call that ended for our own reasons and says nothing about the system.
var errOurs = errors.New("ended by the caller")

func breaker(name string, b connectors.Breaker, changed func(string, bool)) *gobreaker.TwoStepCircuitBreaker[struct{}] {
	most := uint32(b.Failures) // 1 to 1000, as the loader checks
	return gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		Name: name, MaxRequests: 1, Timeout: b.OpenFor,
		ReadyToTrip: func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= most },
		IsExcluded:  func(err error) bool { return errors.Is(err, errOurs) },
		OnStateChange: func(name string, from, to gobreaker.State) {
			if opened := to == gobreaker.StateOpen; opened || to == gobreaker.StateClosed {
				changed(name, opened)
			}
		},
	})
}

// The reasons for which a call is held back. They stand in receipts, for the operator.
var (
	errFlight  = held{ByFlight, "too many calls are running"}
	errRate    = held{ByRate, "the rate is used up"}
	errBreaker = held{ByBreaker, "the system failed too often and is left alone for a while"}
	// errLease says that an answer could come after somebody else holds the conversation (turn protocol, step 5c).
	errLease = held{ByLease, "the lease ends before the time-out would; nothing was sent"}
)

// held is why a call was not sent.
type held struct {
	by     string
	reason string
}

// Error says it to the operator.
func (h held) Error() string { return h.reason }

// enter lets a call in, and returns how it leaves. The error is a held.
func (c *calm) enter(ctx context.Context) (leave func(), err error) {
	if c.flight == nil {
		return func() {}, nil
	}
	if !c.take(ctx) {
		return nil, errFlight
	}
	return func() { c.flight.Release(1) }, nil
}

// take waits for a place among the running calls, as long as is declared.
func (c *calm) take(ctx context.Context) bool {
	if c.flight.TryAcquire(1) {
		return true
	}
	if c.wait <= 0 {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, c.wait)
	defer cancel()
	return c.flight.Acquire(ctx, 1) == nil
}

// allow asks breaker and rate before each sending: pages and renewed calls count too. It returns what tells the breaker
// how it went. The error is a held.
func (c *calm) allow() (done func(error), err error) {
	done = func(error) {}
	if c.breaker != nil {
		if done, err = c.breaker.Allow(); err != nil {
			return nil, errBreaker
		}
	}
	if c.limit != nil && !c.limit.Allow() {
		done(errOurs)
		return nil, errRate
	}
	return done, nil
}

// enterBoth lets a call into its operation and into its connector.
func enterBoth(ctx context.Context, one, all *calm) (leave func(), err error) {
	first, err := one.enter(ctx)
	if err != nil {
		return nil, err
	}
	second, err := all.enter(ctx)
	if err != nil {
		first()
		return nil, err
	}
	return func() { second(); first() }, nil
}

// allowBoth asks for the operation and for the connector.
func allowBoth(one, all *calm) (done func(error), err error) {
	first, err := one.allow()
	if err != nil {
		return nil, err
	}
	second, err := all.allow()
	if err != nil {
		first(errOurs)
		return nil, err
	}
	return func(err error) { second(err); first(err) }, nil
}
