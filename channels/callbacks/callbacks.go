// Package callbacks takes in what back ends report by themselves: signed events that end a wait.
//
// A report is a POST to /v1/callbacks/CONNECTOR or /v1/callbacks/CONNECTOR/NAME, signed, or to the signed address that its
// system was given with a request. It is verified and read by what the connector declares, stored once, and answered 202 only then; the same report twice changes nothing. A report that
// nobody waits for is answered 202 too: a back end need not know who waits. One that overtakes the answer which alone
// tells who waits for it is refused with status 503 and a moment to come back.
package callbacks

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
	"balie/conversation"
)

// Report is one event, verified and read.
type Report struct {
	ID    string // the back end's own id of it: the same twice is the same event
	Match string // what a wait is matched by
	Value conversation.Value
}

// Callback is what a connector declares that its system reports.
type Callback struct {
	Name string // without the connector's; also when it was found by an empty name
	// Read verifies the signature over the raw body and reads the report. The error may be shown to the caller: it
	// says what is wrong and never what was sent.
	Read func(body []byte, signature string) (Report, error)
	// ReadAt verifies the address that the report came to instead, and reads the report.
	ReadAt func(body []byte, a Address) (Report, error)
}

// Address is what stands in the query of a signed address.
type Address struct {
	For       string // key of the action that it was given away with
	Until     string // seconds since 1970
	Signature string
}

// Options is what callbacks need. Fields without a stated default must be set.
type Options struct {
	// Find finds a callback of a connector; an empty name finds its only one.
	Find func(connector, name string) (Callback, bool)
	// Receive stores inputs durably, each once.
	Receive func(ctx context.Context, in ...conversation.Input) ([]conversation.Accepted, error)
	// Hash makes a keyed hash of the parts; kind keeps different uses apart.
	Hash func(kind string, parts ...string) []byte
	// Soon reports whether it will soon be known of some conversation for which reports of a callback, named with its
	// connector, it waits: of one that has a name, or, where that is nil, of any. Soon nil: of none.
	Soon func(ctx context.Context, callback string, named []byte) (bool, error)
	// Unsigned is the error that Read and ReadAt wrap when a signature does not fit.
	Unsigned error

	Header string           // carries the signature; default X-Balie-Signature
	Now    func() time.Time // default time.Now
	Log    *slog.Logger     // default: silent
}

// Callbacks serves reports. Its methods may be called from several goroutines.
type Callbacks struct {
	o Options
}

// New checks the options. The error names every one that is not set.
func New(o Options) (*Callbacks, error) {
	var errs []error
	want := func(set bool, name string) {
		if !set {
			errs = append(errs, fmt.Errorf("option %s is not set", name))
		}
	}
	want(o.Find != nil, "Find")
	want(o.Receive != nil, "Receive")
	want(o.Hash != nil, "Hash")
	want(o.Unsigned != nil, "Unsigned")
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("callbacks: %w", err)
	}
	if o.Header == "" {
		o.Header = "X-Balie-Signature"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Callbacks{o: o}, nil
}

// Router is what routes are added to: an *echo.Echo or an *echo.Group.
type Router interface {
	Add(method, path string, handler echo.HandlerFunc, middleware ...echo.MiddlewareFunc) *echo.Route
}

// Routes adds the addresses that back ends post to.
func (cb *Callbacks) Routes(r Router) {
	answered := edge.Answered("callbacks", cb.o.Log, func(err error) *edge.Problem {
		return edge.Unavailable(err, "The report could not be stored just now. Send the same one again, with the same id.")
	})
	r.Add(http.MethodPost, "/v1/callbacks/:connector", answered(cb.report))
	r.Add(http.MethodPost, "/v1/callbacks/:connector/:name", answered(cb.report))
}
