package llm_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

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
