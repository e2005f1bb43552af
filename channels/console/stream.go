package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
)

// writeTime is how long one event may take to leave.
const writeTime = 10 * time.Second

// stream tells an agent's page what changes (text/event-stream): "lists" with all lists, each card with the time of its
// last event, so that the page knows what to fetch; "beat", which the page answers, because only an answer shows that
// somebody is there; "out" when the session ends.
func (c *Console) stream(e echo.Context, s *session) error {
	end, ok := c.sessions.stream(s)
	if !ok {
		return edge.Refuse(http.StatusTooManyRequests, "too_many", "Too many tabs are open. Close one.")
	}
	defer end()
	if _, err := c.hub.lists(e.Request().Context()); err != nil { // while it can still be refused
		return err
	}
	c.o.Desk.Beat(s.agent.ID, s.agent.Name)
	h := e.Response().Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	e.Response().WriteHeader(http.StatusOK)
	w := &sender{Response: e.Response(), ctl: http.NewResponseController(e.Response())}
	if err := w.ctl.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil // the page has left
	}
	return c.tell(e, s, w)
}

// tell writes until somebody leaves. Errors end the stream: the page opens a new one.
func (c *Console) tell(e echo.Context, s *session, w *sender) error {
	rung, forget := c.hub.listen()
	defer forget()
	beat := time.NewTicker(c.o.Heartbeat)
	defer beat.Stop()
	for {
		l, err := c.hub.lists(e.Request().Context())
		if err == nil {
			err = w.lists(c.listsOf(l, s.agent.ID, e.QueryParam("watch"), language(e)))
		}
		if err != nil {
			return nil //nolint:nilerr // the status has left long ago; the page comes back and is told then
		}
		select {
		case <-e.Request().Context().Done():
			return nil
		case <-c.hub.done:
			return nil
		case <-rung:
		case <-beat.C:
			if !c.sessions.holds(s) {
				return w.event("out", "{}")
			}
			if err := w.event("beat", "{}"); err != nil {
				return nil //nolint:nilerr // the page has left
			}
		}
	}
}

// sender writes one stream.
type sender struct {
	*echo.Response
	ctl  *http.ResponseController
	last []byte
}

// lists writes the lists when they are not what was written last.
func (w *sender) lists(l Lists) error {
	body, err := json.Marshal(l)
	if err != nil || bytes.Equal(body, w.last) {
		return err
	}
	w.last = body
	return w.event("lists", string(body))
}

// event sends at once, and gives up on a page that does not read.
func (w *sender) event(name, data string) error {
	if err := w.ctl.SetWriteDeadline(time.Now().Add(writeTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, data); err != nil {
		return err
	}
	return w.ctl.Flush()
}
