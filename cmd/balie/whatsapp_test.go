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
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"balie/config"
)

// meta stands in for Meta's servers: it keeps what was sent and gives each message an id.
type meta struct {
	sent chan map[string]any
	n    int
}

func (m *meta) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	m.n++
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"messaging_product":"whatsapp","contacts":[{"input":"31612345678","wa_id":"31612345678"}],"messages":[{"id":"wamid.OUT%d"}]}`, m.n)
	m.sent <- body
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

// openWhatsApp opens the demo bank with a WhatsApp number; it returns its address and that of its back end.
func openWhatsApp(t *testing.T, graph string) (base, backEnd string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	dir := t.TempDir()
	w := &world{getenv: os.Getenv, out: io.Discard, log: slog.New(slog.DiscardHandler)}
	backEnd, err := w.demoBackend(ctx, "bank", dir)
	if err != nil {
		t.Fatal(err)
	}
	folder, where, err := folderOf("bank")
	if err != nil {
		t.Fatal(err)
	}
	c, err := openCompany(ctx, folder, where, opening{getenv: w.demoEnv(backEnd, "chat"), now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	c.config.WhatsApp = config.WhatsApp{
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
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String(), backEnd
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
	mac := hmac.New(sha256.New, []byte("test_app_secret"))
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
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("webhook: %s %v", res.Status, err)
	}
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
	code := sixDigits.FindString(string(b))
	if code == "" {
		t.Fatalf("no code on the phone: %s", b)
	}
	return code
}
