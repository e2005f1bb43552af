package rest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"balie/connectors"
	"balie/connectors/rest"
	"balie/conversation"
)

// system is a back end that keeps its requests and answers by path, the last answer of a path for ever.
type system struct {
	*httptest.Server
	mu      sync.Mutex
	got     []*http.Request
	bodies  []string
	answers map[string]func(http.ResponseWriter, *http.Request)
}

func open(t *testing.T, file string, answers map[string]func(http.ResponseWriter, *http.Request)) (*system, *connectors.Registry) {
	t.Helper()
	s := &system{answers: answers}
	s.start(t)
	return s, loaded(t, s, file, connectors.WithClient(rest.New(rest.Options{})))
}

// loaded loads a file of a connector to s.
func loaded(t *testing.T, s *system, file string, options ...connectors.Option) *connectors.Registry {
	t.Helper()
	r, problems := connectors.Load(fstest.MapFS{"connectors/crm.yaml": {Data: []byte(file)}}, s.env, options...)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// start lets s listen for as long as the test runs.
func (s *system) start(t *testing.T) {
	t.Helper()
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
}

// env answers for the variables that the tests' files name.
func (s *system) env(name string) string {
	return map[string]string{"URL": s.URL + "/api/", "SECRET": "hunter2", "FIRST": "refresh-0"}[name]
}

func (s *system) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.got, s.bodies = append(s.got, r.Clone(r.Context())), append(s.bodies, string(body))
	answer := s.answers[strings.TrimPrefix(r.URL.Path, "/api")]
	s.mu.Unlock()
	if answer == nil {
		answer = says(http.StatusOK, `{}`)
	}
	answer(w, r)
}

func (s *system) last(t *testing.T) (*http.Request, string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.got) == 0 {
		t.Fatal("nothing was sent")
	}
	return s.got[len(s.got)-1], s.bodies[len(s.bodies)-1]
}

func (s *system) times() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.got)
}

