package console_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"balie/channels/console"
	"balie/conversation"
)

func TestAnAgentTakesAnswersCorrectsAndHandsBack(t *testing.T) {
	t.Parallel()
	o := setup(t)
	id := o.open("mijn pas is weg", append(story(o.clock.Now()), conversation.HandoverRequested{Reason: "requested", Frame: 1, Flow: "block_card"})...)
	anna, bram := o.signedIn("anna"), o.signedIn("bram")
	v, res := anna.act(id, "claim", map[string]any{"epoch": 0, "after": 0})
	if res.status != http.StatusOK || !v.Mine || v.Person != "Anna" || v.Status != conversation.WithPerson {
		t.Fatalf("claim: %d %s", res.status, res.body)
	}
	if _, res := bram.act(id, "claim", map[string]any{"epoch": 0}); res.status != http.StatusConflict || !strings.Contains(res.body, `"name":"Anna"`) {
		t.Fatalf("the second claim: %d %s", res.status, res.body)
	}
	n := v.N
	for range 2 {
		v, res = anna.act(id, "say", map[string]any{"epoch": v.Epoch, "after": n, "client": "c-1", "text": "Goedemiddag, met Anna"})
		if res.status != http.StatusOK || len(v.Items) != 1 || v.Items[0].From != conversation.FromPerson {
			t.Fatalf("say: %d %s", res.status, res.body)
		}
	}
	v, res = anna.act(id, "correct", map[string]any{"epoch": v.Epoch, "after": v.N, "frame": 1, "slot": "reason", "value": "lost"})
	if res.status != http.StatusOK || v.Items[len(v.Items)-1].Note.Code != "corrected" || v.Summary.Processes[0].Values[0].Source != conversation.SourceAgent {
		t.Fatalf("correct: %d %s", res.status, res.body)
	}
	if _, res = anna.act(id, "handback", map[string]any{"epoch": v.Epoch - 1}); res.code() != "stale" || res.status != http.StatusConflict {
		t.Fatalf("on an old epoch: %d %s", res.status, res.body)
	}
	v, res = anna.act(id, "handback", map[string]any{"epoch": v.Epoch, "after": v.N})
	if res.status != http.StatusOK || v.Status != conversation.WithAssistant || v.Mine {
		t.Fatalf("hand back: %d %s", res.status, res.body)
	}
	if _, res = anna.act(id, "say", map[string]any{"epoch": v.Epoch, "client": "c-2", "text": "nog iets"}); res.status != http.StatusForbidden || res.code() != "not_held" {
		t.Fatalf("after the hand-back: %d %s", res.status, res.body)
	}
}

func TestTheViewTellsTheWholeStory(t *testing.T) {
	t.Parallel()
	o := setup(t)
	id := o.open("mijn pas is weg", append(story(o.clock.Now()), conversation.HandoverRequested{Reason: "irritation"})...)
	v := o.signedIn("anna").view(id, 0)
	types := map[string]int{}
	for _, it := range v.Items {
		types[it.Type]++
	}
	if types["message"] != 5 || types["note"] != 3 || types["why"] < 6 || types["turn"] != 3 {
		t.Errorf("items are %v", types)
	}
	s := v.Summary
	if s.Wants[0].Title != "Bankpas blokkeren" || s.Done[0].Reference != "BLK-2026-0042" || s.Needs.Kind != "answer" || s.Needs.Label != "Sinds" || s.Why.Reason != "irritation" {
		t.Errorf("summary is %+v", s)
	}
	if later := o.signedIn("anna").view(id, v.N); len(later.Items) != 0 || later.N != v.N {
		t.Errorf("after the last: %+v", later.Items)
	}
}

func TestWithoutASessionNothing(t *testing.T) {
	t.Parallel()
	o := setup(t)
	id := o.open("hallo", conversation.HandoverRequested{Reason: "requested"})
	nobody, forged := o.browser(), o.browser()
	forged.cookie = &http.Cookie{Name: "balie_console", Value: strings.Repeat("A", 43)}
	over := o.signedIn("anna")
	o.clock.Add(11 * time.Hour)
	left := o.signedIn("bram")
	if res := left.do(http.MethodDelete, "session", nil); res.status != http.StatusNoContent {
		t.Fatalf("sign out: %d %s", res.status, res.body)
	}
	for name, b := range map[string]*browser{"nobody": nobody, "forged": forged, "over": over, "signed out": left} {
		for _, c := range []struct{ method, path string }{
			{"GET", "me"}, {"GET", "open"}, {"GET", "stream"}, {"GET", "conversations/" + string(id)}, {"POST", "heartbeat"},
			{"POST", "conversations/" + string(id) + "/claim"}, {"DELETE", "session"},
		} {
			if res := b.do(c.method, c.path, map[string]any{"epoch": 0}); res.status != http.StatusUnauthorized || res.code() != "signed_out" {
				t.Errorf("%s: %s %s: %d %s", name, c.method, c.path, res.status, res.body)
			}
		}
	}
}

