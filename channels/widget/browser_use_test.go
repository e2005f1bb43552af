package widget_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/labstack/echo/v4"

	"balie/channels/browsertest"
	"balie/channels/widget"
	"balie/conversation"
)

var panel = browsertest.Screen{Width: 400, Height: 640}

// only returns the only conversation there is.
func (f *fake) only(t *testing.T) conversation.ID {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.records) != 1 {
		t.Fatalf("%d conversations, want one", len(f.records))
	}
	for id := range f.records {
		return id
	}
	return ""
}

// texts returns what the customer said, in order.
func (f *fake) texts(id conversation.ID) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, in := range f.inputs[id] {
		if in.Kind == conversation.InputText || in.Kind == conversation.InputButton {
			out = append(out, in.Text)
		}
	}
	return strings.Join(out, "|")
}

// bubbles returns what stands in the log, in order.
func bubbles(p *browsertest.Tab) string {
	return browsertest.Eval[string](p, `[...document.querySelectorAll('.message > .bubble > p')].map(e => e.textContent).join('|')`)
}

func focused(p *browsertest.Tab) string {
	return browsertest.Eval[string](p, `document.activeElement.id || document.activeElement.textContent.trim()`)
}

func enter(p *browsertest.Tab, text string) {
	p.Type(text)
	p.Press("Enter")
}

func TestInTheBrowser(t *testing.T) {
	b := browsertest.Start(t)
	for name, test := range map[string]func(*testing.T, *browsertest.Browser){
		"by keyboard alone": byKeyboard, "a reload resumes": reload, "offline messages wait": offline, "a server that restarts": restart,
		"two tabs are in sync": tabs, "on the company's page": embedded, "a page that is not allowed": notAllowed,
		"a closed conversation": closed, "in English": english, "an agent's message is announced once": announced,
		"masked text": masked, "a refused message can be sent again": refused,
	} {
		t.Run(name, func(t *testing.T) { test(t, b) })
	}
}

func byKeyboard(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, _ := chat(t, b, f, panel, false)
	if got := focused(p); got != "text" {
		t.Errorf("the focus is on %q when the chat opens", got)
	}
	p.Press("Shift+Tab")
	if got := focused(p); got != "Iets anders" {
		t.Errorf("before the input comes %q", got)
	}
	for range 3 {
		p.Press("Shift+Tab")
	}
	p.Press("Enter")
	said(p, "Wat vervelend")
	if got := focused(p); got != "text" {
		t.Errorf("after a choice the focus is on %q", got)
	}
	if n := count(p, ".choices"); n != 1 {
		t.Errorf("%d questions can be answered, want the last", n)
	}
	enter(p, "2")
	said(p, "reden: Gestolen")
	if in := f.Last(f.only(t)); in.Choice != "set:1:reason:stolen" || in.Seen == 0 {
		t.Errorf("a number chose %+v", in)
	}
	p.Type("een")
	p.Press("Shift+Enter")
	enter(p, "twee")
	said(p, "Je zei: een")
	if got := f.Last(f.only(t)).Text; got != "een\ntwee" {
		t.Errorf("two lines came as %q", got)
	}
	browsertest.Eval[bool](p, `(document.getElementById('menu').focus(), true)`)
	p.Press("Enter")
	p.Wait("the menu", `!document.getElementById('choices').hidden`)
	p.Press("Escape")
	p.Wait("the menu away", `document.getElementById('choices').hidden && document.activeElement.id === 'menu'`)
	browsertest.Eval[bool](p, `(document.getElementById('menu-restart').click(), true)`)
	p.Wait("the question", `document.getElementById('sure').open`)
	p.Axe()
	p.Press("Escape")
	p.Wait("the question away", `!document.getElementById('sure').open`)
	said(p, "Je zei: een")
}

func reload(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, base := chat(t, b, f, panel, false)
	press(p, "Pas blokkeren")
	said(p, "Wat vervelend")
	p.Type("half geschrev")
	was := bubbles(p)
	p.Go(base + "/widget/")
	p.Wait("all messages", fmt.Sprintf(`document.querySelectorAll('.message').length === %d`, strings.Count(was, "|")+1))
	if got := bubbles(p); got != was {
		t.Errorf("after a reload\n%s\nbefore it\n%s", got, was)
	}
	if got := browsertest.Eval[string](p, `document.getElementById('text').value`); got != "half geschrev" {
		t.Errorf("the draft is %q", got)
	}
	press(p, "Kwijt")
	said(p, "reden: Kwijt")
	f.only(t)
}

