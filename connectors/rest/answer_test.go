package rest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"balie/conversation"
)

const answering = `
connector: crm
base: {env: URL}
breaker: {failures: 1000}
code: error.code
operations:
  read:
    get: "/read/{subject}"
    from: data
    output: {id: text, price: {type: amount, from: cost.total}, due: date?}
    outcomes: {gone: {status: 410}, asleep: {status: 200, code: ASLEEP}}
  write:
    post: "/write/{subject}"
    output: {reference: text}
    outcomes: {too_late: {status: 409, code: TOO_LATE}, paused: {status: 429, code: PAUSED}}
    key: {header: Idempotency-Key, life: 1h}
`

// raw answers with a content type of its own.
func raw(status int, contentType, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "400")
	_, _ = io.WriteString(w, `{"reference":"`)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func hangUp(w http.ResponseWriter, _ *http.Request) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = conn.Close()
	}
}

func huge(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(bytes.Repeat([]byte(" "), 2<<20))
}

// refusal is an error body as this system writes it.
func refusal(code string) string {
	return fmt.Sprintf(`{"error":{"code":%q,"message":"about C/1 é, Zwaluw 31"}}`, code)
}

type outcome struct {
	is        conversation.Outcome
	name      string
	unreached bool
	busy      bool
}

var (
	unsure  = outcome{is: conversation.Unknown}
	failed  = outcome{is: conversation.Failed}
	away    = outcome{is: conversation.Failed, unreached: true}
	readers = map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		read   outcome
		write  outcome
	}{
		"204":                   {raw(204, "", ""), failed, unsure},
		"unreadable":            {says(200, `{"reference":`), failed, unsure},
		"a page":                {raw(200, "text/html", `{"data":{}}`), failed, unsure},
		"a field of other type": {says(200, `{"reference":{},"data":{"id":true}}`), failed, unsure},
		"too large":             {huge, failed, unsure},
		"cut":                   {cut, failed, unsure},
		"hung up":               {hangUp, failed, unsure},
		"redirect":              {raw(307, "text/html", ""), failed, unsure},
		"400":                   {says(400, refusal("BAD")), failed, failed},
		"401":                   {says(401, refusal("WHO")), away, away},
		"403":                   {raw(403, "text/html", "no"), away, away},
		"404":                   {says(404, `[]`), failed, failed},
		"422":                   {says(422, refusal("NL12BANK0123456789")), failed, failed},
		"405":                   {says(405, `{}`), failed, unsure},
		"409":                   {says(409, refusal("OTHER")), failed, unsure},
		"key in use":            {says(409, refusal("KEY_IN_USE")), failed, outcome{is: conversation.Unknown, busy: true}},
		"425":                   {says(425, `{}`), failed, outcome{is: conversation.Unknown, busy: true}},
		"429":                   {says(429, refusal("SLOW_DOWN")), away, away},
		"declared 429":          {says(429, refusal("PAUSED")), away, outcome{is: conversation.Refused, name: "paused"}},
		"declared 409":          {says(409, refusal("TOO_LATE")), failed, outcome{is: conversation.Refused, name: "too_late"}},
		"declared 410":          {raw(410, "", ""), outcome{is: conversation.Refused, name: "gone"}, unsure},
		"declared in a 200":     {says(200, refusal("ASLEEP")), outcome{is: conversation.Refused, name: "asleep"}, unsure},
		"500":                   {says(500, refusal("BOOM")), failed, unsure},
		"503":                   {raw(503, "text/plain", "later"), failed, unsure},
	}
)

func TestAnswersBecomeOutcomes(t *testing.T) {
	t.Parallel()
	for name, test := range readers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, r := open(t, answering, map[string]func(http.ResponseWriter, *http.Request){"/read/C/1 é": test.answer, "/write/C/1 é": test.answer})
			for operation, want := range map[string]outcome{"crm.read": test.read, "crm.write": test.write} {
				got := call(t, r, operation, nil)
				if (outcome{got.Outcome, got.Name, got.Unreached, got.Busy}) != want {
					t.Errorf("%s is %+v, want %+v", operation, got, want)
				}
				for _, word := range []string{"C/1", "C%2F1", "Zwaluw", "hunter2", "127.0.0.1", "NL12"} {
					if strings.Contains(got.Detail, word) {
						t.Errorf("%s: the detail tells %q: %s", operation, word, got.Detail)
					}
				}
			}
		})
	}
}

func TestOutputIsFoundAndTyped(t *testing.T) {
	t.Parallel()
	_, r := open(t, answering, map[string]func(http.ResponseWriter, *http.Request){
		"/read/C/1 é": says(200, `{"data":{"id":17,"cost":{"total":{"amount":"12.5","currency":"EUR"}},"due":"","extra":1.5}}`),
	})
	got := call(t, r, "crm.read", nil)
	want := conversation.Rec(map[string]conversation.Value{"id": text("17"), "price": conversation.Cents(1250, "EUR")})
	if got.Outcome != conversation.Done || !got.Output.Equal(want) {
		t.Errorf("got %+v", got)
	}
}

func TestReadIsSentAgainOnceAndAWriteNever(t *testing.T) {
	t.Parallel()
	s, r := open(t, answering, map[string]func(http.ResponseWriter, *http.Request){"/read/C/1 é": hangUp, "/write/C/1 é": hangUp})
	call(t, r, "crm.read", nil)
	if s.times() != 2 {
		t.Errorf("a read was sent %d times", s.times())
	}
	call(t, r, "crm.write", nil)
	if s.times() != 3 {
		t.Errorf("a write was sent %d times", s.times()-2)
	}
}

// TestKeyedWriteOnABrokenConnectionIsNotSentAgain holds the transport to it: net/http would by itself, for the sake
// of the key, when a connection that it kept breaks.
func TestKeyedWriteOnABrokenConnectionIsNotSentAgain(t *testing.T) {
	t.Parallel()
	answers := map[string]func(http.ResponseWriter, *http.Request){"/write/C/1 é": says(200, `{"reference":"R-1"}`)}
	s, r := open(t, answering, answers)
	if got := call(t, r, "crm.write", nil); got.Outcome != conversation.Done {
		t.Fatalf("got %+v", got)
	}
	s.mu.Lock()
	answers["/write/C/1 é"] = hangUp
	s.mu.Unlock()
	if got := call(t, r, "crm.write", nil); got.Outcome != conversation.Unknown || s.times() != 2 {
		t.Errorf("sent %d times, got %+v", s.times(), got)
	}
}

func TestCallerThatGoesLeavesAWriteUnknown(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	_, r := open(t, answering, map[string]func(http.ResponseWriter, *http.Request){
		"/write/C/1 é": func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() },
	})
	if got := r.Do(ctx, permit(t, r, "crm.write", nil)); got.Outcome != conversation.Unknown {
		t.Errorf("got %+v", got)
	}
	if got := r.Do(ctx, permit(t, r, "crm.write", nil)); got.Outcome != conversation.Failed || !got.Unreached {
		t.Errorf("after the caller went it is %+v", got)
	}
}