func TestOnlyTheOwnPageMayAsk(t *testing.T) {
	t.Parallel()
	o := setup(t)
	id := o.open("hallo", conversation.HandoverRequested{Reason: "requested"})
	anna := o.signedIn("anna")
	for _, c := range []struct {
		name         string
		site, origin string
		method       string
		want         int
	}{
		{"another site", "cross-site", "https://evil.example", "POST", http.StatusForbidden},
		{"another site without the browser's word", "", "https://evil.example", "POST", http.StatusForbidden},
		{"a sibling host", "same-site", "", "POST", http.StatusForbidden},
		{"a sandboxed frame", "cross-site", "null", "POST", http.StatusForbidden},
		{"no word at all", "", "", "POST", http.StatusForbidden},
		{"a typed address", "none", "", "POST", http.StatusForbidden},
		{"read from another site", "cross-site", "", "GET", http.StatusForbidden},
		{"its own, by origin", "", o.URL, "POST", http.StatusOK},
		{"its own behind a proxy", "same-origin", "https://console.example", "POST", http.StatusOK},
		{"read without a word", "", "", "GET", http.StatusOK},
	} {
		anna.header = http.Header{"Content-Type": {"application/json"}}
		if c.site != "" {
			anna.header.Set("Sec-Fetch-Site", c.site)
		}
		if c.origin != "" {
			anna.header.Set("Origin", c.origin)
		}
		path := "conversations/" + string(id)
		if c.method == "POST" {
			path += "/claim"
		}
		if res := anna.do(c.method, path, map[string]any{"epoch": 0}); res.status != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, res.status, res.body, c.want)
		}
	}
}

func TestHostileInput(t *testing.T) {
	t.Parallel()
	o := setup(t)
	id := o.open("hallo", story(o.clock.Now())...)
	anna := o.signedIn("anna")
	v, _ := anna.act(id, "claim", map[string]any{"epoch": 0})
	if v.Epoch != 1 {
		t.Fatalf("epoch %d", v.Epoch)
	}
	post := func(path string) string { return "conversations/" + string(id) + "/" + path }
	for _, c := range []struct {
		path string
		body any
		want int
	}{
		{post("say"), ``, 400}, {post("say"), `null`, 400}, {post("say"), `[]`, 400}, {post("say"), `{"epoch":1`, 400},
		{post("say"), `{"epoch":1}{}`, 400}, {post("say"), `{"epoch":1,"admin":true}`, 400}, {post("say"), "{\"text\":\"\xff\"}", 400},
		{post("say"), `{"epoch":"1"}`, 400}, {post("say"), `{"text":"hallo","client":"a"}`, 400},
		{post("say"), `{"epoch":1,"after":-1,"text":"hallo","client":"a"}`, 400},
		{post("say"), map[string]any{"epoch": 1, "client": "a", "text": strings.Repeat("x", 100_000)}, 413},
		{post("say"), map[string]any{"epoch": 1, "client": "a", "text": strings.Repeat("x", 5000)}, 422},
		{post("say"), map[string]any{"epoch": 1, "client": "../a", "text": "x"}, 422},
		{post("say"), map[string]any{"epoch": 1, "client": "a", "text": "a\x00b"}, 422},
		{post("correct"), map[string]any{"epoch": 1, "frame": 9, "slot": "reason", "value": "lost"}, 404},
		{post("correct"), map[string]any{"epoch": 1, "frame": -1, "slot": "reason", "value": "lost"}, 404},
		{post("correct"), map[string]any{"epoch": 1, "frame": 1, "slot": "reason", "value": "eaten"}, 422},
		{post("settle"), map[string]any{"epoch": 1, "action": 7, "outcome": "done"}, 404},
		{post("settle"), map[string]any{"epoch": 1, "action": 1, "outcome": "done"}, 409},
		{post("settle"), map[string]any{"epoch": 1, "action": 1, "outcome": "maybe"}, 422},
		{post("close"), map[string]any{"epoch": 1, "reason": "<script>"}, 422},
		{post("transfer"), map[string]any{"epoch": 1, "to": "nobody"}, 409},
		{post("erase"), map[string]any{"epoch": 1}, 404},
		{"conversations/nope/claim", map[string]any{"epoch": 0}, 404},
		{"conversations/%2e%2e%2fx/claim", map[string]any{"epoch": 0}, 404},
		{"conversations/" + strings.Repeat("a", 500) + "/claim", map[string]any{"epoch": 0}, 404},
	} {
		res := anna.do(http.MethodPost, c.path, c.body)
		if res.status != c.want {
			t.Errorf("%s %.60v: %d %.200s, want %d", c.path, c.body, res.status, res.body, c.want)
		}
		for _, leak := range []string{"sqlite", "desk:", "goroutine", "/work", "console."} {
			if strings.Contains(res.body, leak) {
				t.Errorf("%s tells %q: %s", c.path, leak, res.body)
			}
		}
	}
	anna.header.Set("Content-Type", "text/plain")
	if res := anna.do(http.MethodPost, post("say"), `{"epoch":1}`); res.status != http.StatusUnsupportedMediaType {
		t.Errorf("plain text: %d %s", res.status, res.body)
	}
	if res := anna.do(http.MethodGet, "conversations/"+string(id)+"?after=x", nil); res.status != http.StatusBadRequest {
		t.Errorf("after: %d %s", res.status, res.body)
	}
}