func offline(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, _ := chat(t, b, f, panel, false)
	p.Offline(true)
	enter(p, "een")
	enter(p, "twee")
	p.Wait("both wait", `document.querySelectorAll('[data-state=waitingSend], [data-state=sending], .customer .state:empty').length === 2`)
	p.Wait("it says so", `document.querySelector('.state').textContent.includes('zodra je weer online bent')`)
	p.Picture("widget-offline")
	if got := f.texts(f.only(t)); got != "" {
		t.Fatalf("sent while offline: %s", got)
	}
	p.Offline(false)
	said(p, "Je zei: twee")
	p.Wait("both read", `document.querySelectorAll('[data-state=read]').length === 2`)
	if got := f.texts(f.only(t)); got != "een|twee" {
		t.Errorf("came in as %s", got)
	}
}

// restart cuts every connection and answers nothing for a while, as a server does that starts again.
func restart(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	f.reply = bank
	w, err := widget.New(options(f))
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	w.Routes(e)
	var down atomic.Bool
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if down.Load() {
			panic(http.ErrAbortHandler)
		}
		e.ServeHTTP(rw, r)
	}))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	p := b.Open(t, s.URL+"/widget/", panel)
	p.Wait("the greeting", `document.querySelector('.kind-disclosure')`)
	down.Store(true)
	s.CloseClientConnections()
	enter(p, "hallo")
	f.Say(f.only(t), conversation.Said{Kind: "notice", Text: "Gezegd in de pauze", Language: "nl"})
	p.Wait("it says so", `!document.getElementById('banner').hidden`)
	p.Picture("widget-restart")
	down.Store(false)
	said(p, "Gezegd in de pauze")
	said(p, "Je zei: hallo")
	p.Wait("no banner", `document.getElementById('banner').hidden`)
	if got := strings.Count(bubbles(p), "hallo"); got != 2 {
		t.Errorf("hallo stands %d times in %s", got, bubbles(p))
	}
}

func tabs(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	one, base := chat(t, b, f, panel, false)
	two := b.Open(t, base+"/widget/", panel)
	two.Wait("the same greeting", `document.querySelectorAll('.message').length === 1`)
	browsertest.Eval[bool](one, `(document.getElementById('text').value = 'uit een', document.getElementById('form').requestSubmit(), true)`)
	said(two, "Je zei: uit een")
	if a, b := bubbles(one), bubbles(two); a != b {
		t.Errorf("one: %s\ntwo: %s", a, b)
	}
	browsertest.Eval[bool](one, `(document.getElementById('menu-restart').click(), document.querySelector('dialog .primary').click(), true)`)
	two.Wait("the new conversation", `document.querySelectorAll('.message').length === 1`)
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.records) != 2 {
		t.Errorf("%d conversations, want two", len(f.records))
	}
}

// host serves a company's page that embeds the chat of *base.
func host(t *testing.T, base *string) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'none'; script-src "+*base+"; frame-src "+*base+"; require-trusted-types-for 'script'; trusted-types 'none'")
		fmt.Fprintf(w, `<!doctype html><html lang="nl"><title>Bank</title><meta name="viewport" content="width=device-width"><main><h1>De Voorbeeldbank</h1><p>Welkom. <a href="#">Een link</a></p></main><script async src="%s/widget.js"></script></html>`, *base)
	}))
	t.Cleanup(s.Close)
	return s
}

func embedded(t *testing.T, b *browsertest.Browser) {
	var base string
	page := host(t, &base)
	f := newFake()
	f.reply = bank
	o := options(f)
	o.Origins = append(o.Origins, page.URL)
	base = serve(t, o).URL
	p := b.Open(t, page.URL, browsertest.Desktop)
	const launcher = `document.getElementById('balie-chat').shadowRoot.querySelector('button')`
	p.Wait("the launcher", `window.Balie && `+launcher)
	p.Axe()
	p.Picture("widget-page-closed")
	if n := browsertest.Eval[int](p, `localStorage.length + sessionStorage.length + document.cookie.length + document.querySelectorAll('iframe').length`); n != 0 {
		t.Error("something is stored or loaded before the chat is opened")
	}
	browsertest.Eval[bool](p, `(Balie.identify('signed:C-1'), `+launcher+`.click(), true)`)
	in := p.Frame("/widget/")
	in.Wait("the greeting", `document.querySelector('.kind-disclosure')`)
	p.Picture("widget-page-open")
	in.Wait("the focus in the input", `document.activeElement.id === 'text' && document.hasFocus()`)
	id := f.only(t)
	if got := f.Last(id); got.Identity == nil || got.Identity.Subject != "C-1" {
		t.Errorf("the site's token came as %+v", got)
	}
	enter(p, "hallo")
	said(in, "Je zei: hallo")
	p.Press("Escape")
	p.Wait("closed, the focus back", launcher+`.getAttribute('aria-expanded') === 'false' && document.activeElement.id === 'balie-chat'`)
	f.Say(id, conversation.Said{Kind: "notice", Text: "Er is nieuws", Language: "nl"})
	p.Wait("the count", launcher+`.getAttribute('aria-label').includes('1 ongelezen')`)
	p.Picture("widget-page-unread")
	p.Look(browsertest.Phone)
	browsertest.Eval[bool](p, `(Balie.open(), true)`)
	said(in, "Er is nieuws")
	p.Picture("widget-page-phone")
	p.Go(page.URL)
	p.Wait("open on the next page too", `window.Balie && `+launcher+`.getAttribute('aria-expanded') === 'true'`)
	said(in, "Er is nieuws")
	browsertest.Eval[bool](p, `(Balie.logout(), true)`)
	in.Wait("nothing left", `localStorage.length === 0 && document.querySelectorAll('.message').length === 0`)
}

