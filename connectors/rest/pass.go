package rest

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"balie/connectors"
	"balie/conversation"
)

// pass is what proves who we are until it ends: a token or a session. It is never printed.
type pass struct {
	header, value string    // empty: none
	cookie        string    // name=value; empty: none
	until         time.Time // zero: until the system says otherwise
	at            time.Time // when it was had
}

// show puts the pass on a request.
func (p *pass) show(r *http.Request) {
	if p.header != "" {
		r.Header.Set(p.header, p.value)
	}
	if p.cookie != "" {
		r.Header.Add("Cookie", p.cookie)
	}
}

// keeper keeps one pass and has it renewed, once for everybody who waits for it.
type keeper struct {
	fetch func(context.Context) (*pass, error)
	early time.Duration
	every time.Duration // a pass is renewed at most so often
	now   func() time.Time
	note  func()
	one   singleflight.Group

	mu     sync.Mutex
	held   *pass
	failed int       // fetches in a row that failed
	closed time.Time // until then nothing is fetched, because the last one failed
	reason error     // why it did
}

// passMost bounds a fetch. It does not end with the call that asked for it: a refresh token that was used is lost
// unless the answer is read and kept.
const passMost = 20 * time.Second

// errSlowPass says that a call did not wait for its pass to the end.
var errSlowPass = errors.New("no token or session in time")

// get returns a pass that is good for now, or why there is none.
func (k *keeper) get(ctx context.Context) (*pass, error) {
	k.mu.Lock()
	held := k.held
	k.mu.Unlock()
	if held != nil && (held.until.IsZero() || k.now().Before(held.until.Add(-k.early))) {
		return held, nil
	}
	fresh, err := k.renew(ctx, held)
	if err != nil && held != nil && k.now().Before(held.until) {
		return held, nil // it is good for a while yet
	}
	return fresh, err
}

// renew returns another pass than stale: one that somebody else just had, or a new one.
func (k *keeper) renew(ctx context.Context, stale *pass) (*pass, error) {
	result := k.one.DoChan("", func() (any, error) { return k.replace(context.WithoutCancel(ctx), stale) })
	select {
	case r := <-result:
		p, _ := r.Val.(*pass)
		return p, r.Err
	case <-ctx.Done():
		return nil, errSlowPass
	}
}

func (k *keeper) replace(ctx context.Context, stale *pass) (*pass, error) {
	k.mu.Lock()
	held, closed, reason := k.held, k.closed, k.reason
	k.mu.Unlock()
	switch now := k.now(); {
	case held != stale && held != nil:
		return held, nil
	case now.Before(closed):
		return nil, reason
	case held != nil && now.Before(held.at.Add(k.every)):
		return nil, errors.New("the token was renewed so shortly ago that it may not be again")
	}
	ctx, cancel := context.WithTimeout(ctx, passMost)
	defer cancel()
	fresh, err := k.fetch(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil {
		k.closed, k.reason = k.now().Add(conversation.Backoff{Most: 5 * time.Minute}.After(k.failed, "")), err
		k.failed++
		return nil, err
	}
	k.held, k.failed = fresh, 0
	k.note()
	return fresh, nil
}

// newKeeper makes what keeps c's token or session; nil where there is none to keep.
func (c *Client) newKeeper() *keeper {
	a := c.connector.Auth
	k := &keeper{now: c.options.Now, note: func() { c.options.Note(Note{Connector: c.connector.Name, What: Renewed}) }}
	switch a.Kind {
	case connectors.AuthOAuth:
		k.fetch, k.early = c.fetchToken, a.OAuth.Early
		if a.OAuth.Refresh != nil {
			k.every = a.OAuth.Refresh.Every
		}
	case connectors.AuthLogin:
		k.fetch = c.login
	default:
		return nil
	}
	return k
}

// expired reports whether an answer says that our pass is no longer good.
func (c *Client) expired(o *connectors.Offer, a answer) bool {
	if c.keeper == nil || a.status == 0 {
		return false
	}
	code, _ := codeOf(o, a.parsed)
	for _, e := range c.connector.Auth.Expired {
		if e.Status == a.status && (e.Code == "" || e.Code == code) {
			return true
		}
	}
	return false
}
