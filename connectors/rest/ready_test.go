package rest_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"balie/connectors"
	"balie/connectors/rest"
	"balie/conversation"
)

// ready loads a ready connector as a company that copied it would have it.
func ready(t *testing.T, name string, env map[string]string) *connectors.Registry {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "ready", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	r, problems := connectors.Load(fstest.MapFS{"connectors/" + name + ".yaml": {Data: content}}, func(v string) string { return env[v] },
		connectors.WithClient(rest.New(rest.Options{})))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	if missing := r.Missing(); len(missing) > 0 {
		t.Fatal(missing)
	}
	t.Cleanup(r.Close)
	return r
}

// TestReadyConnectorsAnswerFromExamples plays every operation of every ready connector without a system.
func TestReadyConnectorsAnswerFromExamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../ready/*.yaml")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r, problems := connectors.Load(fstest.MapFS{"connectors/x.yaml": {Data: content}}, func(string) string { return "" }, connectors.WithExamples())
		if err := problems.Err(); err != nil {
			t.Error(err)
		}
		for full, op := range r.Operations() {
			params := map[string]conversation.Value{}
			for in, schema := range op.Input {
				params[in] = conversation.Of(schema.Type, "2026-11-22")
			}
			got := r.Do(t.Context(), conversation.PermitDirect(op, params, "C-1001", "key-1", time.Now()))
			if got.Outcome != conversation.Done && got.Outcome != conversation.Refused {
				t.Errorf("%s: %s %s", full, got.Outcome, got.Detail)
			}
		}
	}
}

// want is what a call must come to.
type want struct {
	is        conversation.Outcome
	name      string
	unreached bool
}

// expect calls and compares.
func expect(t *testing.T, r *connectors.Registry, operation, key string, params values, w want) conversation.Receipt {
	t.Helper()
	op, ok := r.Operation(operation)
	if !ok {
		t.Fatalf("nobody offers %s", operation)
	}
	got := r.Do(t.Context(), conversation.PermitDirect(op, params, "C-1001", key, time.Now()))
	if (want{got.Outcome, got.Name, got.Unreached}) != w {
		t.Fatalf("%s is %s %s (%s), want %+v", operation, got.Outcome, got.Name, got.Detail, w)
	}
	for _, word := range []string{"hunter2", "C-1001", "Verhulst"} {
		if strings.Contains(got.Detail, word) {
			t.Errorf("%s: the detail tells %q: %s", operation, word, got.Detail)
		}
	}
	return got
}

var good = want{is: conversation.Done}

// asJSON answers with a status and a body.
func asJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

func permitFor(op conversation.Operation, params values, key string) conversation.Permit {
	return conversation.PermitDirect(op, params, "C-1001", key, time.Now())
}

func mustOperation(t *testing.T, r *connectors.Registry, name string) conversation.Operation {
	t.Helper()
	op, ok := r.Operation(name)
	if !ok {
		t.Fatalf("nobody offers %s", name)
	}
	return op
}
