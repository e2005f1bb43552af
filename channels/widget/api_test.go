package widget_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"balie/channels/widget"
	"balie/conversation"
)

// client is a visitor who talks to the API.
type client struct {
	t     *testing.T
	base  string
	ID    conversation.ID `json:"id"`
	Token string          `json:"token"`
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func (c *client) do(method, path, body string, headers ...string) answer {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	a := answer{res.StatusCode, res.Header, b}
	d, err := contract()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := d.holds(method, path, a); err != nil {
		c.t.Errorf("against the description: %v: %s", err, b)
	}
	return a
}

// on posts to or reads from the client's conversation.
func (c *client) on(method, path, body string, headers ...string) answer {
	c.t.Helper()
	return c.do(method, "/v1/conversations/"+string(c.ID)+path, body, headers...)
}

func (c *client) events(after string) (out struct {
	Events []widget.Event `json:"events"`
	Next   int64          `json:"next"`
}) {
	c.t.Helper()
	a := c.on("GET", "/events?after="+after, "")
	a.is(c.t, http.StatusOK)
	a.into(c.t, &out)
	return out
}

func (a answer) is(t *testing.T, status int) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	if kind := a.header.Get("Content-Type"); status >= 400 && kind != "application/problem+json" {
		t.Fatalf("a problem is told as %q", kind)
	}
}

func (a answer) into(t *testing.T, dst any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(a.body))
	d.DisallowUnknownFields()
	if err := d.Decode(dst); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

func (a answer) code(t *testing.T) string {
	t.Helper()
	var p struct{ Code, Detail string }
	if err := json.Unmarshal(a.body, &p); err != nil || p.Detail == "" {
		t.Fatalf("no problem with a detail: %s", a.body)
	}
	return p.Code
}

