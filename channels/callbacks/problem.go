package callbacks

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"
)

// problem is a refusal as RFC 9457 writes it.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Code   string `json:"code"` // for programs; stays the same when texts change
}

// Error makes a problem an error, so that handlers can return it.
func (p *problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Code, p.Detail) }

func refuse(status int, code, format string, args ...any) *problem {
	return &problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: fmt.Sprintf(format, args...),
	}
}

// answered makes a handler answer its errors as problems. What went wrong inside is for the log only.
func (cb *Callbacks) answered(h echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		err := h(c)
		if err == nil || c.Response().Committed {
			return nil
		}
		var p *problem
		if !errors.As(err, &p) {
			p = refuse(http.StatusServiceUnavailable, "unavailable", "The report could not be stored just now. Send the same one again, with the same id.")
			c.Response().Header().Set("Retry-After", "2")
			cb.o.Log.Error("callbacks: report was not stored", "error", err)
		}
		body, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("problem %s: %w", p.Code, err)
		}
		return c.Blob(p.Status, "application/problem+json", body)
	}
}
