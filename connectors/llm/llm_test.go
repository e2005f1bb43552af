package llm_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/connectors/llm"
)

const (
	key    = "sk-test-58d1f0"
	prompt = "my card K-11 was stolen"
	schema = `{"type":"object","properties":{"do":{"type":"string","enum":["start","none"]}},"required":["do"],"additionalProperties":false}`
)

// server is a fake model provider: it keeps what was asked and answers from a list, the last one for ever.
type server struct {
	*httptest.Server
	mu      sync.Mutex
	asked   []map[string]any
	answers []http.HandlerFunc
}

func serve(t *testing.T, answers ...http.HandlerFunc) *server {
	t.Helper()
	s := &server{answers: answers}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		raw, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(raw, &body)
		body["authorization"] = r.Header.Get("Authorization")
		body["path"] = r.URL.Path
		s.mu.Lock()
		answer := s.answers[min(len(s.asked), len(s.answers)-1)]
		s.asked = append(s.asked, body)
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) seen(n int) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[n]
}

func (s *server) times() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

func reply(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// completion is a whole answer, as documented.
func completion(message, finish string) http.HandlerFunc {
	return reply(200, "application/json", `{"id":"chatcmpl-1","object":"chat.completion","created":1795305600,"model":"m",
		"choices":[{"index":0,"message":{"role":"assistant",`+message+`},"logprobs":null,"finish_reason":"`+finish+`"}],
		"usage":{"prompt_tokens":90,"completion_tokens":7,"total_tokens":97,"prompt_tokens_details":{"cached_tokens":64}}}`)
}

func client(t *testing.T, o llm.Options) *llm.Client {
	t.Helper()
	if o.Model == "" {
		o.Model = "small"
	}
	o.Key = key
	c, err := llm.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func ask(t *testing.T, c *llm.Client) (string, llm.Usage, error) {
	t.Helper()
	return c.Complete(t.Context(), llm.Request{System: "be brief", User: prompt, Schema: json.RawMessage(schema), SchemaName: "commands", MaxTokens: 99})
}

func TestCompleteAsksForOneConstrainedAnswer(t *testing.T) {
	t.Parallel()
	s := serve(t, completion(`"content":"{\"do\":\"start\"}"`, "stop"))
	text, usage, err := ask(t, client(t, llm.Options{BaseURL: s.URL + "/v1/"}))
	if err != nil || text != `{"do":"start"}` {
		t.Fatalf("got %q, %v", text, err)
	}
	if usage.Prompt != 90 || usage.Completion != 7 || usage.Cached != 64 || usage.Calls != 1 || usage.Took <= 0 {
		t.Errorf("usage is %+v", usage)
	}
	sent := s.seen(0)
	format, _ := json.Marshal(sent["response_format"])
	want := `{"json_schema":{"name":"commands","schema":` + canonical(t, schema) + `,"strict":true},"type":"json_schema"}`
	if string(format) != want {
		t.Errorf("response_format is %s, want %s", format, want)
	}
	if sent["path"] != "/v1/chat/completions" || sent["authorization"] != "Bearer "+key || sent["max_tokens"] != 99.0 {
		t.Errorf("sent %v", sent)
	}
	if temperature, ok := sent["temperature"].(float64); !ok || temperature <= 0 || temperature > 1e-30 {
		t.Errorf("temperature is %v, want the smallest there is: zero would not be sent", sent["temperature"])
	}
}

func canonical(t *testing.T, s string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatal(err)
	}
	b, _ := json.Marshal(v)
	return string(b)
}

func TestReasoningModelsAreAskedTheirWay(t *testing.T) {
	t.Parallel()
	for _, model := range []string{"gpt-5-my-local-finetune", "o3-mini", "gpt-6-sol"} {
		s := serve(t, completion(`"content":"{\"do\":\"none\"}"`, "stop"))
		if _, _, err := ask(t, client(t, llm.Options{BaseURL: s.URL, Model: model})); err != nil {
			t.Fatalf("%s: %v", model, err)
		}
		sent := s.seen(0)
		if _, has := sent["temperature"]; has || sent["max_completion_tokens"] != 99.0 || sent["max_tokens"] != nil {
			t.Errorf("%s was sent %v", model, sent)
		}
	}
}

func TestServerWithoutSchemasIsAskedForAnObjectAndRemembered(t *testing.T) {
	t.Parallel()
	s := serve(t,
		reply(400, "application/json", `{"error":{"message":"response_format type json_schema is not supported","type":"invalid_request_error","param":"response_format","code":null}}`),
		completion(`"content":"`+"```json\\n"+`{\"do\":\"none\"}`+"\\n```"+`"`, "stop"))
	c := client(t, llm.Options{BaseURL: s.URL})
	for i, calls := range []int{2, 1} {
		text, usage, err := ask(t, c)
		if err != nil || text != `{"do":"none"}` || usage.Calls != calls {
			t.Fatalf("question %d: got %q after %d calls, %v", i, text, usage.Calls, err)
		}
	}
	sent, _ := json.Marshal(s.seen(1))
	if !strings.Contains(string(sent), `"json_object"`) || !strings.Contains(string(sent), "additionalProperties") {
		t.Errorf("the second call does not carry the schema: %s", sent)
	}
	if s.times() != 3 {
		t.Errorf("asked %d times, want 3", s.times())
	}
}

func TestPlainTextNeedsNoSchema(t *testing.T) {
	t.Parallel()
	s := serve(t, completion(`"content":"That costs nothing."`, "stop"))
	text, _, err := client(t, llm.Options{BaseURL: s.URL}).Complete(t.Context(), llm.Request{User: prompt})
	if err != nil || text != "That costs nothing." || s.seen(0)["response_format"] != nil {
		t.Fatalf("got %q, %v", text, err)
	}
}

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

func TestEmbedSortsAndScales(t *testing.T) {
	t.Parallel()
	s := serve(t, reply(200, "application/json", `{"object":"list","model":"m","data":[
		{"object":"embedding","index":1,"embedding":[0,2]},{"object":"embedding","index":0,"embedding":[3,4]}],"usage":{"prompt_tokens":4,"total_tokens":4}}`))
	got, err := client(t, llm.Options{BaseURL: s.URL}).Embed(t.Context(), []string{"a", "b"})
	if err != nil || len(got) != 2 || got[0][0] != 0.6 || got[0][1] != 0.8 || got[1][1] != 1 {
		t.Fatalf("got %v, %v", got, err)
	}
	for name, data := range map[string]string{
		"too few": `[]`, "one twice": `[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]`,
		"out of range": `[{"index":0,"embedding":[1]},{"index":7,"embedding":[1]}]`,
		"no direction": `[{"index":0,"embedding":[0]},{"index":1,"embedding":[1]}]`,
		"two sizes":    `[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]}]`,
	} {
		s := serve(t, reply(200, "application/json", `{"data":`+data+`}`))
		if got, err := client(t, llm.Options{BaseURL: s.URL}).Embed(t.Context(), []string{"a", "b"}); err == nil {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for _, o := range []llm.Options{
		{}, {BaseURL: "http://127.0.0.1"}, {BaseURL: "file:///x", Model: "m"}, {BaseURL: "https://user:pw@host", Model: "m"},
		{BaseURL: "https://host", Model: "m", TimeOut: -1},
	} {
		if c, err := llm.New(o); err == nil {
			t.Errorf("%+v makes %v", o, c)
		}
	}
}
