package console_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"balie/channels/browsertest"
	"balie/conversation"
)

// Screens that agents have.
var (
	wide   = browsertest.Screen{Width: 1440, Height: 900}
	tablet = browsertest.Screen{Width: 768, Height: 1024}
)

// enter signs an agent in by the link that a demonstration prints.
func (o *office) enter(b *browsertest.Browser, agent string, s browsertest.Screen) *browsertest.Tab {
	o.Helper()
	p := b.Open(o.T, o.URL+"/console/?lang=nl#"+agent+":"+o.passwords[agent], s)
	p.Wait("the lists", `document.querySelector('#h-queue')`)
	return p
}

func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// click presses the first visible button with this text.
func click(p *browsertest.Tab, text string) {
	find := `[...document.querySelectorAll('button, summary')].find(b => b.checkVisibility() && (b.textContent + ' ' + (b.getAttribute('aria-label') ?? '')).includes(` + quoted(text) + `))`
	p.Wait("button "+text, find)
	browsertest.Eval[bool](p, "("+find+".click(), true)")
}

func sees(p *browsertest.Tab, where, text string) {
	p.Wait(text+" in "+where, `document.querySelector(`+quoted(where)+`)?.textContent.includes(`+quoted(text)+`)`)
}

// keys presses letters as shortcuts: what a page handles, the browser does not type.
func keys(p *browsertest.Tab, letters string) {
	for _, l := range letters {
		browsertest.Eval[bool](p, `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: `+quoted(string(l))+`, bubbles: true, cancelable: true}))`)
	}
}

// busy fills the office: somebody with a whole story, and others who wait.
func (o *office) busy() conversation.ID {
	now := o.clock.Now()
	o.clock.Add(-17 * time.Minute)
	o.open("ik wil iemand spreken", conversation.FrameOpened{Frame: 1, Flow: "postpone_payment"}, conversation.HandoverRequested{Reason: "requested", Frame: 1, Flow: "postpone_payment"})
	o.clock.Add(6 * time.Minute)
	o.open("er wordt nu geld afgeschreven", conversation.HandoverRequested{Reason: "fraud_in_progress", Urgent: true})
	o.clock.Add(5 * time.Minute)
	id := o.open("ik ben mijn pinpas kwijt", append(story(now), conversation.HandoverRequested{Reason: "irritation", Frame: 1, Flow: "block_card"})...)
	o.clock.Add(6 * time.Minute)
	o.open("wat zijn jullie openingstijden?", conversation.Said{
		Kind: "answer", Text: "We zijn open van 9 tot 17.30 uur.", Language: "nl", Because: "passage contact#2",
		Citations: []conversation.Citation{{Title: "Openingstijden", Link: "https://bank.example/contact", Passage: "Maandag tot en met vrijdag van 9.00 tot 17.30 uur."}},
	})
	return id
}

