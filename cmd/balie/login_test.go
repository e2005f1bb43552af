package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/widget"
	"balie/config/demo/site"
	"balie/conversation"
	"balie/conversation/identity"
)

// counterDoor is the chat's API with a login: a real OpenID provider over HTTP, and a record that only keeps who was proven.
type counterDoor struct {
	*testing.T
	base     string
	provider *site.Provider
	mu       sync.Mutex
	proven   map[conversation.ID][]conversation.Numbered
	opened   int
	claims   func(map[string]any)
	late     time.Duration
}

func newDoor(t *testing.T) *counterDoor {
	t.Helper()
	d := &counterDoor{T: t, proven: map[conversation.ID][]conversation.Numbered{}}
	srv := httptest.NewUnstartedServer(nil)
	d.base = "http://" + srv.Listener.Addr().String()
	var err error
	d.provider, err = site.NewProvider(site.ProviderOptions{
		Issuer: d.base + "/login", Name: "Brugbank", Client: "balie", Secret: "s3cret", Redirect: d.base + widget.LoginDone,
		Claims: func(c map[string]any) {
			d.mu.Lock()
			defer d.mu.Unlock()
			if d.claims != nil {
				d.claims(c)
			}
		},
	})
	d.must(err)
	w, err := widget.New(widget.Options{
		Receive: d.receive, Events: d.events, Hash: func(kind string, parts ...string) []byte { return []byte(kind + strings.Join(parts, "|")) },
		Mask: func(s string) string { return s }, Secret: bytes.Repeat([]byte("k"), 32), Now: d.now, Public: d.base,
		Login: identity.NewLogin(identity.LoginOptions{
			Issuer: d.base + "/login", Client: "balie", Secret: "s3cret", Redirect: d.base + widget.LoginDone, Now: time.Now,
			Levels: []identity.Level{{ACR: "demo:strong", Level: conversation.Substantial}, {AMR: "face", Level: conversation.Substantial}},
		}),
	})
	d.must(err)
	e := echo.New()
	w.Routes(e)
	e.Any("/login/*", echo.WrapHandler(d.provider))
	srv.Config.Handler = e
	srv.Start()
	t.Cleanup(srv.Close)
	return d
}

// now is this door's clock, which may be late.
func (d *counterDoor) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return time.Now().Add(d.late)
}

// set changes how the door behaves from now on.
func (d *counterDoor) set(claims func(map[string]any), late time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.claims, d.late = claims, late
}

func (d *counterDoor) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *counterDoor) receive(_ context.Context, in ...conversation.Input) ([]conversation.Accepted, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]conversation.Accepted, len(in))
	for i, x := range in {
		id := x.Conversation
		if id == "" {
			d.opened++
			id = conversation.ID(strings.Repeat("c", d.opened))
		}
		if x.Identity != nil {
			n := int64(len(d.proven[id]) + 1)
			d.proven[id] = append(d.proven[id], conversation.Numbered{N: n, Event: conversation.IdentityProven{Identity: *x.Identity}})
		}
		out[i] = conversation.Accepted{Conversation: id, N: 1}
	}
	return out, nil
}

func (d *counterDoor) events(_ context.Context, id conversation.ID, after int64, _ int) ([]conversation.Numbered, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.proven[id][min(int(after), len(d.proven[id])):], nil
}

// tab is a browser's tab with a conversation in it.
type tab struct {
	*counterDoor
	http      *http.Client
	ID, Token string
}

func (d *counterDoor) tab() *tab {
	d.Helper()
	jar, err := cookiejar.New(nil)
	d.must(err)
	b := &tab{counterDoor: d, http: &http.Client{Jar: jar}}
	if status := b.post("/v1/conversations", `{}`, b); status != http.StatusCreated {
		d.Fatalf("status %d", status)
	}
	return b
}

func (b *tab) post(path, body string, into any) int {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, b.base+path, strings.NewReader(body))
	b.must(err)
	req.Header.Set("Content-Type", "application/json")
	if b.Token != "" {
		req.Header.Set("Authorization", "Bearer "+b.Token)
	}
	res, err := b.http.Do(req)
	b.must(err)
	defer res.Body.Close() //nolint:errcheck // it was read
	b.must(json.NewDecoder(res.Body).Decode(into))
	return res.StatusCode
}

