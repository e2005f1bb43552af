package main

import (
	"testing"

	"balie/channels/browsertest"
)

// A customer with a mandate is asked for whom it is, sees for whom it is done, and the bank's system learns who did it.
func TestStoryOfAMandate(t *testing.T) {
	b := browsertest.Start(t)
	d := serveStory(t, "bank")
	v := d.open(b, "/?lang=nl")
	sees(v.Tab, "[data-customer]", "gemachtigd voor Marijke Duinhof")
	press(v.Tab, "Lieke Brandwijk")
	sees(v.Tab, "#who-now", "Lieke Brandwijk")
	v.openChat()
	v.types("ik ben mijn pinpas kwijt")
	v.hears("Voor wie is dit?")
	v.album("60-mandate-asked", v.chat)
	press(v.chat, "Voor Marijke Duinhof")
	v.hears("Namens: Marijke Duinhof")
	v.album("61-mandate-confirm", v.chat)
	press(v.chat, "Ja, doe maar")
	v.hears("is geblokkeerd")
	v.album("62-mandate-receipt", v.chat)
	if state, reason, _ := d.card("K-111"); state != "blocked" || reason != "lost" {
		t.Errorf("the card is %s for %s", state, reason)
	}
	if state, _, _ := d.card("K-91"); state != "active" {
		t.Errorf("the card of who acts is %s", state)
	}
	var log struct {
		Requests []struct{ Customer, Actor string }
	}
	d.ask("GET", "/demo/requests?operation=block_card", "", &log)
	if len(log.Requests) != 1 || log.Requests[0].Customer != "C-1011" || log.Requests[0].Actor != "C-1009" {
		t.Errorf("the bank's system was told %+v", log.Requests)
	}
	press(v.chat, "Nee, wacht")
	v.types("ik wil een medewerker")
	c := d.console(b)
	c.Wait("the conversation in the queue", `document.querySelector('#lists [data-waits]')`)
	do(c.Tab, `document.querySelector('#lists [data-waits]').closest('button').click()`)
	sees(c.Tab, "#panel .for", "Marijke Duinhof")
	c.album("63-mandate-console", c.Tab)
}

// asksWho is a customer whom nobody knows yet, at the question who they are.
func asksWho(t *testing.T) (*browsertest.Browser, visit) {
	t.Helper()
	b := browsertest.Start(t)
	d := serveStory(t, "bank")
	v := d.open(b, "/?lang=nl")
	v.openChat()
	v.types("ik ben mijn pinpas kwijt")
	v.hears("Inloggen op de site mag ook")
	return b, v
}

// toLogin presses the login's button by keyboard alone.
func (v visit) toLogin() {
	v.d.Helper()
	const there = `document.activeElement?.textContent.trim() === "Inloggen"`
	for range 40 {
		if browsertest.Eval[bool](v.chat, there) {
			v.Press("Enter")
			return
		}
		v.Press("Tab")
	}
	v.d.Fatal("Tab does not reach the login's button")
}

// opensLogin goes to the button by keyboard and opens the company's login.
func opensLogin(b *browsertest.Browser, v visit) *browsertest.Tab {
	v.d.Helper()
	v.toLogin()
	p := b.Popup(v.d.T, "/login/authorize")
	p.Wait("the login", `document.querySelector('button[name=customer]')`)
	return p
}

// A customer signs in at the company's login, in a window of its own and by keyboard alone; the window closes and the
// conversation goes on.
func TestStoryOfALogin(t *testing.T) {
	b, v := asksWho(t)
	p := opensLogin(b, v)
	p.Picture("story-70-login")
	do(p, `document.querySelector('button[name=customer]').focus()`)
	p.Press("Enter")
	v.Front()
	v.hears("Om welke pas gaat het?")
	v.chat.Wait("the focus where one types", `document.activeElement.id === 'text'`)
	v.album("71-logged-in", v.chat)
}

// A window that is closed half way, and one that the browser holds back, are told; the conversation goes on in another way.
func TestStoryOfALoginThatIsLeft(t *testing.T) {
	b, v := asksWho(t)
	p := opensLogin(b, v)
	do(p, `setTimeout(() => window.close())`)
	sees(v.chat, "#banner", "niet afgemaakt")
	v.album("72-login-left", v.chat)
	v.Front()
	do(v.chat, `document.getElementById('text').focus()`)
	do(v.Tab, `[...document.querySelectorAll('*')].find(e => e.shadowRoot?.querySelector('iframe')).shadowRoot.querySelector('iframe').contentWindow.open = () => null`)
	v.toLogin()
	sees(v.chat, "#banner", "hield het inlogvenster tegen")
	v.album("73-login-blocked", v.chat)
	do(v.chat, `document.getElementById('text').focus()`)
	v.types("sanne@post.example")
	v.hears("Wat is de code?")
	v.types(v.code())
	v.hears("Om welke pas gaat het?")
}

// Who has asked to be told of an order comes back in another browser, signs in, is told of it and goes on there.
func TestStoryOfComingBack(t *testing.T) {
	b := browsertest.Start(t)
	d := serveStory(t, "shop")
	first := d.open(b, "/?lang=nl")
	press(first.Tab, "Sanne Verhulst")
	first.openChat()
	first.types("waar is mijn bestelling")
	first.hears("Om welke bestelling gaat het?")
	first.types("wandelschoenen")
	first.hears("laten weten")
	first.types("ja")
	first.hears("Dat doe ik")
	do(first.Tab, `location.href = 'about:blank'`)

	again := d.open(browsertest.Start(t), "/?lang=nl")
	press(again.Tab, "Sanne Verhulst")
	again.openChat()
	again.hears("Je hebt nog iets lopen: Bestelling volgen.")
	again.album("80-told-what-is-open", again.chat)
	press(again.chat, "Ja, ga verder")
	sees(again.chat, "#list", "We zijn weer bij: Bestelling volgen")
	sees(again.chat, "#list", "wandelschoenen")
	again.album("81-gone-on", again.chat)
}
