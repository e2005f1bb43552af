package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"balie/cmd/balie/company"
	"balie/config"
)

// meta stands in for Meta's servers: it keeps what was sent and gives each message an id.
type meta struct {
	sent chan map[string]any
	mu   sync.Mutex
	ids  []string // ours, of what was sent
}

func (m *meta) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if wrong := unfit(body); wrong != "" {
		http.Error(w, `{"error":{"message":"(#100) Invalid parameter: `+wrong+`","type":"OAuthException","code":100}}`, http.StatusBadRequest)
		m.sent <- map[string]any{"wrong": wrong}
		return
	}
	m.mu.Lock()
	m.ids = append(m.ids, fmt.Sprint(body["biz_opaque_callback_data"]))
	n := len(m.ids)
	m.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"messaging_product":"whatsapp","contacts":[{"input":"31612345678","wa_id":"31612345678"}],"messages":[{"id":"wamid.OUT%d"}]}`, n)
	m.sent <- body
}

// unfit says what Meta would refuse in a message; empty: nothing.
func unfit(body map[string]any) string {
	size := func(v any) int { return utf8.RuneCountInString(fmt.Sprint(v)) }
	part := func(name string) map[string]any { p, _ := body[name].(map[string]any); return p }
	to, recipient := body["to"], body["recipient"]
	switch {
	case body["messaging_product"] != "whatsapp" || body["recipient_type"] != "individual":
		return "messaging_product, recipient_type"
	case (to == nil) == (recipient == nil):
		return "to or recipient, one of them"
	case body["type"] == "text" && (part("text")["body"] == nil || size(part("text")["body"]) > 4096):
		return "text.body"
	case body["type"] == "interactive":
		action, _ := part("interactive")["action"].(map[string]any)
		said, _ := part("interactive")["body"].(map[string]any)
		buttons, _ := action["buttons"].([]any)
		if said["text"] == nil || size(said["text"]) > 1024 || len(buttons) > 3 {
			return "interactive"
		}
		for _, b := range buttons {
			r, _ := b.(map[string]any)["reply"].(map[string]any)
			if size(r["title"]) > 20 || size(r["id"]) > 256 {
				return "buttons.reply"
			}
		}
	case body["type"] != "text":
		return "type"
	}
	return ""
}

// TestACardIsBlockedOverWhatsApp: the same house serves WhatsApp; a typed yes counts because the question had left.
func TestACardIsBlockedOverWhatsApp(t *testing.T) {
	t.Parallel()
	m := &meta{sent: make(chan map[string]any, 16)}
	graph := httptest.NewServer(m)
	t.Cleanup(graph.Close)
	base, data := openWhatsApp(t, graph.URL)

	said := func(text string) string {
		t.Helper()
		m.receive(t, base, text)
		return m.next(t)
	}
	if got := said("ik ben mijn pinpas kwijt"); !strings.Contains(got, "digitale assistent") || !strings.Contains(got, "klantnummer") {
		t.Fatalf("it does not disclose who speaks and ask who the customer is: %s", got)
	}
	if got := said("C-1001"); !strings.Contains(got, "code") {
		t.Fatalf("it does not ask for the code: %s", got)
	}
	got := said(phoneCode(t, data))
	for _, choice := range []string{"4821", "7730"} {
		if !strings.Contains(got, choice) {
			t.Fatalf("card %s is not offered: %s", choice, got)
		}
	}
	if got := said("de tweede"); !strings.Contains(got, "7730") || !strings.Contains(got, "blokkeer") {
		t.Fatalf("it does not ask to confirm: %s", got)
	}
	time.Sleep(1100 * time.Millisecond) // Meta's times are whole seconds: the answer is surely later than the question
	if got := said("ja"); !strings.Contains(got, "is geblokkeerd") {
		t.Fatalf("it was not done: %s", got)
	}
}

// TestMetaAsItIs: everything that Meta may post goes through the real server, signed, twice, and with a wrong signature;
// what leaves is of Meta's forms; and a reply that Meta will not deliver is a person's, once.
func TestMetaAsItIs(t *testing.T) {
	t.Parallel()
	m := &meta{sent: make(chan map[string]any, 256)}
	graph := httptest.NewServer(m)
	t.Cleanup(graph.Close)
	base, _ := openWhatsApp(t, graph.URL)
	m.challenged(t, base)
	files, err := filepath.Glob("../../channels/whatsapp/testdata/payloads/*.json")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d payloads, %v", len(files), err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			secret string
			status int
		}{{"wrong", http.StatusUnauthorized}, {"test_app_secret", http.StatusOK}, {"test_app_secret", http.StatusOK}} {
			if got := m.post(t, base, c.secret, string(body)); got != c.status {
				t.Errorf("%s signed with %q: %d, want %d", filepath.Base(file), c.secret, got, c.status)
			}
		}
	}
	m.receive(t, base, "ik ben mijn pinpas kwijt")
	for got := ""; !strings.Contains(got, "klantnummer"); {
		got = m.next(t)
	}
	m.mu.Lock()
	id := m.ids[len(m.ids)-1]
	m.mu.Unlock()
	failed := `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",` +
		`"metadata":{"phone_number_id":"900000000000001"},"statuses":[{"id":"wamid.X","status":"failed","biz_opaque_callback_data":"` + id + `","errors":[{"code":131026}]}]}}]}]}`
	for range 2 {
		if got := m.post(t, base, "test_app_secret", failed); got != http.StatusOK {
			t.Fatalf("a failed status: %d", got)
		}
	}
	m.receive(t, base, "ik wil een medewerker")
	for got := ""; !strings.Contains(got, "heb een medewerker gevraagd"); { // one was asked for already
		if got = m.next(t); strings.Contains(got, "Ik haal er een medewerker bij") {
			t.Fatalf("no person was asked for: %s", got)
		}
	}
}

