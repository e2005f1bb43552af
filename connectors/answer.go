package connectors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"balie/conversation"
)

// ParseJSON reads exactly one JSON value; numbers keep their digits. The error says where it went wrong, not what
// stands there.
func ParseJSON(body []byte) (any, error) {
	if !utf8.Valid(body) {
		return nil, errors.New("the answer is not valid UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("the answer is not JSON (at byte %d)", d.InputOffset())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the answer goes on after its JSON (at byte %d)", d.InputOffset())
	}
	return v, nil
}

// Dig follows a dotted path into parsed JSON; an empty path is v itself.
func Dig(v any, path string) (any, bool) {
	if path == "" {
		return v, true
	}
	for part := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			next, ok := at[part]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(at) {
				return nil, false
			}
			v = at[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// Read makes a typed value of parsed JSON: unknown fields are dropped, a missing one is an error unless optional. The
// error names the field and what was expected there, never what was found.
func (s *Shape) Read(raw any) (conversation.Value, error) { return s.read(raw, "the answer") }

func (s *Shape) read(raw any, at string) (conversation.Value, error) {
	switch s.Type {
	case conversation.Record:
		return s.readRecord(raw, at)
	case conversation.List:
		return s.readList(raw, at)
	case conversation.YesNo:
		yes, ok := raw.(bool)
		if !ok {
			return conversation.Value{}, wrong(at, "true or false")
		}
		return conversation.Bool(yes), nil
	case conversation.Number:
		return readNumber(raw, at)
	case conversation.Money:
		return readAmount(raw, at)
	}
	return s.readText(raw, at)
}

func wrong(at, want string) error { return fmt.Errorf("%s is not %s", at, want) }

func (s *Shape) readRecord(raw any, at string) (conversation.Value, error) {
	object, ok := raw.(map[string]any)
	if !ok {
		return conversation.Value{}, wrong(at, "an object")
	}
	fields := make(map[string]conversation.Value, len(s.Fields))
	for _, name := range sortedKeys(s.Fields) { // so that the same answer always gives the same error
		f, path := s.Fields[name], name
		if f.From != "" {
			path = f.From
		}
		part, found := Dig(object, path)
		if !found || part == nil || (f.Optional && part == "" && f.Type != conversation.Text) {
			if !f.Optional {
				return conversation.Value{}, fmt.Errorf("%s.%s is missing", at, name)
			}
			continue
		}
		v, err := f.read(part, at+"."+name)
		if err != nil {
			return conversation.Value{}, err
		}
		fields[name] = v
	}
	return conversation.Rec(fields), nil
}

func (s *Shape) readList(raw any, at string) (conversation.Value, error) {
	items, ok := raw.([]any)
	if !ok {
		return conversation.Value{}, wrong(at, "a list")
	}
	out := make([]conversation.Value, len(items))
	for i, item := range items {
		v, err := s.Item.read(item, fmt.Sprintf("%s[%d]", at, i))
		if err != nil {
			return conversation.Value{}, err
		}
		out[i] = v
	}
	return conversation.ListOf(out...), nil
}

func readNumber(raw any, at string) (conversation.Value, error) {
	n, ok := raw.(json.Number)
	if !ok {
		return conversation.Value{}, wrong(at, "a number")
	}
	f, err := n.Float64()
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return conversation.Value{}, wrong(at, "a number that can be kept")
	}
	return conversation.Num(f), nil
}

// textOf reads a text, or the digits of a number.
func textOf(raw any) (string, bool) {
	switch v := raw.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	}
	return "", false
}

// readText reads every type that is written as text. A whole number counts as the text of its digits, since many
// systems number their things.
func (s *Shape) readText(raw any, at string) (conversation.Value, error) {
	text, ok := raw.(string)
	if n, isNumber := raw.(json.Number); isNumber && (s.Type == conversation.Text || s.Type.IsRef()) {
		_, err := n.Int64()
		text, ok = n.String(), err == nil
	}
	if !ok {
		return conversation.Value{}, wrong(at, "a text")
	}
	text, ok = canonicalText(s.Type, text)
	if !ok {
		return conversation.Value{}, wrong(at, textForms[s.Type])
	}
	return conversation.Of(s.Type, text), nil
}

var textForms = map[conversation.Type]string{
	conversation.Date: "a date like 2026-11-22", conversation.Time: "a time like 15:04",
	conversation.Period: "two dates like 2026-11-22/2026-11-29",
}

// canonicalText writes a text as its type is written everywhere, and reports whether it is one.
func canonicalText(t conversation.Type, s string) (string, bool) {
	switch t {
	case conversation.Date:
		return s, isDate(s)
	case conversation.Time:
		for _, layout := range []string{"15:04", "15:04:05"} {
			if at, err := time.Parse(layout, s); err == nil {
				return at.Format("15:04"), true
			}
		}
		return s, false
	case conversation.Period:
		first, last, ok := strings.Cut(s, "/")
		return s, ok && isDate(first) && isDate(last) && first <= last
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1 // a system's control characters reach no screen
		}
		return r
	}, s), true
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
