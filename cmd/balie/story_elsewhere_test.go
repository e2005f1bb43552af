package main

import "testing"

// An agent blocks the card in the bank's own system and records it: nothing is called, the customer sees that the agent
// writes, is told the reference, and when they put the conversation away the agent reads that.
func TestStoryOfAStepDoneElsewhere(t *testing.T) {
	d, v, c := takenOver(t)
	do(c.Tab, `document.getElementById('reply').focus()`)
	c.Type("Ik regel het in ons systeem.")
	sees(v.chat, "#typing", "Fatima typt…")
	v.album("52-person-types", v.chat)
	c.Press("Enter")
	v.hears("Ik regel het in ons systeem.")
	v.chat.Wait("no sign of writing", `document.getElementById('typing').hidden`)
	press(c.Tab, "Elders gedaan: Bankpas blokkeren")
	sees(c.Tab, "dialog .sent", "7730")
	c.Type("KERN-4711")
	c.album("53-console-elsewhere", c.Tab)
	c.Press("Enter")
	sees(c.Tab, "#log", "Gedaan: Bankpas blokkeren, kenmerk KERN-4711")
	sees(c.Tab, ".deeds", "elders")
	press(c.Tab, "Geef terug")
	v.hears("KERN-4711")
	if state, _, _ := d.card("K-12"); state != "active" || d.effects("block_card") != 0 {
		t.Errorf("the card is %s and was blocked %d times: nothing was to be called", state, d.effects("block_card"))
	}
	do(v.chat, `document.getElementById('menu').click(), document.getElementById('menu-restart').click(), document.querySelector('#sure .primary').click()`)
	sees(c.Tab, "#log", "de klant begon opnieuw")
}
