package backend

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"
)

const testKey = "key of the test"

// firstDay is a Sunday in spring, so that slots and dates do not depend on the day of the test.
func firstDay() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// system is a running back end and a caller with the key.
type system struct {
	t   *testing.T
	url string
	s   *Server
}

func setup(t *testing.T, opts Options) system {
	t.Helper()
	if opts.Path == "" {
		opts.Path = filepath.Join(t.TempDir(), "records.db")
	}
	if opts.Now == nil {
		opts.Now = firstDay
	}
	opts.Key = testKey
	s, err := Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return system{t: t, url: server.URL, s: s}
}

// reply is what came back: the decoded object (or nil for a list) and the raw body.
type reply struct {
	status int
	object map[string]any
	raw    []byte
}

func (r reply) code() string { s, _ := r.object["code"].(string); return s }

// send makes one request; a nil body sends none.
func (y system) send(ctx context.Context, method, path string, body any, header ...string) (reply, error) {
	y.t.Helper()
	var content io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			y.t.Fatal(err)
		}
		content = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, y.url+path, content)
	if err != nil {
		y.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+testKey)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return exchange(r)
}

func exchange(r *http.Request) (reply, error) {
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	got := reply{status: response.StatusCode, raw: raw}
	_ = json.Unmarshal(raw, &got.object)
	return got, err
}

// call makes a request and expects the status.
func (y system) call(status int, method, path string, body any, header ...string) reply {
	y.t.Helper()
	got, err := y.send(y.t.Context(), method, path, body, header...)
	if err != nil {
		y.t.Fatal(err)
	}
	if got.status != status {
		y.t.Fatalf("%s %s: status %d %s, want %d", method, path, got.status, got.raw, status)
	}
	return got
}

// refused makes a request and expects the refusal.
func (y system) refused(status int, code, method, path string, body any, header ...string) {
	y.t.Helper()
	if got := y.call(status, method, path, body, header...); got.code() != code {
		y.t.Fatalf("%s %s: code %s, want %s", method, path, got.code(), code)
	}
}

// list decodes a list.
func (y system) list(method, path string) []map[string]any {
	y.t.Helper()
	var all []map[string]any
	if err := json.Unmarshal(y.call(http.StatusOK, method, path, nil).raw, &all); err != nil {
		y.t.Fatal(err)
	}
	return all
}

// counted gives how often an operation was asked for and how often it had effect.
func (y system) counted(operation string) (requests, effective int64) {
	y.t.Helper()
	var log struct{ Counts []count }
	if err := json.Unmarshal(y.call(http.StatusOK, "GET", "/demo/requests?operation="+operation, nil).raw, &log); err != nil {
		y.t.Fatal(err)
	}
	for _, c := range log.Counts {
		return c.Requests, c.Effective
	}
	return 0, 0
}

func (y system) wantCounts(operation string, requests, effective int64) {
	y.t.Helper()
	if r, e := y.counted(operation); r != requests || e != effective {
		y.t.Errorf("%s: %d requests of which %d with effect, want %d and %d", operation, r, e, requests, effective)
	}
}

type object = map[string]any
