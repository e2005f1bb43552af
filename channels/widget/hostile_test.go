package widget_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"balie/channels/widget"
	"balie/conversation"
	"balie/conversation/storetest"
)

func TestHostileMessagesAreRefusedWithAReason(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := open(t, options(f))
	for name, x := range map[string]struct {
		body   string
		status int
		code   string
	}{
		"no body":               {"", 415, "content_type"},
		"not json":              {"text=hallo", 400, "json"},
		"null":                  {"null", 400, "json"},
		"a list":                {`[{"id":"m"}]`, 400, "json"},
		"half an object":        {`{"id":"m","text":"hal`, 400, "json"},
		"trailing garbage":      {`{"id":"m","text":"a"}{"id":"n"}`, 400, "json"},
		"trailing brace":        {`{"id":"m","text":"a"}}`, 400, "json"},
		"unknown field":         {`{"id":"m","text":"a","admin":true}`, 400, "json"},
		"field in capitals":     {`{"id":"m","TEXT":"a"}`, 400, "json"},
		"field twice":           {`{"id":"m","text":"a","text":"b"}`, 400, "json"},
		"wrong type":            {`{"id":7,"text":"a"}`, 400, "json"},
		"nested deep":           {`{"id":"m","text":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`, 400, "json"},
		"invalid utf-8":         {"{\"id\":\"m\",\"text\":\"a\xff\"}", 400, "json"},
		"one megabyte":          {`{"id":"m","text":"` + strings.Repeat("a", 1<<20) + `"}`, 413, "too_large"},
		"too long":              {`{"id":"m","text":"` + strings.Repeat("é", 4001) + `"}`, 422, "too_long"},
		"empty":                 {`{"id":"m","text":" \n\u0000 "}`, 422, "empty"},
		"nothing said":          {`{"id":"m"}`, 422, "empty"},
		"no id":                 {`{"text":"a"}`, 422, "id"},
		"id too long":           {`{"id":"` + strings.Repeat("m", 65) + `","text":"a"}`, 422, "id"},
		"id of another kind":    {`{"id":"m:1","text":"a"}`, 422, "id"},
		"negative seen":         {`{"id":"m","text":"a","seen":-1}`, 422, "seen"},
		"seen as a float":       {`{"id":"m","text":"a","seen":1.5}`, 400, "json"},
		"choice too long":       {`{"id":"m","choice":"` + strings.Repeat("c", 257) + `"}`, 422, "choice"},
		"fields of no form":     {`{"id":"m","text":"x","fields":{"a":"b"}}`, 422, "fields"},
		"a form without words":  {`{"id":"m","choice":"form:1","fields":{"a":"b"}}`, 422, "fields"},
		"a field without name":  {`{"id":"m","choice":"form:1","text":"x","fields":{"A b":"c"}}`, 400, "json"},
		"a field too long":      {`{"id":"m","choice":"form:1","text":"x","fields":{"a":"` + strings.Repeat("c", 4001) + `"}}`, 422, "fields"},
		"fields of a kind":      {`{"id":"m","choice":"form:1","text":"x","fields":{"a":1}}`, 400, "json"},
		"choice with a newline": {`{"id":"m","choice":"yes:\n1"}`, 422, "choice"},
		"long label":            {`{"id":"m","choice":"yes:1","text":"` + strings.Repeat("c", 257) + `"}`, 422, "too_long"},
	} {
		a := c.on("POST", "/messages", x.body)
		if a.status != x.status || a.code(t) != x.code {
			t.Errorf("%s: %d %s, want %d %s", name, a.status, a.body, x.status, x.code)
		}
	}
	a := c.on("POST", "/messages", `{"id":"m","text":"a"}`, "Content-Type", "text/plain")
	a.is(t, http.StatusUnsupportedMediaType)
	if in := f.Last(c.ID); in.Kind != conversation.InputOpened {
		t.Errorf("something of it was stored: %+v", in)
	}
	for _, query := range []string{"after=-1", "after=x", "after=9999999999999999999", "limit=0", "limit=501", "limit=1e3"} {
		c.on("GET", "/events?"+query, "").is(t, http.StatusBadRequest)
	}
	c.on("GET", "/stream?after=x", "").is(t, http.StatusBadRequest)
	c.on("GET", "/stream", "", "Last-Event-ID", "-3").is(t, http.StatusBadRequest)
}

func TestTheLongestMessageFits(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := open(t, options(f))
	text := strings.Repeat("é", 4000)
	c.on("POST", "/messages", `{"id":"m","text":"`+text+`"}`).is(t, http.StatusAccepted)
	if f.Last(c.ID).Text != text {
		t.Error("it came in another shape")
	}
}