func notAllowed(t *testing.T, b *browsertest.Browser) {
	var base string
	page := host(t, &base)
	f := newFake()
	base = serve(t, options(f)).URL
	p := b.Open(t, page.URL, browsertest.Desktop)
	p.Wait("the launcher", `window.Balie`)
	browsertest.Eval[bool](p, `(Balie.open(), true)`)
	p.Wait("the frame", `document.getElementById('balie-chat').shadowRoot.querySelector('iframe')`)
	p.Picture("widget-page-refused")
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.records) != 0 {
		t.Error("a site that is not allowed opened a conversation")
	}
}

func closed(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, _ := chat(t, b, f, panel, false)
	id := f.only(t)
	f.Say(id, conversation.ConversationClosed{By: "assistant", Reason: "done"})
	f.mu.Lock()
	f.closed[id] = true
	f.mu.Unlock()
	p.Wait("the end", `document.getElementById('speaker').textContent === 'Gesprek afgesloten'`)
	p.Picture("widget-closed")
	enter(p, "toch nog iets")
	said(p, "Je zei: toch nog iets")
	if got := strings.Count(bubbles(p), "toch nog iets"); got != 2 {
		t.Errorf("log: %s", bubbles(p))
	}
}

func english(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, _ := chat(t, b, f, panel, false)
	f.Say(f.only(t), conversation.Said{Kind: "say", Text: "Sure, English it is.", Language: "en"})
	p.Wait("the interface in English", `document.getElementById('speaker').textContent === 'Digital assistant' && document.documentElement.lang === 'en' && document.getElementById('send').getAttribute('aria-label') === 'Send'`)
	p.Axe()
	p.Picture("widget-english")
}

func announced(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, _ := chat(t, b, f, panel, false)
	browsertest.Eval[bool](p, `(window.added = [], new MutationObserver((ms) => ms.forEach((m) => m.addedNodes.forEach((n) => window.added.push(n.textContent)))).observe(document.getElementById('log'), {childList: true, subtree: true}), true)`)
	f.Say(f.only(t), conversation.HandoverRequested{Reason: "asked"}, conversation.Claimed{Agent: "a-1", Name: "Sanne"}, conversation.PersonSaid{Agent: "a-1", Name: "Sanne", Text: "Met Sanne"})
	said(p, "Met Sanne")
	if n := browsertest.Eval[int](p, `window.added.filter((t) => t.includes('Met Sanne')).length`); n != 1 {
		t.Errorf("inserted %d times", n)
	}
	if got := browsertest.Eval[string](p, `document.getElementById('log').getAttribute('aria-live') + ' ' + document.getElementById('status').textContent`); got != "polite Sanne, medewerker" {
		t.Errorf("announced: %s", got)
	}
}

func masked(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, _ := chat(t, b, f, panel, false)
	enter(p, "mijn kaart is 4111111111111111")
	said(p, "Je zei: mijn kaart is •••")
	p.Wait("masked on the screen too", `!document.getElementById('list').textContent.includes('4111')`)
}

func refused(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	f.reply = bank
	o := options(f)
	o.Limits.Messages = widget.Rate{Burst: -1}
	var bad atomic.Bool
	w, err := widget.New(o)
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	w.Routes(e)
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if bad.Load() && strings.HasSuffix(r.URL.Path, "/messages") {
			rw.Header().Set("Content-Type", "application/problem+json")
			rw.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprint(rw, `{"status":422,"code":"too_long","detail":"Dat is te lang."}`)
			return
		}
		e.ServeHTTP(rw, r)
	}))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	p := b.Open(t, s.URL+"/widget/", panel)
	p.Wait("the greeting", `document.querySelector('.kind-disclosure')`)
	bad.Store(true)
	enter(p, "hallo")
	p.Wait("it failed", `document.querySelector('[data-state=failed]')`)
	p.Axe()
	p.Picture("widget-failed")
	bad.Store(false)
	press(p, "Probeer opnieuw")
	said(p, "Je zei: hallo")
	p.Wait("read", `document.querySelector('[data-state=read]')`)
}
