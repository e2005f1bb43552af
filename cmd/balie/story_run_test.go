package main

import (
	"testing"

	"balie/channels/browsertest"
)

// takenOver is a customer who hesitates at the confirmation of a lost card and asks for a person, and the agent who has
// taken the conversation.
func takenOver(t *testing.T) (*story, visit, page) {
	t.Helper()
	b := browsertest.Start(t)
	d := serveStory(t, "bank")
	v := d.open(b, "/?lang=nl")
	press(v.Tab, "Sanne Verhulst")
	sees(v.Tab, "#who-now", "Sanne Verhulst")
	v.openChat()
	v.types("ik ben mijn pinpas kwijt")
	v.hears("Om welke pas gaat het?")
	v.types("de gezamenlijke")
	v.hears("pas …7730")
	v.types("ik wil een medewerker")
	v.speaks("queued", "Wacht op een medewerker")
	c := d.console(b)
	c.Wait("the conversation in the queue", `document.querySelector('#lists [data-waits]')`)
	do(c.Tab, `document.querySelector('#lists [data-waits]').closest('button').click()`)
	press(c.Tab, "Neem over")
	sees(c.Tab, "#talk-state", "Jij spreekt")
	return d, v, c
}

// A customer hesitates at the confirmation and asks for a person; the agent runs the step in their own name, sees what
// is sent before it goes, and hands back: the customer is told, and nothing happens twice.
func TestStoryOfAnAgentWhoRunsTheStep(t *testing.T) {
	d, v, c := takenOver(t)
	if state, _, _ := d.card("K-12"); state != "active" {
		t.Fatalf("the card is %s before anybody said so", state)
	}
	press(c.Tab, "Voer uit: Bankpas blokkeren")
	sees(c.Tab, "dialog .sent", "7730")
	sees(c.Tab, "dialog .sent", "Kwijt")
	c.album("50-console-run", c.Tab)
	do(c.Tab, `document.querySelector('#dialog-row .primary').click()`)
	sees(c.Tab, "#log", "Gedaan: Bankpas blokkeren")
	c.Wait("no second run", `!document.querySelector('#panel [data-key=run]')`)
	state, reason, reference := d.card("K-12")
	if state != "blocked" || reason != "lost" || d.effects("block_card") != 1 {
		t.Errorf("the card is %s for %s, blocked %d times", state, reason, d.effects("block_card"))
	}
	press(c.Tab, "Geef terug")
	v.hears(reference)
	v.album("51-run-told", v.chat)
	if n := d.effects("block_card"); n != 1 {
		t.Errorf("the card was blocked %d times", n)
	}
}
