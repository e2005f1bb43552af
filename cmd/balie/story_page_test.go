package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"balie/channels/browsertest"
)

// page is a tab that the story looks at.
type page struct {
	*browsertest.Tab
	d *story
}

// visit is the company's site with the chat in it.
type visit struct {
	page
	chat *browsertest.Tab // the frame of the chat
}

func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// do evaluates something for what it does.
func do(p *browsertest.Tab, expression string) {
	browsertest.Eval[bool](p, "(("+expression+"), true)")
}

// sees waits until a text stands in what a selector finds.
func sees(p *browsertest.Tab, where, text string) {
	p.Wait(fmt.Sprintf("%q in %s", text, where), `[...document.querySelectorAll(`+quoted(where)+`)].some(e => e.checkVisibility() && e.textContent.includes(`+quoted(text)+`))`)
}

// press clicks the last visible button with a text.
func press(p *browsertest.Tab, text string) {
	find := `[...document.querySelectorAll('button, summary, a')].filter(b => b.checkVisibility() && !b.disabled && (b.textContent + ' ' + (b.getAttribute('aria-label') ?? '')).includes(` + quoted(text) + `)).at(-1)`
	p.Wait("button "+text, find)
	do(p, find+".click()")
}

// tabTo presses Tab until something has the focus.
func (p page) tabTo(what, holds string) {
	p.d.Helper()
	for range 80 {
		p.Press("Tab")
		if browsertest.Eval[bool](p.Tab, "!!("+holds+")") {
			return
		}
	}
	p.d.Fatalf("Tab does not reach %s", what)
}

// screens are those on which each stage is looked at. What a screen reader meets differs by width and by colours, so
// both widths and both schemes are checked once.
var screens = []struct {
	name  string
	s     browsertest.Screen
	check bool
}{
	{"desktop-light", browsertest.Desktop, true}, {"desktop-dark", browsertest.Desktop.In(true), false},
	{"phone-light", browsertest.Phone, false}, {"phone-dark", browsertest.Phone.In(true), true},
}

// album takes a picture of a stage on every screen, and checks that nothing is too wide and that everybody can use it.
func (p page) album(stage string, within *browsertest.Tab) {
	p.d.Helper()
	for _, s := range screens {
		p.Look(s.s)
		browsertest.Eval[bool](p.Tab, `new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(true))))`)
		p.Picture("story-" + stage + "-" + s.name)
		if over := browsertest.Eval[int](within, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			p.d.Errorf("%s on %s is %d pixels too wide", stage, s.name, over)
		}
		if over := browsertest.Eval[int](within, `document.getElementById('chat') ? document.documentElement.scrollHeight - innerHeight : 0`); over > 0 {
			p.d.Errorf("the chat in %s on %s can be scrolled away by %d pixels", stage, s.name, over)
		}
		if s.check {
			within.Axe()
		}
	}
	p.Look(browsertest.Desktop)
}

// open visits the site and opens the chat by keyboard alone.
func (d *story) open(b *browsertest.Browser, path string) visit {
	d.Helper()
	p := page{b.Open(d.T, d.site+path, browsertest.Desktop), d}
	p.Wait("the launcher", `window.Balie`)
	v := visit{p, p.Frame("/widget/")}
	return v
}

func (v visit) openChat() {
	v.d.Helper()
	v.tabTo("the chat's button", `document.activeElement.id === 'balie-chat'`)
	v.Press("Enter")
	v.chat.Wait("the greeting", `document.querySelector('.kind-disclosure')`)
	v.chat.Wait("the focus where one types", `document.activeElement.id === 'text' && document.hasFocus()`)
}

// types says something by keyboard, and waits until it was taken.
func (v visit) types(text string) {
	v.d.Helper()
	v.reads()
	v.chat.Wait("the focus where one types", `document.activeElement.id === 'text' && document.hasFocus()`)
	v.Type(text)
	v.Press("Enter")
	v.chat.Wait(text+" taken", `[...document.querySelectorAll('.customer')].at(-1)?.dataset.state === 'read' && [...document.querySelectorAll('.customer .bubble')].at(-1).textContent.includes(`+quoted(text)+`)`)
}

// reads waits until what the chat holds has been on the screen for a frame, after which the chat counts it as seen: nobody
// answers what they have not seen, and a yes to that is none.
func (v visit) reads() {
	v.d.Helper()
	browsertest.Eval[bool](v.chat, `new Promise((seen) => {
		setTimeout(seen, 2000, true);
		requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(seen, 0, true)));
	})`)
}

// hears waits for a text in what was said since the customer's last message.
func (v visit) hears(text string) {
	v.d.Helper()
	v.chat.Wait("answer "+text, `(() => { const all = [...document.querySelectorAll('#list > li')]; const last = all.findLastIndex(e => e.classList.contains('customer')); return all.slice(last + 1).some(e => e.textContent.includes(`+quoted(text)+`)); })()`)
}

// speaks waits until the chat shows who serves the customer.
func (v visit) speaks(status, name string) {
	v.d.Helper()
	v.chat.Wait("who speaks: "+name, `document.getElementById('chat').dataset.status === `+quoted(status)+` && document.getElementById('speaker').textContent.includes(`+quoted(name)+`)`)
}

// said returns all texts of the chat, in order.
func (v visit) said() []string {
	v.d.Helper()
	return strings.Split(browsertest.Eval[string](v.chat, `[...document.querySelectorAll('.message .bubble p')].map(e => e.textContent).join('\u0001')`), "\x01")
}

// code reads the code from the demo's phone on the page, as a person would.
func (v visit) code() string {
	v.d.Helper()
	v.Wait("the code on the phone", `/\d{6}/.test(document.querySelector('#messages').textContent)`)
	return browsertest.Eval[string](v.Tab, `/\d{6}/.exec(document.querySelector('#messages li').textContent)[0]`)
}
