package llm

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"
)

// bodyMost bounds an answer, in bytes. The client library reads errors without any bound.
const bodyMost = 4 << 20

var (
	errTooLarge   = fmt.Errorf("the answer is larger than %d bytes", bodyMost)
	errNotJSON    = errors.New("the answer does not say that it is JSON")
	errElsewhere  = errors.New("the server sends us elsewhere")
	errCut        = errors.New("the answer was cut")
	errConnection = errors.New("no connection")
)

// transport sends requests: once more when the connection failed before a byte of an answer came, never after it.
type transport struct{ client *http.Client }

func newTransport() *transport {
	dialer := &net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}
	return &transport{client: &http.Client{
		// A redirect would carry the key and the prompt to wherever an answer says.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 3 * time.Second, ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: 32, IdleConnTimeout: 60 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		},
	}}
}

// Do sends r and bounds what comes back.
func (t *transport) Do(r *http.Request) (*http.Response, error) {
	resp, err := t.client.Do(r)
	if err != nil && r.Context().Err() == nil && r.GetBody != nil {
		again := r.Clone(r.Context())
		if again.Body, err = r.GetBody(); err == nil {
			resp, err = t.client.Do(again)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errConnection, err)
	}
	resp.Body = &bounded{ReadCloser: resp.Body, left: bodyMost}
	if err := judge(resp); err != nil {
		_ = resp.Body.Close()
		return nil, err
	}
	return resp, nil
}

// judge refuses what the client library would take for an answer: a redirect, a page.
func judge(resp *http.Response) error {
	kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case resp.StatusCode >= http.StatusBadRequest:
		return nil
	case resp.StatusCode >= http.StatusMultipleChoices:
		return errElsewhere
	case err != nil || kind != "application/json" && !strings.HasSuffix(kind, "+json"):
		return errNotJSON
	}
	return nil
}

// bounded fails where a body is too large or cut, as against one that ends.
type bounded struct {
	io.ReadCloser
	left int64
}

// Read reads within the bound.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	switch {
	case b.left < 0:
		return 0, errTooLarge
	case err != nil && !errors.Is(err, io.EOF):
		return n, fmt.Errorf("%w: %w", errCut, err)
	}
	return n, err
}
