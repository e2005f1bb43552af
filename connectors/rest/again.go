package rest

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"

	"balie/connectors"
	"balie/conversation"
)

// exchange sends r. A read is sent again, after a wait, when its connection broke or the system says that it cannot
// now; a write never is.
func (c *Client) exchange(ctx context.Context, o *connectors.Offer, r *request) answer {
	if o.Effect == conversation.EffectWrite || o.Again.Times <= 1 {
		return c.once(ctx, o, r)
	}
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval = o.Again.First, o.Again.Most
	var last answer
	_, _ = backoff.Retry(ctx, func() (struct{}, error) {
		last = c.once(ctx, o, r)
		return struct{}{}, passing(ctx, last)
	}, backoff.WithBackOff(wait), backoff.WithMaxTries(uint(o.Again.Times)), backoff.WithMaxElapsedTime(left(ctx)),
		backoff.WithNotify(func(error, time.Duration) {
			c.options.Note(Note{Connector: c.connector.Name, Operation: o.Name, What: SentAgain})
		}))
	return last
}

// errPassing says that the same request may fare better in a moment.
var errPassing = errors.New("it may pass")

// passing says whether it may, and when the system says that it will. Nil: what came is what there is.
func passing(ctx context.Context, a answer) error {
	switch {
	case ctx.Err() != nil:
		return nil
	case a.later > 0 && (a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable):
		return &backoff.RetryAfterError{Duration: a.later}
	case a.broken, a.status == http.StatusBadGateway, a.status == http.StatusServiceUnavailable, a.status == http.StatusGatewayTimeout:
		return errPassing
	}
	return nil
}

// left is how long there still is for a call.
func left(ctx context.Context) time.Duration {
	until, ok := ctx.Deadline()
	if !ok {
		return 0
	}
	return max(time.Until(until), 1)
}

// retryAfter reads the header of that name: seconds, or a moment. 0: it says nothing that can be read.
func retryAfter(header string, now time.Time) time.Duration {
	if s, err := strconv.Atoi(header); err == nil && s > 0 && s < 86400 {
		return time.Duration(s) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}