// listen reads the events of a stream.
func (b *browser) listen() <-chan [2]string {
	b.o.Helper()
	req, err := http.NewRequestWithContext(b.o.Context(), http.MethodGet, b.o.URL+"/console/api/stream?lang=nl", nil)
	b.o.must(err)
	req.AddCookie(b.cookie)
	res, err := http.DefaultClient.Do(req)
	b.o.must(err)
	if res.StatusCode != http.StatusOK {
		b.o.Fatalf("stream: %d", res.StatusCode)
	}
	out := make(chan [2]string, 100)
	go func() {
		defer close(out)
		defer res.Body.Close()
		name := ""
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			if text, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				name = text
			}
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				out <- [2]string{name, text}
			}
		}
	}()
	return out
}

func TestTheStreamTellsWhatChanges(t *testing.T) {
	t.Parallel()
	o := setup(t)
	anna := o.signedIn("anna")
	events := anna.listen()
	until := func(text string, ok func(console.Lists) bool) {
		t.Helper()
		deadline := time.After(10 * time.Second)
		for {
			select {
			case e := <-events:
				var l console.Lists
				if e[0] == "lists" {
					o.must(json.Unmarshal([]byte(e[1]), &l))
				}
				if e[0] == "lists" && ok(l) {
					return
				}
			case <-deadline:
				t.Fatal(text + " was not told")
			}
		}
	}
	until("an empty queue", func(l console.Lists) bool { return len(l.Queue) == 0 && l.Open && len(l.Present) == 1 })
	id := o.open("mijn pas is weg", conversation.HandoverRequested{Reason: "requested", Flow: "block_card", Urgent: true})
	until("a customer who waits", func(l console.Lists) bool {
		return len(l.Queue) == 1 && l.Queue[0].ID == id && l.Queue[0].Urgent && l.Queue[0].Title == "Bankpas blokkeren"
	})
	v, _ := anna.act(id, "claim", map[string]any{"epoch": 0})
	until("the claim", func(l console.Lists) bool { return len(l.Queue) == 0 && len(l.Mine) == 1 && l.Mine[0].Person == "Anna" })
	o.add(id, conversation.MessageReceived{Input: 2, Kind: conversation.InputText, Text: "hallo?"})
	until("a new message", func(l console.Lists) bool { return len(l.Mine) == 1 && l.Mine[0].Last.After(v.Last) })
	events = o.signedIn("bram").listen() // Anna's stream ends with her session
	if res := anna.do(http.MethodDelete, "session", nil); res.status != http.StatusNoContent {
		t.Fatalf("sign out: %d", res.status)
	}
	until("the customer of an agent who left", func(l console.Lists) bool { return len(l.Queue) == 1 && len(l.Present) == 1 })
}

func TestThePageIsLockedDown(t *testing.T) {
	t.Parallel()
	o := setup(t)
	for _, path := range []string{"/console/", "/console"} {
		res, err := http.Get(o.URL + path)
		o.must(err)
		res.Body.Close()
		csp := res.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy %q lacks %q", path, csp, want)
			}
		}
	}
}
