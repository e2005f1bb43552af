package callbacks_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/callbacks"
	"balie/conversation"
	"balie/conversation/sqlite"
)

var errUnsigned = errors.New("the signature does not fit")

// declared is what a connector would declare: {"id", "order", "status"}, signed with "secret".
func declared(connector, name string) (callbacks.Callback, bool) {
	if connector != "shop" || name != "" && name != "order_changed" && name != "order_paid" {
		return callbacks.Callback{}, false
	}
	if name == "" {
		name = "order_changed"
	}
	return callbacks.Callback{Name: name, Read: read, ReadAt: func(body []byte, a callbacks.Address) (callbacks.Report, error) {
		if a.Signature != "of "+a.For {
			return callbacks.Report{}, fmt.Errorf("callback: %w", errUnsigned)
		}
		return read(body, sign(body))
	}}, true
}

func read(body []byte, signature string) (callbacks.Report, error) {
	if !hmac.Equal([]byte(signature), []byte(sign(body))) {
		return callbacks.Report{}, fmt.Errorf("callback: %w", errUnsigned)
	}
	var in struct{ ID, Order, Status string }
	if err := json.Unmarshal(body, &in); err != nil || in.ID == "" {
		return callbacks.Report{}, errors.New("callback: the report has no id")
	}
	v := conversation.Rec(map[string]conversation.Value{"status": conversation.Of(conversation.Text, in.Status)})
	return callbacks.Report{ID: in.ID, Match: in.Order, Value: v}, nil
}

func sign(body []byte) string {
	mac := hmac.New(sha256.New, []byte("secret"))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

type door struct {
	http  *echo.Echo
	store *sqlite.Store
	id    conversation.ID // of the conversation that waits for order W-1
	down  bool            // the store fails
}

// setup opens a real store with one conversation that waits for shop.order_changed of W-1.
func setup(t *testing.T) *door {
	t.Helper()
	d := &door{http: echo.New()}
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "c.db"), Key: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	d.store = store
	got, err := store.Accept(t.Context(), conversation.Input{
		Address: conversation.Address{Channel: "widget", Sender: "v"}, Source: "widget", ID: "1", Kind: conversation.InputText, Text: "hoi",
	})
	if err != nil {
		t.Fatal(err)
	}
	d.id = got[0].Conversation
	loan, err := store.Take(t.Context(), d.id, "test", time.Minute)
	if err == nil {
		key := conversation.KeyChange{Key: store.Hash("callback", "shop.order_changed", "W-1")}
		loan, err = store.Commit(t.Context(), loan, conversation.Commit{Taken: 1, Keys: []conversation.KeyChange{key}})
	}
	if err == nil {
		err = store.Return(t.Context(), loan)
	}
	if err != nil {
		t.Fatal(err)
	}
	soon := func(ctx context.Context, callback string, named []byte) (bool, error) {
		ids, err := store.Find(ctx, conversation.SoonKey(store, callback))
		if named == nil || err != nil {
			return len(ids) > 0, err
		}
		those, err := store.Find(ctx, named)
		return len(ids) > 0 && slices.Contains(those, ids[0]), err
	}
	cb, err := callbacks.New(callbacks.Options{Find: declared, Receive: d.receive, Hash: store.Hash, Soon: soon, Unsigned: errUnsigned})
	if err != nil {
		t.Fatal(err)
	}
	cb.Routes(d.http)
	return d
}

func (d *door) receive(ctx context.Context, in ...conversation.Input) ([]conversation.Accepted, error) {
	if d.down {
		return nil, errors.New("disk full at /var/lib/secret")
	}
	return d.store.Accept(ctx, in...)
}

func (d *door) post(path, body, signature string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader([]byte(body)))
	r.Header.Set("X-Balie-Signature", signature)
	w := httptest.NewRecorder()
	d.http.ServeHTTP(w, r)
	return w
}

func (d *door) inbox(t *testing.T) []conversation.Input {
	t.Helper()
	loan, err := d.store.Load(t.Context(), d.id)
	if err != nil {
		t.Fatal(err)
	}
	return loan.Inbox
}

const report = `{"id":"E-1","order":"W-1","status":"shipped"}`

func TestReportReachesTheConversationThatWaitsOnce(t *testing.T) {
	t.Parallel()
	d := setup(t)
	for _, path := range []string{"/v1/callbacks/shop", "/v1/callbacks/shop/order_changed", "/v1/callbacks/shop"} {
		if w := d.post(path, report, sign([]byte(report))); w.Code != http.StatusAccepted || w.Body.Len() != 0 {
			t.Fatalf("%s: answer is %d %s", path, w.Code, w.Body)
		}
	}
	in := d.inbox(t)
	if len(in) != 1 {
		t.Fatalf("inbox holds %d inputs", len(in))
	}
	got := in[0]
	if got.Kind != conversation.InputCallback || got.Name != "shop.order_changed" || got.Text != "W-1" || got.Value.Field("status").Text != "shipped" {
		t.Errorf("input is %+v", got)
	}
}

