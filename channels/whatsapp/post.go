package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"

	"balie/channels/edge"
)

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 64 << 10

// post sends one request. The detail of an answer is never an error's text, which could hold an address.
func (w *WhatsApp) post(ctx context.Context, r request) answer {
	body, err := json.Marshal(r)
	if err != nil {
		return answer{detail: "cannot be written as JSON"}
	}
	ctx, cancel := context.WithTimeout(ctx, w.o.TimeOut)
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.o.Messages, bytes.NewReader(body))
	if err != nil {
		return answer{detail: "cannot be made a request"}
	}
	req.Header.Set("Content-Type", "application/json")
	w.authorize(req)
	res, err := w.client.Do(req)
	switch {
	case err == nil:
	case !connected.Load(): // not a byte has left
		return answer{act: again, detail: "not reached"}
	case errors.Is(err, context.DeadlineExceeded):
		return unclear("time-out")
	default:
		return unclear("cut off")
	}
	defer res.Body.Close() //nolint:errcheck // nothing is left to be lost
	got, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return unclear("cut off in the answer")
	}
	return judge(res.StatusCode, got)
}

// authorize shows the token.
func (w *WhatsApp) authorize(req *http.Request) {
	token := w.o.Token
	if http.CanonicalHeaderKey(w.o.Header) == "Authorization" {
		token = "Bearer " + token
	}
	req.Header.Set(w.o.Header, token)
}

// confirmed is Meta's answer to a message that it took in; refused is the other one.
type confirmed struct {
	Messages []struct {
		ID string `json:"id"`
	} `json:"messages"`
}

type refused struct {
	Error *struct {
		Code  *int   `json:"code"`
		Trace string `json:"fbtrace_id"`
	} `json:"error"`
}

// judge reads an answer. A 5xx is no refusal: the message may have been taken in behind it.
func judge(status int, body []byte) answer {
	var no refused
	readable := lenient(body, &no) == nil && no.Error != nil && no.Error.Code != nil
	switch {
	case status >= 200 && status <= 299:
		var yes confirmed
		if lenient(body, &yes) == nil && len(yes.Messages) > 0 && yes.Messages[0].ID != "" {
			return answer{id: yes.Messages[0].ID}
		}
		return unclear("HTTP " + strconv.Itoa(status) + " without an id")
	case status >= 500 || status == http.StatusRequestTimeout:
		a := unclear("HTTP " + strconv.Itoa(status))
		if readable {
			a.detail += ", code " + strconv.Itoa(*no.Error.Code)
		}
		return a
	case !readable:
		return turnedDown(status)
	}
	return answer{act: actionOf(*no.Error.Code), code: *no.Error.Code, detail: strconv.Itoa(*no.Error.Code), trace: cut(edge.Plain(no.Error.Trace), 64)}
}
