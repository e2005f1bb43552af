package main

import (
	"slices"
	"strings"
	"testing"

	"balie/channels/browsertest"
)

// The story of a newcomer: a card is blocked by keyboard alone, with a question and a correction on the way, then a
// person is asked for, helps, and hands back to the step that was left.
func TestStoryOfALostCard(t *testing.T) {
	b := browsertest.Start(t)
	d := serveStory(t, "bank")
	v := d.open(b, "/?lang=nl")
	v.album("01-site", v.Tab)
	v.openChat()
	if n := browsertest.Eval[int](v.chat, `document.querySelectorAll('.choices button').length`); n == 0 || n > 4 {
		t.Errorf("%d buttons under the greeting, want one to four", n)
	}
	sees(v.chat, ".kind-disclosure", "digitale assistent")
	v.album("02-greeting", v.chat)
	blockCard(t, d, v)
	askForAPerson(t, d, v, b)
	texts := v.said()
	for i, text := range texts {
		if slices.Contains(texts[:i], text) && !strings.Contains(strings.Join(said, "|"), text) {
			t.Errorf("said twice word for word: %q", text)
		}
	}
}

// said is what the customer of the story says.
var said = []string{"ik ben mijn pinpas kwijt", "C-1001", "wat kost rood staan?", "de gezamenlijke", "nee wacht, gestolen", "ja", "ik wil een medewerker"}

func blockCard(t *testing.T, d *story, v visit) {
	t.Helper()
	v.types("ik ben mijn pinpas kwijt")
	v.hears("Wat vervelend")
	sees(v.chat, `a[href="tel:0880002424"]`, "088 000 24 24")
	v.hears("klantnummer")
	v.album("03-lost", v.chat)
	v.types("C-1001")
	v.hears("Wat is de code?")
	code := v.code()
	v.album("04-code", v.chat)
	v.types(code)
	v.hears("Om welke pas gaat het?")
	v.types("wat kost rood staan?")
	v.hears("9,9%")
	v.hears("Bron")
	v.hears("Om welke pas gaat het?")
	v.album("05-question", v.chat)
	v.types("de gezamenlijke")
	v.hears("pas …7730")
	v.album("06-confirm", v.chat)
	if state, _, _ := d.card("K-12"); state != "active" {
		t.Fatalf("card is %s before the customer agreed", state)
	}
	v.types("nee wacht, gestolen")
	v.hears("reden: Gestolen")
	v.types("ja")
	v.hears("geblokkeerd")
	state, reason, reference := d.card("K-12")
	if state != "blocked" || reason != "stolen" || d.effects("block_card") != 1 {
		t.Errorf("card is %s for %s, blocked %d times", state, reason, d.effects("block_card"))
	}
	sees(v.chat, ".receipt", reference)
	v.hears("diefstal ook melden")
	v.album("07-receipt", v.chat)
	do(v.chat, `[...document.querySelectorAll('.why > details')].forEach(d => { d.open = true; })`)
	sees(v.chat, ".why", "wil Bankpas blokkeren")
	sees(v.chat, ".why", "Bankpas blokkeren (B-")
	v.album("07-why", v.chat)
	do(v.chat, `[...document.querySelectorAll('.why > details')].forEach(d => { d.open = false; })`)
}

func askForAPerson(t *testing.T, d *story, v visit, b *browsertest.Browser) {
	t.Helper()
	c := d.console(b)
	v.types("ik wil een medewerker")
	v.speaks("queued", "Wacht op een medewerker")
	v.album("08-waiting", v.chat)
	c.Wait("the conversation in the queue", `document.querySelector('#lists [data-waits]')`)
	do(c.Tab, `document.querySelector('#lists [data-waits]').closest('button').click()`)
	_, _, reference := d.card("K-12")
	for label, text := range map[string]string{"Wil": "Bankpas blokkeren", "Gedaan": reference, "Nodig": "diefstal"} {
		c.Wait("three lines", `[...document.querySelectorAll('.glance dl > div')].some(e => e.querySelector('dt').textContent === `+quoted(label)+` && e.querySelector('dd').textContent.includes(`+quoted(text)+`))`)
	}
	sees(c.Tab, ".reason", "De klant vraagt om een medewerker")
	c.album("09-console-queue", c.Tab)
	press(c.Tab, "Neem over")
	sees(c.Tab, "#talk-state", "Jij spreekt")
	v.speaks("with_person", "Fatima, medewerker")
	c.reply("Goedemiddag, u spreekt met Fatima.")
	v.hears("Goedemiddag, u spreekt met Fatima.")
	v.types("mag ik de diefstal toch melden?")
	sees(c.Tab, "#log", "mag ik de diefstal toch melden?")
	v.album("10-person", v.chat)
	c.album("11-console-talk", c.Tab)
	correctAndHandBack(c, v)
	if n := d.effects("block_card"); n != 1 {
		t.Errorf("the card was blocked %d times", n)
	}
}

func correctAndHandBack(c page, v visit) {
	v.d.Helper()
	press(c.Tab, "Wijzig diefstal melden")
	c.Wait("the choices", `document.activeElement?.tagName === 'SELECT'`)
	do(c.Tab, `document.activeElement.value = [...document.activeElement.options].find(o => o.textContent === 'Ja').value, document.activeElement.form.requestSubmit()`)
	sees(c.Tab, "#log", "wijzigde diefstal melden")
	sees(c.Tab, ".glance", "dag van de diefstal")
	c.album("12-console-corrected", c.Tab)
	press(c.Tab, "Geef terug")
	sees(c.Tab, "#talk-state", "De assistent spreekt")
	v.speaks("with_assistant", "Digitale assistent")
	v.hears("Op welke dag is de pas gestolen?")
	v.album("13-handed-back", v.chat)
	v.types("gisteren")
	v.hears("Wat is er gebeurd?")
}

// console signs an agent in by keyboard.
func (d *story) console(b *browsertest.Browser) page { return d.consoleIn(b, "nl") }

func (d *story) consoleIn(b *browsertest.Browser, language string) page {
	d.Helper()
	c := page{b.Open(d.T, d.site+"/console/?lang="+language, browsertest.Desktop), d}
	c.Wait("the door", `document.activeElement?.id === 'agent'`)
	c.album("00-console-door", c.Tab)
	do(c.Tab, `document.getElementById('agent').focus()`)
	c.Type("fatima")
	c.Press("Tab")
	c.Type(storyPassword)
	c.Press("Enter")
	c.Wait("the lists", `document.querySelector('#h-queue')`)
	return c
}

// reply answers the customer.
func (p page) reply(text string) {
	p.d.Helper()
	do(p.Tab, `document.getElementById('reply').focus()`)
	p.Type(text)
	p.Press("Enter")
	sees(p.Tab, ".message.person", text)
}
