package console

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

func FuzzDecode(f *testing.F) {
	for _, body := range []string{
		`{"epoch":0,"client":"a","text":"hallo"}`, `{"epoch":0,"frame":1,"slot":"reason","value":"lost"}`, `{"epoch":1e99}`, `null`, `{}{}`, "{\"text\":\"\xff\"}", `{"epoch":-1,"after":9223372036854775808}`,
	} {
		f.Add(body)
	}
	e := echo.New()
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
		var o order
		err := decode(e.NewContext(r, httptest.NewRecorder()), &o)
		if err == nil {
			if !utf8.ValidString(o.Text+o.Value+o.Note) || !strings.HasPrefix(strings.TrimSpace(body), "{") {
				t.Fatalf("%q was read as %+v", body, o)
			}
			return
		}
		if p := failed(err); p.Status < 400 || p.Status >= 500 || p.cause != nil || strings.Contains(p.Detail, "console.") {
			t.Fatalf("%q: %d %s", body, p.Status, p.Detail)
		}
	})
}
