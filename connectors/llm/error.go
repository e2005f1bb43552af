package llm

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	openai "github.com/sashabaranov/go-openai"
)

// Kind says what went wrong, as far as it matters to whoever asked.
type Kind string

// The kinds of error.
const (
	Unreached Kind = "unreached" // no connection, or it broke
	TimedOut  Kind = "timed_out" // no answer within the time-out
	Rejected  Kind = "rejected"  // the server will not take this question
	Denied    Kind = "denied"    // the key is not good for this
	Busy      Kind = "busy"      // too many questions
	Broken    Kind = "broken"    // the server failed
	Refused   Kind = "refused"   // the model, or a filter before it, will not answer
	Invalid   Kind = "invalid"   // there is an answer, but not one that was asked for
	Ended     Kind = "ended"     // the caller gave up
)

// Error is why there is no answer. It holds nothing of the prompt, the answer, the address or the key.
type Error struct {
	Model  string
	Kind   Kind
	Status int // of the HTTP answer; 0: none, or 200
	Detail string
}

// Error writes e for an operator.
func (e *Error) Error() string {
	if e.Status != 0 {
		return fmt.Sprintf("model %s: %s: status %d: %s", e.Model, e.Kind, e.Status, e.Detail)
	}
	return fmt.Sprintf("model %s: %s: %s", e.Model, e.Kind, e.Detail)
}

func (c *Client) fail(k Kind, status int, detail string) *Error {
	return &Error{Model: c.options.Model, Kind: k, Status: status, Detail: detail}
}

// statusOf finds the HTTP status in either of the library's errors. The outer of the two has it.
func statusOf(err error) int {
	var api *openai.APIError
	var raw *openai.RequestError
	switch {
	case errors.As(err, &raw):
		return raw.HTTPStatusCode
	case errors.As(err, &api):
		return api.HTTPStatusCode
	}
	return 0
}

// explain turns what the library says into an Error. The library's own texts hold addresses and answers.
func (c *Client) explain(ctx context.Context, err error) *Error {
	var own *Error
	var slow net.Error
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(ctx.Err(), context.Canceled):
		return c.fail(Ended, 0, "the caller gave up")
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return c.fail(TimedOut, 0, "no answer within "+c.options.TimeOut.String())
	}
	if status := statusOf(err); status != 0 {
		return c.byStatus(status)
	}
	for _, known := range []error{errTooLarge, errNotJSON, errElsewhere, errCut} {
		if errors.Is(err, known) {
			return c.fail(Invalid, 0, known.Error())
		}
	}
	if errors.Is(err, errConnection) {
		return c.fail(Unreached, 0, "no connection, or it broke")
	}
	return c.fail(Invalid, 0, "the answer cannot be read")
}

func (c *Client) byStatus(status int) *Error {
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return c.fail(Denied, status, "the key is not good for this model")
	case status == http.StatusTooManyRequests:
		return c.fail(Busy, status, "too many questions")
	case status == http.StatusRequestTimeout || status == http.StatusGatewayTimeout:
		return c.fail(TimedOut, status, "the server gave up waiting")
	case status >= http.StatusInternalServerError:
		return c.fail(Broken, status, "the server failed")
	}
	return c.fail(Rejected, status, "the server does not take this question")
}
