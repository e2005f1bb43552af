// Package whatsapp carries messages between customers on WhatsApp Business and a conversation.
//
// In: Meta posts batches to one webhook. A batch is verified over its raw bytes, read to the last element whatever the
// others look like, stored in one transaction, and answered 200 only then; anything that fails is answered 500, and
// Meta sends it again. A picture or document is only named there: Fetch brings it afterwards. Out: the outbox hands over one message at a time. There is no idempotency key, so an attempt
// without a clear answer is left open until a status names it (our id goes along and comes back) or the outbox decides.
//
// What it holds in memory only makes it polite: how fast a recipient may be written to, and when to leave Meta alone.
package whatsapp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"balie/conversation"
)

// Channel is the name of this channel in addresses.
const Channel = "whatsapp"

// Path is where Meta posts to.
const Path = "/v1/whatsapp"

// Options is what the channel needs. Fields without a stated default must be set.
type Options struct {
	// Receive stores inputs durably, each once, all or none.
	Receive func(ctx context.Context, in ...conversation.Input) ([]conversation.Accepted, error)
	// Mark records how far an outgoing message came; states never go backwards there.
	Mark func(ctx context.Context, d conversation.Delivery) error
	// Wishes remembers who wants no messages that they did not ask for: they are sent no template.
	Wishes conversation.Wishes
	// Mask hides PIN, CVC and card numbers before anything is stored.
	Mask func(text string) string
	// Shown tells the highest record number of what had been sent to an address by a moment, 0 for nothing. Without it
	// a typed yes cannot be known to answer what was on the screen; buttons can. Default nil.
	Shown func(ctx context.Context, a conversation.Address, at time.Time) int64

	NumberID string   // phone_number_id of the company's number; what comes for other numbers is not ours
	Secrets  []string // app secrets; several while one is replaced
	Verify   string   // token of the webhook's challenge
	Token    string   // with which messages are sent

	News     string            // template that says that there is news about {{1}}; default none: it is not said
	Base     string            // address of the API with its version; default https://graph.facebook.com/v25.0
	Media    []string          // hosts, with those below them, that files are fetched from beside the API's; default lookaside.fbsbx.com
	Messages string            // address that messages are posted to; default Base/NumberID/messages
	Header   string            // carries the token; default Authorization (as Bearer), any other carries the bare token
	Public   string            // address of the company's site, for sources that are named by their path; default: title only
	Choose   map[string]string // label that opens a list, by language, at most 20 characters; default nl and en
	Quiet    time.Duration     // how long typed text waits for more; default 1 s, negative: not at all
	TimeOut  time.Duration     // of one request; default 10 s
	Client   *http.Client      // default a new one; redirects are never followed
	Now      func() time.Time  // default time.Now
	Log      *slog.Logger      // default: silent; nothing personal is logged
	// Count counts what came by, by kind, for metrics: the kinds are a closed set. Default: not counted.
	Count func(kind string)
}

// WhatsApp serves the webhook and sends. Its methods may be called from several goroutines.
type WhatsApp struct {
	o      Options
	client *http.Client
	pace   *pace
}

// New checks the options. The error names every one that is wrong.
func New(o Options) (*WhatsApp, error) {
	o = defaults(o)
	if err := check(o); err != nil {
		return nil, fmt.Errorf("whatsapp: %w", err)
	}
	client := *o.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the token stays here
	return &WhatsApp{o: o, client: &client, pace: newPace(o.Now)}, nil
}

func defaults(o Options) Options {
	o.Base = cmp.Or(o.Base, "https://graph.facebook.com/v25.0")
	o.Messages = cmp.Or(o.Messages, o.Base+"/"+url.PathEscape(o.NumberID)+"/messages")
	if o.Media == nil {
		o.Media = []string{"lookaside.fbsbx.com"}
	}
	o.Header = cmp.Or(o.Header, "Authorization")
	o.Quiet = cmp.Or(o.Quiet, time.Second)
	o.TimeOut = cmp.Or(o.TimeOut, 10*time.Second)
	o.Client = cmp.Or(o.Client, &http.Client{})
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	if o.Choose == nil {
		o.Choose = map[string]string{"nl": "Maak een keuze", "en": "Choose"}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Count == nil {
		o.Count = func(string) {}
	}
	o.Quiet = max(o.Quiet, 0)
	return o
}

func check(o Options) error {
	var errs []error
	want := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	want(o.Receive != nil, "option Receive is not set")
	want(o.Mark != nil, "option Mark is not set")
	want(o.Wishes != nil, "option Wishes is not set")
	want(o.Mask != nil, "option Mask is not set")
	want(o.NumberID != "", "option NumberID is not set")
	want(o.Verify != "", "option Verify is not set")
	want(o.Token != "", "option Token is not set")
	want(len(o.Secrets) > 0, "option Secrets holds no app secret: anybody could post")
	for i, s := range o.Secrets {
		want(s != "", "app secret %d is empty: anybody could sign", i+1)
	}
	u, err := url.Parse(o.Messages)
	want(err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "", "the API's address is no https address")
	for l, label := range o.Choose {
		want(fits(label, buttonTitle), "the label that opens a list in %s needs 1 to %d characters", l, buttonTitle)
	}
	return errors.Join(errs...)
}

// Router is what routes are added to: an *echo.Echo or an *echo.Group.
type Router interface {
	Add(method, path string, handler echo.HandlerFunc, middleware ...echo.MiddlewareFunc) *echo.Route
}

// Routes adds the webhook.
func (w *WhatsApp) Routes(r Router) {
	r.Add(http.MethodGet, Path, w.challenge)
	r.Add(http.MethodPost, Path, w.deliver)
}
