package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCallShowsNoSecret makes a call by each way to prove oneself, and reads what the operator sees.
func TestCallShowsNoSecret(t *testing.T) {
	t.Parallel()
	back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		http.SetCookie(w, &http.Cookie{Name: "sid", Value: "pass-word-2"})
		_, _ = io.WriteString(w, `{"access_token":"pass-word-2","token":"pass-word-2","refresh_token":"pass-word-3","expires_in":60,"id":"T-1"}`)
	}))
	t.Cleanup(back.Close)
	for name, auth := range map[string]string{
		"bearer":  `{bearer: {env: SECRET}}`,
		"basic":   `{basic: {user: balie, password: {env: SECRET}}}`,
		"header":  `{header: {name: X-Api-Key, value: {env: SECRET}, scheme: Key}}`,
		"query":   `{query: {name: api_key, value: {env: SECRET}}}`,
		"own":     `{oauth2: {token_url: ` + back.URL + `/token, client_id: balie, client_secret: {env: SECRET}}}`,
		"refresh": `{oauth2: {token_url: ` + back.URL + `/token, client_id: balie, client_secret: {env: SECRET}, refresh: {first: {env: SECRET}, keep: kept}}}`,
		"session": `{login: {settings: {word: {env: SECRET}}, post: /login, body: {word: setting.word}, token: token}}`,
		"cookie":  `{login: {settings: {word: {env: SECRET}}, post: /login, form: {word: setting.word}, cookie: sid}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "company")
			if out, err := balie(t, "", nil, "init", dir); err != nil {
				t.Fatal(err, out)
			}
			file := "connector: things\nbase: {env: URL}\nauth: " + auth + "\noperations: {thing: {get: /thing, public: true, output: {id: text}}}\n"
			if err := os.WriteFile(filepath.Join(dir, "connectors", "things.yaml"), []byte(file), 0o600); err != nil {
				t.Fatal(err)
			}
			env := map[string]string{"URL": back.URL, "SECRET": "pass-word-1", "CRM_URL": back.URL, "CRM_KEY": "x", "CRM_CALLBACK_SECRET": "y"}
			out, err := balie(t, "", env, "call", "things.thing", "--company", dir)
			if err != nil || !strings.Contains(out, "outcome: done") || strings.Contains(out, "pass-word") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
