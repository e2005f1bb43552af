package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/sony/gobreaker/v2"
	"golang.org/x/time/rate"

	"balie/connectors"
	"balie/conversation"
)

// Options says how this program speaks HTTP. The zero Options is right for serving.
type Options struct {
	// Now is the clock that leases are judged by; default [time.Now].
	Now func() time.Time
	// TLS says which certificates are trusted; default the machine's.
	TLS *tls.Config
	// Agent is what this program calls itself; default "balie".
	Agent string
}

// Client speaks with the system of one connector. It keeps connections open and leaves a system that fails alone for
// a while. It is safe for concurrent use.
type Client struct {
	connector *connectors.Connector
	options   Options
	http      *http.Client
	breaker   *gobreaker.TwoStepCircuitBreaker[struct{}]
	limit     *rate.Limiter // nil: none
}

var _ connectors.Client = (*Client)(nil)

// New returns what makes a client for a connector, for [connectors.WithClient].
func New(o Options) func(*connectors.Connector) connectors.Client {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Agent == "" {
		o.Agent = "balie"
	}
	return func(c *connectors.Connector) connectors.Client {
		client := &Client{connector: c, options: o, http: httpClient(o), breaker: breaker(c)}
		if r := c.Rate; r.Most > 0 {
			client.limit = rate.NewLimiter(rate.Limit(float64(r.Most)/r.Within.Seconds()), r.Most)
		}
		return client
	}
}

func httpClient(o Options) *http.Client {
	dialer := &net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Client{
		// A redirect would carry the key and the customer's data to wherever an answer says.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSClientConfig: o.TLS, TLSHandshakeTimeout: 3 * time.Second, ForceAttemptHTTP2: true,
			MaxIdleConns: 256, MaxIdleConnsPerHost: 64, IdleConnTimeout: 60 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

// errOurs marks a call that ended for our own reasons and says nothing about the system.
var errOurs = errors.New("ended by the caller")

func breaker(c *connectors.Connector) *gobreaker.TwoStepCircuitBreaker[struct{}] {
	most := uint32(c.Breaker.Failures) // 1 to 1000, as the loader checks
	return gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		Name: c.Name, MaxRequests: 1, Timeout: c.Breaker.OpenFor,
		ReadyToTrip: func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= most },
		IsExcluded:  func(err error) bool { return errors.Is(err, errOurs) },
	})
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Call sends what o makes of p, and types the answer. A write is sent at most once; a read is sent again once when its
// connection broke.
func (c *Client) Call(ctx context.Context, o *connectors.Offer, p conversation.Permit) conversation.Receipt {
	if err := c.connector.Ready(); err != nil {
		return conversation.Failure("%s: %v", o.Name, err)
	}
	r, err := c.build(o, p)
	if err != nil {
		return conversation.Failure("%s: %v", o.Name, err)
	}
	if c.limit != nil && !c.limit.Allow() {
		return conversation.Failure("%s: the connector's rate is used up", o.Name)
	}
	span, err := c.span(o, p)
	if err != nil {
		return conversation.Failure("%s: %v", o.Name, err)
	}
	ctx, cancel := context.WithTimeout(ctx, span)
	defer cancel()
	if o.Paging != nil {
		return c.pages(ctx, o, r)
	}
	return classify(o, c.exchange(ctx, o, r))
}

// errLease says that an answer could come after somebody else holds the conversation (turn protocol, step 5c).
var errLease = errors.New("the lease ends before the time-out would; nothing was sent")

// span returns how long the call may take. A write needs its whole time-out within the lease; a read makes do with
// what is left of it.
func (c *Client) span(o *connectors.Offer, p conversation.Permit) (time.Duration, error) {
	left := p.Until().Sub(c.options.Now())
	switch {
	case o.Effect == conversation.EffectWrite && left < o.TimeOut, left <= 0:
		return 0, errLease
	case left < o.TimeOut:
		return left, nil
	}
	return o.TimeOut, nil
}
