package intent

import (
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"balie/conversation"
	"balie/intent/extract"
)

// fits checks a value against a slot. Where there are options, only an offered one fits, and the value that was
// offered takes the place of the one that was proposed: nothing in a record can be made up.
func fits(s conversation.SlotExpectation, v conversation.Value) (conversation.Value, string) {
	if len(s.Options) > 0 || s.Type == conversation.Choice || s.Type.IsRef() || s.Type == conversation.Record {
		for _, o := range s.Options {
			if o.Value.Equal(v) {
				return o.Value, ""
			}
		}
		return v, fmt.Sprintf("slot %s has no such option", s.Slot)
	}
	if v.Type != s.Type || !plain(v) {
		return v, fmt.Sprintf("slot %s takes a value of type %s, not %.40q", s.Slot, s.Type, v.Type)
	}
	return v, ""
}

// maxValue is how long a text value may be.
const maxValue = extract.MaxText

// plain reports a value that a customer can have typed: well formed, of a basic type, never a reference or record, and
// with no field set that its type has no use for.
func plain(v conversation.Value) bool {
	if len(v.Text) > maxValue || !utf8.ValidString(v.Text) || v.Fields != nil || v.Items != nil {
		return false
	}
	bare := v
	switch v.Type {
	case conversation.YesNo:
		bare.Yes = false
	case conversation.Number:
		if math.IsNaN(v.Number) || math.IsInf(v.Number, 0) {
			return false
		}
		bare.Number = 0
	case conversation.Money:
		if v.Amount == nil || len(v.Amount.Currency) != 3 || v.Amount.Minor < 0 {
			return false
		}
		bare.Amount = nil
	default:
		if !written(v) {
			return false
		}
		bare.Text = ""
	}
	return bare.Equal(conversation.Value{Type: v.Type})
}

// written reports a value of a type that is written as text, in the way that type is written.
func written(v conversation.Value) bool {
	layout := map[conversation.Type]string{conversation.Date: time.DateOnly, conversation.Time: "15:04"}[v.Type]
	if layout != "" {
		_, err := time.Parse(layout, v.Text)
		return err == nil
	}
	x, err := extract.New()
	if err != nil {
		return false
	}
	switch v.Type {
	case conversation.Text, conversation.Choice:
		return v.Text != ""
	case conversation.Email:
		return only(x.Email(v.Text), v.Text)
	case conversation.Phone:
		return only(x.Phone(v.Text), v.Text)
	case conversation.IBAN:
		return only(x.IBAN(v.Text), v.Text)
	case conversation.Postcode:
		return only(x.Postcode(v.Text), v.Text)
	case conversation.Period:
		return len(v.Text) == 21 && v.Text[10] == '/' && written(conversation.Of(conversation.Date, v.Text[:10])) &&
			written(conversation.Of(conversation.Date, v.Text[11:])) && v.Text[:10] <= v.Text[11:]
	}
	return false
}

// only reports that an extractor finds exactly the value, and nothing else stands there.
func only(found []extract.Found, text string) bool {
	return len(found) == 1 && found[0].Value.Text == text && found[0].Text == text
}
