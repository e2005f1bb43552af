package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"

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
	// Note hears what happens to calls on their way; default nobody. It must not block.
	Note func(Note)
}

// Client speaks with the system of one connector. It keeps connections open and leaves a system that fails alone for
// a while. It is safe for concurrent use.
type Client struct {
	connector *connectors.Connector
	options   Options
	http      *http.Client
	calm      *calm            // of the connector
	each      map[string]*calm // of its operations, by short name
	keeper    *keeper          // of the token or session; nil: nothing that ends
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
	if o.Note == nil {
		o.Note = func(Note) {}
	}
	return func(c *connectors.Connector) connectors.Client {
		client := &Client{connector: c, options: o, http: httpClient(o), each: map[string]*calm{}}
		client.keeper = client.newKeeper()
		client.calm = newCalm("", c.Calm, client.changed)
		for short, offer := range c.Offers {
			client.each[short] = newCalm(offer.Name, offer.Calm, client.changed)
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

// changed notes that a breaker opened or closed; an empty name is the connector's own.
func (c *Client) changed(name string, open bool) {
	what := Closed
	if open {
		what = Opened
	}
	c.options.Note(Note{Connector: c.connector.Name, Operation: name, What: what})
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Call sends what o makes of p, and types the answer. A write is sent at most once; a read is sent again, within its
// time-out, when its connection broke or the system says that it is overloaded.
func (c *Client) Call(ctx context.Context, o *connectors.Offer, p conversation.Permit) conversation.Receipt {
	out, err := c.call(ctx, o, p)
	if err != nil {
		return c.hold(o, err)
	}
	return out
}

// hold makes a receipt of a call that was not sent, and notes why.
func (c *Client) hold(o *connectors.Offer, err error) conversation.Receipt {
	by := ByRequest
	if h, ok := errors.AsType[held](err); ok {
		by = h.by
	}
	c.options.Note(Note{Connector: c.connector.Name, Operation: o.Name, What: by})
	return conversation.Failure("%s: %v", o.Name, err)
}

// call returns an error for what was surely not sent.
func (c *Client) call(ctx context.Context, o *connectors.Offer, p conversation.Permit) (conversation.Receipt, error) {
	if err := c.connector.Ready(); err != nil {
		return conversation.Receipt{}, held{BySettings, err.Error()}
	}
	r, err := c.build(o, p)
	if err != nil {
		return conversation.Receipt{}, err
	}
	if err := r.attach(ctx, o, p); err != nil {
		return conversation.Receipt{}, err
	}
	leave, err := enterBoth(ctx, c.each[o.Short], c.calm)
	if err != nil {
		return conversation.Receipt{}, err
	}
	defer leave()
	span, err := c.span(o, p) // after every wait, right before the first byte
	if err != nil {
		return conversation.Receipt{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, span)
	defer cancel()
	if o.Paging != nil {
		return c.pages(ctx, o, r), nil
	}
	return classify(o, c.exchange(ctx, o, r)), nil
}

// span returns how long the call may take. A write needs its whole time-out within the lease; a read makes do with
// what is left of it.
func (c *Client) span(o *connectors.Offer, p conversation.Permit) (time.Duration, error) {
	left := p.Until().Sub(c.options.Now())
	switch {
	case o.Effect == conversation.EffectWrite && left < o.CallFor, left <= 0:
		return 0, errLease
	case left < o.CallFor:
		return left, nil
	}
	return o.CallFor, nil
}
