package widget

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
)

// Bounds of one page of events.
const (
	usualPage = 100
	maxPage   = 500
)

type events struct {
	Events []Event `json:"events"`
	Next   int64   `json:"next"` // ask for what follows this
	renewal
}

// events lists what followed a number. limit counts records, of which not all are shown; when next has not moved,
// there is no more.
func (w *Widget) events(c echo.Context, p pass) error {
	after, err := number(c.QueryParam("after"), "after", 0, 0)
	if err != nil {
		return err
	}
	limit, err := number(c.QueryParam("limit"), "limit", usualPage, maxPage)
	if err != nil {
		return err
	}
	records, err := w.o.Events(c.Request().Context(), p.id, after, int(limit))
	if err != nil {
		return err
	}
	out := events{Events: []Event{}, Next: after, renewal: w.token.renew(p)}
	for _, r := range records {
		if e, ok := w.shown(r, p); ok {
			out.Events = append(out.Events, e)
		}
		out.Next = r.N
	}
	return c.JSON(http.StatusOK, out)
}

// number reads a query parameter: usual when it is not there, from 0 (or 1, when there is a most) to most.
func number(s, name string, usual, most int64) (int64, error) {
	if s == "" {
		return usual, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil || n < 0:
		return 0, edge.Refuse(http.StatusBadRequest, name, "%s must be a whole number, 0 or more.", name)
	case most > 0 && (n < 1 || n > most):
		return 0, edge.Refuse(http.StatusBadRequest, name, "%s must be from 1 to %d.", name, most)
	}
	return n, nil
}
