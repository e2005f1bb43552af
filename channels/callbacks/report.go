package callbacks

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
	"balie/conversation"
)

// maxBody is the largest report, in bytes.
const maxBody = 64 << 10

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
	accepted, err := cb.o.Receive(c.Request().Context(), cb.input(connector, declared.Name, r))
	if err != nil {
		return fmt.Errorf("callback %s.%s: %w", connector, declared.Name, err)
	}
	if len(accepted) == 1 && accepted[0].Unknown {
		cb.o.Log.Info("callbacks: nobody waits for this report", "callback", connector+"."+declared.Name)
	}
	return c.NoContent(http.StatusAccepted)
}

// input finds the conversation by the key under which its wait is known. The id is unique within one callback only.
func (cb *Callbacks) input(connector, name string, r Report) conversation.Input {
	full := connector + "." + name
	return conversation.Input{
		Key: cb.o.Hash("callback", full, r.Match), Source: "callback:" + full, ID: r.ID, At: cb.o.Now(),
		Kind: conversation.InputCallback, Name: full, Text: r.Match, Value: &r.Value,
	}
}
