package backend

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// maxBody is the most that a request may carry, in bytes.
const maxBody = 64 << 10

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if boundary := boundaryOf(r); boundary != "" {
		return readForm(w, r, boundary)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return nil, refuse(http.StatusRequestEntityTooLarge, "TOO_LARGE", "the body is larger than 64 KiB")
	case err != nil:
		return nil, refuse(http.StatusBadRequest, "UNREADABLE", "the body could not be read")
	case len(body) == 0:
		return nil, nil
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, refuse(http.StatusUnsupportedMediaType, "NOT_JSON", "the content type must be application/json")
	}
	if !utf8.Valid(body) {
		return nil, refuse(http.StatusBadRequest, "NOT_JSON", "the body is not valid UTF-8")
	}
	return body, nil
}

// decode reads a JSON object strictly into T; no body stands for an empty object.
func decode[T any](body []byte) (T, error) {
	var value T
	if len(body) == 0 {
		return value, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&value); err != nil {
		return value, refuse(http.StatusBadRequest, "BAD_JSON", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return value, refuse(http.StatusBadRequest, "BAD_JSON", "there is more after the object")
	}
	return value, nil
}

// canonical is the body in one spelling, so that the same request sent twice is the same whatever its spaces.
func canonical(body []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil && !errors.Is(err, io.EOF) {
		return nil, refuse(http.StatusBadRequest, "BAD_JSON", "the body is not JSON")
	}
	return json.Marshal(value)
}

// texts checks that each named text is there and not too long: name, value, name, value, …
func texts(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		switch {
		case strings.TrimSpace(pairs[i+1]) == "":
			return invalid("MISSING_FIELD", pairs[i]+" is missing")
		case len(pairs[i+1]) > 4000:
			return invalid("TOO_LONG", pairs[i]+" is longer than 4000 bytes")
		}
	}
	return nil
}

func day(name, value string) error {
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		return invalid("INVALID_DATE", name+" must be a date such as 2026-12-31")
	}
	return nil
}
