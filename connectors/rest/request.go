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
	"unicode"
	"unicode/utf8"

	"balie/connectors"
	"balie/conversation"
)

// request is what is sent, before it is: it can be sent again where that is allowed, and shown.
type request struct {
	method string
	url    *url.URL
	header http.Header // without what proves who we are
	body   []byte      // nil: none
	value  any         // what the body is made of
}

// wordMost bounds a value in a path, query or header, in bytes.
const wordMost = 2048

// build makes the request of an operation. The errors name places, never values.
func (c *Client) build(o *connectors.Offer, p conversation.Permit) (*request, error) {
	path, err := buildPath(o, p)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(strings.TrimRight(c.connector.Base.String(), "/") + path)
	if err != nil {
		return nil, errors.New("the path does not make an address")
	}
	r := &request{method: o.Method, url: u, header: http.Header{}}
	if u.RawQuery, err = buildQuery(o, p); err != nil {
		return nil, err
	}
	if err := c.buildHeader(r, o, p); err != nil {
		return nil, err
	}
	return r, r.buildBody(o, p)
}

func buildPath(o *connectors.Offer, p conversation.Permit) (string, error) {
	parts, ok := connectors.SplitPath(o.Path)
	if !ok {
		return "", errors.New("the path has a brace too many")
	}
	for i := 1; i < len(parts); i += 2 {
		v, err := pathWord(parts[i], p)
		if err != nil {
			return "", err
		}
		parts[i] = url.PathEscape(v)
	}
	return strings.Join(parts, ""), nil
}

// pathWord returns what stands for a name in a path. A value may not change which path it is.
func pathWord(name string, p conversation.Permit) (string, error) {
	var v string
	switch name {
	case "subject":
		v = p.Subject()
	case "key":
		v = p.Key()
	default:
		var err error
		if v, _, err = connectors.Word(p, name); err != nil {
			return "", fmt.Errorf("path: %s: %w", name, err)
		}
	}
	if v == "" || strings.Trim(v, ".") == "" {
		return "", fmt.Errorf("path: %s is empty or only dots", name)
	}
	return v, checkWord("path: "+name, v)
}

func checkWord(at, v string) error {
	switch {
	case len(v) > wordMost:
		return fmt.Errorf("%s is longer than %d bytes", at, wordMost)
	case !utf8.ValidString(v) || strings.ContainsFunc(v, unicode.IsControl):
		return fmt.Errorf("%s holds control characters", at)
	}
	return nil
}

func buildQuery(o *connectors.Offer, p conversation.Permit) (string, error) {
	q, env := url.Values{}, o.Environment(p)
	for name, e := range o.Query {
		v, there, err := e.Word(env)
		if err != nil {
			return "", fmt.Errorf("query: %s: %w", name, err)
		}
		if there {
			q.Set(name, v)
		}
	}
	if !o.HasBody() {
		for _, name := range o.Rest {
			v, there, err := connectors.Word(p, name)
			if err != nil {
				return "", fmt.Errorf("query: %s: %w", name, err)
			}
			if there {
				q.Set(name, v)
			}
		}
	}
	if o.Subject.In == "query" {
		q.Set(o.Subject.Name, p.Subject())
	}
	for name := range q {
		if err := checkWord("query: "+name, q.Get(name)); err != nil {
			return "", err
		}
	}
	return q.Encode(), nil
}

func (c *Client) buildHeader(r *request, o *connectors.Offer, p conversation.Permit) error {
	env := o.Environment(p)
	for name, e := range o.Headers {
		v, there, err := e.Word(env)
		if err != nil {
			return fmt.Errorf("header: %s: %w", name, err)
		}
		if there {
			r.header.Set(name, v)
		}
	}
	if o.Subject.In == "header" {
		r.header.Set(o.Subject.Name, p.Subject())
	}
	if actor := o.Connector.Actor; actor != "" && o.Whose != conversation.Public && p.Actor() != "" {
		r.header.Set(actor, p.Actor())
	}
	for name := range r.header {
		if err := checkWord("header: "+name, r.header.Get(name)); err != nil {
			return err
		}
	}
	if o.KeyHeader != "" {
		// Small letters, against custom: net/http sends a request with an Idempotency-Key again by itself when its
		// connection breaks, and whether a write is sent again is for the ledger to decide.
		r.header[strings.ToLower(o.KeyHeader)] = []string{p.Key()}
	}
	r.header.Set("Accept", "application/json")
	r.header.Set("User-Agent", c.options.Agent)
	return nil
}

func (r *request) buildBody(o *connectors.Offer, p conversation.Permit) error {
	v, err := o.Render(p)
	if err != nil {
		return fmt.Errorf("body: %w", err)
	}
	if v == nil {
		return nil
	}
	r.value = v
	r.header.Set("Content-Type", "application/json")
	r.body, err = written(v)
	return err
}

// written makes the JSON of a body.
func written(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, errors.New("body: it cannot be written as JSON")
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// outgoing returns r as net/http sends it, with what proves who we are.
func (c *Client) outgoing(ctx context.Context, r *request) (*http.Request, error) {
	var body io.Reader
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	out, err := http.NewRequestWithContext(ctx, r.method, r.url.String(), body)
	if err != nil {
		return nil, errors.New("the request cannot be made")
	}
	out.Header = r.header.Clone()
	for name, v := range c.connector.Headers {
		out.Header.Set(name, v.Reveal())
	}
	switch a := c.connector.Auth; a.Kind {
	case connectors.AuthBearer:
		out.Header.Set("Authorization", "Bearer "+a.Password.Reveal())
	case connectors.AuthBasic:
		out.SetBasicAuth(a.User.Reveal(), a.Password.Reveal())
	case connectors.AuthHeader:
		out.Header.Set(a.Name, a.Password.Reveal())
	case connectors.AuthQuery:
		q := out.URL.Query()
		q.Set(a.Name, a.Password.Reveal())
		out.URL.RawQuery = q.Encode()
	}
	return out, nil
}