// opens asks for the login and opens it: the tab now shows the provider's page. It returns that page's query.
func (b *tab) opens() url.Values {
	b.Helper()
	var at struct{ URL string }
	if status := b.post("/v1/conversations/"+b.ID+"/login", `{"language":"nl"}`, &at); status != http.StatusOK {
		b.Fatalf("status %d", status)
	}
	page, _ := b.visits(at.URL)
	if !strings.HasPrefix(page.String(), b.base+"/login/authorize?") {
		b.Fatalf("the tab shows %s", page)
	}
	return page.Query()
}

func (b *tab) visits(path string) (*url.URL, string) {
	b.Helper()
	res, err := b.http.Get(b.base + path)
	b.must(err)
	defer res.Body.Close() //nolint:errcheck // it was read
	body, err := io.ReadAll(res.Body)
	b.must(err)
	return res.Request.URL, string(body)
}

// signs in as a customer, and returns where the provider sends the tab: path and query.
func (b *tab) signs(q url.Values, customer string) string {
	b.Helper()
	q.Set("customer", customer)
	stay := *b.http
	stay.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := stay.PostForm(b.base+"/login/authorize", q)
	b.must(err)
	defer res.Body.Close() //nolint:errcheck // nothing is in it
	back, err := res.Location()
	b.must(err)
	return back.RequestURI()
}

var proofIn = regexp.MustCompile(`data-proof="([^"]*)"`)

// back follows the provider's redirect, and returns what the last page hands to the chat.
func (b *tab) back(path string) string {
	b.Helper()
	_, body := b.visits(path)
	m := proofIn.FindStringSubmatch(body)
	if m == nil {
		b.Fatalf("the last page is %s", body)
	}
	return m[1]
}

// proves hands it to the chat's conversation.
func (b *tab) proves(proof string) int {
	b.Helper()
	body, err := json.Marshal(map[string]string{"token": proof})
	b.must(err)
	return b.post("/v1/conversations/"+b.ID+"/identity", string(body), &map[string]any{})
}

func (b *tab) login(customer string) string {
	b.Helper()
	return b.back(b.signs(b.opens(), customer))
}

func TestALoginProvesWhoItIs(t *testing.T) {
	t.Parallel()
	b := newDoor(t).tab()
	if status := b.proves(b.login("C-1001")); status != http.StatusAccepted {
		t.Fatalf("status %d", status)
	}
	id := b.proven[conversation.ID(b.ID)][0].Event.(conversation.IdentityProven).Identity
	if id.Subject != "C-1001" || id.Name != "Sanne Verhulst" || id.Assurance != conversation.Substantial || id.By != "login" || time.Since(id.At) > time.Minute {
		t.Errorf("it proves %+v", id)
	}
	if status := b.proves(b.login("C-1002")); status != http.StatusConflict {
		t.Errorf("another customer in the same conversation: status %d", status)
	}
	b.must(b.provider.Rotate())
	if status := b.proves(b.login("C-1001")); status != http.StatusAccepted {
		t.Errorf("after the keys changed: status %d", status)
	}
}

func TestWhatALoginProves(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		claims func(map[string]any)
		want   conversation.Assurance
	}{
		"a strong class":        {func(map[string]any) {}, conversation.Substantial},
		"a strong method":       {func(c map[string]any) { c["acr"], c["amr"] = "0", []string{"pwd", "face"} }, conversation.Substantial},
		"neither":               {func(c map[string]any) { c["acr"], c["amr"] = "0", []string{"pwd"} }, conversation.Basic},
		"it says nothing of it": {func(c map[string]any) { delete(c, "acr"); delete(c, "amr") }, conversation.Basic},
	} {
		d := newDoor(t)
		d.set(c.claims, 0)
		b := d.tab()
		b.proves(b.login("C-1003"))
		if got := b.proven[conversation.ID(b.ID)][0].Event.(conversation.IdentityProven).Identity; got.Assurance != c.want {
			t.Errorf("%s proves %s", name, got.Assurance)
		}
	}
}

