package backend

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"testing"
)

// form is damage with a photo, under a boundary of its own.
func form(t *testing.T, boundary, name string, content []byte) ([]byte, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary(boundary); err != nil {
		t.Fatal(err)
	}
	for field, value := range map[string]string{"cause": "glass", "happened_on": "2026-02-28", "place": "Waterdam", "story": "ruit"} {
		if err := w.WriteField(field, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("photos", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

func (y system) post(path string, body []byte, header ...string) reply {
	y.t.Helper()
	r, err := http.NewRequestWithContext(y.t.Context(), http.MethodPost, y.url+path, bytes.NewReader(body))
	if err != nil {
		y.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+testKey)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	got, err := exchange(r)
	if err != nil {
		y.t.Fatal(err)
	}
	return got
}

func pixel(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPhotoComesWithTheDamageAndOnceWithItsKey(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "insurer"})
	const path = sanne + "/policies/PO-11/claims"
	for _, boundary := range []string{"one", "other"} { // the same request, written otherwise
		body, kind := form(t, boundary, "ruit.png", pixel(t))
		if got := y.post(path, body, "Content-Type", kind, keyHeader, "k", "Content-Digest", digestOf(body)); got.status != http.StatusOK {
			t.Fatalf("%d %s", got.status, got.raw)
		}
	}
	y.wantCounts("report_claim", 2, 1)
	photos := y.call(http.StatusOK, "GET", "/demo/state", nil).object["tables"].(object)["photos"].([]any)
	if len(photos) != 1 || photos[0].(object)["media"] != "image/png" || photos[0].(object)["name"] != "ruit.png" {
		t.Errorf("photos %v", photos)
	}
}

func TestFormsThatAreNoneAreRefused(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "insurer"})
	const path = sanne + "/policies/PO-11/claims"
	good, kind := form(t, "b", "ruit.png", pixel(t))
	script, _ := form(t, "b", "ruit.png", []byte("<script>alert(1)</script>"))
	for _, c := range []struct {
		code string
		body []byte
		more []string
	}{
		{"NOT_A_PHOTO", script, nil},
		{"BAD_FORM", good[:len(good)/2], nil},
		{"BAD_FORM", []byte("--c"), nil},
		{"BAD_DIGEST", good, []string{"Content-Digest", digestOf([]byte("something else"))}},
		{"TOO_LARGE", make([]byte, maxForm+1), nil},
	} {
		if got := y.post(path, c.body, append([]string{"Content-Type", kind}, c.more...)...); got.code() != c.code {
			t.Errorf("%.20q: %d %s, want %s", c.body, got.status, got.raw, c.code)
		}
	}
	y.wantCounts("report_claim", 0, 0)
}

func FuzzReadForm(f *testing.F) {
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=\"cause\"\r\n\r\nglass\r\n--b--\r\n"))
	f.Add([]byte("--b\r\n\r\n"))
	f.Fuzz(func(_ *testing.T, body []byte) {
		_, _ = parts(multipart.NewReader(bytes.NewReader(body), "b")) // must not panic
	})
}
