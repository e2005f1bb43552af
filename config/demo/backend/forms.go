package backend

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
)

const (
	// maxForm is the most that a form with photos may carry, in bytes.
	maxForm = 32 << 20
	// maxPhotos is how many photos one form may hold.
	maxPhotos = 3
)

// photo is a file of a form, as it is kept: the demo keeps what tells one from another and not the picture.
type photo struct {
	Name   string `json:"name"`
	Media  string `json:"media"`
	Bytes  int    `json:"bytes"`
	Digest string `json:"digest"` // SHA-256 in hexadecimal
}

// boundaryOf is the boundary of a form's parts; empty for everything that is no form.
func boundaryOf(r *http.Request) string {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return ""
	}
	return params["boundary"]
}

// readForm reads a form into the JSON object that says the same, so that a form that is sent twice is the same request
// whatever stands between its parts. Files become what is kept of them.
func readForm(w http.ResponseWriter, r *http.Request, boundary string) ([]byte, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return nil, refuse(http.StatusRequestEntityTooLarge, "TOO_LARGE", "the form is larger than 32 MiB")
	case err != nil:
		return nil, refuse(http.StatusBadRequest, "UNREADABLE", "the form could not be read")
	}
	if !bytes.Contains(raw, []byte("--"+boundary+"--")) {
		return nil, refuse(http.StatusBadRequest, "BAD_FORM", "the form has no end")
	}
	if sent := r.Header.Get("Content-Digest"); sent != "" && sent != digestOf(raw) {
		return nil, refuse(http.StatusBadRequest, "BAD_DIGEST", "the form is not what its digest says")
	}
	fields, err := parts(multipart.NewReader(bytes.NewReader(raw), boundary))
	if err != nil {
		return nil, err
	}
	return json.Marshal(fields)
}

// digestOf is a body's Content-Digest.
func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

func parts(form *multipart.Reader) (map[string]any, error) {
	fields, photos := map[string]any{}, []photo{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			if len(photos) > 0 {
				fields["photos"] = photos
			}
			return fields, nil
		}
		if err != nil {
			return nil, refuse(http.StatusBadRequest, "BAD_FORM", "the form's parts cannot be told apart")
		}
		content, err := io.ReadAll(part) // bounded with the whole form
		if err != nil {
			return nil, refuse(http.StatusBadRequest, "BAD_FORM", "a part of the form has no end")
		}
		switch name := part.FormName(); {
		case part.FileName() != "":
			p, err := photoOf(part.FileName(), content)
			if err != nil {
				return nil, err
			}
			photos = append(photos, p)
		case name != "photos" || string(content) != "[]": // a list without anything in it
			fields[name] = string(content)
		}
	}
}

// photoOf takes a picture for what its bytes say that it is.
func photoOf(name string, content []byte) (photo, error) {
	media := http.DetectContentType(content)
	if media != "image/jpeg" && media != "image/png" {
		return photo{}, invalid("NOT_A_PHOTO", "a photo must be JPEG or PNG")
	}
	sum := sha256.Sum256(content)
	return photo{Name: name, Media: media, Bytes: len(content), Digest: hex.EncodeToString(sum[:])}, nil
}
