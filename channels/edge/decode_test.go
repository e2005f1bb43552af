package edge

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

type body struct {
	ID   string `json:"id"`
	Seen int64  `json:"seen"`
	Text string `json:"text"`
}

func read(kind, sent string, dst any) error {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(sent))
	r.Header.Set("Content-Type", kind)
	return Decode(echo.New().NewContext(r, httptest.NewRecorder()), dst)
}

func TestDecode(t *testing.T) {
	t.Parallel()
	var b body
	if err := read("application/json; charset=utf-8", ` {"id":"m","seen":3,"text":"é"} `, &b); err != nil || b != (body{"m", 3, "é"}) {
		t.Errorf("%+v, %v", b, err)
	}
	for _, c := range []struct {
		kind, sent string
		status     int
		says       string
	}{
		{"text/plain", `{}`, http.StatusUnsupportedMediaType, "application/json"},
		{"", `{}`, http.StatusUnsupportedMediaType, "application/json"},
		{"application/json", `{"text":"` + strings.Repeat("a", MaxBody) + `"}`, http.StatusRequestEntityTooLarge, "64 KiB"},
		{"application/json", "{\"text\":\"\xff\"}", http.StatusBadRequest, "UTF-8"},
		{"application/json", ``, http.StatusBadRequest, "not a JSON object"},
		{"application/json", `null`, http.StatusBadRequest, "not a JSON object"},
		{"application/json", `{}{}`, http.StatusBadRequest, "follows"},
		{"application/json", `{"id":"a","id":"b"}`, http.StatusBadRequest, "twice"},
		{"application/json", `{"ID":"a"}`, http.StatusBadRequest, "small letters"},
		{"application/json", `{"seen":"x"}`, http.StatusBadRequest, `"seen" may not be a string`},
		{"application/json", `{"other":1}`, http.StatusBadRequest, `"other" is not known`},
		{"application/json", `{"text":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}`, http.StatusBadRequest, "deeper"},
	} {
		err := read(c.kind, c.sent, &b)
		var p *Problem
		if !errors.As(err, &p) || p.Status != c.status || !strings.Contains(p.Detail, c.says) {
			t.Errorf("%.40q as %q: %v, want %d %s", c.sent, c.kind, err, c.status, c.says)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"id":"m","text":"a","seen":1}`, `{"id":"m","id":"n"}`, `{`, `[]`, "{\"a\":\xff}", `{"text":{"a":[{}]}}`, `{"seen":1e99}`, `{"seen":9223372036854775808}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		var b body
		err := read("application/json", sent, &b)
		if err == nil {
			if !utf8.ValidString(b.ID+b.Text) || !strings.HasPrefix(strings.TrimSpace(sent), "{") {
				t.Fatalf("%q was read as %+v", sent, b)
			}
			return
		}
		if p := new(Problem); !errors.As(err, &p) || p.Status < 400 || p.Status >= 500 || p.Cause != nil || strings.Contains(p.Detail, "edge.") {
			t.Fatalf("%q: %v", sent, err)
		}
	})
}
