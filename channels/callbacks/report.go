package callbacks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
	"balie/conversation"
)

// maxBody is the largest report, in bytes.
const maxBody = 64 << 10

// comeBack is when a report that came too early is worth sending again.
const comeBack = 5 * time.Second

// report accepts one event. It is answered when it is stored, or when it is known that nobody waits for it.
func (cb *Callbacks) report(c echo.Context) error {
	connector := c.Param("connector")
	declared, ok := cb.o.Find(connector, c.Param("name"))
	if !ok {
		return edge.Refuse(http.StatusNotFound, "callback", "There is no such callback. Post to /v1/callbacks/CONNECTOR/NAME with names that the connector's file declares; NAME may be left out when there is one.")
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, maxBody))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return edge.Refuse(http.StatusRequestEntityTooLarge, "too_large", "The report is larger than %d KiB. Send less.", maxBody>>10)
	}
	if err != nil {
		return edge.Refuse(http.StatusBadRequest, "body", "The request ended before its body was complete. Send it again.")
	}
	r, err := declared.Read(body, c.Request().Header.Get(cb.o.Header))
	if errors.Is(err, cb.o.Unsigned) {
		return edge.Refuse(http.StatusUnauthorized, "signature", "The signature does not fit. Send sha256= and the hex HMAC-SHA256 of the raw body in the header %s.", cb.o.Header)
	}
	if err != nil {
		return edge.Refuse(http.StatusBadRequest, "report", "%v", err)
	}
	if err := cb.take(c.Request().Context(), cb.input(connector, declared.Name, r)); err != nil {
		return err
	}
	return c.NoContent(http.StatusAccepted)
}

// take stores a report. Whether somebody may soon wait for it is asked first: who is not found after that, was not going
// to be.
func (cb *Callbacks) take(ctx context.Context, in conversation.Input) error {
	soon := false
	var err error
	if cb.o.Soon != nil {
		if soon, err = cb.o.Soon(ctx, in.Name); err != nil {
			return fmt.Errorf("callback %s: %w", in.Name, err)
		}
	}
	accepted, err := cb.o.Receive(ctx, in)
	switch {
	case err != nil:
		return fmt.Errorf("callback %s: %w", in.Name, err)
	case len(accepted) != 1 || !accepted[0].Unknown:
		return nil
	case soon:
		p := edge.Refuse(http.StatusServiceUnavailable, "early", "The answer to a request that this report may be about is not here yet. Send the same report again, with the same id.")
		p.Retry = comeBack
		return p
	}
	cb.o.Log.Info("callbacks: nobody waits for this report", "callback", in.Name)
	return nil
}

// input finds the conversation by the key under which its wait is known. The id is unique within one callback only.
func (cb *Callbacks) input(connector, name string, r Report) conversation.Input {
	full := connector + "." + name
	return conversation.Input{
		Key: cb.o.Hash("callback", full, r.Match), Source: "callback:" + full, ID: r.ID, At: cb.o.Now(),
		Kind: conversation.InputCallback, Name: full, Text: r.Match, Value: &r.Value,
	}
}
