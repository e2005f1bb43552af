package widget

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"balie/conversation"
)

// problem is a refusal as RFC 9457 writes it. Detail says what is wrong and how to mend it; it holds nothing that a
// caller did not send and nothing of how this is built.
type problem struct {
	Type   string        `json:"type"`
	Title  string        `json:"title"`
	Status int           `json:"status"`
	Detail string        `json:"detail"`
	Code   string        `json:"code"` // for programs; stays the same when texts change
	retry  time.Duration // when to try again
	cause  error         // for the log only
}

// Error makes a problem an error, so that handlers can return it.
func (p *problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Code, p.Detail) }

func refuse(status int, code, format string, args ...any) *problem {
	return &problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: fmt.Sprintf(format, args...),
	}
}

// failed translates an error from behind the API. What went wrong inside is for the log, not for the caller.
func failed(err error) *problem {
	var p *problem
	switch {
	case errors.As(err, &p):
		return p
	case errors.Is(err, conversation.ErrGone):
		return refuse(http.StatusGone, "gone", "This conversation has been removed. Start a new one with POST /v1/conversations.")
	}
	p = refuse(http.StatusServiceUnavailable, "unavailable", "That did not work just now. Nothing is lost: send the same request again, with the same id.")
	p.retry, p.cause = 2*time.Second, err
	return p
}

// answered makes a handler answer its errors as problems and log what only the operator may see.
func (w *Widget) answered(h echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		err := h(c)
		if err == nil || c.Response().Committed {
			return nil
		}
		p := failed(err)
		if p.cause != nil && c.Request().Context().Err() == nil {
			w.o.Log.Error("widget: request failed", "method", c.Request().Method, "route", c.Path(), "error", p.cause)
		}
		return p.write(c)
	}
}

func (p *problem) write(c echo.Context) error {
	h := c.Response().Header()
	if p.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.retry.Seconds()))))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="conversation"`)
	}
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("problem %s: %w", p.Code, err)
	}
	return c.Blob(p.Status, "application/problem+json", body)
}
