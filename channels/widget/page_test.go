package widget_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"balie/channels/widget"
)

func packed(t *testing.T, body []byte) int {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// files returns what a browser gets, by address.
func files(t *testing.T) map[string]answer {
	t.Helper()
	o := options(newFake())
	w, err := widget.New(o)
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	w.Routes(e)
	c := &client{t: t, base: serve(t, o).URL}
	out := map[string]answer{}
	for _, r := range e.Routes() {
		if strings.HasPrefix(r.Path, "/widget") {
			a := c.do("GET", r.Path, "")
			a.is(t, http.StatusOK)
			out[r.Path] = a
		}
	}
	return out
}

func TestTheWidgetIsSmall(t *testing.T) {
	t.Parallel()
	whole, loader := 0, 0
	for path, a := range files(t) {
		n := packed(t, a.body)
		whole += n
		if path == "/widget.js" {
			loader = n
		}
	}
	if loader > 3<<10 {
		t.Errorf("the loader is %d bytes packed, at most %d are allowed", loader, 3<<10)
	}
	if whole > 29<<10 {
		t.Errorf("the widget is %d bytes packed, at most %d are allowed", whole, 29<<10)
	}
	manual, err := os.ReadFile("../../docs/operators.md")
	if err != nil {
		t.Fatal(err)
	}
	kB := func(n int) int { return (n + 999) / 1000 }
	want := fmt.Sprintf("the launcher is %d kB and all of it %d kB", kB(loader), kB(whole))
	if !strings.Contains(string(manual), want) {
		t.Errorf("docs/operators.md does not say %q", want)
	}
}

func TestThePageMayDoLittle(t *testing.T) {
	t.Parallel()
	for path, a := range files(t) {
		csp := a.header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'self' https://shop.example", "require-trusted-types-for 'script'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy %q lacks %q", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") || a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: headers %v", path, a.header)
		}
	}
}

func TestTheAssetsNeverMakeMarkupOfText(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|postMessage\([^)]*['"]\*['"]|https?://[a-z]+\.[a-z]`)
	for path, a := range files(t) {
		if strings.HasSuffix(path, ".svg") {
			continue
		}
		body := strings.ReplaceAll(string(a.body), "http://www.w3.org/", "")
		body = strings.ReplaceAll(body, "https://shop.example", "")
		if found := forbidden.FindString(body); found != "" {
			t.Errorf("%s holds %s", path, found)
		}
	}
}

func TestFilesAreFetchedOnce(t *testing.T) {
	t.Parallel()
	c := &client{t: t, base: serve(t, options(newFake())).URL}
	tag := c.do("GET", "/widget/chat.js", "").header.Get("ETag")
	if a := c.do("GET", "/widget/chat.js", "", "If-None-Match", tag); a.status != http.StatusNotModified || tag == "" {
		t.Errorf("the second time: %d", a.status)
	}
}

func TestWrongOptionsAreNamed(t *testing.T) {
	t.Parallel()
	_, err := widget.New(widget.Options{Secret: []byte("short"), Origins: []string{"shop.example", "https://shop.example/"}, Languages: []string{"fr"}})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"Receive", "Events", "Hash", "Mask", "Secret has 5 bytes", `"shop.example"`, `"https://shop.example/"`, `"fr"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not named in: %v", want, err)
		}
	}
	for _, accent := range []string{"red", "#12345", "#12345g", "#+12345"} {
		o := options(newFake())
		o.Theme.Accent = accent
		if _, err := widget.New(o); err == nil || !strings.Contains(err.Error(), "#rrggbb") {
			t.Errorf("colour %q: %v", accent, err)
		}
	}
}
