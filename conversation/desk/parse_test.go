package desk

import (
	"errors"
	"testing"

	"balie/conversation"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ  conversation.Type
		text string
		want string // empty: refused
	}{
		{conversation.Text, " Jan ", "Jan"}, {conversation.Text, "\xff", ""},
		{conversation.YesNo, "true", "true"}, {conversation.YesNo, "ja", ""},
		{conversation.Number, "12,5", "12.5"}, {conversation.Number, "NaN", ""}, {conversation.Number, "1e999", ""},
		{conversation.Money, "12.5", "EUR 12.50"}, {conversation.Money, "-3 USD", "USD -3.00"}, {conversation.Money, "1.234", ""},
		{conversation.Date, "2026-02-28", "2026-02-28"}, {conversation.Date, "2026-02-30", ""},
		{conversation.Time, "09:30", "09:30"}, {conversation.Time, "25:00", ""},
		{conversation.Period, "2026-01-01/2026-02-01", "2026-01-01/2026-02-01"}, {conversation.Period, "2026-02-01/2026-01-01", ""},
		{conversation.Email, "a@b.nl", "a@b.nl"}, {conversation.Email, "A <a@b.nl>", ""},
		{conversation.Phone, "+31 6-1234 5678", "+31612345678"}, {conversation.Phone, "0612345678", ""},
		{conversation.IBAN, "nl91 abna 0417 1643 00", "NL91ABNA0417164300"}, {conversation.IBAN, "NL91ABNA0417164301", ""},
		{conversation.Postcode, "1234 ab", "1234 AB"}, {conversation.Postcode, "<b>", ""},
		{conversation.Ref("card"), "card-1", ""}, {conversation.Record, "{}", ""}, {conversation.List, "[]", ""},
		{conversation.Choice, "x", ""},
	} {
		v, err := Slot{Type: c.typ}.parse(c.text)
		if c.want == "" {
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("%s %q: got %v, %v", c.typ, c.text, v, err)
			}
			continue
		}
		if err != nil || v.String() != c.want || v.Type != c.typ {
			t.Errorf("%s %q: got %v (%s), %v; want %s", c.typ, c.text, v, v.Type, err, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	types := []conversation.Type{conversation.Text, conversation.YesNo, conversation.Number, conversation.Money, conversation.Date, conversation.Period, conversation.Email, conversation.Phone, conversation.IBAN, conversation.Postcode, conversation.Ref("x")}
	f.Add(3, "12.50 EUR")
	f.Add(8, "NL91ABNA0417164300")
	f.Fuzz(func(t *testing.T, n int, text string) {
		typ := types[uint(n)%uint(len(types))]
		v, err := Slot{Type: typ}.parse(text)
		if err == nil && v.Type != typ {
			t.Fatalf("%s %q became a %s", typ, text, v.Type)
		}
		if err != nil && !errors.Is(err, ErrInvalid) {
			t.Fatalf("%s %q: %v", typ, text, err)
		}
	})
}
