package whatsapp_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/whatsapp"
	"balie/conversation"
	"balie/conversation/sqlite"
	"balie/conversation/storetest"
)

const (
	secret = "test_app_secret"
	number = "900000000000001"
	verify = "a-verify-token"
)

// noon is when tests take place: shortly after the payloads were sent.
var noon = time.Unix(1795300010, 0).UTC()

// sink takes what the channel hands over, in memory or in a real store.
type sink struct {
	mu     sync.Mutex
	inputs []conversation.Input
	marks  []conversation.Delivery
	kinds  []string
	store  *sqlite.Store
	fail   error

	stopped map[string]bool // by sender
}

// Wish is what a sender wants.
func (s *sink) Wish(ctx context.Context, a conversation.Address, stop bool, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil || s.store == nil {
		s.stopped[a.Sender] = stop
		return s.fail
	}
	return s.store.Wish(ctx, a, stop, at)
}

// Stopped is what they want.
func (s *sink) Stopped(ctx context.Context, a conversation.Address) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil || s.store == nil {
		return s.stopped[a.Sender], s.fail
	}
	return s.store.Stopped(ctx, a)
}

func (s *sink) receive(ctx context.Context, in ...conversation.Input) ([]conversation.Accepted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, s.fail
	}
	s.inputs = append(s.inputs, in...)
	if s.store == nil {
		return make([]conversation.Accepted, len(in)), nil
	}
	return s.store.Accept(ctx, in...)
}

func (s *sink) mark(ctx context.Context, d conversation.Delivery) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	s.marks = append(s.marks, d)
	if s.store == nil {
		return nil
	}
	return s.store.Mark(ctx, d)
}

func (s *sink) count(kind string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kinds = append(s.kinds, kind)
}

func (s *sink) counted(kind string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.kinds, kind)
}

// mask hides the word that no store may hold.
func mask(s string) string { return strings.ReplaceAll(s, "1234", "••••") }

func options(s *sink, c *storetest.Clock) whatsapp.Options {
	return whatsapp.Options{
		Receive: s.receive, Mark: s.mark, Wishes: s, Mask: mask, Count: s.count, Now: c.Now,
		NumberID: number, Secrets: []string{"the_next_app_secret", secret}, Verify: verify, Token: "token",
	}
}

// setup makes the channel with a sink, and a server that has its routes.
func setup(t testing.TB, change ...func(*whatsapp.Options)) (*sink, *echo.Echo, *whatsapp.WhatsApp, *storetest.Clock) {
	t.Helper()
	s, c := &sink{stopped: map[string]bool{}}, storetest.ClockAt(noon)
	o := options(s, c)
	for _, f := range change {
		f(&o)
	}
	w, err := whatsapp.New(o)
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	w.Routes(e)
	return s, e, w, c
}

// real puts a store on disk behind a sink.
func real(t *testing.T, s *sink, c *storetest.Clock) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "c.db"), Key: make([]byte, 32), Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	s.store = store
	return store
}

func sign(body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func post(e *echo.Echo, body []byte, signature string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, whatsapp.Path, strings.NewReader(string(body)))
	r.Header.Set("X-Hub-Signature-256", signature)
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

func payload(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "payloads", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var errDown = errors.New("the disk is full")

// poster posts signed batches and wants them taken in.
type poster struct {
	t *testing.T
	e *echo.Echo
}

func (p poster) post(body []byte) {
	p.t.Helper()
	if w := post(p.e, body, sign(body)); w.Code != http.StatusOK {
		p.t.Fatalf("answer is %d %s", w.Code, w.Body)
	}
}
