package rest_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/connectors"
	"balie/connectors/rest"
	"balie/conversation"
)

// fileOf is a connector with one operation of each kind; x is what the file says of both.
func fileOf(x string) string {
	return `
connector: crm
base: {env: URL}
breaker: {failures: 100}
operations:
  read: {get: /read, public: true, ` + x + `}
  write: {post: /write, public: true, key: {header: Idempotency-Key, life: 1h}, ` + x + `}
  other: {post: /other, public: true, once: best_effort}
`
}

// TestOneOperationIsLeftAloneAndTheOthersGoOn holds breakers, rates and calls at once to their own operation.
func TestOneOperationIsLeftAloneAndTheOthersGoOn(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		file string
		by   string
	}{
		"breaker": {"breaker: {failures: 2, open_for: 1h}", rest.ByBreaker},
		"rate":    {"rate: {most: 2, within: 1h}", rest.ByRate},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := &system{answers: map[string]func(http.ResponseWriter, *http.Request){"/write": says(500, `{}`)}}
			r, notes := noted(t, s, fileOf(test.file))
			for range 2 {
				if got := call(t, r, "crm.write", nil); got.Outcome != conversation.Unknown {
					t.Fatalf("got %+v", got)
				}
			}
			got := call(t, r, "crm.write", nil)
			if got.Outcome != conversation.Failed || !got.Unreached || s.times() != 2 {
				t.Errorf("sent %d times, got %+v", s.times(), got)
			}
			if got := call(t, r, "crm.other", nil); got.Outcome != conversation.Done {
				t.Errorf("another operation is held back too: %+v", got)
			}
			if n := notes.count(test.by, "crm.write"); n != 1 {
				t.Errorf("noted %d times: %v", n, notes.all)
			}
		})
	}
}

func TestSoManyAtOnceAndNoMore(t *testing.T) {
	t.Parallel()
	hold, entered := make(chan struct{}), make(chan struct{}, 9)
	s := &system{answers: map[string]func(http.ResponseWriter, *http.Request){"/write": func(w http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		<-hold
		says(200, `{}`)(w, r)
	}}}
	r, notes := noted(t, s, fileOf("in_flight: {most: 2}"))
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if got := r.Do(t.Context(), permit(t, r, "crm.write", nil)); got.Outcome != conversation.Done {
				t.Errorf("got %+v", got)
			}
		})
	}
	<-entered
	<-entered
	if got := call(t, r, "crm.write", nil); got.Outcome != conversation.Failed || !got.Unreached {
		t.Errorf("a third at once is %+v", got)
	}
	close(hold)
	wg.Wait()
	if got := call(t, r, "crm.write", nil); got.Outcome != conversation.Done {
		t.Errorf("afterwards it is %+v", got)
	}
	if n := notes.count(rest.ByFlight, "crm.write"); n != 1 {
		t.Errorf("noted %v", notes.all)
	}
}

func TestACallMayWaitForItsTurn(t *testing.T) {
	t.Parallel()
	hold, entered := make(chan struct{}), make(chan struct{}, 9)
	s := &system{answers: map[string]func(http.ResponseWriter, *http.Request){"/write": func(w http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		<-hold
		says(200, `{}`)(w, r)
	}}}
	r, _ := noted(t, s, fileOf("in_flight: {most: 1, wait: 10s}"))
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if got := r.Do(t.Context(), permit(t, r, "crm.write", nil)); got.Outcome != conversation.Done {
				t.Errorf("got %+v", got)
			}
		})
	}
	<-entered
	close(hold)
	wg.Wait()
}

func TestReadIsSentAgainAsItsFileSays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file  string
		fails int // so many times, then it works
		how   func(http.ResponseWriter, *http.Request)
		times int
		want  conversation.Outcome
	}{
		"by default once more":     {"description: x", 1, says(503, `{}`), 2, conversation.Done},
		"and no more":              {"description: x", 2, hangUp, 2, conversation.Failed},
		"so often as is said":      {"backoff: {first: 1ms, most: 2ms, times: 4}", 3, says(502, `{}`), 4, conversation.Done},
		"not at all":               {"backoff: {times: 1}", 1, says(503, `{}`), 1, conversation.Failed},
		"what is wrong stays so":   {"backoff: {first: 1ms, times: 5}", 1, says(500, `{}`), 1, conversation.Failed},
		"not before it is allowed": {"backoff: {first: 1ms, times: 5}, time_out: 1s", 1, later, 1, conversation.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := 0 // one call at a time
			s := &system{answers: map[string]func(http.ResponseWriter, *http.Request){"/read": func(w http.ResponseWriter, r *http.Request) {
				if n++; n <= test.fails {
					test.how(w, r)
					return
				}
				says(200, `{}`)(w, r)
			}}}
			file := strings.Replace(fileOf("description: x"), "read: {get: /read, public: true, description: x}", "read: {get: /read, public: true, "+test.file+"}", 1)
			r, notes := noted(t, s, file)
			got := call(t, r, "crm.read", nil)
			if got.Outcome != test.want || s.times() != test.times || notes.count(rest.SentAgain, "crm.read") != test.times-1 {
				t.Errorf("sent %d times, want %d; got %+v; noted %v", s.times(), test.times, got, notes.all)
			}
		})
	}
}

// later says that it may be asked again in an hour.
func later(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", "3600")
	says(429, `{}`)(w, r)
}

// notes keeps what was noted.
type notes struct {
	mu  sync.Mutex
	all []rest.Note
}

func (n *notes) count(what, operation string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := 0
	for _, x := range n.all {
		if x.What == what && x.Operation == operation {
			out++
		}
	}
	return out
}

// noted opens s with a file and keeps what is noted.
func noted(t *testing.T, s *system, file string, options ...connectors.Option) (*connectors.Registry, *notes) {
	t.Helper()
	s.start(t)
	n := &notes{}
	client := rest.New(rest.Options{Note: func(x rest.Note) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.all = append(n.all, x)
	}})
	return loaded(t, s, file, append(options, connectors.WithClient(client))...), n
}

func TestEveryCallIsObserved(t *testing.T) {
	t.Parallel()
	var seen []connectors.Observed
	s := &system{answers: map[string]func(http.ResponseWriter, *http.Request){"/write": says(500, `{}`)}}
	r, _ := noted(t, s, fileOf("rate: {most: 1, within: 1h}"), connectors.WithObserver(func(o connectors.Observed) { seen = append(seen, o) }))
	p := permit(t, r, "crm.write", nil)
	r.Do(t.Context(), p)
	r.Do(t.Context(), p)
	r.Query(t.Context(), p)
	if len(seen) != 3 || seen[0].Outcome != conversation.Unknown || seen[0].Took <= 0 || seen[0].Operation != "crm.write" ||
		!seen[1].Unreached || seen[1].Outcome != conversation.Failed || !seen[2].Query {
		t.Errorf("observed %+v", seen)
	}
}

func TestHowLongToStayAwayIsRead(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "2": 2 * time.Second, "-1": 0, "99999999": 0, "soon": 0,
		"Sun, 22 Nov 2026 10:00:30 GMT": 30 * time.Second, "Sun, 22 Nov 2026 09:00:00 GMT": 0,
	} {
		if got := rest.RetryAfter(header, now); got != want {
			t.Errorf("%q is %s, want %s", header, got, want)
		}
	}
}