// challenged asks whether the address is ours, with the right and with a wrong token.
func (m *meta) challenged(t *testing.T, base string) {
	t.Helper()
	for token, want := range map[string]int{"verify-me-please": http.StatusOK, "somebody else": http.StatusForbidden} {
		res, err := http.Get(base + "/v1/whatsapp?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + url.QueryEscape(token))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != want || want == http.StatusOK && string(b) != "1158201444" {
			t.Errorf("the challenge with %q: %s %s %v", token, res.Status, b, err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// openWhatsApp opens the demo bank with a WhatsApp number; it returns its address and that of its back end.
func openWhatsApp(t *testing.T, graph string) (base, backEnd string) {
	t.Helper()
	base, backEnd, _ = openWhatsAppIn(t, graph, t.TempDir())
	return base, backEnd
}

// openWhatsAppIn opens it in a folder, in which another may have been open, until it is closed.
func openWhatsAppIn(t *testing.T, graph, dir string) (base, backEnd string, closed func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w := &world{getenv: os.Getenv, out: io.Discard, log: slog.New(slog.DiscardHandler)}
	backEnd, err := w.demoBackend(ctx, "bank", dir)
	if err != nil {
		t.Fatal(err)
	}
	folder, where, err := company.FolderOf("bank")
	if err != nil {
		t.Fatal(err)
	}
	c, err := company.Open(ctx, folder, where, company.Opening{Getenv: w.demoEnv(backEnd, "chat"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	c.Config.WhatsApp = config.WhatsApp{
		NumberID: "900000000000001", Base: graph, Token: config.Given("token"),
		AppSecrets: []config.Secret{config.Given("test_app_secret")}, Verify: config.Given("verify-me-please"),
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		done <- w.open(ctx, c, l, house{quiet: -1, setup: setup{
			path: filepath.Join(dir, "balie.db"), key: bytes.Repeat([]byte("k"), 32), now: time.Now, log: w.log, always: true,
		}})
	}()
	closed = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(closed)
	return "http://" + l.Addr().String(), backEnd, closed
}

// receive posts a customer's message as Meta would.
func (m *meta) receive(t *testing.T, base, text string) {
	t.Helper()
	msg, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	body := fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",`+
		`"metadata":{"display_phone_number":"31850000001","phone_number_id":"900000000000001"},"contacts":[{"profile":{"name":"Sanne"},"wa_id":"31612345678"}],`+
		`"messages":[{"from":"31612345678","id":"wamid.IN%d","timestamp":"%d","type":"text","text":{"body":%s}}]}}]}]}`, time.Now().UnixNano(), time.Now().Unix(), msg)
	if got := m.post(t, base, "test_app_secret", body); got != http.StatusOK {
		t.Fatalf("webhook: %d", got)
	}
}

// post posts a body with its signature.
func (m *meta) post(t *testing.T, base, secret, body string) int {
	t.Helper()
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/v1/whatsapp", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode
}

// next returns everything that one message to the customer says, buttons included.
func (m *meta) next(t *testing.T) string {
	t.Helper()
	select {
	case body := <-m.sent:
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was sent in 20 s")
		return ""
	}
}

// phoneCode reads the code from the demo customer's phone.
func phoneCode(t *testing.T, backEnd string) string {
	t.Helper()
	res, err := http.Get(backEnd + "/demo/phone?customer=C-1001")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`\b\d{6}\b`).FindString(string(b))
	if code == "" {
		t.Fatalf("no code on the phone: %s", b)
	}
	return code
}
