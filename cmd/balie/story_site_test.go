package main

import (
	"testing"

	"balie/channels/browsertest"
)

// Every page of the shop's site, in English, and the way from an answer to the page that it cites.
func TestStoryOfTheSite(t *testing.T) {
	b := browsertest.Start(t)
	d := serveStory(t, "shop")
	v := d.open(b, "/?lang=en")
	v.album("40-shop", v.Tab)
	for _, part := range []string{"help", "demo", "phone"} {
		do(v.Tab, `document.documentElement.style.scrollBehavior = 'auto', document.getElementById('`+part+`').scrollIntoView()`)
		v.album("41-"+part, v.Tab)
	}
	press(v.Tab, "Emily Carrow")
	sees(v.Tab, "#who-now", "signed in as Emily Carrow")
	v.Go(d.site + "/?lang=en")
	sees(v.Tab, "#who-now", "signed in as Emily Carrow") // also on the next page
	v.openChat()
	v.types("how long can i return things?")
	v.hears("30 days")
	link := browsertest.Eval[string](v.chat, `document.querySelector('.sources a').href`)
	press(v.chat, "Why this answer?")
	v.album("42-answer", v.chat)
	v.Press("Escape")
	v.Go(link)
	v.Wait("the cited section", `document.querySelector('h2:target')?.getBoundingClientRect().top < innerHeight`)
	v.album("43-help", v.Tab)
	v.Go(d.site + "/en/nowhere")
	sees(v.Tab, "h1", "not here")
	v.album("44-missing", v.Tab)
	p := page{b.Open(t, d.back, browsertest.Desktop), d}
	sees(p.Tab, "h1", "records")
	p.album("45-records", p.Tab)
}
