package connectors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
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
		return s.readNumber(raw, at)
	case conversation.Money:
		return readAmount(raw, at)
	case conversation.Date:
		return s.readText(s.forms.dateOf(raw), at)
	}
	return s.readText(raw, at)
}

func wrong(at, want string) error { return fmt.Errorf("%s is not %s", at, want) }

func (s *Shape) readRecord(raw any, at string) (conversation.Value, error) {
	if _, isList := raw.([]any); !isList { // whose items the paths of the fields may pick
		if _, ok := raw.(map[string]any); !ok {
			return conversation.Value{}, wrong(at, "an object")
		}
	}
	fields := make(map[string]conversation.Value, len(s.Fields))
	for _, name := range sortedKeys(s.Fields) { // so that the same answer always gives the same error
		f, path := s.Fields[name], name
		if f.From != "" {
			path = f.From
		}
		part, found := Dig(raw, path)
		if found && strings.Contains(path, "*") && f.Type != conversation.List {
			var err error
			if part, err = agreed(part, at+"."+name); err != nil {
				return conversation.Value{}, err
			}
		}
		if !found || part == nil || (f.Optional && part == "" && f.Type != conversation.Text) {
			if !f.Optional {
				return conversation.Value{}, fmt.Errorf("%s.%s is missing", at, name)
			}
			continue
		}
		v, err := f.readIn(raw, part, at+"."+name)
		if err != nil {
			return conversation.Value{}, err
		}
		fields[name] = v
	}
	return conversation.Rec(fields), nil
}

// readIn reads a field, of which something may stand beside it: an amount's currency.
func (s *Shape) readIn(around, raw any, at string) (conversation.Value, error) {
	if s.Type != conversation.Money || s.Currency == "" {
		return s.read(raw, at)
	}
	currency := s.Currency
	if !currencies.MatchString(currency) {
		beside, _ := Dig(around, currency)
		if currency, _ = beside.(string); !currencies.MatchString(currency) {
			return conversation.Value{}, wrong("the currency of "+at, "a currency such as EUR")
		}
	}
	text, ok := s.forms.decimalOf(raw)
	minor, err := minorUnits(text, currency)
	if !ok || err != nil {
		return conversation.Value{}, wrong(at, "a decimal such as 12.50")
	}
	return conversation.Cents(minor, currency), nil
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

func (s *Shape) readNumber(raw any, at string) (conversation.Value, error) {
	n, ok := raw.(json.Number)
	if text, formed := s.forms.decimalOf(raw); formed && !ok {
		if _, isText := raw.(string); !isText { // only in the system's own form: a text is no number
			n, ok = json.Number(text), true
		}
	}
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
	if s.Masked {
		text = mask(text)
	}
	if word, ok := s.Words[text]; ok {
		text = word
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
		if day, rest, ok := strings.Cut(s, "T"); ok && midnight.MatchString(rest) {
			s = day // some systems write a day as its first moment; any other moment is no day
		}
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

var midnight = regexp.MustCompile(`^00:00(:00(\.0+)?)?(Z|\+00:?00)?$`)

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
