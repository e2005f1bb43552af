package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"balie/channels/browsertest"
)

// The program is killed after the back end blocked the card and before it said so. Started again on the same data, the
// conversation goes on in the open chat: the outcome is found, told once, and nothing happened twice.
func TestStoryOfAKilledProcess(t *testing.T) {
	b := browsertest.Start(t)
	path, data := storyProgram(t), t.TempDir()
	d := &story{T: t, site: "http://" + unusedAddress(t), back: "http://" + unusedAddress(t)}
	storyProcess(t, path, nil, "backend", "bank", "--listen", strings.TrimPrefix(d.back, "http://"), "--data", filepath.Join(data, "back.db"))
	serve := func() *storyProc {
		p := storyProcess(t, path, []string{"CRM_KEY=demo"}, "serve", "--demo", "--data", data, "--listen", strings.TrimPrefix(d.site, "http://"),
			"--backend", d.back, "--password", storyPassword, "--quiet", "20ms")
		d.ready()
		return p
	}
	first := serve()
	v := d.open(b, "/?lang=en")
	press(v.Tab, "Sanne Verhulst")
	sees(v.Tab, "#who-now", "signed in")
	v.openChat()
	v.types("my card was stolen")
	v.hears("Which card is it?")
	v.types("the first one")
	v.hears("Shall I go ahead?")
	d.ask(http.MethodPut, "/demo/faults", `{"block_card": {"fail": "timeout_after_commit", "times": 1}}`, nil)
	v.types("yes")
	d.await(func() bool { state, _, _ := d.card("K-11"); return state == "blocked" })
	first.kill()
	v.chat.Wait("the loss is shown", `!document.getElementById('banner').hidden`)
	v.chat.Wait("the end in view", `(() => { const log = document.getElementById('log'); return log.scrollHeight - log.scrollTop - log.clientHeight < 2; })()`)
	v.album("20-killed", v.chat)
	v.Type("did it work?")
	v.Press("Enter")
	serve()
	v.chat.Wait("the outcome", `[...document.querySelectorAll('.assistant')].some(e => e.textContent.includes('is blocked'))`)
	v.chat.Wait("the question taken", `[...document.querySelectorAll('.customer')].at(-1).dataset.state === 'read'`)
	v.chat.Wait("no banner", `document.getElementById('banner').hidden`)
	v.album("21-again", v.chat)
	if n := d.effects("block_card"); n != 1 {
		t.Errorf("the card was blocked %d times", n)
	}
	told := 0
	for _, text := range v.said() {
		if strings.Contains(text, "Done: card") {
			told++
		}
	}
	if receipts := browsertest.Eval[int](v.chat, `document.querySelectorAll('.receipt').length`); told != 1 || receipts != 1 {
		t.Errorf("told %d times with %d receipts, want once: %q", told, receipts, v.said())
	}
}