// TestALoginOfAWhileAgo counts from when the customer signed in there.
func TestALoginOfAWhileAgo(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.set(func(c map[string]any) { c["auth_time"] = time.Now().Add(-40 * time.Minute).Unix() }, 0)
	b := d.tab()
	b.proves(b.login("C-1001"))
	if got := b.proven[conversation.ID(b.ID)][0].Event.(conversation.IdentityProven).Identity; time.Since(got.At) < 39*time.Minute {
		t.Errorf("it is of %s", got.At)
	}
}

func TestTokensOfALoginThatProveNothing(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	for name, spoil := range map[string]func(map[string]any){
		"another nonce":       func(c map[string]any) { c["nonce"] = "n" },
		"no nonce":            func(c map[string]any) { delete(c, "nonce") },
		"meant for another":   func(c map[string]any) { c["aud"] = "shop" },
		"also for another":    func(c map[string]any) { c["aud"] = []string{"balie", "shop"}; c["azp"] = "shop" },
		"of another provider": func(c map[string]any) { c["iss"] = "https://login.example.org" },
		"over":                func(c map[string]any) { c["exp"] = time.Now().Add(-2 * time.Minute).Unix() },
		"of a time to come":   func(c map[string]any) { c["iat"] = time.Now().Add(5 * time.Minute).Unix() },
		"of nobody":           func(c map[string]any) { delete(c, "sub") },
		"of no text":          func(c map[string]any) { c["sub"] = 1001 },
	} {
		d.set(spoil, 0)
		if b := d.tab(); b.login("C-1001") != "" {
			t.Errorf("%s: it proves something", name)
		}
	}
}

func TestWaysBackThatProveNothing(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	b := d.tab()
	for name, way := range map[string]func() string{
		"a forged state": func() string {
			back := b.signs(b.opens(), "C-1001")
			return b.back(regexp.MustCompile(`state=[^&]+`).ReplaceAllString(back, "state=mine"))
		},
		"no state": func() string {
			return b.back(regexp.MustCompile(`state=[^&]+`).ReplaceAllString(b.signs(b.opens(), "C-1001"), ""))
		},
		"the state of an earlier attempt": func() string {
			back := b.signs(b.opens(), "C-1001")
			b.opens()
			return b.back(back)
		},
		"another browser": func() string { return d.tab().back(b.signs(b.opens(), "C-1001")) },
		"the same code twice": func() string {
			back := b.signs(b.opens(), "C-1001")
			b.back(back)
			return b.back(back)
		},
		"the same code twice, with the cookie kept": func() string {
			back := b.signs(b.opens(), "C-1001")
			at, err := url.Parse(b.base + "/v1/login")
			b.must(err)
			kept := b.http.Jar.Cookies(at)
			b.back(back)
			for _, c := range kept {
				c.Path = "/v1/login"
			}
			b.http.Jar.SetCookies(at, kept)
			return b.back(back)
		},
		"a code of another attempt": func() string {
			other := d.tab()
			theirs, err := url.Parse(other.signs(other.opens(), "C-1001"))
			b.must(err)
			return b.back(widget.LoginDone + "?code=" + theirs.Query().Get("code") + "&state=" + b.opens().Get("state"))
		},
		"the customer thought better of it": func() string {
			return b.back(widget.LoginDone + "?error=access_denied&state=" + b.opens().Get("state"))
		},
		"a ticket that is none": func() string { return b.back("/v1/login?ticket=mine") },
	} {
		if proof := way(); proof != "" {
			t.Errorf("%s: it proves something", name)
		}
	}
}

// TestAProofIsOfOneConversation, the one that opened the login, and of just now.
func TestAProofIsOfOneConversation(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	b, other := d.tab(), d.tab()
	proof := b.login("C-1001")
	if status := other.proves(proof); status != http.StatusForbidden {
		t.Errorf("in another conversation: status %d", status)
	}
	d.set(nil, 3*time.Minute)
	if status := b.proves(proof); status != http.StatusForbidden {
		t.Errorf("after a while: status %d", status)
	}
	d.set(nil, 0)
	for _, bad := range []string{"login:", "login:mine", proof[:len(proof)-4], strings.TrimPrefix(proof, "login:")} {
		if status := b.proves(bad); status != http.StatusForbidden {
			t.Errorf("%.20s…: status %d", bad, status)
		}
	}
	if status := b.proves(proof); status != http.StatusAccepted {
		t.Errorf("status %d", status)
	}
}
