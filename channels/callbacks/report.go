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
	if q := c.QueryParams(); q.Has("signature") {
		a := Address{For: q.Get("for"), Until: q.Get("until"), Signature: q.Get("signature")}
		err = cb.at(c.Request().Context(), connector, declared, body, a)
	} else {
		err = cb.signed(c.Request().Context(), connector, declared, body, c.Request().Header.Get(cb.o.Header))
	}
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusAccepted)
}

// signed takes a report that is signed itself. Whether somebody may soon wait for it is asked first: who is not found after
// that, was not going to be.
func (cb *Callbacks) signed(ctx context.Context, connector string, declared Callback, body []byte, signature string) error {
	r, err := declared.Read(body, signature)
	if errors.Is(err, cb.o.Unsigned) {
		return edge.Refuse(http.StatusUnauthorized, "signature", "The signature does not fit. Send sha256= and the hex HMAC-SHA256 of the raw body in the header %s.", cb.o.Header)
	}
	if err != nil {
		return edge.Refuse(http.StatusBadRequest, "report", "%v", err)
	}
	in := cb.input(connector, declared.Name, r)
	soon, err := cb.soon(ctx, in.Name, nil)
	if err != nil {
		return err
	}
	unknown, err := cb.take(ctx, in)
	if err == nil && unknown && soon {
		return early()
	}
	return err
}

// at takes a report that came to a signed address. Its conversation is found from the start of the action on, and only it: so
// whether that waits already is asked before.
func (cb *Callbacks) at(ctx context.Context, connector string, declared Callback, body []byte, a Address) error {
	r, err := declared.ReadAt(body, a)
	if errors.Is(err, cb.o.Unsigned) {
		return edge.Refuse(http.StatusUnauthorized, "address", "This address is none of ours, or it is no longer good. Post to the whole address as it was given, with all of its query.")
	}
	if err != nil {
		return edge.Refuse(http.StatusBadRequest, "report", "%v", err)
	}
	in := cb.input(connector, declared.Name, r)
	in.Key = cb.o.Hash("callback_address", a.For)
	if soon, err := cb.soon(ctx, in.Name, in.Key); err != nil {
		return err
	} else if soon {
		return early()
	}
	_, err = cb.take(ctx, in)
	return err
}

// soon asks whether it will soon be known who waits for a report.
func (cb *Callbacks) soon(ctx context.Context, callback string, named []byte) (bool, error) {
	if cb.o.Soon == nil {
		return false, nil
	}
	soon, err := cb.o.Soon(ctx, callback, named)
	if err != nil {
		return false, fmt.Errorf("callback %s: %w", callback, err)
	}
	return soon, nil
}

// early sends a report back until it can be known who waits for it.
func early() error {
	p := edge.Refuse(http.StatusServiceUnavailable, "early", "The answer to a request that this report may be about is not here yet. Send the same report again, with the same id.")
	p.Retry = comeBack
	return p
}

// take stores a report; unknown: nobody waits for it.
func (cb *Callbacks) take(ctx context.Context, in conversation.Input) (unknown bool, err error) {
	accepted, err := cb.o.Receive(ctx, in)
	if err != nil {
		return false, fmt.Errorf("callback %s: %w", in.Name, err)
	}
	if unknown = len(accepted) == 1 && accepted[0].Unknown; unknown {
		cb.o.Log.Info("callbacks: nobody waits for this report", "callback", in.Name)
	}
	return unknown, nil
}

// input finds the conversation by the key under which its wait is known. The id is unique within one callback only.
func (cb *Callbacks) input(connector, name string, r Report) conversation.Input {
	full := connector + "." + name
	return conversation.Input{
		Key: cb.o.Hash("callback", full, r.Match), Source: "callback:" + full, ID: r.ID, At: cb.o.Now(),
		Kind: conversation.InputCallback, Name: full, Text: r.Match, Value: &r.Value,
	}
}
