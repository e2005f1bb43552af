package edge

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
)

// Problem is a refusal as RFC 9457 writes it. Detail says what is wrong and how to mend it; it holds nothing that a caller
// did not send and nothing of how this is built.
type Problem struct {
	Type   string        `json:"type"`
	Title  string        `json:"title"`
	Status int           `json:"status"`
	Detail string        `json:"detail"`
	Code   string        `json:"code"`           // for programs; stays the same when texts change
	Name   string        `json:"name,omitempty"` // of the agent it is about
	Form   string        `json:"form,omitempty"` // which form a value must have
	Retry  time.Duration `json:"-"`              // when to try again
	Cause  error         `json:"-"`              // for the log only

	Challenge string `json:"-"` // 401: how to prove who asks (RFC 9110, section 11.6.1)
}

// Error makes a problem an error, so that handlers can return it.
func (p *Problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Code, p.Detail) }

// Refuse makes a problem of a status, a code and what to say of it.
func Refuse(status int, code, format string, args ...any) *Problem {
	return &Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: fmt.Sprintf(format, args...),
	}
}

// Unavailable is the problem of an error from inside: told as one that passes, logged as what it is.
func Unavailable(cause error, detail string) *Problem {
	p := Refuse(http.StatusServiceUnavailable, "unavailable", "%s", detail)
	p.Retry, p.Cause = 2*time.Second, cause
	return p
}

// Answered makes handlers answer their errors as problems, and logs what only the operator may see. Failed makes a problem of
// any error that is none yet; channel names the door in the log.
func Answered(channel string, log *slog.Logger, failed func(error) *Problem) echo.MiddlewareFunc {
	return func(h echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			err := h(c)
			if err == nil || c.Response().Committed {
				return nil
			}
			var p *Problem
			if !errors.As(err, &p) {
				p = failed(err)
			}
			if p.Cause != nil && c.Request().Context().Err() == nil {
				log.Error(channel+": request failed", "method", c.Request().Method, "route", c.Path(), "error", p.Cause)
			}
			return p.write(c)
		}
	}
}

func (p *Problem) write(c echo.Context) error {
	h := c.Response().Header()
	if p.Retry > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.Retry.Seconds()))))
	}
	if p.Challenge != "" {
		h.Set("WWW-Authenticate", p.Challenge)
	}
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("problem %s: %w", p.Code, err)
	}
	return c.Blob(p.Status, "application/problem+json", body)
}
