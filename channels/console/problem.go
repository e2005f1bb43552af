package console

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
	"balie/conversation/desk"
)

// problem is a refusal as RFC 9457 writes it. The page has its own words for each code.
type problem struct {
	Type   string        `json:"type"`
	Title  string        `json:"title"`
	Status int           `json:"status"`
	Detail string        `json:"detail"`
	Code   string        `json:"code"`
	Name   string        `json:"name,omitempty"` // of the colleague who has the conversation
	Form   string        `json:"form,omitempty"` // invalid: which form it must have; see desk.FormError
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

// refusals says what each error of the desk is called here.
var refusals = []struct {
	err    error
	status int
	code   string
	detail string
}{
	{desk.ErrStale, http.StatusConflict, "stale", "The conversation changed hands in the meantime. Look at it again."},
	{desk.ErrNotHeld, http.StatusForbidden, "not_held", "Only the agent who has the conversation may do this. Take it first."},
	{desk.ErrClosed, http.StatusConflict, "closed", "The conversation is closed."},
	{desk.ErrAway, http.StatusConflict, "away", "This colleague is not signed in."},
	{desk.ErrRunning, http.StatusConflict, "running", "The action is still running. Wait a moment."},
	{desk.ErrSettled, http.StatusConflict, "settled", "What became of the action is already known."},
	{desk.ErrNotRunnable, http.StatusConflict, "not_runnable", "This step cannot be run now: the process stands elsewhere, or the customer must agree first."},
	{desk.ErrNothing, http.StatusNotFound, "nothing", "There is no such value or action, or its process is over."},
	{conversation.ErrGone, http.StatusNotFound, "gone", "There is no such conversation."},
}

// failed translates an error from behind the console. What went wrong inside is for the log.
func failed(err error) *problem {
	var p *problem
	var taken *desk.TakenError
	var refused *desk.RefusedError
	var form *desk.FormError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &taken):
		p = refuse(http.StatusConflict, "taken", "%s has the conversation.", taken.Name)
		p.Name = taken.Name
		return p
	case errors.As(err, &refused):
		return refuse(http.StatusUnprocessableEntity, "refused", "%s", refused.Text)
	case errors.As(err, &form):
		p = refuse(http.StatusUnprocessableEntity, "invalid", "%s", form)
		p.Form = form.Form
		return p
	case errors.Is(err, desk.ErrInvalid):
		return refuse(http.StatusUnprocessableEntity, "invalid", "%s", reason(err))
	}
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return refuse(r.status, r.code, "%s", r.detail)
		}
	}
	p = refuse(http.StatusServiceUnavailable, "unavailable", "That did not work just now. Try again.")
	p.retry, p.cause = 2*time.Second, err
	return p
}

// reason is the part of an error that says what is not valid.
func reason(err error) string {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if inner := errors.Unwrap(e); errors.Is(inner, desk.ErrInvalid) && errors.Unwrap(inner) == nil {
			return e.Error()
		}
	}
	return err.Error()
}

// answered makes a handler answer its errors as problems and log what only the operator may see.
func (c *Console) answered(h echo.HandlerFunc) echo.HandlerFunc {
	return func(e echo.Context) error {
		err := h(e)
		if err == nil || e.Response().Committed {
			return nil
		}
		p := failed(err)
		if p.cause != nil && e.Request().Context().Err() == nil {
			c.o.Log.Error("console: request failed", "method", e.Request().Method, "route", e.Path(), "error", p.cause)
		}
		return p.write(e)
	}
}

func (p *problem) write(e echo.Context) error {
	if p.retry > 0 {
		e.Response().Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(p.retry.Seconds()))))
	}
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("problem %s: %w", p.Code, err)
	}
	return e.Blob(p.Status, "application/problem+json", body)
}
