package company

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"balie/connectors"
	"balie/connectors/rest"
	"balie/conversation"
)

// TestMetricsOfCallsNameOperationsAndNobody calls over HTTP and reads what an operator would.
func TestMetricsOfCallsNameOperationsAndNobody(t *testing.T) {
	t.Parallel()
	back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }))
	t.Cleanup(back.Close)
	m := NewCalls()
	file := "connector: crm\nbase: {env: URL}\noperations: {ask: {post: \"/c/{subject}\", input: {text: text}, once: best_effort, breaker: {failures: 1}}}\n"
	r, problems := connectors.Load(fstest.MapFS{"connectors/crm.yaml": {Data: []byte(file)}}, func(string) string { return back.URL },
		connectors.WithClient(rest.New(rest.Options{Note: m.note})), connectors.WithObserver(m.call))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	op, _ := r.Operation("crm.ask")
	for range 2 {
		params := map[string]conversation.Value{"text": conversation.Of(conversation.Text, "Zwaluw 31")}
		r.Do(t.Context(), conversation.PermitDirect(op, params, "C-1001", "key-1", time.Now()))
	}
	all := prometheus.NewRegistry()
	all.MustRegister(m.Collectors()...)
	page := httptest.NewServer(promhttp.HandlerFor(all, promhttp.HandlerOpts{}))
	t.Cleanup(page.Close)
	resp, err := http.Get(page.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	shown, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`balie_calls_total{kind="do",operation="crm.ask",outcome="unknown"} 1`, `balie_calls_total{kind="do",operation="crm.ask",outcome="unreached"} 1`,
		`balie_calls_held_total{by="breaker",operation="crm.ask"} 1`, `balie_breaker_open{connector="crm",operation="crm.ask"} 1`,
		`balie_call_seconds_count{operation="crm.ask"} 2`,
	} {
		if !strings.Contains(string(shown), want) {
			t.Errorf("there is no %s", want)
		}
	}
	for _, word := range []string{"C-1001", "Zwaluw", "key-1", back.URL} {
		if strings.Contains(string(shown), word) {
			t.Errorf("the metrics tell %q", word)
		}
	}
}