func TestForgedTokensOpenNothing(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := open(t, options(f))
	other := open(t, options(f))
	body, mac, _ := strings.Cut(c.Token, ".")
	flip := func(s string) string { return string(s[0]^1) + s[1:] }
	for name, x := range map[string]struct {
		token  string
		status int
	}{
		"none": {"", 401}, "nonsense": {"x", 401}, "dots": {"...", 401}, "mac changed": {body + "." + flip(mac), 401},
		"body changed": {flip(body) + "." + mac, 401}, "mac cut": {body + "." + mac[:10], 401}, "no mac": {body, 401},
		"padded": {c.Token + "=", 401}, "a megabyte": {strings.Repeat("a", 100000), 401},
		"of another conversation": {other.Token, 403}, "of another secret": {forged(t, f), 401},
	} {
		thief := &client{t: t, base: c.base, ID: c.ID, Token: x.token}
		for _, path := range []string{"/events", "/stream", "/transcript"} {
			if a := thief.on("GET", path, ""); a.status != x.status {
				t.Errorf("%s: GET %s answers %d, want %d", name, path, a.status, x.status)
			}
		}
		a := thief.on("POST", "/messages", `{"id":"m","text":"a"}`)
		if a.status != x.status || (x.status == 401 && a.header.Get("WWW-Authenticate") == "") {
			t.Errorf("%s: POST answers %d", name, a.status)
		}
	}
	if len(f.texts(c.ID)) > 0 {
		t.Error("something came through")
	}
}

// forged makes a token for the same visitor under another secret.
func forged(t *testing.T, f *fake) string {
	o := options(f)
	o.Secret = []byte("another secret of thirty-two byte")
	return open(t, o).Token
}

func TestTokensExpireAndAreRenewed(t *testing.T) {
	t.Parallel()
	f := newFake()
	now := storetest.ClockAt(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	o := options(f)
	o.Now = now.Now
	c := open(t, o)
	var got struct{ Token string }
	renewed := func() string {
		t.Helper()
		a := c.on("POST", "/messages", fmt.Sprintf(`{"id":"m-%d","text":"a"}`, now.Now().Unix()))
		a.is(t, http.StatusAccepted)
		got.Token = ""
		if err := jsonInto(a, &got); err != nil {
			t.Fatal(err)
		}
		return got.Token
	}
	if renewed() != "" {
		t.Error("a young token is renewed")
	}
	now.Move(13 * time.Hour)
	old := c.Token
	if c.Token = renewed(); c.Token == "" || c.Token == old {
		t.Fatal("a token past half its life is not renewed")
	}
	now.Move(12 * time.Hour)
	if renewed(); got.Token == "" {
		t.Error("the renewed token is not renewed in turn")
	}
	c.Token = old
	c.on("GET", "/events", "").is(t, http.StatusUnauthorized)
}

func TestOnlyAllowedSitesMayCallFromABrowser(t *testing.T) {
	t.Parallel()
	c := open(t, options(newFake()))
	for origin, allowed := range map[string]bool{
		"https://shop.example": true, c.base: true, "https://evil.example": false, "null": false, "http://shop.example": false,
		"https://shop.example.evil.example": false, "https://shop.example:8443": false, "file://": false,
	} {
		for _, a := range []answer{
			c.on("GET", "/events", "", "Origin", origin), c.do("OPTIONS", "/v1/conversations", "", "Origin", origin),
			c.do("POST", "/v1/conversations", `{}`, "Origin", origin),
		} {
			if (a.status == http.StatusForbidden) == allowed {
				t.Errorf("origin %s: %d %s", origin, a.status, a.body)
			}
			cors := a.header.Get("Access-Control-Allow-Origin")
			if want := map[bool]string{true: origin}[allowed && origin != c.base]; cors != want {
				t.Errorf("origin %s is answered with %q", origin, cors)
			}
			if a.header.Get("Access-Control-Allow-Credentials") != "" || a.header.Get("Set-Cookie") != "" {
				t.Errorf("origin %s: cookies play a part", origin)
			}
		}
	}
}

func TestTooMuchIsRefusedForAWhile(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		limits widget.Limits
		call   func(*client, int) answer
		spared int
	}{
		"messages": {widget.Limits{Messages: widget.Rate{Burst: 3, Every: time.Second}, Conversations: widget.Rate{Burst: -1}}, func(c *client, i int) answer {
			return c.on("POST", "/messages", fmt.Sprintf(`{"id":"m-%d","text":"a"}`, i))
		}, 3},
		"conversations": {widget.Limits{Conversations: widget.Rate{Burst: 4, Every: time.Minute}}, func(c *client, _ int) answer {
			return c.do("POST", "/v1/conversations", `{}`)
		}, 3},
		"requests": {widget.Limits{Requests: widget.Rate{Burst: 6, Every: time.Second}}, func(c *client, _ int) answer {
			return c.on("GET", "/events", "")
		}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := storetest.ClockAt(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
			o := options(newFake())
			o.Limits, o.Now = x.limits, now.Now
			c := open(t, o)
			for i := range x.spared {
				if a := x.call(c, i); a.status >= 400 {
					t.Fatalf("call %d: %d %s", i, a.status, a.body)
				}
			}
			a := x.call(c, 99)
			a.is(t, http.StatusTooManyRequests)
			if a.header.Get("Retry-After") == "" || a.code(t) != "too_many" {
				t.Errorf("%v %s", a.header, a.body)
			}
			now.Move(time.Minute)
			if a := x.call(c, 99); a.status >= 400 {
				t.Errorf("after the wait: %d %s", a.status, a.body)
			}
		})
	}
}
