package connectors

import (
	"errors"
	"strconv"

	"balie/conversation"
)

// plain turns a value into what expressions and JSON know: texts, numbers, maps and lists. The zero Value is nil.
func plain(v conversation.Value) any {
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
		return map[string]any{"minor": int(v.Amount.Minor), "currency": v.Amount.Currency}
	case conversation.Upload:
		return attached(v)
	case conversation.Record:
		return plainFields(v.Fields)
	case conversation.List:
		out := make([]any, len(v.Items))
		for i, item := range v.Items {
			out[i] = plain(item)
		}
		return out
	}
	return v.Text
}

func plainFields(fields map[string]conversation.Value) map[string]any {
	out := make(map[string]any, len(fields))
	for name, f := range fields {
		out[name] = plain(f)
	}
	return out
}

// fits reports whether v may stand where schema s is asked for. Texts of every kind may stand for a text; a reference
// takes nothing but the same kind of reference.
func fits(s conversation.Schema, v conversation.Value) bool {
	switch {
	case v.Zero():
		return s.Optional
	case s.Type == conversation.Record:
		if v.Type != conversation.Record {
			return false
		}
		for name, f := range s.Fields {
			if !fits(f, v.Field(name)) {
				return false
			}
		}
		return true
	case s.Type == conversation.List:
		if v.Type != conversation.List || s.Item == nil {
			return false
		}
		for _, item := range v.Items {
			if !fits(*s.Item, item) {
				return false
			}
		}
		return true
	}
	return typeFits(s.Type, v.Type)
}

func typeFits(want, got conversation.Type) bool {
	if want == got {
		return true
	}
	switch got {
	case conversation.YesNo, conversation.Number, conversation.Money, conversation.Upload, conversation.Record, conversation.List:
		return false
	}
	return want == conversation.Text || want == conversation.Choice && !got.IsRef()
}

// word writes a value for a path, query or header.
func word(v any) (string, bool, error) {
	switch v := v.(type) {
	case string:
		return v, true, nil
	case bool:
		return strconv.FormatBool(v), true, nil
	case int:
		return strconv.Itoa(v), true, nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true, nil
	}
	return "", false, errors.New("it is no single word")
}

// Word writes an input for a path or query; it reports false when the input is absent.
func Word(p conversation.Permit, name string) (string, bool, error) {
	v := plain(p.Param(name))
	if v == nil {
		return "", false, nil
	}
	return word(v)
}
