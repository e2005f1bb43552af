package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"balie/conversation/sqlite"
)

// shelf adds to Meta's servers where files are: the address of one, and the file.
type shelf struct {
	*meta
	data    []byte
	address string
	down    atomic.Bool
	given   atomic.Int32
	asked   chan struct{} // gets one for each address that is asked for
	stuck   chan struct{} // no address is given before it is closed
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 60, 40)), nil); err != nil {
		t.Fatal(err)
	}
	s := &shelf{meta: &meta{sent: make(chan map[string]any, 64)}, data: b.Bytes()}
	graph := httptest.NewServer(s)
	t.Cleanup(graph.Close)
	s.address = graph.URL
	return s
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodPost:
		s.meta.ServeHTTP(w, r)
	case s.down.Load():
		http.Error(w, `{"error":{"code":2}}`, http.StatusServiceUnavailable)
	case r.Header.Get("Authorization") != "Bearer token":
		http.Error(w, `{"error":{"code":190}}`, http.StatusUnauthorized)
	case r.URL.Path == "/600000000000001":
		if s.stuck != nil {
			s.asked <- struct{}{}
			<-s.stuck
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"url": s.address + "/attachments/?mid=1", "mime_type": "image/jpeg", "file_size": len(s.data), "id": "600000000000001"})
	case r.URL.Path == "/attachments/":
		s.given.Add(1)
		_, _ = w.Write(s.data)
	default:
		http.NotFound(w, r)
	}
}

// photo posts a picture as Meta would, some times.
func (s *shelf) photo(t *testing.T, base string, times int) {
	t.Helper()
	sum := sha256.Sum256(s.data)
	body := fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",`+
		`"metadata":{"phone_number_id":"900000000000001"},"contacts":[{"wa_id":"31612345678"}],"messages":[{"from":"31612345678","id":"wamid.PHOTO","timestamp":"%d",`+
		`"type":"image","image":{"mime_type":"image/jpeg","sha256":"%s","id":"600000000000001"}}]}}]}]}`, time.Now().Unix(), base64.StdEncoding.EncodeToString(sum[:]))
	for range times {
		if got := s.post(t, base, "test_app_secret", body); got != http.StatusOK {
			t.Fatalf("webhook: %d", got)
		}
	}
}

// says waits for a message that holds a text.
func (s *shelf) says(t *testing.T, text string) {
	t.Helper()
	for {
		if got := s.next(t); strings.Contains(got, text) {
			return
		}
	}
}

// TestAPhotoOverWhatsAppArrivesOnce: it is posted twice, cannot be reached, the house is closed and opened again, and then
// it comes.
func TestAPhotoOverWhatsAppArrivesOnce(t *testing.T) {
	t.Parallel()
	s, dir := newShelf(t), t.TempDir()
	s.down.Store(true)
	base, _, closed := openWhatsAppIn(t, s.address, dir)
	s.photo(t, base, 2)
	s.says(t, "onderweg")
	closed()
	s.down.Store(false)
	base, _, _ = openWhatsAppIn(t, s.address, dir)
	s.photo(t, base, 1)
	s.says(t, "bestand.jpg ontvangen")
	s.receive(t, base, "ik ben mijn pinpas kwijt")
	if got := s.next(t); strings.Contains(got, "bestand.jpg") || s.given.Load() != 1 {
		t.Errorf("it came %d times; said is %s", s.given.Load(), got)
	}
}

// TestAPhotoArrivesOnceWhenTheHouseDiesBetween: what is on disk while the file is being fetched, as a kill leaves it, is opened
// by another.
func TestAPhotoArrivesOnceWhenTheHouseDiesBetween(t *testing.T) {
	t.Parallel()
	dies, lives := newShelf(t), newShelf(t)
	dies.stuck, dies.asked = make(chan struct{}), make(chan struct{}, 8)
	dir, left := t.TempDir(), t.TempDir()
	base, _, closed := openWhatsAppIn(t, dies.address, dir)
	dies.photo(t, base, 1)
	<-dies.asked
	if err := sqlite.Copy(t.Context(), filepath.Join(dir, "balie.db"), filepath.Join(left, "balie.db")); err != nil {
		t.Fatal(err)
	}
	close(dies.stuck)
	closed()
	base, _, _ = openWhatsAppIn(t, lives.address, left)
	lives.says(t, "bestand.jpg ontvangen")
	lives.photo(t, base, 2)
	lives.receive(t, base, "ik ben mijn pinpas kwijt")
	if got := lives.next(t); strings.Contains(got, "bestand.jpg") || lives.given.Load() != 1 {
		t.Errorf("it came %d times; said is %s", lives.given.Load(), got)
	}
}
