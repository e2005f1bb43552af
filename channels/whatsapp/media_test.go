package whatsapp_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"balie/channels/whatsapp"
	"balie/conversation"
)

// store plays Meta's two addresses of a file, as the payloads name it: the one that tells where it is, and that place.
type store struct {
	*httptest.Server
	mu      sync.Mutex
	data    []byte
	where   string                      // of the file; default its own place
	size    int                         // as told; default the true one
	refuses map[string]http.HandlerFunc // by path
	asked   []string
}

const photoID = "600000000000001" // of payloads/image.json

func newStore(t *testing.T, data []byte) *store {
	t.Helper()
	s := &store{data: data, refuses: map[string]http.HandlerFunc{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *store) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.URL.RequestURI())
	if r.Header.Get("Authorization") != "Bearer token" {
		http.Error(w, `{"error":{"code":190}}`, http.StatusUnauthorized)
		return
	}
	if refuse := s.refuses[r.URL.Path]; refuse != nil {
		refuse(w, r)
		return
	}
	switch r.URL.Path {
	case "/" + photoID:
		where, size, sum := s.where, s.size, sha256.Sum256(s.data)
		if where == "" {
			where = s.URL + "/whatsapp_business/attachments/?mid=1"
		}
		if size == 0 {
			size = len(s.data)
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"messaging_product": "whatsapp", "url": where, "mime_type": "image/jpeg", "sha256": hex.EncodeToString(sum[:]), "file_size": size, "id": photoID,
		})
	case "/whatsapp_business/attachments/":
		_, _ = w.Write(s.data)
	default:
		http.Error(w, `{"error":{"message":"Unsupported get request","type":"GraphMethodException","code":100,"error_subcode":33}}`, http.StatusBadRequest)
	}
}

// photo is payloads/image.json with the digest of data.
func photo(t *testing.T, data []byte) []byte {
	t.Helper()
	sum := sha256.Sum256(data)
	return bytes.Replace(payload(t, "image.json"), []byte("3q2+7w=="), []byte(base64.StdEncoding.EncodeToString(sum[:])), 1)
}

// named posts a photo and returns the file that its message names.
func named(t *testing.T, base string, body []byte, change ...func(*whatsapp.Options)) (conversation.File, *whatsapp.WhatsApp, *sink) {
	t.Helper()
	s, e, w, _ := setup(t, append([]func(*whatsapp.Options){func(o *whatsapp.Options) { o.Base = base }}, change...)...)
	poster{t, e}.post(body)
	if len(s.inputs) != 1 || s.inputs[0].Kind != conversation.InputFile || len(s.inputs[0].Files) != 1 || s.inputs[0].Text != "kapot scherm" {
		t.Fatalf("inputs are %+v", s.inputs)
	}
	return s.inputs[0].Files[0], w, s
}

func TestAPhotoIsFetched(t *testing.T) {
	t.Parallel()
	data := []byte("\xff\xd8\xff a photo")
	m := newStore(t, data)
	f, w, s := named(t, m.URL, photo(t, data))
	got, err := w.Fetch(t.Context(), f)
	if err != nil || !bytes.Equal(got, data) || !s.counted("file.fetched") {
		t.Fatalf("fetched %q, %v", got, err)
	}
	if want := []string{"/" + photoID + "?phone_number_id=" + number, "/whatsapp_business/attachments/?mid=1"}; fmt.Sprint(m.asked) != fmt.Sprint(want) {
		t.Errorf("asked %v", m.asked)
	}
}