func TestAnAgentHelpsACustomerInTheBrowser(t *testing.T) {
	b := browsertest.Start(t)
	o := setup(t)
	id := o.busy()
	p := o.enter(b, "anna", wide)
	sees(p, "#lists", "Er wordt nu fraude gepleegd")
	if first := browsertest.Eval[string](p, `document.querySelector('#lists section:nth-of-type(2) .card').textContent`); !strings.Contains(first, "Dringend") {
		t.Errorf("first in the queue is %q", first)
	}
	p.Axe()
	browsertest.Eval[bool](p, `(document.querySelector('#lists section:nth-of-type(2) .card').click(), true)`)
	sees(p, ".glance", "Een antwoord van een medewerker") // no process waits for anything, and the customer does
	browsertest.Eval[bool](p, fmt.Sprintf(`(document.querySelector('[data-id="%s"]').click(), true)`, id))
	sees(p, "#panel", "BLK-2026-0042")
	sees(p, "#panel", "De klant raakt geïrriteerd")
	sees(p, ".glance", "Sinds wanneer ben je de pas kwijt?")
	sees(p, ".why", "wil Bankpas blokkeren")
	p.Picture("console-looking-on")
	keys(p, "a")
	sees(p, "#talk-state", "Jij spreekt")
	keys(p, "r")
	p.Type("Goedemiddag, met <b>Anna</b>.")
	p.Press("Enter")
	sees(p, ".message.person .text", "Goedemiddag, met <b>Anna</b>.")
	p.Wait("what was said in sight", `document.querySelector('#log').getBoundingClientRect().bottom >= [...document.querySelectorAll('.message.person')].at(-1).getBoundingClientRect().bottom`)
	if n := browsertest.Eval[int](p, `document.querySelectorAll('#log b b, #log .text b').length`); n != 0 {
		t.Error("text became markup")
	}
	p.Press("Escape")
	click(p, "Wijzig Reden")
	p.Wait("the options", `document.activeElement?.tagName === 'SELECT'`)
	p.Picture("console-correcting")
	browsertest.Eval[bool](p, `(document.activeElement.value = 'lost', document.activeElement.form.requestSubmit(), true)`)
	sees(p, "#log", "Anna wijzigde Reden: Kwijt")
	sees(p, ".values", "door jou")
	click(p, "Wijzig Sinds")
	browsertest.Eval[bool](p, `(document.activeElement.form.requestSubmit(), true)`)
	sees(p, ".wrong", "er staat niets")
	browsertest.Eval[bool](p, `(document.querySelector('.edit input').value = '2026-11-20', document.querySelector('.edit').requestSubmit(), true)`)
	sees(p, ".values", "20 november 2026")
	o.add(id, conversation.MessageReceived{Input: 3, Kind: conversation.InputText, Text: "<img src=x onerror=alert(1)> hallo?"})
	sees(p, "#log", "<img src=x onerror=alert(1)> hallo?")
	if n := browsertest.Eval[int](p, `document.querySelectorAll('#log img').length`); n != 0 {
		t.Error("a customer's text became markup")
	}
	keys(p, "r")
	p.Type("/h")
	p.Axe()
	p.Press("Enter")
	p.Wait("the reply filled in", `document.querySelector('#reply').value === 'Dag J. de Vries, met Anna. Kenmerk BLK-2026-0042, zaak {{case}}.'`)
	p.Press("Enter")
	sees(p, "#send-hint", "{{case}}") // it is not sent as it is
	browsertest.Eval[bool](p, `(document.querySelector('#reply').value = '', document.querySelector('#reply').dispatchEvent(new Event('input')), document.querySelector('#reply').blur(), true)`)
	keys(p, "n")
	p.Wait("the note", `document.activeElement?.id === 'note'`)
	p.Type("Belde gisteren ook.")
	click(p, "Bewaar")
	sees(p, ".note.noted", "Notitie van Anna: Belde gisteren ook.")
	click(p, "Waarom")
	p.Axe()
	p.Picture("console-desktop-light")
	p.Look(browsertest.Screen{Width: wide.Width, Height: wide.Height, Dark: true})
	p.Axe()
	p.Picture("console-desktop-dark")
	p.Press("Escape")
	browsertest.Eval[bool](p, `(document.activeElement.blur(), true)`)
	keys(p, "h")
	sees(p, "#talk-state", "De assistent spreekt")
	sees(p, "#log", "Anna gaf het gesprek terug aan de assistent")
	st, err := o.desk.State(t.Context(), id)
	o.must(err)
	if st.Status != conversation.WithAssistant || st.Frame(1).Slots["reason"].Value.Text != "lost" {
		t.Errorf("status %s, reason %+v", st.Status, st.Frame(1).Slots["reason"])
	}
}

