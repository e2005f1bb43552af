package rest_test

import (
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"balie/connectors"
	"balie/connectors/rest"
	"balie/conversation"
)

// FuzzPath looks for a value that leads a request elsewhere than its path template says.
func FuzzPath(f *testing.F) {
	for _, s := range []string{"T-1", "..", "a/../../b", "%2e%2e", "?x=1", "#", "\x00", "é", "//evil.example", "@evil.example", "\\..", " "} {
		f.Add(s, s)
	}
	file := "connector: c\nbase: https://crm.example/api\noperations: {o: {get: \"/customers/{subject}/things/{thing}\", input: {thing: text}}}\n"
	r, problems := connectors.Load(fstest.MapFS{"connectors/c.yaml": {Data: []byte(file)}}, func(string) string { return "" },
		connectors.WithClient(rest.New(rest.Options{})))
	if err := problems.Err(); err != nil {
		f.Fatal(err)
	}
	op, _ := r.Operation("c.o")
	f.Fuzz(func(t *testing.T, subject, thing string) {
		p := conversation.PermitDirect(op, map[string]conversation.Value{"thing": text(thing)}, subject, "", time.Now())
		said, err := r.Describe(p)
		if err != nil {
			return
		}
		first, _, _ := strings.Cut(said, "\n")
		u, err := url.Parse(strings.TrimPrefix(first, "GET "))
		if err != nil {
			t.Fatalf("%q is no address: %v", first, err)
		}
		parts := strings.Split(u.EscapedPath(), "/")
		if u.Host != "crm.example" || u.RawQuery != "" || u.Fragment != "" || len(parts) != 6 || parts[1] != "api" || parts[2] != "customers" || parts[4] != "things" {
			t.Fatalf("%q, %q leads to %s", subject, thing, u)
		}
		if got, err := url.PathUnescape(parts[3]); err != nil || got != subject {
			t.Errorf("subject %q became %q", subject, got)
		}
		if got, err := url.PathUnescape(parts[5]); err != nil || got != thing {
			t.Errorf("thing %q became %q", thing, got)
		}
	})
}