func TestReportsOfTwoCallbacksMayShareAnID(t *testing.T) {
	t.Parallel()
	d := setup(t)
	loan, err := d.store.Take(t.Context(), d.id, "test", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	key := conversation.KeyChange{Key: d.store.Hash("callback", "shop.order_paid", "W-1")}
	if _, err := d.store.Commit(t.Context(), loan, conversation.Commit{Taken: 1, Keys: []conversation.KeyChange{key}}); err != nil {
		t.Fatal(err)
	}
	d.post("/v1/callbacks/shop/order_changed", report, sign([]byte(report)))
	d.post("/v1/callbacks/shop/order_paid", report, sign([]byte(report)))
	if in := d.inbox(t); len(in) != 2 {
		t.Errorf("inbox holds %d inputs", len(in))
	}
}

func TestReportThatNobodyWaitsForIsAcceptedAndNotKept(t *testing.T) {
	t.Parallel()
	d := setup(t)
	other := `{"id":"E-2","order":"W-2","status":"shipped"}`
	if w := d.post("/v1/callbacks/shop", other, sign([]byte(other))); w.Code != http.StatusAccepted {
		t.Fatalf("answer is %d %s", w.Code, w.Body)
	}
	if in := d.inbox(t); len(in) != 0 {
		t.Errorf("inbox holds %+v", in)
	}
}

// TestReportThatComesTooEarlyIsTakenLater: only the answer to an action that is open can tell whom it is for.
func TestReportThatComesTooEarlyIsTakenLater(t *testing.T) {
	t.Parallel()
	d := setup(t)
	other := `{"id":"E-2","order":"W-2","status":"shipped"}`
	d.named(t, conversation.KeyChange{Key: conversation.SoonKey(d.store, "shop.order_changed")})
	w := d.post("/v1/callbacks/shop", other, sign([]byte(other)))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), `"early"`) {
		t.Fatalf("answer is %d %s", w.Code, w.Body)
	}
	paid := d.post("/v1/callbacks/shop/order_paid", other, sign([]byte(other)))
	if paid.Code != http.StatusAccepted {
		t.Errorf("another callback is answered %d", paid.Code)
	}
	d.named(t,
		conversation.KeyChange{Key: conversation.SoonKey(d.store, "shop.order_changed"), Remove: true},
		conversation.KeyChange{Key: d.store.Hash("callback", "shop.order_changed", "W-2")},
	)
	if w := d.post("/v1/callbacks/shop", other, sign([]byte(other))); w.Code != http.StatusAccepted {
		t.Fatalf("answer is %d %s", w.Code, w.Body)
	}
	if in := d.inbox(t); len(in) != 1 || in[0].ID != "E-2" {
		t.Errorf("inbox holds %+v", in)
	}
}

// named changes the names of the conversation.
func (d *door) named(t *testing.T, keys ...conversation.KeyChange) {
	t.Helper()
	loan, err := d.store.Take(t.Context(), d.id, "test", time.Minute)
	if err == nil {
		loan, err = d.store.Commit(t.Context(), loan, conversation.Commit{Keys: keys})
	}
	if err == nil {
		err = d.store.Return(t.Context(), loan)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestBadReportsAreRefusedAndSayWhy(t *testing.T) {
	t.Parallel()
	d := setup(t)
	large := strings.Repeat("x", 64<<10+1)
	for name, test := range map[string]struct {
		path, body, signature string
		status                int
		code                  string
	}{
		"unknown connector": {"/v1/callbacks/bank", report, sign([]byte(report)), 404, "callback"},
		"unknown name":      {"/v1/callbacks/shop/lost", report, sign([]byte(report)), 404, "callback"},
		"no signature":      {"/v1/callbacks/shop", report, "", 401, "signature"},
		"forged signature":  {"/v1/callbacks/shop", report, sign([]byte(report + " ")), 401, "signature"},
		"no JSON":           {"/v1/callbacks/shop", "{", sign([]byte("{")), 400, "report"},
		"no id":             {"/v1/callbacks/shop", `{"order":"W-1"}`, sign([]byte(`{"order":"W-1"}`)), 400, "report"},
		"too large":         {"/v1/callbacks/shop", large, sign([]byte(large)), 413, "too_large"},
	} {
		w := d.post(test.path, test.body, test.signature)
		var p struct{ Code, Detail string }
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != test.status || p.Code != test.code || p.Detail == "" {
			t.Errorf("%s: answer is %d %s", name, w.Code, w.Body)
		}
	}
	if in := d.inbox(t); len(in) != 0 {
		t.Errorf("inbox holds %+v", in)
	}
}

func TestReportIsTakenAgainAfterTheStoreFailed(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.down = true
	w := d.post("/v1/callbacks/shop", report, sign([]byte(report)))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || strings.Contains(w.Body.String(), "disk") {
		t.Fatalf("answer is %d %s", w.Code, w.Body)
	}
	d.down = false
	if w := d.post("/v1/callbacks/shop", report, sign([]byte(report))); w.Code != http.StatusAccepted {
		t.Fatalf("answer is %d %s", w.Code, w.Body)
	}
	if in := d.inbox(t); len(in) != 1 {
		t.Errorf("inbox holds %+v", in)
	}
}

func TestMissingOptionsAreNamed(t *testing.T) {
	t.Parallel()
	_, err := callbacks.New(callbacks.Options{Find: declared})
	for _, name := range []string{"Receive", "Hash", "Unsigned"} {
		if err == nil || !strings.Contains(err.Error(), "option "+name) {
			t.Errorf("error is %v", err)
		}
	}
}