// open starts a conversation at a widget in front of f.
func open(t *testing.T, o widget.Options) *client {
	t.Helper()
	c := &client{t: t, base: serve(t, o).URL}
	a := c.do("POST", "/v1/conversations", `{"language":"nl-NL"}`)
	a.is(t, http.StatusCreated)
	if err := json.Unmarshal(a.body, c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAConversationIsOpenedAndGreeted(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := &client{t: t, base: serve(t, options(f)).URL}
	a := c.do("POST", "/v1/conversations", `{"language":"en-GB","page":{"url":"https://shop.example/cards?email=a@b.nl#x","title":"Cards 4111111111111111"}}`)
	a.is(t, http.StatusCreated)
	if err := json.Unmarshal(a.body, c); err != nil {
		t.Fatal(err)
	}
	if got := a.header.Get("Location"); got != "/v1/conversations/"+string(c.ID) {
		t.Errorf("Location %q", got)
	}
	in := f.Last(c.ID)
	if in.Kind != conversation.InputOpened || in.Language != "en" || in.Address.Channel != "widget" || in.Address.Sender == "" {
		t.Errorf("opened by %+v", in)
	}
	if in.Extra["page"] != "https://shop.example/cards" || in.Extra["page_title"] != "Cards •••" {
		t.Errorf("the page is kept as %v", in.Extra)
	}
	got := c.events("0")
	if len(got.Events) != 3 || got.Events[0].Type != "taken" || got.Events[1].Kind != "disclosure" || !got.Events[1].AI || got.Events[2].Type != "turn_ended" {
		t.Errorf("events %+v", got.Events)
	}
	if got.Next != 3 {
		t.Errorf("next %d", got.Next)
	}
}

func TestAMessageIsTakenOnceUnderItsClientID(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := open(t, options(f))
	var first, second struct {
		N         int64
		Duplicate bool
	}
	a := c.on("POST", "/messages", `{"id":"m-1","text":"  mijn pas 4111111111111111\u0000 is weg \u202e","seen":2}`)
	a.is(t, http.StatusAccepted)
	a.into(t, &first)
	a = c.on("POST", "/messages", `{"id":"m-1","text":"iets anders","seen":2}`)
	a.is(t, http.StatusAccepted)
	a.into(t, &second)
	if first.Duplicate || !second.Duplicate || first.N != second.N {
		t.Errorf("first %+v, second %+v", first, second)
	}
	in := f.Last(c.ID)
	if in.Text != "mijn pas ••• is weg" || in.Seen != 2 || in.Source != "widget" || in.ID != string(c.ID)+":m-1" || in.Quiet == 0 {
		t.Errorf("accepted %+v", in)
	}
	got := c.events("3")
	if len(got.Events) != 3 || got.Events[0].From != "customer" || got.Events[0].Input != first.N {
		t.Errorf("events %+v", got.Events)
	}
}

func TestAButtonIsAChoiceWithoutQuietTime(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := open(t, options(f))
	c.on("POST", "/messages", `{"id":"m-1","choice":"start:block_card","text":"Pas blokkeren","seen":2}`).is(t, http.StatusAccepted)
	in := f.Last(c.ID)
	if in.Kind != conversation.InputButton || in.Choice != "start:block_card" || in.Text != "Pas blokkeren" || in.Quiet != 0 {
		t.Errorf("accepted %+v", in)
	}
}

func TestAClosedOrRemovedConversationSaysSo(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := open(t, options(f))
	f.mu.Lock()
	f.closed[c.ID] = true
	f.mu.Unlock()
	a := c.on("POST", "/messages", `{"id":"m-1","text":"hallo"}`)
	a.is(t, http.StatusConflict)
	if a.code(t) != "closed" {
		t.Errorf("code %s", a.code(t))
	}
	f.mu.Lock()
	delete(f.records, c.ID)
	f.mu.Unlock()
	for _, path := range []string{"/events", "/stream", "/transcript"} {
		c.on("GET", path, "").is(t, http.StatusGone)
	}
}

func TestAFailureBehindAsksToTryAgainAndTellsNothing(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := open(t, options(f))
	f.mu.Lock()
	f.fail = io.ErrUnexpectedEOF
	f.mu.Unlock()
	a := c.on("POST", "/messages", `{"id":"m-1","text":"hallo"}`)
	a.is(t, http.StatusServiceUnavailable)
	if a.header.Get("Retry-After") == "" || bytes.Contains(a.body, []byte("EOF")) {
		t.Errorf("%v %s", a.header, a.body)
	}
}

func TestIdentityOfTheSite(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := open(t, options(f))
	for _, step := range []struct {
		name, token string
		status      int
		code        string
	}{
		{"forged", "C-1", http.StatusForbidden, "identity"},
		{"signed", "signed:C-1", http.StatusAccepted, ""},
		{"the same again", "signed:C-1", http.StatusAccepted, ""},
		{"somebody else", "signed:C-2", http.StatusConflict, "other_customer"},
	} {
		a := c.on("POST", "/identity", `{"token":"`+step.token+`"}`)
		a.is(t, step.status)
		if step.code != "" && a.code(t) != step.code {
			t.Errorf("%s: code %s", step.name, a.code(t))
		}
	}
	if in := f.Last(c.ID); in.N != 2 || in.Identity == nil || in.Identity.Subject != "C-1" {
		t.Errorf("accepted %+v", in)
	}
	(&client{t: t, base: c.base}).do("POST", "/v1/conversations", `{"identity_token":"nonsense"}`).is(t, http.StatusForbidden)
	(&client{t: t, base: c.base}).do("POST", "/v1/conversations", `{"identity_token":"signed:C-1"}`).is(t, http.StatusCreated)
}

// TestPuttingAConversationAway is told once, whatever the browser repeats.
func TestPuttingAConversationAway(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := open(t, options(f))
	for range 2 {
		c.on("POST", "/leave", "{}").is(t, http.StatusAccepted)
	}
	if in := f.Last(c.ID); in.Kind != conversation.InputLeft || in.N != 2 {
		t.Errorf("accepted %+v", in)
	}
	(&client{t: t, base: c.base}).do("POST", "/v1/conversations/"+string(c.ID)+"/leave", "{}").is(t, http.StatusUnauthorized)
}

func TestStatusFollowsTheFloor(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := open(t, options(f))
	f.Say(c.ID, conversation.HandoverRequested{Reason: "asked"}, conversation.Claimed{Agent: "a-1", Name: "Sanne"},
		conversation.PersonSaid{Agent: "a-1", Name: "Sanne", Text: "Hoi"}, conversation.HandedBack{Agent: "a-1", ToQueue: true},
		conversation.HandoverWithdrawn{}, conversation.ConversationClosed{By: "customer"}, conversation.AlarmRaised{Reason: "x"})
	var got []string
	for _, e := range c.events("3").Events {
		got = append(got, strings.TrimSpace(string(e.Status)+" "+e.From+" "+e.Name))
	}
	want := "queued,with_person  Sanne,person Sanne,queued,with_assistant,closed"
	if strings.Join(got, ",") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ","), want)
	}
}

func TestWhyIsToldOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	for _, why := range []bool{false, true} {
		o := options(newFake())
		o.Why = why
		c := open(t, o)
		c.on("POST", "/messages", `{"id":"m-1","text":"hallo"}`).is(t, http.StatusAccepted)
		told := 0
		for _, e := range c.events("3").Events {
			if e.Why != nil || e.Because != "" {
				told++
			}
		}
		if want := map[bool]int{false: 0, true: 2}[why]; told != want {
			t.Errorf("why %v: %d events tell", why, told)
		}
	}
}

func TestTheTranscriptIsPlainTextToKeep(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := open(t, options(f))
	c.on("POST", "/messages", `{"id":"m-1","text":"hallo"}`).is(t, http.StatusAccepted)
	f.Say(c.ID, conversation.Said{Kind: "receipt", Text: "Gedaan.", Language: "nl",
		Receipt:   &conversation.Proof{Title: "Pas geblokkeerd", Reference: "B-1", Lines: []string{"Pas: …1234"}},
		Citations: []conversation.Citation{{Title: "Rood staan", Link: "https://bank.example/rood"}}})
	a := c.on("GET", "/transcript", "")
	a.is(t, http.StatusOK)
	for _, want := range []string{"De Voorbeeldbank: gesprek", "Jij:\nhallo", "Digitale assistent:\nJe zei: hallo", "Kenmerk: B-1", "Bron: Rood staan https://bank.example/rood"} {
		if !strings.Contains(string(a.body), want) {
			t.Errorf("%q is not in\n%s", want, a.body)
		}
	}
	if !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") || a.header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("headers %v", a.header)
	}
}
