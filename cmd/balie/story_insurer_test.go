package main

import (
	"net/http"
	"testing"

	"balie/channels/browsertest"
)

// claim is damage as the back end has it on file.
type claimOnFile struct{ ID, State, Cause, Place string }

func (d *story) claims() []claimOnFile {
	d.Helper()
	var r struct {
		Tables struct{ Claims []claimOnFile }
	}
	d.ask(http.MethodGet, "/demo/state", "", &r)
	return r.Tables.Claims
}

// photographing puts a photo into the upload as a customer who chooses one.
const photographing = `(async () => {
	const c = document.createElement('canvas'); c.width = 640; c.height = 480;
	const p = c.getContext('2d'); p.fillStyle = '#8a6d4b'; p.fillRect(0, 0, 640, 480); p.fillStyle = '#3b2f22'; p.fillRect(120, 220, 400, 90);
	const blob = await new Promise((r) => c.toBlob(r, 'image/jpeg'));
	const t = new DataTransfer();
	t.items.add(new File([blob], 'vloer.jpg', {type: 'image/jpeg'}));
	const input = document.querySelector('.upload input'); input.files = t.files; input.dispatchEvent(new Event('change'));
})(), true`

// Damage is reported with a photo in the chat; the back office accepts it on the page with the records; the customer reads so in the
// chat that is still open, and books the repair.
func TestStoryOfDamage(t *testing.T) {
	b := browsertest.Start(t)
	d := serveStory(t, "insurer")
	v := d.open(b, "/?lang=nl")
	v.album("50-insurer", v.Tab)
	press(v.Tab, "Sanne Verhulst")
	sees(v.Tab, "#who-now", "Sanne Verhulst")
	v.openChat()
	for _, turn := range [][2]string{
		{"er is lekkage in mijn huis geweest", "Bij welke verzekering"}, {"mijn inboedel", "Op welke dag"}, {"gisteren", "Waar is het gebeurd"},
		{"Waterdam", "Wat is er gebeurd"}, {"De wasmachine lekte en de vloer staat bol.", "Kun je een foto van de schade sturen?"},
	} {
		v.types(turn[0])
		v.hears(turn[1])
	}
	browsertest.Eval[bool](v.chat, photographing)
	v.chat.Wait("the photo to be there", `!document.querySelector('.upload button.primary').disabled && !document.querySelector('.files progress')`)
	v.album("51-photo", v.chat)
	browsertest.Eval[bool](v.chat, `(document.querySelector('.upload button.primary').click(), true)`)
	v.hears("naar de expert sturen?")
	v.album("51-report", v.chat)
	press(v.chat, "Ja, doe maar")
	v.hears("Je schade is gemeld, kenmerk S-")
	reported := d.claims()[len(d.claims())-1]
	if reported.State != "reported" || reported.Cause != "water" || reported.Place != "Waterdam" {
		t.Fatalf("on file is %+v", reported)
	}
	office := page{b.Open(t, d.back, browsertest.Desktop), d}
	press(office.Tab, "accept: "+reported.ID)
	sees(office.Tab, "#table-claims tbody tr:first-child", "last event twice")
	v.hears("Goed nieuws over schade " + reported.ID)
	v.hears("Wanneer kan de hersteller komen?")
	sees(office.Tab, "#table-requests", "list_repairs")
	office.Wait("an end of what fades in", `document.getAnimations().length === 0`)
	office.album("52-office", office.Tab)
	v.types("de eerste")
	v.hears("Zal ik hem inplannen?")
	v.album("53-repair", v.chat)
	press(v.chat, "Ja, doe maar")
	v.hears("Ingepland")
	if n := d.effects("book_repair"); n != 1 {
		t.Errorf("the repairer was booked %d times", n)
	}
}
