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
	p.Wait("the empty frame away", `document.getElementById('balie-chat').shadowRoot.querySelector('button').getAttribute('aria-expanded') === 'false'`)
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.records) != 0 {
		t.Error("a site that is not allowed opened a conversation")
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