func says(status int, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func call(t *testing.T, r *connectors.Registry, operation string, params map[string]conversation.Value) conversation.Receipt {
	t.Helper()
	return r.Do(t.Context(), permit(t, r, operation, params))
}

func permit(t *testing.T, r *connectors.Registry, operation string, params map[string]conversation.Value) conversation.Permit {
	t.Helper()
	op, ok := r.Operation(operation)
	if !ok {
		t.Fatalf("nobody offers %s", operation)
	}
	return conversation.PermitDirect(op, params, "C/1 é", "key-1", time.Now())
}

func text(s string) conversation.Value { return conversation.Of(conversation.Text, s) }

const placed = `
connector: crm
base: {env: URL}
auth: {basic: {user: balie, password: {env: SECRET}}}
headers: {X-Tenant: demo}
operations:
  in_path: {get: "/customers/{subject}/things/{thing}", input: {thing: text}}
  in_header: {get: /things, subject: {header: X-Customer}, input: {kind: text, most: number?}, query: {sort: "'new'", k: input.kind}}
  in_query: {delete: /things, subject: {query: customer}, input: {thing: text}, key: {header: Idempotency-Key, life: 1h}}
  in_body: {post: /things, subject: {body: customer}, input: {thing: text, price: amount, note: text?}, once: best_effort}
  shaped:
    post: /shaped
    public: true
    input: {price: amount, note: text?, days: number}
    headers: {X-Days: input.days}
    body: {line: {cents: input.price.minor, currency: input.price.currency, note: input.note}, tags: ["'web'", input.note], ref: key}
    once: best_effort
`

func TestSubjectAndInputsStandWhereTheyAreDeclared(t *testing.T) {
	t.Parallel()
	s, r := open(t, placed, nil)
	for operation, test := range map[string]struct {
		params    map[string]conversation.Value
		uri, body string
		header    http.Header
	}{
		"crm.in_path":   {map[string]conversation.Value{"thing": text("a/../b?c=d")}, "/api/customers/C%2F1%20%C3%A9/things/a%2F..%2Fb%3Fc=d", "", nil},
		"crm.in_header": {map[string]conversation.Value{"kind": text("a&b=c")}, "/api/things?k=a%26b%3Dc&sort=new", "", http.Header{"X-Customer": {"C/1 é"}}},
		"crm.in_query":  {map[string]conversation.Value{"thing": text("T-1")}, "/api/things?customer=C%2F1+%C3%A9&thing=T-1", "", http.Header{"Idempotency-Key": {"key-1"}}},
		"crm.in_body": {map[string]conversation.Value{"thing": text("<b>"), "price": conversation.Cents(-5, "EUR")}, "/api/things",
			`{"customer":"C/1 é","price":{"currency":"EUR","minor":-5},"thing":"<b>"}`, nil},
		"crm.shaped": {map[string]conversation.Value{"price": conversation.Cents(1250, "EUR"), "days": conversation.Num(3)}, "/api/shaped",
			`{"line":{"cents":1250,"currency":"EUR"},"ref":"key-1","tags":["web"]}`, http.Header{"X-Days": {"3"}}},
	} {
		if got := call(t, r, operation, test.params); got.Outcome != conversation.Done {
			t.Fatalf("%s: %+v", operation, got)
		}
		req, body := s.last(t)
		if req.RequestURI != test.uri || body != test.body {
			t.Errorf("%s: sent %s %s, want %s %s", operation, req.RequestURI, body, test.uri, test.body)
		}
		if user, password, ok := req.BasicAuth(); !ok || user != "balie" || password != "hunter2" || req.Header.Get("X-Tenant") != "demo" {
			t.Errorf("%s: sent headers %v", operation, req.Header)
		}
		for name, want := range test.header {
			if req.Header.Get(name) != want[0] {
				t.Errorf("%s: %s is %q, want %q", operation, name, req.Header.Get(name), want[0])
			}
		}
	}
}

func TestValuesThatChangeTheRequestAreNotSent(t *testing.T) {
	t.Parallel()
	s, r := open(t, placed, nil)
	for _, word := range []string{"", ".", "..", "a\r\nX-Evil: 1", "a\x00", "\xff", strings.Repeat("x", 4000)} {
		for _, operation := range []string{"crm.in_path", "crm.in_query"} {
			if operation == "crm.in_query" && strings.Trim(word, ".") == "" {
				continue // only a path is changed by these
			}
			if got := call(t, r, operation, map[string]conversation.Value{"thing": text(word)}); got.Outcome != conversation.Failed || !got.Unreached {
				t.Errorf("%s %.20q: %+v", operation, word, got)
			}
		}
	}
	if s.times() != 0 {
		t.Error("something was sent")
	}
}

func TestDescribeHidesSecrets(t *testing.T) {
	t.Parallel()
	s, r := open(t, placed, nil)
	got, err := r.Describe(permit(t, r, "crm.in_body", map[string]conversation.Value{"thing": text("T-1"), "price": conversation.Cents(5, "EUR")}))
	if err != nil || strings.Contains(got, "hunter2") || !strings.Contains(got, "POST "+s.URL+"/api/things\n") ||
		!strings.Contains(got, `"thing":"T-1"`) || !strings.Contains(got, "Authorization: Basic ‹secret›") || s.times() != 0 {
		t.Errorf("described as\n%s%v", got, err)
	}
}

func TestMissingSettingsFailUnsent(t *testing.T) {
	t.Parallel()
	file := strings.Replace(placed, "{env: SECRET}", "{env: NOT_SET}", 1)
	s, r := open(t, file, nil)
	got := call(t, r, "crm.in_path", map[string]conversation.Value{"thing": text("T-1")})
	if got.Outcome != conversation.Failed || !got.Unreached || !strings.Contains(got.Detail, "NOT_SET") || s.times() != 0 {
		t.Errorf("got %+v", got)
	}
}