func TestByKeyboardAlone(t *testing.T) {
	b := browsertest.Start(t)
	o := setup(t)
	o.busy()
	p := o.enter(b, "anna", wide)
	p.Wait("the queue", `document.querySelectorAll('#lists .card').length >= 3`)
	keys(p, "jj")
	p.Wait("the second card", `document.querySelectorAll('#lists .card')[1].getAttribute('aria-current') === 'true'`)
	keys(p, "k")
	p.Wait("the first card", `document.querySelectorAll('#lists .card')[0].getAttribute('aria-current') === 'true'`)
	sees(p, "#acts", "Neem over")
	keys(p, "a")
	sees(p, "#talk-state", "Jij spreekt")
	keys(p, "r")
	p.Type("half een zin")
	p.Press("Escape")
	keys(p, "jk")
	p.Wait("the draft", `document.querySelector('#reply').value === 'half een zin'`)
	keys(p, "?")
	p.Wait("the help", `document.querySelector('dialog[open] kbd')`)
	p.Axe()
	p.Picture("console-help")
	p.Press("Escape")
	p.Wait("no help", `!document.querySelector('dialog[open]')`)
	keys(p, "e")
	p.Wait("the question how it ended", `document.querySelector('dialog[open] input[value="solved"]')`)
	p.Axe()
	p.Picture("console-close")
	p.Press("Enter")
	sees(p, "#talk-state", "Gesloten")
	if v := browsertest.Eval[string](p, `document.title`); !strings.HasPrefix(v, "(2)") {
		t.Errorf("title is %q", v)
	}
	keys(p, "?")
	click(p, "Goed")
	browsertest.Eval[bool](p, `(localStorage.setItem('keys.off', '1'), true)`)
	keys(p, "j")
	sees(p, "#talk-state", "Gesloten")
}

func TestTwoAgentsSeeTheSame(t *testing.T) {
	b := browsertest.Start(t)
	o := setup(t)
	id := o.busy()
	anna, bram := o.enter(b, "anna", wide), o.enter(browsertest.Start(t), "bram", wide)
	for _, p := range []*browsertest.Tab{anna, bram} {
		p.Wait("the card", fmt.Sprintf(`document.querySelector('[data-id="%s"]')`, id))
		browsertest.Eval[bool](p, fmt.Sprintf(`(document.querySelector('[data-id="%s"]').click(), true)`, id))
		sees(p, "#acts", "Neem over")
	}
	keys(anna, "a")
	sees(anna, "#talk-state", "Jij spreekt")
	sees(bram, "#talk-state", "Anna spreekt")
	sees(bram, "#lists", "Andere open gesprekken")
	keys(anna, "t")
	anna.Wait("the colleague", `document.querySelector('dialog[open] input[value="bram"]')`)
	anna.Press("Enter")
	sees(bram, "#talk-state", "Jij spreekt")
	sees(anna, "#talk-state", "Bram spreekt")
	keys(bram, "q")
	bram.Wait("the note", `document.activeElement?.id === 'note'`)
	bram.Type("wil zijn pas terug")
	browsertest.Eval[bool](bram, `(document.querySelector('#dialog-row .primary').click(), true)`)
	bram.Wait("no dialog", `!document.querySelector('dialog[open]')`)
	sees(anna, "#log", "Bram zette het gesprek in de wachtrij: wil zijn pas terug")
}

func TestWhatIsNotSentIsNotLost(t *testing.T) {
	b := browsertest.Start(t)
	o := setup(t)
	id := o.busy()
	p := o.enter(b, "anna", wide)
	p.Wait("the card", fmt.Sprintf(`document.querySelector('[data-id="%s"]')`, id))
	browsertest.Eval[bool](p, fmt.Sprintf(`(document.querySelector('[data-id="%s"]').click(), true)`, id))
	sees(p, "#acts", "Neem over")
	keys(p, "ar")
	sees(p, "#talk-state", "Jij spreekt")
	keys(p, "r")
	p.Offline(true)
	p.Type("Komt dit aan?")
	p.Press("Enter")
	sees(p, ".message.waiting", "Niet verstuurd.")
	p.Picture("console-not-sent")
	p.Offline(false)
	click(p, "Opnieuw")
	p.Wait("it is said", `!document.querySelector('.message.waiting') && document.querySelector('#log').textContent.includes('Komt dit aan?')`)
	o.must(o.store.Ring(t.Context(), id))
	events, err := o.ledger.Events(t.Context(), id, 0, 1000)
	o.must(err)
	n := 0
	for _, e := range events {
		if _, ok := e.Event.(conversation.PersonSaid); ok {
			n++
		}
	}
	if n != 1 {
		t.Errorf("said %d times", n)
	}
}
