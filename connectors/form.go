package connectors

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"
)

// forms is how a system writes what JSON has no type for. The zero forms write dates and decimals as texts.
type forms struct {
	decimal     *Template // nil: a text
	date        *Template
	readDecimal string    // dotted path of the digits
	readDate    [3]string // dotted paths of year, month and day
}

// readForms reads types: how dates and decimals are written, and where their parts stand when they are read.
func (f *file) readForms(n *yaml.Node) *forms {
	out := &forms{}
	m := f.known(n, "types", innerKeys["types"]...)
	if p, ok := m["decimal"]; ok {
		d := f.known(p.value, "decimal", innerKeys["written"]...)
		if d["write"].value == nil || d["read"].value == nil {
			f.problem(p.value, "write {write: {digits: value}, read: digits}", "decimal needs write and read")
		} else {
			out.decimal = f.template(d["write"].value, "write", scope{parts: []string{"value"}}, 0)
			out.readDecimal = f.path(d["read"].value, "read")
		}
	}
	if p, ok := m["date"]; ok {
		d := f.known(p.value, "date", innerKeys["written"]...)
		read := d["read"]
		if d["write"].value == nil || read.value == nil {
			f.problem(p.value, "write {write: {y: year, m: month, d: day}, read: [y, m, d]}", "date needs write and read")
			return out
		}
		out.date = f.template(d["write"].value, "write", scope{parts: []string{"value"}, days: []string{"year", "month", "day"}}, 0)
		items := f.list(read.value, "read")
		if len(items) != 3 {
			f.problem(read.value, "write the paths of year, month and day: [year, month, day]", "read of date has %d paths", len(items))
			return out
		}
		for i, item := range items {
			out.readDate[i] = f.path(item, "read")
		}
	}
	return out
}

// writeDecimal writes an amount, a number or a text of digits as the system wants it. What is absent stays so.
func (fs *forms) writeDecimal(v any) (any, error) {
	text, err := decimalText(v)
	if err != nil || text == "" {
		return nil, err
	}
	if fs == nil || fs.decimal == nil {
		return text, nil
	}
	return fs.decimal.render(map[string]any{"value": text})
}

var errNoDecimal = errors.New("as_decimal takes an amount, a number or a text of digits")

func decimalText(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		if !decimals.MatchString(v) {
			return "", errNoDecimal
		}
		return v, nil
	case int:
		return strconv.Itoa(v), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case map[string]any:
		minor, isMinor := v["minor"].(int)
		currency, isCurrency := v["currency"].(string)
		if isMinor && isCurrency {
			return majorUnits(int64(minor), currency), nil
		}
	}
	return "", errNoDecimal
}

// majorUnits writes an amount as a decimal: 12.50.
func majorUnits(minor int64, currency string) string {
	places, ok := digits[currency]
	if !ok {
		places = 2
	}
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	s := fmt.Sprintf("%0*d", places+1, minor)
	if places == 0 {
		return sign + s
	}
	return sign + s[:len(s)-places] + "." + s[len(s)-places:]
}

// writeDate writes a date as the system wants it. What is absent stays so.
func (fs *forms) writeDate(v any) (any, error) {
	text, _ := v.(string)
	if v == nil || text == "" {
		return nil, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return nil, errors.New("as_date takes a date")
	}
	if fs == nil || fs.date == nil {
		return text, nil
	}
	return fs.date.render(map[string]any{"value": text, "year": day.Year(), "month": int(day.Month()), "day": day.Day()})
}

// decimalOf finds the digits of a decimal: in the system's form, in a text, or in a number that kept them.
func (fs *forms) decimalOf(raw any) (string, bool) {
	if fs != nil && fs.readDecimal != "" {
		if inner, ok := Dig(raw, fs.readDecimal); ok {
			raw = inner
		}
	}
	return textOf(raw)
}

// dateOf finds a date in the system's form; other forms stay as they are.
func (fs *forms) dateOf(raw any) any {
	if fs == nil || fs.readDate[0] == "" {
		return raw
	}
	if _, ok := raw.(map[string]any); !ok {
		return raw
	}
	var parts [3]int
	for i, path := range fs.readDate {
		inner, _ := Dig(raw, path)
		text, _ := textOf(inner)
		n, err := strconv.Atoi(text)
		if err != nil {
			return raw
		}
		parts[i] = n
	}
	return fmt.Sprintf("%04d-%02d-%02d", parts[0], parts[1], parts[2])
}
