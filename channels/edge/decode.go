package edge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

// MaxBody is the largest request body, in bytes.
const MaxBody = 64 << 10

// Decode reads a body of JSON into dst and refuses everything that is not exactly what dst describes.
func Decode(c echo.Context, dst any) error {
	kind, _, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return Refuse(http.StatusUnsupportedMediaType, "content_type", "Send JSON, with the header Content-Type: application/json.")
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, MaxBody))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return Refuse(http.StatusRequestEntityTooLarge, "too_large", "The request is larger than %d KiB. Send less.", MaxBody>>10)
	}
	if err != nil {
		return Refuse(http.StatusBadRequest, "body", "The request ended before its body was complete. Send it again.")
	}
	if err := strict(body, dst); err != nil {
		return Refuse(http.StatusBadRequest, "json", "%v", err)
	}
	return nil
}

// strict decodes one JSON object. Unlike encoding/json it refuses unknown and repeated names, names in another case,
// bytes that are not UTF-8, and anything after the object.
func strict(body []byte, dst any) error {
	if !utf8.Valid(body) {
		return errors.New("the body is not valid UTF-8: encode the text as UTF-8")
	}
	if err := names(body); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(dst); err != nil {
		return readable(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the JSON object: send one object and nothing else")
	}
	return nil
}

// readable says what is wrong without naming Go types.
func readable(err error) error {
	wrong := new(json.UnmarshalTypeError)
	switch {
	case errors.As(err, &wrong) && wrong.Field != "":
		return fmt.Errorf("field %q may not be a %s", wrong.Field, wrong.Value)
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		return fmt.Errorf("field %s is not known: leave it out, or see the description of the API", strings.TrimPrefix(err.Error(), "json: unknown field "))
	}
	return errors.New("the body is not a JSON object: check quotes, commas and braces")
}

// names refuses a name that stands twice in one object, and names in capitals, which encoding/json would match.
func names(body []byte) error {
	d := json.NewDecoder(bytes.NewReader(body))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.New("the body is not a JSON object: send {…}")
	}
	return object(d, 0)
}

// maxDepth bounds how deep a body may nest; ours nest two deep.
const maxDepth = 8

func object(d *json.Decoder, depth int) error {
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return readable(errors.Join(err, errors.New("a name is missing")))
		}
		if seen[name] || name != strings.ToLower(name) {
			return fmt.Errorf("field %.40q is not known or stands twice: write each name once, in small letters", name)
		}
		seen[name] = true
		if err := value(d, depth+1); err != nil {
			return err
		}
	}
	_, err := d.Token()
	if err != nil {
		return readable(err)
	}
	return nil
}

func value(d *json.Decoder, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("the body nests deeper than %d objects", maxDepth)
	}
	t, err := d.Token()
	switch {
	case err != nil:
		return readable(err)
	case t == json.Delim('{'):
		return object(d, depth)
	case t == json.Delim('['):
		for d.More() {
			if err := value(d, depth+1); err != nil {
				return err
			}
		}
		if _, err := d.Token(); err != nil {
			return readable(err)
		}
	}
	return nil
}
