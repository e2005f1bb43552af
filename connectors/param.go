package connectors

import (
	"encoding/json"
	"fmt"

	"balie/conversation"
)

// ParseParam reads an input as an operator types it on a command line: a word, true or false, EUR 12.50, or JSON for
// records and lists. The error says how it is written.
func ParseParam(s conversation.Schema, text string) (conversation.Value, error) {
	shape := shapeOf(s)
	var raw any = text
	switch s.Type {
	case conversation.YesNo:
		if text == "true" || text == "false" {
			raw = text == "true"
		}
	case conversation.Number:
		raw = json.Number(text)
	case conversation.Money, conversation.Record, conversation.List:
		if v, err := ParseJSON([]byte(text)); err == nil {
			raw = v
		}
	}
	v, err := shape.read(raw, "the value")
	if err != nil {
		return conversation.Value{}, fmt.Errorf("%w (type %s)", err, s.Type)
	}
	return v, nil
}

func shapeOf(s conversation.Schema) *Shape {
	out := &Shape{Type: s.Type, Optional: s.Optional}
	if s.Fields != nil {
		out.Fields = make(map[string]*Shape, len(s.Fields))
		for name, f := range s.Fields {
			out.Fields[name] = shapeOf(f)
		}
	}
	if s.Item != nil {
		out.Item = shapeOf(*s.Item)
	}
	return out
}
