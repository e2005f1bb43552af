package backend

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestOpenNamesTheOptionAtFault(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "r.db")
	for want, opts := range map[string]Options{
		"company": {Company: "zoo", Path: file, Key: "k"},
		"path":    {Company: "bank", Key: "k"},
		"key":     {Company: "bank", Path: file},
		"crowd":   {Company: "bank", Path: file, Key: "k", Crowd: -1},
		"secret":  {Company: "bank", Path: file, Key: "k", Callback: &Callback{URL: "http://127.0.0.1:1/"}},
		"address": {Company: "bank", Path: file, Key: "k", Callback: &Callback{URL: "file:///etc", Secret: "s"}},
		"/nodir/": {Company: "bank", Path: t.TempDir() + "/nodir/r.db", Key: "k"},
	} {
		if s, err := Open(t.Context(), opts); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error about %s, got %v", want, err)
			if s != nil {
				_ = s.Close()
			}
		}
	}
}

func TestKeyIsRequired(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	for _, path := range []string{"/customers/C-1001", "/customers/C-1001/cards", "/nothing"} {
		for _, header := range []string{"", "Bearer", "Bearer wrong", testKey, "Basic " + testKey} {
			y.refused(http.StatusUnauthorized, "UNAUTHORIZED", "GET", path, nil, "Authorization", header)
		}
	}
	y.refused(http.StatusNotFound, "NO_SUCH_OPERATION", "GET", "/nothing", nil)
	y.refused(http.StatusNotFound, "NOT_FOUND", "GET", "/customers/C-9999/cards", nil)
	for _, path := range []string{"/", "/assets/records.css", "/assets/records.js", "/openapi.yaml", "/demo/state", "/demo/requests"} {
		y.call(http.StatusOK, "GET", path, nil, "Authorization", "")
	}
}

func TestOtherSitesCannotPressTheControls(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	y.call(http.StatusForbidden, "POST", "/demo/reset", nil, "Sec-Fetch-Site", "cross-site")
	y.call(http.StatusForbidden, "PUT", "/demo/faults", object{}, "Origin", "https://elsewhere.example")
	got, err := http.Get(y.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	_ = got.Body.Close()
	if policy := got.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") {
		t.Errorf("policy %q", policy)
	}
}

func TestBadBodiesAreRefused(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	for _, tc := range []struct {
		body, kind string
		status     int
		code       string
	}{
		{`{"reason": "lost", "extra": 1}`, "application/json", 400, "BAD_JSON"},
		{`{"reason": "lost"} {}`, "application/json", 400, "BAD_JSON"},
		{`{"reason": 7}`, "application/json", 400, "BAD_JSON"},
		{`[`, "application/json", 400, "BAD_JSON"},
		{"{\"reason\": \"\xff\"}", "application/json", 400, "NOT_JSON"},
		{`reason=lost`, "application/x-www-form-urlencoded", 415, "NOT_JSON"},
		{`{"reason": "` + strings.Repeat("x", maxBody) + `"}`, "application/json", 413, "TOO_LARGE"},
		{``, "application/json", 422, "UNKNOWN_REASON"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), "POST", y.url+"/customers/C-1001/cards/K-11/block", strings.NewReader(tc.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+testKey)
		r.Header.Set("Content-Type", tc.kind)
		got, err := exchange(r)
		if err != nil || got.status != tc.status || got.code() != tc.code {
			t.Errorf("%.40q: %d %s %v, want %d %s", tc.body, got.status, got.raw, err, tc.status, tc.code)
		}
	}
	if _, effective := y.counted("block_card"); effective != 0 {
		t.Error("a bad body had effect")
	}
}

func TestResetMakesTheFirstDayAgain(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	first := y.call(http.StatusOK, "GET", "/demo/state", nil).raw
	y.call(http.StatusOK, "POST", "/customers/C-1001/cards/K-11/block", object{"reason": "lost"})
	y.call(http.StatusOK, "PUT", "/demo/faults", object{"block_card": object{"fail": "500"}})
	if again := y.call(http.StatusOK, "GET", "/demo/state", nil).raw; string(again) == string(first) {
		t.Error("the state does not show what happened")
	}
	y.call(http.StatusNoContent, "POST", "/demo/reset", nil)
	if again := y.call(http.StatusOK, "GET", "/demo/state", nil).raw; string(again) != string(first) {
		t.Errorf("after a reset\n%s\nwant\n%s", again, first)
	}
}

func TestStateIsNotSentTwice(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "shop"})
	got, err := http.Get(y.url + "/demo/state")
	if err != nil {
		t.Fatal(err)
	}
	_ = got.Body.Close()
	y.call(http.StatusNotModified, "GET", "/demo/state", nil, "If-None-Match", got.Header.Get("ETag"))
	y.call(http.StatusOK, "GET", "/customers/C-1001", nil)
	y.call(http.StatusOK, "GET", "/demo/state", nil, "If-None-Match", got.Header.Get("ETag"))
}

func TestRecordsOutliveTheProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "records.db")
	opts := Options{Company: "bank", Path: path, Key: testKey, Now: firstDay}
	s, err := Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.ExecContext(t.Context(), "UPDATE cards SET state = 'blocked' WHERE id = 'K-11'"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	y := setup(t, opts)
	if got := y.call(http.StatusOK, "GET", "/customers/C-1001/cards/K-11", nil).object["state"]; got != "blocked" {
		t.Errorf("state %v after a restart", got)
	}
}

func TestCrowdHasItsOwnThings(t *testing.T) {
	t.Parallel()
	bank, shop := setup(t, Options{Company: "bank", Crowd: 3}), setup(t, Options{Company: "shop", Crowd: 1})
	if got := bank.list("GET", "/customers/C-100003/cards"); len(got) != 1 || got[0]["id"] != "K-100003" {
		t.Errorf("cards %v", got)
	}
	bank.call(http.StatusOK, "POST", "/customers/C-100003/cards/K-100003/block", object{"reason": "lost"})
	bank.call(http.StatusNotFound, "GET", "/customers/C-100004/cards", nil)
	if got := shop.list("GET", "/customers/C-100001/orders"); len(got) != 1 || got[0]["id"] != "W-100001" {
		t.Errorf("orders %v", got)
	}
}

// within bounds what a test waits for.
func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
