package edge

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// TestAnswered: what a caller reads of an error, and what the operator.
func TestAnswered(t *testing.T) {
	t.Parallel()
	patient := Refuse(http.StatusTooManyRequests, "too_many", "Wait.")
	patient.Retry = 1200 * time.Millisecond
	asked := Refuse(http.StatusUnauthorized, "token", "Who are you?")
	asked.Challenge = "Bearer"
	for name, c := range map[string]struct {
		err                          error
		status                       int
		code, retry, challenge, logs string
	}{
		"a refusal":      {patient, http.StatusTooManyRequests, "too_many", "2", "", ""},
		"a challenge":    {asked, http.StatusUnauthorized, "token", "", "Bearer", ""},
		"something else": {errors.New("disk full at /var"), http.StatusServiceUnavailable, "unavailable", "2", "", "disk full"},
	} {
		var log bytes.Buffer
		e := echo.New()
		h := Answered("door", slog.New(slog.NewTextHandler(&log, nil)), func(err error) *Problem { return Unavailable(err, "Later.") })
		e.GET("/x", h(func(echo.Context) error { return c.err }))
		w := httptest.NewRecorder()
		e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/x", nil))
		var got Problem
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		head := w.Header()
		if w.Code != c.status || got.Code != c.code || got.Status != c.status || head.Get("Retry-After") != c.retry || head.Get("WWW-Authenticate") != c.challenge {
			t.Errorf("%s: %d %v %s", name, w.Code, head, w.Body)
		}
		if kind := head.Get("Content-Type"); kind != "application/problem+json" {
			t.Errorf("%s: %s", name, kind)
		}
		if strings.Contains(w.Body.String(), "disk") || (log.Len() > 0) != (c.logs != "") || !strings.Contains(log.String(), c.logs) {
			t.Errorf("%s: answered %s, logged %s", name, w.Body, log.String())
		}
	}
}
