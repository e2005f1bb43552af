package llm_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"balie/connectors/llm"
)

func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "500")
	_, _ = io.WriteString(w, `{"id":"x","choices":[{"index":0,"message":{"content":"{`)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func huge(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"id":"`)
	_, _ = w.Write(bytes.Repeat([]byte("x"), 5<<20))
}

// badAnswers are what servers are known to send, and what each is to whoever asked.
var badAnswers = map[string]struct {
	answer http.HandlerFunc
	kind   llm.Kind
	status int
}{
	"200 with an error":       {reply(200, "application/json", `{"error":{"message":"overloaded: `+prompt+`","type":"server_error"}}`), llm.Invalid, 0},
	"200 with a page":         {reply(200, "text/html", "<html>proxy "+prompt+"</html>"), llm.Invalid, 0},
	"200 with a page as JSON": {reply(200, "application/json", "<html>"+prompt+"</html>"), llm.Invalid, 0},
	"no choices":              {reply(200, "application/json", `{"choices":[]}`), llm.Invalid, 0},
	"empty":                   {reply(200, "application/json", ``), llm.Invalid, 0},
	"cut":                     {cut, llm.Invalid, 0},
	"too large":               {huge, llm.Invalid, 0},
	"refusal":                 {completion(`"content":null,"refusal":"I cannot help with `+prompt+`"`, "stop"), llm.Refused, 0},
	"filtered":                {completion(`"content":""`, "content_filter"), llm.Refused, 0},
	"cut at its length":       {completion(`"content":"{\"do\":\"st"`, "length"), llm.Invalid, 0},
	"not finished":            {completion(`"content":"{\"do\":\"start\"}"`, ""), llm.Invalid, 0},
	"not JSON":                {completion(`"content":"Sure! `+prompt+`"`, "stop"), llm.Invalid, 0},
	"another object":          {completion(`"content":"{\"do\":\"delete everything\"}"`, "stop"), llm.Invalid, 0},
	"two objects":             {completion(`"content":"{\"do\":\"none\"}{\"do\":\"start\"}"`, "stop"), llm.Invalid, 0},
	"no content":              {completion(`"content":""`, "stop"), llm.Invalid, 0},
	"a redirect": {func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	}, llm.Invalid, 0},
	"a bad key":          {reply(401, "application/json", `{"error":{"message":"Incorrect API key provided: `+key+`","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}`), llm.Denied, 401},
	"an error as text":   {reply(404, "application/json", `{"error":"model 'small' not found: `+prompt+`"}`), llm.Rejected, 404},
	"an error as detail": {reply(422, "application/json", `{"detail":[{"loc":["body"],"msg":"`+prompt+`"}]}`), llm.Rejected, 422},
	"an error as a page": {reply(502, "text/html", "<h1>Bad gateway</h1>"+prompt), llm.Broken, 502},
	"too many":           {reply(429, "application/json", `{"error":{"message":"Rate limit reached for `+key+`","type":"tokens","code":"rate_limit_exceeded"}}`), llm.Busy, 429},
	"a server error":     {reply(500, "application/json", `{"error":{"message":"`+prompt+`","code":500}}`), llm.Broken, 500},
}

func TestBadAnswersAreNamedAndLeakNothing(t *testing.T) {
	t.Parallel()
	for name, test := range badAnswers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, test.answer)
			text, _, err := ask(t, client(t, llm.Options{BaseURL: s.URL}))
			var e *llm.Error
			if !errors.As(err, &e) || e.Kind != test.kind || e.Status != test.status || text != "" {
				t.Fatalf("got %q, %v; want %s, status %d", text, err, test.kind, test.status)
			}
			for _, secret := range []string{key, "K-11", "stolen", s.URL, "127.0.0.1"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error tells %q: %v", secret, err)
				}
			}
			if s.times() != 1 {
				t.Errorf("asked %d times: a byte of an answer had come", s.times())
			}
		})
	}
}

func TestSlowModelIsGivenUp(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	_, _, err := ask(t, client(t, llm.Options{BaseURL: s.URL, TimeOut: 30 * time.Millisecond}))
	var e *llm.Error
	if !errors.As(err, &e) || e.Kind != llm.TimedOut {
		t.Fatalf("got %v", err)
	}
}

func TestCallerMayGiveUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	_, _, err := client(t, llm.Options{BaseURL: s.URL}).Complete(ctx, llm.Request{User: prompt})
	var e *llm.Error
	if !errors.As(err, &e) || e.Kind != llm.Ended {
		t.Fatalf("got %v", err)
	}
}

func TestBrokenConnectionIsTriedOnceMore(t *testing.T) {
	t.Parallel()
	hang := func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	}
	s := serve(t, hang, completion(`"content":"{\"do\":\"none\"}"`, "stop"))
	if _, _, err := ask(t, client(t, llm.Options{BaseURL: s.URL})); err != nil {
		t.Fatal(err)
	}
	s = serve(t, hang)
	_, _, err := ask(t, client(t, llm.Options{BaseURL: s.URL}))
	var e *llm.Error
	if !errors.As(err, &e) || e.Kind != llm.Unreached || s.times() != 2 {
		t.Fatalf("asked %d times, got %v", s.times(), err)
	}
}

func TestNobodyThere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	_, _, err = ask(t, client(t, llm.Options{BaseURL: "http://" + address}))
	var e *llm.Error
	if !errors.As(err, &e) || e.Kind != llm.Unreached || strings.Contains(err.Error(), address) {
		t.Fatalf("got %v", err)
	}
}
