package conversation

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Type names what a value is: one of the constants below or ref(kind), for example ref(card).
type Type string

// The types of the flow language.
const (
	Text     Type = "text"
	YesNo    Type = "yesno"
	Number   Type = "number"
	Money    Type = "amount"
	Date     Type = "date"   // calendar day, ISO 8601: 2026-11-22
	Time     Type = "time"   // time of day, 15:04
	Period   Type = "period" // two days, 2026-11-22/2026-11-29
	Email    Type = "email"
	Phone    Type = "phone" // E.164
	IBAN     Type = "iban"
	Postcode Type = "postcode"
	Choice   Type = "choice"
	Upload   Type = "file"   // a reference to a file that the customer sent
	Record   Type = "record" // named fields, as a back end answers
	List     Type = "list"
)

// Ref makes the type of a reference to a customer's thing. References come only out of operations made for the
// customer; nothing that was typed becomes one.
func Ref(kind string) Type { return Type("ref(" + kind + ")") }

// IsRef reports whether t is a reference type.
func (t Type) IsRef() bool {
	return strings.HasPrefix(string(t), "ref(") && strings.HasSuffix(string(t), ")")
}

// Known reports whether t is a type of the language.
func (t Type) Known() bool {
	switch t {
	case Text, YesNo, Number, Money, Date, Time, Period, Email, Phone, IBAN, Postcode, Choice, Upload, Record, List:
		return true
	}
	return t.IsRef() && len(t) > len("ref()")
}

// Amount is money in the minor units of its currency (cents for EUR). Money is never a float.
type Amount struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"` // ISO 4217
}

// Value is one typed value: of a slot, a parameter or a field of an answer. Only the field that fits Type is set.
type Value struct {
	Type   Type             `json:"type"`
	Text   string           `json:"text,omitempty"` // every type that is written as text, dates included
	Yes    bool             `json:"yes,omitempty"`
	Number float64          `json:"number,omitempty"`
	Amount *Amount          `json:"amount,omitempty"`
	Fields map[string]Value `json:"fields,omitempty"`
	Items  []Value          `json:"items,omitempty"`
}

// Of makes a value of a type that is written as text.
func Of(t Type, text string) Value { return Value{Type: t, Text: text} }

// Bool makes a yes or a no.
func Bool(yes bool) Value { return Value{Type: YesNo, Yes: yes} }

// Num makes a number.
func Num(n float64) Value { return Value{Type: Number, Number: n} }

// Cents makes an amount of minor units of a currency.
func Cents(minor int64, currency string) Value {
	return Value{Type: Money, Amount: &Amount{Minor: minor, Currency: currency}}
}

// Rec makes a record.
func Rec(fields map[string]Value) Value { return Value{Type: Record, Fields: fields} }

// ListOf makes a list.
func ListOf(items ...Value) Value { return Value{Type: List, Items: items} }

// Zero reports whether no value is there at all.
func (v Value) Zero() bool { return v.Type == "" }

// Equal reports whether both are the same value of the same type.
func (v Value) Equal(w Value) bool { return v.Canonical() == w.Canonical() }

// Field returns a field of a record; the zero Value when it is not there.
func (v Value) Field(name string) Value { return v.Fields[name] }

// Canonical writes v so that equal values, and only those, are written alike. It is what hashes are made of.
func (v Value) Canonical() string {
	b, err := json.Marshal(v) // maps are written in the order of their keys
	if err != nil {
		return "invalid:" + err.Error()
	}
	return string(b)
}

// String writes v for a log of values or a test; customers read what the flow's texts make of it.
func (v Value) String() string {
	switch v.Type {
	case YesNo:
		return strconv.FormatBool(v.Yes)
	case Number:
		return strconv.FormatFloat(v.Number, 'f', -1, 64)
	case Money:
		if v.Amount == nil {
			return ""
		}
		sign, minor := "", v.Amount.Minor
		if minor < 0 {
			sign = "-"
		}
		return fmt.Sprintf("%s %s%d.%02d", v.Amount.Currency, sign, abs(minor/100), abs(minor%100))
	case Upload:
		return v.Field("name").Text
	case Record:
		parts := make([]string, 0, len(v.Fields))
		for _, k := range slices.Sorted(maps.Keys(v.Fields)) {
			parts = append(parts, k+": "+v.Fields[k].String())
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case List:
		parts := make([]string, len(v.Items))
		for i, it := range v.Items {
			parts[i] = it.String()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return v.Text
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// CanonicalParams writes named values so that equal sets are written alike.
func CanonicalParams(params map[string]Value) string { return Rec(params).Canonical() }