func TestTheTokenGoesOnlyWhereTheCompanySays(t *testing.T) {
	t.Parallel()
	data := []byte("a photo")
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s was asked for with %q", r.URL, r.Header.Get("Authorization"))
	}))
	t.Cleanup(elsewhere.Close)
	for _, where := range []string{
		elsewhere.URL, "https://169.254.169.254/latest/", "https://evil.example/lookaside.fbsbx.com", "https://lookaside.fbsbx.com.evil.example/x",
		"https://evillookaside.fbsbx.com/x", "http://lookaside.fbsbx.com/x", "https://lookaside.fbsbx.com:8443/x", "https://lookaside.fbsbx.com@evil.example/x",
		"file:///etc/passwd", "//evil.example/x", "", "::",
	} {
		m := newStore(t, data)
		if m.where = where; where == "" {
			m.where = "x"
		}
		f, w, _ := named(t, m.URL, photo(t, data))
		if got, err := w.Fetch(t.Context(), f); err == nil || len(m.asked) != 1 {
			t.Errorf("%q: fetched %q, asked %v", where, got, m.asked)
		}
	}
	m := newStore(t, data)
	m.refuses["/whatsapp_business/attachments/"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) }
	f, w, _ := named(t, m.URL, photo(t, data))
	if got, err := w.Fetch(t.Context(), f); err == nil {
		t.Errorf("a redirection was followed: %q", got)
	}
}

func TestWhatCannotBeFetchedIsLostOrTriedAgain(t *testing.T) {
	t.Parallel()
	at, media := "/"+photoID, "/whatsapp_business/attachments/"
	for name, c := range map[string]struct {
		change func(m *store)
		want   error // nil: it is tried again
		kind   string
	}{
		"expired":       {func(m *store) { m.refuses[at] = refuse(400, 100) }, conversation.UnfitLost, "file.lost"},
		"gone":          {func(m *store) { m.refuses[media] = plainly(404, "") }, conversation.UnfitLost, "file.lost"},
		"busy":          {func(m *store) { m.refuses[at] = refuse(400, 131000) }, nil, "file.late"},
		"too fast":      {func(m *store) { m.refuses[at] = refuse(429, 80007) }, nil, "file.late"},
		"token":         {func(m *store) { m.refuses[at] = refuse(401, 190) }, nil, "file.late"},
		"old token":     {func(m *store) { m.refuses[at] = refuse(400, 190) }, nil, "file.late"},
		"down":          {func(m *store) { m.refuses[media] = plainly(503, "about 31612345678") }, nil, "file.late"},
		"cut":           {func(m *store) { m.refuses[media] = hangUp }, nil, "file.late"},
		"no JSON":       {func(m *store) { m.refuses[at] = plainly(200, "<html>") }, nil, "file.late"},
		"another one":   {func(m *store) { m.data = []byte("another") }, nil, "file.late"},
		"said to large": {func(m *store) { m.size = conversation.MostFile + 1 }, conversation.UnfitSize, "file.too_large"},
		"too large":     {func(m *store) { m.data, m.size = make([]byte, conversation.MostFile+1), 5 }, conversation.UnfitSize, "file.too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := []byte("a photo")
			m := newStore(t, data)
			c.change(m)
			f, w, s := named(t, m.URL, photo(t, data))
			got, err := w.Fetch(t.Context(), f)
			why := conversation.Unfit("")
			if err == nil || got != nil || errors.As(err, &why) != (c.want != nil) || c.want != nil && !errors.Is(err, c.want) || !s.counted(c.kind) {
				t.Errorf("fetched %.20q, %v, counted %v", got, err, s.kinds)
			}
			if err != nil && (strings.Contains(err.Error(), m.URL) || strings.Contains(err.Error(), "31612345678")) {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
}

// TestWhatIsNoPictureOrPDFIsNotFetched: the polite answer stays for it.
func TestWhatIsNoPictureOrPDFIsNotFetched(t *testing.T) {
	t.Parallel()
	for _, change := range [][2]string{
		{"image/jpeg", "image/svg+xml"}, {"image/jpeg", "application/vnd.ms-excel"}, {"image/jpeg", ""}, {`"id":"600000000000001"`, `"id":"../me"`},
		{`"id":"600000000000001"`, `"id":""`}, {`"id":"600000000000001"`, `"id":7`}, {`"type":"image"`, `"type":"video"`},
	} {
		s, e, _, _ := setup(t)
		poster{t, e}.post(bytes.Replace(payload(t, "image.json"), []byte(change[0]), []byte(change[1]), 1))
		if len(s.inputs) != 2 || s.inputs[0].Kind != conversation.InputMedia || s.inputs[1].Text != "kapot scherm" {
			t.Errorf("%v: inputs are %+v", change, s.inputs)
		}
	}
}
