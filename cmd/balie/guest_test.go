package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"balie/channels/widget"
	"balie/conversation"
)

// guest talks with a story's company over its public API.
type guest struct {
	*story
	id, token string
	n         int
	seen      int64
	heard     []string
}

// guest opens a conversation; token says who is signed in, empty for nobody.
func (d *story) guest(token string) *guest {
	d.Helper()
	v := &guest{story: d}
	body := map[string]any{"language": "nl"}
	if token != "" {
		body["identity_token"] = token
	}
	var made struct{ ID, Token string }
	v.call(http.MethodPost, "/v1/conversations", body, &made)
	v.id, v.token = made.ID, made.Token
	return v
}

// call makes one request that must be answered well.
func (v *guest) call(method, path string, body, into any) {
	v.Helper()
	var b bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&b).Encode(body); err != nil {
			v.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(v.Context(), method, v.site+path, &b)
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+v.token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		v.Fatalf("%s %s: %d %s (%v)", method, path, res.StatusCode, answer, err)
	}
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			v.Fatal(err)
		}
	}
}

// says sends a typed message and waits until the assistant has answered with a text that holds want.
func (v *guest) says(text, want string) {
	v.Helper()
	v.n++
	v.call(http.MethodPost, "/v1/conversations/"+v.id+"/messages", map[string]any{"id": fmt.Sprint("m", v.n), "seen": v.seen, "text": text}, nil)
	from := len(v.heard)
	defer func() {
		if v.Failed() {
			v.Logf("after %q was heard: %q", text, v.heard[from:])
		}
	}()
	v.await(func() bool {
		v.read()
		return len(v.heard) > from && strings.Contains(strings.Join(v.heard[from:], "\n"), want)
	})
}

// read takes in what the assistant said since.
func (v *guest) read() {
	v.Helper()
	var page struct {
		Events []widget.Event
		Next   int64
	}
	v.call(http.MethodGet, fmt.Sprintf("/v1/conversations/%s/events?limit=500&after=%d", v.id, v.seen), nil, &page)
	v.seen = page.Next
	for _, e := range page.Events {
		if e.From == conversation.FromAssistant && e.Text != "" {
			v.heard = append(v.heard, e.Text)
		}
	}
}

// signed signs a customer in on the demo company's site.
func (d *story) signed(customer string) string {
	d.Helper()
	var in struct{ Token string }
	(&guest{story: d}).call(http.MethodPost, "/site/sign-in", map[string]string{"Customer": customer}, &in)
	return in.Token
}

// post sends something that may well be refused.
func (d *story) post(path, token, body string) {
	d.Helper()
	r, err := http.NewRequestWithContext(d.Context(), http.MethodPost, d.site+path, strings.NewReader(body))
	if err != nil {
		d.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		d.Fatal(err)
	}
}
