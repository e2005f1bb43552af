package site_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"balie/config/demo/site"
)

// backEnd holds one message for each place; a customer named "slow" finds it failing.
func backEnd(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("customer") {
		case "down":
			w.WriteHeader(http.StatusInternalServerError)
		case "broken":
			_, _ = io.WriteString(w, "<html>")
		default:
			_, _ = io.WriteString(w, `[{"id":"1","text":"`+r.URL.Path+`"}]`)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func serve(t *testing.T, company string) *httptest.Server {
	t.Helper()
	h, err := site.New(site.Options{
		Company: company, Name: "Voorbeeld & Co", Folder: os.DirFS("../" + company), BackEnd: backEnd(t).URL,
		Sign: func(subject, name string, _ []site.Mandate) (string, error) {
			if subject == "C-1002" {
				return "", errors.New("no key")
			}
			return "signed:" + subject + ":" + name, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func get(t *testing.T, url string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return do(t, r)
}

func do(t *testing.T, r *http.Request) (int, string) {
	t.Helper()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

var links = regexp.MustCompile(`href="(/[^"?#]*)`)

// Every page is there in both languages, nothing on it is left open, and every link of the site's own leads somewhere.
func TestEveryPageOpens(t *testing.T) {
	t.Parallel()
	for _, company := range []string{"bank", "shop", "insurer"} {
		s := serve(t, company)
		seen := map[string]bool{"/v1/openapi.yaml": true, "/console": true} // not of this site
		for open := []string{"/?lang=nl", "/?lang=en"}; len(open) > 0; open = open[1:] {
			status, body := get(t, s.URL+open[0])
			if status != http.StatusOK || strings.Contains(body, "<no value>") {
				t.Errorf("%s%s: status %d", company, open[0], status)
			}
			for _, m := range links.FindAllStringSubmatch(body, -1) {
				if !seen[m[1]] {
					seen[m[1]] = true
					open = append(open, m[1])
				}
			}
		}
		if len(seen) < 24 {
			t.Errorf("%s: only %d pages are linked: %v", company, len(seen), seen)
		}
	}
}

func TestPagesSpeakTheVisitorsLanguage(t *testing.T) {
	t.Parallel()
	s := serve(t, "bank")
	for _, c := range []struct{ path, accept, lang, text string }{
		{"/", "", "nl", "Bankzaken, zo geregeld."},
		{"/", "en-GB,en;q=0.9,nl;q=0.8", "en", "Banking, sorted."},
		{"/", "de,nl;q=0.5", "nl", "Bankzaken, zo geregeld."},
		{"/?lang=nl", "en", "nl", "Voorbeeld &amp; Co"},
		{"/hulp/rood-staan", "en", "nl", `<h2 id="wat-kost-rood-staan">`},
		{"/en/help/overdraft", "nl", "en", `<h2 id="what-does-an-overdraft-cost">`},
		{"/en/help/gone", "nl", "en", "This page is not here"},
		{"/niets", "nl", "nl", "Deze pagina is er niet"},
	} {
		_, body := get(t, s.URL+c.path, "Accept-Language", c.accept)
		if !strings.Contains(body, `<html lang="`+c.lang+`"`) || !strings.Contains(body, c.text) {
			t.Errorf("%s (%s): want %q in language %s", c.path, c.accept, c.text, c.lang)
		}
	}
	if status, _ := get(t, s.URL+"/niets"); status != http.StatusNotFound {
		t.Errorf("a page that is not there has status %d", status)
	}
	if status, _ := get(t, s.URL+"/site/texts.yaml"); status != http.StatusNotFound {
		t.Error("the site's texts are served as a file")
	}
}

func TestHelpPagesAreRefusedWithTheirName(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]string{
		"no front matter": "# Title\n",
		"not closed":      "---\ntitle: x\n",
		"not YAML":        "---\ntitle: [\n---\n",
		"no link":         "---\ntitle: x\n---\ntext",
		"a pattern":       "---\ntitle: x\nlink: /{x...}\n---\ntext",
		"elsewhere":       "---\ntitle: x\nlink: https://x.example/\n---\ntext",
	} {
		_, err := site.New(site.Options{Company: "bank", Folder: fstest.MapFS{"knowledge/nl/page.md": {Data: []byte(page)}}})
		if err == nil || !strings.Contains(err.Error(), "knowledge/nl/page.md") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	h, err := site.New(site.Options{Company: "bank", Folder: fstest.MapFS{
		"knowledge/a.md": {Data: []byte("---\ntitle: A\nlang: nl\nlink: /a\naudience: agents\n---\ntext")},
		"knowledge/b.md": {Data: []byte("---\ntitle: B\nlang: nl\nlink: /b\n---\n<script>alert(1)</script>\n\n## Twee\n\n## Twee\n")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	if status, _ := get(t, s.URL+"/a"); status != http.StatusNotFound {
		t.Errorf("a page for agents has status %d", status)
	}
	if _, body := get(t, s.URL+"/b"); strings.Contains(body, "alert") || !strings.Contains(body, `id="twee-1"`) {
		t.Errorf("page: %s", body)
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := serve(t, "bank")
	for _, c := range []struct {
		name, body, from, want string
		status                 int
	}{
		{"known", `{"Customer":"C-1001"}`, "same-origin", "signed:C-1001:Sanne Verhulst", http.StatusOK},
		{"unknown", `{"Customer":"C-9"}`, "", "nobody", http.StatusNotFound},
		{"another site", `{"Customer":"C-1001"}`, "cross-site", "this site", http.StatusForbidden},
		{"not JSON", `x`, "", "name a customer", http.StatusBadRequest},
		{"too much", `{"Customer":"` + strings.Repeat("x", 2000) + `"}`, "", "name a customer", http.StatusBadRequest},
		{"no key", `{"Customer":"C-1002"}`, "", "signing failed", http.StatusInternalServerError},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/site/sign-in", strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		if c.from != "" {
			r.Header.Set("Sec-Fetch-Site", c.from)
		}
		if status, body := do(t, r); status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s", c.name, status, body)
		}
	}
}

func TestMessagesComeFromTheBackEnd(t *testing.T) {
	t.Parallel()
	s := serve(t, "shop")
	status, body := get(t, s.URL+"/site/messages?customer=C-1001")
	var got map[string][]struct{ Text string }
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s: %v", status, body, err)
	}
	if got["phone"][0].Text != "/demo/phone" || got["mailbox"][0].Text != "/demo/mailbox" {
		t.Errorf("got %v", got)
	}
	for _, who := range []string{"down", "broken"} {
		if status, _ := get(t, s.URL+"/site/messages?customer="+who); status != http.StatusBadGateway {
			t.Errorf("%s: status %d", who, status)
		}
	}
}
