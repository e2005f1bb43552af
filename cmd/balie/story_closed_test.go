package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"balie/channels/browsertest"
	"balie/channels/console"
)

// Nobody is at the desk: that is said at once, with the next opening, and a message gets the number of a case that the
// back end has. An agent who signs in finds it, reads whom to call about what, and closes it.
func TestStoryWhenNobodyIsThere(t *testing.T) {
	b := browsertest.Start(t)
	d := &story{T: t, site: "http://" + unusedAddress(t), back: "http://" + unusedAddress(t)}
	dir := closedCompany(t)
	hash, err := console.HashPassword(storyPassword)
	if err != nil {
		t.Fatal(err)
	}
	runStory(t, os.Getenv, "backend", "bank", "--listen", strings.TrimPrefix(d.back, "http://"), "--data", filepath.Join(t.TempDir(), "back.db"))
	getenv := func(name string) string {
		switch name {
		case "STORY_KEY":
			return strings.Repeat("5a", 32)
		case "CRM_URL":
			return d.back
		case "CRM_KEY":
			return "demo"
		case "STORY_HASH":
			return hash
		}
		return os.Getenv(name)
	}
	runStory(t, getenv, "serve", dir, "--listen", strings.TrimPrefix(d.site, "http://"), "--quiet", "20ms")
	d.ready()
	p := page{b.Open(t, d.site+"/widget/", browsertest.Desktop), d}
	v := visit{p, p.Tab}
	v.types("ik wil een medewerker spreken")
	v.hears("Er is nu niemand")
	v.hears(weekdays[inThreeDays()])
	v.hears("03:00")
	v.album("30-closed", v.chat)
	press(v.chat, "Laat bericht achter")
	v.hears("Wat mag ik doorgeven?")
	v.types("Ik wil weten of mijn nieuwe pas al onderweg is.")
	v.hears("bereiken")
	v.types("0612345678")
	v.hears("zaaknummer")
	v.album("31-case", v.chat)
	cases := d.records().Tables.Cases
	if len(cases) != 1 || !strings.Contains(cases[0].Text, "nieuwe pas") {
		t.Fatalf("cases: %+v", cases)
	}
	v.hears(cases[0].ID)
	c := d.console(b)
	sees(c.Tab, "#desk-state", "Gesloten voor klanten, weer open")
	sees(c.Tab, "#h-left", "Achtergelaten berichten 1")
	sees(c.Tab, "#lists .card", cases[0].ID)
	c.album("32-console-left", c.Tab)
	do(c.Tab, `document.querySelector('#lists .card').click()`)
	sees(c.Tab, "#panel", "nieuwe pas")
	sees(c.Tab, ".glance", "Contact opnemen via 0612345678")
	press(c.Tab, "Neem over")
	sees(c.Tab, "#talk-state", "Jij spreekt")
	c.album("33-console-message", c.Tab)
	press(c.Tab, "Sluit")
	c.Wait("the reasons", `document.activeElement?.name === 'reason'`)
	c.Press("Enter")
	c.Wait("nothing left", `!document.querySelector('#h-left')`)
}

var deskHours = regexp.MustCompile(`(?s)  hours:\n.*?  closed: \[.*?\]`)

var weekdays = map[time.Weekday]string{
	time.Monday: "maandag", time.Tuesday: "dinsdag", time.Wednesday: "woensdag", time.Thursday: "donderdag", time.Friday: "vrijdag",
	time.Saturday: "zaterdag", time.Sunday: "zondag",
}

func inThreeDays() time.Weekday { return time.Now().AddDate(0, 0, 3).Weekday() }

// closedCompany is a copy of the demo bank whose desk opens for one minute, three days from now.
func closedCompany(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bank")
	if err := run(t.Context(), []string{"init", dir, "--from", "bank"}, os.Getenv, strings.NewReader(""), &printed{}, &printed{}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "config.yaml")
	config, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	day := strings.ToLower(inThreeDays().String()[:3])
	hours := "  agents: [{id: fatima, name: Fatima, password: {env: STORY_HASH}}]\n  hours: [{days: [" + day + `], from: "03:00", to: "03:01"}]`
	config = deskHours.ReplaceAll(config, []byte(hours))
	config = bytes.Replace(config, []byte("storage: {"), []byte("storage: {key: {env: STORY_KEY}, "), 1)
	if err := os.WriteFile(file, config, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
