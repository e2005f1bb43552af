package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"balie/connectors"
)

// login opens a session. The errors tell nothing of what was sent or answered.
func (c *Client) login(ctx context.Context) (*pass, error) {
	l := c.connector.Auth.Login
	body, err := l.Body()
	if err != nil {
		return nil, errors.New("login: the body cannot be made of these settings")
	}
	content, kind, err := encodeLogin(body, l.Form)
	if err != nil {
		return nil, err
	}
	to := strings.TrimRight(c.connector.Base.String(), "/") + l.Path
	resp, parsed, err := c.ask(ctx, "login", to, kind, content, nil) //nolint:bodyclose // ask has read and closed it
	if err != nil {
		return nil, err
	}
	p := &pass{at: c.options.Now()}
	if l.Life > 0 {
		p.until = p.at.Add(l.Life)
	}
	if l.Cookie != "" {
		return p, p.takeCookie(resp, l.Cookie)
	}
	value, ok := l.Value(parsed)
	if !ok || checkWord("", value.Reveal()) != nil {
		return nil, errors.New("login: the answer holds no token")
	}
	p.header, p.value = l.Header, value.Reveal()
	return p, nil
}

func encodeLogin(body any, form bool) (content []byte, kind string, err error) {
	if !form {
		content, err = json.Marshal(body)
		if err != nil {
			return nil, "", errors.New("login: the body cannot be written as JSON")
		}
		return content, "application/json", nil
	}
	values := url.Values{}
	fields, _ := body.(map[string]any)
	for name, v := range fields {
		values.Set(name, fmt.Sprint(v))
	}
	return []byte(values.Encode()), formType, nil
}

const formType = "application/x-www-form-urlencoded"

// takeCookie keeps the cookie of a session, and how long it lives.
func (p *pass) takeCookie(resp *http.Response, name string) error {
	for _, k := range resp.Cookies() {
		if k.Name != name || k.Value == "" {
			continue
		}
		p.cookie = k.Name + "=" + k.Value
		switch {
		case k.MaxAge > 0:
			p.sooner(p.at.Add(time.Duration(k.MaxAge) * time.Second))
		case !k.Expires.IsZero():
			p.sooner(k.Expires)
		}
		return nil
	}
	return errors.New("login: the answer holds no such cookie")
}

func (p *pass) sooner(until time.Time) {
	if p.until.IsZero() || until.Before(p.until) {
		p.until = until
	}
}

// ask makes a request that carries secrets of ours, and reads the JSON of its answer, if any.
func (c *Client) ask(ctx context.Context, what, to, kind string, content []byte, prove func(*http.Request)) (*http.Response, any, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(content))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: the request cannot be made", what)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.options.Agent)
	for name, v := range c.connector.Headers {
		if what == "login" {
			req.Header.Set(name, v.Reveal())
		}
	}
	if prove != nil {
		prove(req)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		reason, _ := explain(err)
		return nil, nil, fmt.Errorf("%s: %s", what, reason)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerMost))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: the answer was cut", what)
	}
	parsed, err := connectors.ParseJSON(body)
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return nil, parsed, turnedAway{what, resp.StatusCode}
	}
	if err != nil {
		parsed = nil
	}
	return resp, parsed, nil
}

// answerMost bounds the answer to a login, in bytes.
const answerMost = 64 << 10

// turnedAway says that our credentials were not taken.
type turnedAway struct {
	what   string
	status int
}

// Error says so to the operator.
func (e turnedAway) Error() string { return fmt.Sprintf("%s: status %d", e.what, e.status) }
