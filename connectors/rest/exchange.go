package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"

	"balie/connectors"
)

// bodyMost bounds an answer, in bytes.
const bodyMost = 1 << 20

// answer is what came of a request, before it means anything.
type answer struct {
	sent   bool          // a byte may have left
	status int           // 0: no answer
	parsed any           // the JSON of the body; nil where there is none
	reason string        // why there is no answer, or why it cannot be read; never outside text
	broken bool          // the connection broke, as against a time-out
	later  time.Duration // how long the system asks to be left alone; 0: it does not say
}

// once sends r. Where the answer says that our token or session is over, it is renewed and r sent once more: it was
// turned away at the door.
func (c *Client) once(ctx context.Context, o *connectors.Offer, r *request) answer {
	if c.keeper == nil {
		return c.guarded(ctx, o, r, nil)
	}
	shown, err := c.keeper.get(ctx)
	if err != nil {
		return c.unproved(o, err)
	}
	a := c.guarded(ctx, o, r, shown)
	if !c.expired(o, a) {
		return a
	}
	if shown, err = c.keeper.renew(ctx, shown); err != nil {
		return c.unproved(o, err)
	}
	return c.guarded(ctx, o, r, shown)
}

// unproved is a call that was not made, or turned away, because we could not prove who we are.
func (c *Client) unproved(o *connectors.Offer, err error) answer {
	c.options.Note(Note{Connector: c.connector.Name, Operation: o.Name, What: ByAuth})
	return answer{reason: err.Error()}
}

// guarded sends r through breakers and rates.
func (c *Client) guarded(ctx context.Context, o *connectors.Offer, r *request, shown *pass) answer {
	done, err := allowBoth(c.each[o.Short], c.calm)
	if err != nil {
		by := ByBreaker
		if h, ok := errors.AsType[held](err); ok {
			by = h.by
		}
		c.options.Note(Note{Connector: c.connector.Name, Operation: o.Name, What: by})
		return answer{reason: err.Error()}
	}
	a := c.send(ctx, r, shown)
	done(verdict(ctx, a))
	return a
}

// verdict is what the breaker learns from an answer.
func verdict(ctx context.Context, a answer) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return errOurs
	case a.status == 0 || a.status >= http.StatusInternalServerError:
		return errors.New("the system fails")
	}
	return nil
}

func (c *Client) send(ctx context.Context, r *request, shown *pass) answer {
	var sent atomic.Bool
	// Before a connection is there, no byte can have left; from then on it may have.
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent.Store(true) }}
	req, err := c.outgoing(httptrace.WithClientTrace(ctx, trace), r)
	if err != nil {
		return answer{reason: err.Error()}
	}
	if shown != nil {
		shown.show(req)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		reason, broken := explain(err)
		return answer{sent: sent.Load(), reason: reason, broken: broken}
	}
	defer func() { _ = resp.Body.Close() }()
	a := receive(resp)
	a.later = retryAfter(resp.Header.Get("Retry-After"), c.options.Now())
	return a
}

// receive reads an answer within its bounds.
func receive(resp *http.Response) answer {
	a := answer{sent: true, status: resp.StatusCode}
	body, err := io.ReadAll(io.LimitReader(resp.Body, bodyMost+1))
	switch {
	case err != nil:
		a.reason, a.broken = explain(err)
		a.reason = "the answer was cut: " + a.reason
		a.status = 0
		return a
	case len(body) > bodyMost:
		a.reason = fmt.Sprintf("the answer is larger than %d bytes", bodyMost)
		return a
	case len(body) == 0:
		a.reason = "the answer is empty"
		return a
	case !isJSON(resp.Header.Get("Content-Type")):
		a.reason = "the answer does not say that it is JSON"
		return a
	}
	if a.parsed, err = connectors.ParseJSON(body); err != nil {
		a.reason = err.Error()
	}
	return a
}

func isJSON(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && (kind == "application/json" || strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json"))
}

// explain says in our own words why there is no answer: an error of net/http names the address, and so the customer.
func explain(err error) (reason string, broken bool) {
	var (
		dns  *net.DNSError
		cert *tls.CertificateVerificationError
		op   *net.OpError
		slow net.Error
	)
	switch {
	case errors.Is(err, context.Canceled):
		return "the call was ended by us", false
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &slow) && slow.Timeout():
		return "no answer in time", false
	case errors.As(err, &dns):
		return "the system's name is not found", true
	case errors.As(err, &cert):
		return "the system's certificate is not trusted", false
	case errors.As(err, &op) && op.Op == "dial":
		return "no connection to the system", true
	}
	return "the connection broke", true
}
