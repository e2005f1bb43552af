package widget_test

import (
	"strings"
	"testing"

	"balie/channels/browsertest"
	"balie/conversation"
)

// bank answers like the first steps of a process, with everything that a message can carry.
func bank(in conversation.Input) []conversation.Event {
	say := func(kind, text string) conversation.Said {
		return conversation.Said{Kind: kind, Text: text, Language: "nl", Because: "block_card.reason"}
	}
	understood := conversation.Understood{Understanding: conversation.Understanding{
		Commands: []conversation.Command{{Do: conversation.DoStart, Flow: "block_card", Confidence: 0.93}}, By: "embedded",
		Trace: []string{"block_card 0.93", "report_theft 0.04"},
	}}
	switch {
	case in.Kind == conversation.InputIdentity:
		return []conversation.Event{conversation.IdentityProven{Identity: *in.Identity}}
	case in.Kind == conversation.InputOpened:
		m := say("disclosure", "Hoi! Ik ben de digitale assistent van De Voorbeeldbank. Een medewerker spreken kan ook. Waarmee kan ik je helpen?")
		m.Buttons = []conversation.Button{
			{ID: "start:block_card", Label: "Pas blokkeren"}, {ID: "start:postpone", Label: "Betaling uitstellen"},
			{ID: "start:details", Label: "Gegevens wijzigen"}, {ID: "pattern:other", Label: "Iets anders", Style: "quiet"},
		}
		return []conversation.Event{m}
	case in.Choice == "start:block_card":
		m := say("ask", "Wat vervelend. Ik regel het meteen. Wat is er met de pas gebeurd?")
		m.Buttons = []conversation.Button{{ID: "set:1:reason:lost", Label: "Kwijt"}, {ID: "set:1:reason:stolen", Label: "Gestolen"}, {ID: "set:1:reason:damaged", Label: "Kapot"}}
		return []conversation.Event{understood, m}
	case strings.HasPrefix(in.Choice, "set:1:reason"):
		m := say("confirm", "Ik blokkeer pas …4821 definitief (reden: "+in.Text+"). Doen?")
		m.Buttons = []conversation.Button{{ID: "yes:c-1", Label: "Ja, blokkeer de pas", Style: "primary"}, {ID: "no:c-1", Label: "Nee"}}
		return []conversation.Event{understood, m}
	case in.Choice == "yes:c-1":
		m := say("receipt", "Pas …4821 is geblokkeerd. Kenmerk BLK-2026-0042. Je nieuwe pas komt binnen vijf werkdagen.")
		m.Receipt = &conversation.Proof{Title: "Pas geblokkeerd", Reference: "BLK-2026-0042", At: in.At, Lines: []string{"Pas: …4821", "Rekening: Gezamenlijke rekening", "Reden: " + "kwijt"}}
		return []conversation.Event{understood, m}
	case in.Choice == "pattern:handover":
		return []conversation.Event{conversation.HandoverRequested{Reason: "asked"}, say("handover", "Ik haal er een medewerker bij. Je bent als volgende aan de beurt.")}
	case strings.Contains(in.Text, "rood"):
		m := say("answer", "Rood staan kost 9,9% rente per jaar. Je betaalt alleen over de dagen dat je rood staat.")
		m.Citations = []conversation.Citation{{Title: "Rood staan: wat kost het?", Link: "https://bank.example/rood-staan"}}
		return []conversation.Event{understood, m}
	}
	return []conversation.Event{understood, say("say", "Je zei: "+in.Text)}
}

// chat opens the chat by itself and waits for the greeting.
func chat(t *testing.T, b *browsertest.Browser, f *fake, s browsertest.Screen, why bool) (*browsertest.Tab, string) {
	t.Helper()
	f.reply = bank
	o := options(f)
	o.Why = why
	base := serve(t, o).URL
	p := b.Open(t, base+"/widget/", s)
	p.Wait("the greeting", `document.querySelector('.kind-disclosure')`)
	return p, base
}

func count(p *browsertest.Tab, selector string) int {
	return browsertest.Eval[int](p, `[...document.querySelectorAll(`+"`"+selector+"`"+`)].filter(e => e.checkVisibility()).length`)
}

// press clicks the button with this text.
func press(p *browsertest.Tab, label string) {
	p.Wait("button "+label, `[...document.querySelectorAll('button')].find(b => b.checkVisibility() && b.textContent.includes('`+label+`'))`)
	browsertest.Eval[bool](p, `([...document.querySelectorAll('button')].find(b => b.checkVisibility() && b.textContent.includes('`+label+`')).click(), true)`)
}

func said(p *browsertest.Tab, text string) {
	p.Wait("text "+text, `document.getElementById('list').textContent.includes('`+text+`')`)
}

func TestTheStoryOnEveryScreen(t *testing.T) {
	b := browsertest.Start(t)
	for name, s := range map[string]browsertest.Screen{
		"desktop-light": {Width: 400, Height: 640}, "desktop-dark": {Width: 400, Height: 640, Dark: true},
		"phone-light": browsertest.Phone, "phone-dark": browsertest.Phone.In(true),
		"small": {Width: 320, Height: 568}, "contrast": {Width: 400, Height: 640, HighContrast: true, Still: true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			p, _ := chat(t, b, f, s, name == "desktop-light" || name == "desktop-dark")
			p.Picture("widget-" + name + "-1-greeting")
			p.Axe()
			press(p, "Pas blokkeren")
			press(p, "Kwijt")
			said(p, "Doen?")
			p.Picture("widget-" + name + "-2-confirm")
			press(p, "Ja, blokkeer")
			said(p, "BLK-2026-0042")
			p.Picture("widget-" + name + "-3-receipt")
			browsertest.Eval[bool](p, `(document.getElementById('text').focus(), true)`)
			p.Type("wat kost rood staan?")
			p.Press("Enter")
			said(p, "9,9%")
			p.Picture("widget-" + name + "-4-answer")
			p.Axe()
			press(p, "Praat met een medewerker")
			p.Wait("the queue", `document.getElementById('speaker').textContent.startsWith('Wacht op')`)
			f.mu.Lock()
			var id conversation.ID
			for id = range f.records {
			}
			f.mu.Unlock()
			f.Say(id, conversation.Claimed{Agent: "a-1", Name: "Sanne"}, conversation.PersonSaid{Agent: "a-1", Name: "Sanne", Text: "Hoi, met Sanne. Ik zie dat je pas geblokkeerd is. Kan ik nog iets voor je doen?"})
			said(p, "met Sanne")
			p.Picture("widget-" + name + "-5-person")
			browsertest.Eval[bool](p, `(document.querySelectorAll('details').forEach((d) => { d.open = true; }), document.getElementById('menu').click(), true)`)
			p.Picture("widget-" + name + "-6-menu")
			p.Axe()
		})
	}
}
