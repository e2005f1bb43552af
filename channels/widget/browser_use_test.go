package widget_test

import (
	"fmt"
	"strings"
	"testing"

	"balie/channels/browsertest"
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
		"an answer that takes long": slow, "the menu": menu, "who reads back is left in peace": reading, "masked text": masked, "a refused message can be sent again": refused,
		"many choices": manyChoices, "a form": fillIn, "a receipt to keep": receiptToKeep,
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
	p.Wait("the banner", `!document.getElementById('banner').hidden`)
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

func tabs(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	one, base := chat(t, b, f, panel, false)
	two := b.Open(t, base+"/widget/", panel)
	two.Wait("the same greeting", `document.querySelectorAll('.message').length === 1`)
	browsertest.Eval[bool](one, `(document.getElementById('text').value = 'uit een', document.getElementById('form').requestSubmit(), true)`)
	said(one, "Je zei: uit een") // each has a stream of its own
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

func slow(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, _ := chat(t, b, f, panel, false)
	f.mu.Lock()
	f.hold = true
	f.mu.Unlock()
	enter(p, "duurt dit lang?")
	p.Wait("it was accepted", `document.querySelector('[data-state=sent]')`)
	p.Wait("it says so", `document.getElementById('status').textContent === 'Digitale assistent is bezig'`)
	p.Picture("widget-busy")
	p.Axe()
	id := f.only(t)
	f.Say(id, conversation.MessageReceived{Input: f.Last(id).N, Kind: conversation.InputText, Text: "duurt dit lang?"},
		conversation.Said{Kind: "say", Text: "Nee hoor.", Language: "nl"}, conversation.TurnEnded{})
	said(p, "Nee hoor.")
	p.Wait("rest", `document.getElementById('typing').hidden`)
}

func reading(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, _ := chat(t, b, f, panel, false)
	id := f.only(t)
	for i := range 12 {
		f.Say(id, conversation.Said{Kind: "say", Text: fmt.Sprintf("Dit is bericht %d, met genoeg woorden voor twee regels.", i), Language: "nl"})
	}
	said(p, "bericht 11")
	p.Wait("what is below is counted", `!document.getElementById('jump').hidden`)
	browsertest.Eval[bool](p, `(document.getElementById('log').scrollTop = 100000, true)`)
	p.Wait("nothing is below", `document.getElementById('jump').hidden`)
	browsertest.Eval[bool](p, `(document.getElementById('log').scrollTop = 0, true)`)
	p.Wait("it is scrolled", `document.getElementById('log').scrollTop === 0`)
	f.Say(id, conversation.Said{Kind: "say", Text: "Nieuw een", Language: "nl"}, conversation.Said{Kind: "say", Text: "Nieuw twee", Language: "nl"})
	p.Wait("the count", `!document.getElementById('jump').hidden && document.getElementById('jump').textContent === '2 nieuwe berichten'`)
	if top := browsertest.Eval[int](p, `document.getElementById('log').scrollTop`); top != 0 {
		t.Errorf("the page jumped to %d", top)
	}
	p.Picture("widget-jump")
	p.Axe()
	press(p, "2 nieuwe berichten")
	p.Wait("the end", `document.getElementById('jump').hidden && document.getElementById('log').scrollTop > 0`)
	seen := browsertest.Eval[string](p, `document.querySelector('#list > :last-child').dataset.n`)
	enter(p, "gelezen")
	said(p, "Je zei: gelezen")
	if got := fmt.Sprint(f.Last(id).Seen); got != seen {
		t.Errorf("seen is %s, on the screen is %s", got, seen)
	}
}

func menu(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, _ := chat(t, b, f, panel, false)
	browsertest.Eval[bool](p, `(window.saved = [], HTMLAnchorElement.prototype.click = function () { window.saved.push(this.download); }, document.getElementById('menu-transcript').click(), true)`)
	p.Wait("the transcript", `window.saved.includes('chat.txt')`)
	browsertest.Eval[bool](p, `(document.getElementById('menu-language').click(), true)`)
	said(p, "Je zei: English please")
	id := f.only(t)
	press(p, "Praat met een medewerker")
	p.Wait("the queue", `document.getElementById('person').disabled`)
	if in := f.Last(id); in.Choice != "pattern:handover" || in.Kind != conversation.InputButton {
		t.Errorf("a person is asked for with %+v", in)
	}
	f.Say(id, conversation.HandoverWithdrawn{})
	p.Wait("the assistant alone", `!document.getElementById('person').disabled && !document.getElementById('badge').hidden`)
}

func masked(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, _ := chat(t, b, f, panel, false)
	enter(p, "mijn kaart is 4111111111111111")
	said(p, "Je zei: mijn kaart is •••")
	p.Wait("masked on the screen too", `!document.getElementById('list').textContent.includes('4111')`)
}
