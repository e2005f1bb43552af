package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

// maxBody is the largest request body, in bytes.
const maxBody = 64 << 10

// decode reads a body of JSON into dst and refuses what dst does not describe.
func decode(e echo.Context, dst any) error {
	kind, _, err := mime.ParseMediaType(e.Request().Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return refuse(http.StatusUnsupportedMediaType, "content_type", "Send JSON, with the header Content-Type: application/json.")
	}
	body, err := io.ReadAll(http.MaxBytesReader(e.Response(), e.Request().Body, maxBody))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return refuse(http.StatusRequestEntityTooLarge, "too_large", "The request is larger than %d KiB. Send less.", maxBody>>10)
	}
	if err != nil {
		return refuse(http.StatusBadRequest, "body", "The request ended before its body was complete. Send it again.")
	}
	if !utf8.Valid(body) {
		return refuse(http.StatusBadRequest, "json", "The body is not valid UTF-8.")
	}
	if t := bytes.TrimSpace(body); len(t) == 0 || t[0] != '{' {
		return refuse(http.StatusBadRequest, "json", "The body is not a JSON object.")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(dst); err != nil {
		return refuse(http.StatusBadRequest, "json", "%s", readable(err))
	}
	if _, err := d.Token(); err != io.EOF {
		return refuse(http.StatusBadRequest, "json", "Something follows the JSON object. Send one object and nothing else.")
	}
	return nil
}

// readable says what is wrong without naming Go types.
func readable(err error) string {
	wrong := new(json.UnmarshalTypeError)
	switch {
	case errors.As(err, &wrong) && wrong.Field != "":
		return "Field " + wrong.Field + " may not be a " + wrong.Value + "."
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		return "Field " + strings.TrimPrefix(err.Error(), "json: unknown field ") + " is not known."
	}
	return "The body is not a JSON object: check quotes, commas and braces."
}
