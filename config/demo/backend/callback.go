package backend

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// SignatureHeader carries "sha256=" and the hex HMAC-SHA256 of the raw body under the callback's secret.
const SignatureHeader = "X-Balie-Signature"

// Callback is where what a company reports by itself is posted.
type Callback struct {
	// URL receives the event as JSON; /openapi.yaml describes it under webhooks.
	URL string
	// Secret signs the body.
	Secret string
	// Pauses are waited for between the tries of one event; 200 ms, 1 s and 5 s when nil.
	Pauses []time.Duration
	// Client does the posting; a client with a time-out of 5 s when nil.
	Client *http.Client
}

// complete gives a copy in which nothing is left open; nil stays nil.
func (cb *Callback) complete() (*Callback, error) {
	if cb == nil {
		return nil, nil
	}
	full := *cb
	u, err := url.Parse(cb.URL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, errors.New("back end: the callback's URL must be an http or https address")
	}
	if cb.Secret == "" {
		return nil, errors.New("back end: the callback's secret is missing; an empty one would let anybody sign")
	}
	if full.Pauses == nil {
		full.Pauses = []time.Duration{200 * time.Millisecond, time.Second, 5 * time.Second}
	}
	if full.Client == nil {
		full.Client = &http.Client{Timeout: 5 * time.Second}
	}
	return &full, nil
}

// Sign is the value of SignatureHeader for a body.
func Sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// post tries once and says in a few words what came back.
func (cb *Callback) post(ctx context.Context, body []byte) (string, bool) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, cb.URL, bytes.NewReader(body))
	if err != nil {
		return "not sent", false
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(SignatureHeader, Sign(cb.Secret, body))
	response, err := cb.Client.Do(request)
	if err != nil {
		return "no answer", false
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	return fmt.Sprintf("answered %d", response.StatusCode), response.StatusCode/100 == 2
}
