package flows

import (
	"fmt"
	"math"
	"strings"
	"time"

	"balie/conversation"
)

// Moment is the type of a point in time. No slot holds one: it comes from now and what is counted from it, and is
// written as RFC 3339.
const Moment conversation.Type = "moment"

// amount is money inside an expression. It can be added, subtracted and compared with money of the same currency.
type amount struct {
	minor    int64
	currency string
}

func (a amount) value() conversation.Value { return conversation.Cents(a.minor, a.currency) }

// Native turns a value into what expressions compute with: texts, dates at midnight UTC, money, maps and lists. The
// zero Value is nil.
func Native(v conversation.Value) any {
	switch v.Type {
	case "":
		return nil
	case conversation.YesNo:
		return v.Yes
	case conversation.Number:
		return v.Number
	case conversation.Money:
		if v.Amount == nil {
			return nil
		}
		return amount{minor: v.Amount.Minor, currency: v.Amount.Currency}
	case conversation.Date:
		return orNil(time.Parse(time.DateOnly, v.Text))
	case Moment:
		return nativeMoment(v.Text)
	case conversation.Period:
		return nativePeriod(v.Text)
	case conversation.Record, conversation.Upload:
		return nativeRecord(v.Fields)
	case conversation.List:
		out := make([]any, len(v.Items))
		for i, it := range v.Items {
			out[i] = Native(it)
		}
		return out
	}
	return v.Text
}

func orNil(t time.Time, err error) any {
	if err != nil {
		return nil
	}
	return t
}

// nativeMoment is what the clock on the wall showed: expressions know no other zone.
func nativeMoment(text string) any {
	t, err := time.Parse(time.RFC3339, text)
	return orNil(time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC), err)
}

func nativeRecord(fields map[string]conversation.Value) map[string]any {
	out := make(map[string]any, len(fields))
	for k, f := range fields {
		out[k] = Native(f)
	}
	return out
}

func nativePeriod(text string) any {
	from, to, ok := strings.Cut(text, "/")
	if !ok {
		return nil
	}
	return map[string]any{
		"from": Native(conversation.Of(conversation.Date, from)),
		"to":   Native(conversation.Of(conversation.Date, to)),
	}
}

// FromNative turns the result of an expression into a value of the schema's type; nil into the zero Value. A result
// that does not fit the schema is an error.
func FromNative(x any, s conversation.Schema) (conversation.Value, error) {
	switch x := x.(type) {
	case nil:
		return conversation.Value{}, nil
	case bool:
		return conversation.Bool(x), fits(s, conversation.YesNo)
	case string:
		if s.Type == "" {
			return conversation.Of(conversation.Text, x), nil
		}
		return conversation.Of(s.Type, x), textual(s.Type)
	case int:
		return conversation.Num(float64(x)), fits(s, conversation.Number)
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return conversation.Value{}, fmt.Errorf("the result is not a number")
		}
		return conversation.Num(x), fits(s, conversation.Number)
	case amount:
		return x.value(), fits(s, conversation.Money)
	case time.Time:
		return fromTime(x, s)
	case map[string]any:
		return fromMap(x, s)
	case []any:
		return fromList(x, s)
	}
	return conversation.Value{}, fmt.Errorf("a result of kind %T is no value", x)
}

func fits(s conversation.Schema, t conversation.Type) error {
	if s.Type == "" || s.Type == t {
		return nil
	}
	return fmt.Errorf("the result is %s, wanted %s", t, s.Type)
}

func textual(t conversation.Type) error {
	switch t {
	case conversation.Text, conversation.Choice, conversation.Email, conversation.Phone, conversation.IBAN,
		conversation.Postcode, conversation.Time:
		return nil
	}
	if t.IsRef() {
		return nil
	}
	return fmt.Errorf("the result is text, wanted %s", t)
}

func fromTime(t time.Time, s conversation.Schema) (conversation.Value, error) {
	if s.Type == Moment {
		return moment(t, nil), nil
	}
	return conversation.Of(conversation.Date, t.Format(time.DateOnly)), fits(s, conversation.Date)
}

// moment is the point in time at which the clock on the wall of place shows t.
func moment(t time.Time, place *time.Location) conversation.Value {
	if place == nil {
		place = time.UTC
	}
	at := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, place)
	return conversation.Of(Moment, at.Format(time.RFC3339))
}

func fromMap(m map[string]any, s conversation.Schema) (conversation.Value, error) {
	if s.Type == conversation.Period {
		from, ok1 := m["from"].(time.Time)
		to, ok2 := m["to"].(time.Time)
		if !ok1 || !ok2 {
			return conversation.Value{}, fmt.Errorf("the result is no period")
		}
		return conversation.Of(conversation.Period, from.Format(time.DateOnly)+"/"+to.Format(time.DateOnly)), nil
	}
	fields := make(map[string]conversation.Value, len(m))
	for k, x := range m {
		v, err := FromNative(x, s.Fields[k])
		if err != nil {
			return v, fmt.Errorf("%s: %w", k, err)
		}
		if !v.Zero() {
			fields[k] = v
		}
	}
	if s.Type == conversation.Upload {
		return conversation.Value{Type: conversation.Upload, Fields: fields}, nil
	}
	return conversation.Rec(fields), fits(s, conversation.Record)
}

func fromList(items []any, s conversation.Schema) (conversation.Value, error) {
	var item conversation.Schema
	if s.Item != nil {
		item = *s.Item
	}
	out := make([]conversation.Value, len(items))
	for i, x := range items {
		v, err := FromNative(x, item)
		if err != nil {
			return v, fmt.Errorf("item %d: %w", i+1, err)
		}
		out[i] = v
	}
	return conversation.ListOf(out...), fits(s, conversation.List)
}
