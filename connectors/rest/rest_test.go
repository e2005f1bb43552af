package rest_test

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"balie/connectors"
	"balie/connectors/connectortest"
	"balie/connectors/rest"
)

func TestRESTKeepsTheContract(t *testing.T) {
	t.Parallel()
	for name, auth := range map[string]string{
		"with a key":     "{bearer: {env: TILL_KEY}}",
		"with a token":   "{oauth2: {token_url: BASE/token, client_id: balie, client_secret: {env: TILL_KEY}}}",
		"with a session": "{login: {settings: {word: {env: TILL_KEY}}, post: /login, body: {word: setting.word}, token: access_token}}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connectortest.Run(t, func(t *testing.T) connectortest.Rig { return rig(t, auth) })
		})
	}
}

// rig opens the suite's company before its system, which gives its key away as a token too.
func rig(t *testing.T, auth string) connectortest.Rig {
	t.Helper()
	back := connectortest.NewBackEnd()
	mux := http.NewServeMux()
	mux.Handle("/", back)
	give := says(http.StatusOK, `{"access_token":"`+connectortest.Key+`","expires_in":3600}`)
	mux.HandleFunc("/token", give)
	mux.HandleFunc("/login", give)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	company, err := connectortest.Company()
	if err != nil {
		t.Fatal(err)
	}
	file, err := fs.ReadFile(company, "connectors/till.yaml")
	if err != nil {
		t.Fatal(err)
	}
	auth = "auth: " + strings.ReplaceAll(auth, "BASE", server.URL)
	file = bytes.Replace(file, []byte("auth: {bearer: {env: TILL_KEY}}"), []byte(auth), 1)
	r, problems := connectors.Load(fstest.MapFS{"connectors/till.yaml": {Data: file}}, connectortest.Env(server.URL), connectors.WithClient(rest.New(rest.Options{})))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	fault := func(operation, fail string) {
		if fail == connectors.FailUnreached {
			server.Close()
			return
		}
		back.Fault(operation, fail)
	}
	return connectortest.Rig{Doer: r, Operations: r, Now: time.Now, Fault: fault, Effects: back.Effects}
}
