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

// Damage is reported in the chat; the back office accepts it on the page with the records; the customer reads so in the
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
		{"Waterdam", "Wat is er gebeurd"}, {"De wasmachine lekte en de vloer staat bol.", "Kun je een foto van de schade sturen?"}, {"ik heb geen foto", "Zal ik dit met jouw verhaal naar de expert sturen?"},
	} {
		v.types(turn[0])
		v.hears(turn[1])
	}
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
