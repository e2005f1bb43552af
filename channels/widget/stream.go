package widget

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"balie/conversation"
)

// Bounds of a stream.
const (
	writeTime  = 10 * time.Second // for what has happened to leave
	streamLife = time.Hour        // then the client opens a new one, with a token that still holds
)

// stream sends events as they happen (text/event-stream). The id of each is the record's number: a client that lost
// the connection says which it saw last, in the query or as Last-Event-ID, and misses nothing.
func (w *Widget) stream(c echo.Context, p pass) error {
	from := c.QueryParam("after")
	if last := c.Request().Header.Get("Last-Event-ID"); last != "" {
		from = last
	}
	after, err := number(from, "after", 0, 0)
	if err != nil {
		return err
	}
	rung, forget, ok := w.bells.listen(p.id)
	if !ok {
		return tooMany(time.Minute)
	}
	defer forget()
	if _, err := w.o.Events(c.Request().Context(), p.id, after, 1); err != nil { // while it can still be refused
		return err
	}
	s := &sender{Response: c.Response(), ctl: http.NewResponseController(c.Response()), widget: w, pass: p, after: after}
	if err := s.open(); err != nil {
		return nil // the client has left
	}
	return s.run(c, rung)
}

// sender writes one stream.
type sender struct {
	*echo.Response
	ctl    *http.ResponseController
	widget *Widget
	pass   pass
	after  int64
	text   []byte    // what was written last, to be written over
	wrote  time.Time // of the last sign of a person's writing that was told
}

func (s *sender) open() error {
	h := s.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	s.WriteHeader(http.StatusOK)
	if err := s.ctl.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return s.write([]byte(": open\n\n"))
}

func (s *sender) run(c echo.Context, rung <-chan struct{}) error {
	poll, beat, life := time.NewTicker(s.widget.o.Poll), time.NewTicker(s.widget.o.Heartbeat), time.NewTimer(streamLife)
	defer poll.Stop()
	defer beat.Stop()
	defer life.Stop()
	for {
		if err := s.send(c); err != nil {
			return nil // the status has left long ago; the client comes back and is told then
		}
		select {
		case <-c.Request().Context().Done():
			return nil
		case <-s.widget.bells.done:
			return nil
		case <-life.C:
			return nil
		case <-rung:
		case <-poll.C:
		case <-beat.C:
			if err := s.write([]byte(": beat\n\n")); err != nil {
				return nil
			}
		}
	}
}

// send writes everything that has happened since the last time.
func (s *sender) send(c echo.Context) error {
	for {
		records, err := s.widget.o.Events(c.Request().Context(), s.pass.id, s.after, batch)
		if err != nil {
			return fmt.Errorf("stream: %w", err)
		}
		if err := s.events(records); err != nil {
			return err
		}
		if len(records) < batch {
			return s.pen()
		}
	}
}

// pen tells that a person is writing, once for each sign of it. It has no number: it is nothing to be resumed.
func (s *sender) pen() error {
	sign, ok := s.widget.pen.last(s.pass.id)
	if !ok || !sign.at.After(s.wrote) {
		return nil
	}
	s.wrote = sign.at
	body, err := json.Marshal(sign)
	if err != nil {
		return fmt.Errorf("sign of writing: %w", err)
	}
	return s.write(fmt.Appendf(nil, "event: typing\ndata: %s\n\n", body))
}

// events writes what a client may see of some records, in one piece.
func (s *sender) events(records []conversation.Numbered) error {
	s.text = s.text[:0]
	for _, r := range records {
		s.after = r.N
		e, ok := s.widget.shown(r, s.pass)
		if !ok {
			continue
		}
		body, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("event %d: %w", e.N, err)
		}
		s.text = fmt.Appendf(s.text, "id: %d\ndata: %s\n\n", e.N, body)
	}
	if len(s.text) == 0 {
		return nil
	}
	return s.write(s.text)
}

// write sends at once, and gives up on a client that does not read: the server's own write time-out is for answers
// that end.
func (s *sender) write(text []byte) error {
	if err := s.ctl.SetWriteDeadline(time.Now().Add(writeTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := s.Write(text); err != nil {
		return err
	}
	return s.ctl.Flush()
}
