package flows

import (
	"fmt"
	"maps"
	"slices"

	"balie/conversation"
)

// textLike reports whether values of a type are written and compared as texts in expressions.
func textLike(t conversation.Type) bool { return textual(t) == nil }

// accepts reports why a value of one schema cannot be given where another is wanted; nil when it can. References come
// only from references; everything else that is written as text may be given as text.
func accepts(want, have conversation.Schema) error {
	switch {
	case want.Type == have.Type:
		return acceptsInside(want, have)
	case want.Type == conversation.Text && textLike(have.Type):
		return nil
	case want.Type == conversation.Choice && have.Type == conversation.Text:
		return nil
	case want.Type.IsRef() && textLike(have.Type):
		return fmt.Errorf("%s comes only out of an operation made for this customer, not from %s: look it up first", want.Type, have.Type)
	}
	return fmt.Errorf("it is %s, and %s is wanted", have.Type, want.Type)
}

func acceptsInside(want, have conversation.Schema) error {
	switch {
	case want.Type == conversation.Record && want.Fields != nil && have.Fields != nil:
		return acceptsFields(want, have)
	case want.Type == conversation.List && want.Item != nil && have.Item != nil && have.Item.Type != "":
		if err := accepts(*want.Item, *have.Item); err != nil {
			return fmt.Errorf("its items: %w", err)
		}
	}
	return nil
}

func acceptsFields(want, have conversation.Schema) error {
	for _, name := range slices.Sorted(maps.Keys(want.Fields)) {
		f, ok := have.Fields[name]
		switch {
		case !ok && want.Fields[name].Optional:
		case !ok:
			return fmt.Errorf("it has no field %s", name)
		default:
			if err := accepts(want.Fields[name], f); err != nil {
				return fmt.Errorf("field %s: %w", name, err)
			}
		}
	}
	return nil
}

// sayable reports whether a text may show a value of this schema.
func sayable(s conversation.Schema) bool {
	if s.Type == conversation.List {
		return s.Item != nil && s.Item.Type != conversation.Record && s.Item.Type != conversation.List
	}
	return s.Type != conversation.Record
}
