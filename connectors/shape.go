package connectors

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// Shape is a schema together with where each field stands in what a system answers.
type Shape struct {
	Type     conversation.Type
	From     string // dotted path from the enclosing object; empty: the field's own name
	Optional bool
	Currency string            // of an amount that is written as a mere decimal: EUR, or the path of one beside it
	Masked   bool              // shown only in part
	Words    map[string]string // what a system's words are called here; others stay as they are
	Fields   map[string]*Shape
	Item     *Shape

	forms *forms
}

// Schema returns s as the rest of the house knows it.
func (s *Shape) Schema() conversation.Schema {
	out := conversation.Schema{Type: s.Type, Optional: s.Optional}
	if s.Fields != nil {
		out.Fields = make(map[string]conversation.Schema, len(s.Fields))
		for name, f := range s.Fields {
			out.Fields[name] = f.Schema()
		}
	}
	if s.Item != nil {
		item := s.Item.Schema()
		out.Item = &item
	}
	return out
}

// named returns s without paths: the shape of an example, which is written in the names of the contract.
func (s *Shape) named() *Shape {
	out := *s
	out.From, out.Currency, out.Masked, out.Words, out.Fields = "", "", false, nil, maps.Clone(s.Fields)
	for name, f := range out.Fields {
		out.Fields[name] = f.named()
	}
	if s.Item != nil {
		out.Item = s.Item.named()
	}
	return &out
}

// scalar reports whether a value of s is written as one word.
func (s *Shape) scalar() bool {
	switch s.Type {
	case conversation.Record, conversation.List, conversation.Money, conversation.Upload:
		return false
	}
	return true
}

// required lists the fields that must be there, sorted.
func (s *Shape) required() []string {
	var out []string
	for name, f := range s.Fields {
		if !f.Optional {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// depthMost bounds how deep a schema may nest.
const depthMost = 8

// shape reads a schema: a type (text, text?, ref(card)), the fields of a record, one schema between brackets for a
// list, or the long form {type, optional, from, fields, item}.
func (f *file) shape(n *yaml.Node, what string, depth int) *Shape {
	switch {
	case depth > depthMost:
		f.problem(n, "answer with less", "%s is nested more than %d deep", what, depthMost)
	case n != nil && n.Kind == yaml.ScalarNode:
		return f.plainShape(n, what)
	case n != nil && n.Kind == yaml.SequenceNode:
		return f.listShape(n, what, depth)
	case longForm(n):
		return f.longShape(n, what, depth)
	case f.is(n, yaml.MappingNode, what, "a type, fields or a list"):
		return &Shape{Type: conversation.Record, Fields: f.shapes(n, what, depth)}
	}
	return &Shape{Type: conversation.Text}
}

var schemaKeys = []string{"type", "optional", "from", "fields", "item", "currency", "mask", "words"}

// longForm tells {type: text, optional: true} from a record that happens to have a field named type.
func longForm(n *yaml.Node) bool {
	if n == nil || n.Kind != yaml.MappingNode {
		return false
	}
	typed := false
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !slices.Contains(schemaKeys, n.Content[i].Value) {
			return false
		}
		typed = typed || n.Content[i].Value == "type"
	}
	return typed
}

func (f *file) plainShape(n *yaml.Node, what string) *Shape {
	word, optional := strings.CutSuffix(n.Value, "?")
	s := &Shape{Type: f.kind(n, word, what), Optional: optional, forms: f.forms}
	if s.Type == conversation.Record || s.Type == conversation.List {
		f.problem(n, "list its fields: {name: text, …} or [{name: text, …}]", "%s says %s but not of what", what, s.Type)
		s.Type = conversation.Text
	}
	return s
}

func (f *file) kind(n *yaml.Node, word, what string) conversation.Type {
	t := conversation.Type(word)
	if t.Known() && (!t.IsRef() || identifiers.MatchString(word[len("ref("):len(word)-1])) {
		return t
	}
	known := []string{"text", "yesno", "number", "amount", "date", "time", "period", "email", "phone", "iban", "postcode", "choice", "file", "ref(kind)"}
	mend := "known are " + strings.Join(known, ", ")
	if near := nearest(word, known); near != "" {
		mend = "did you mean " + near + "?"
	}
	f.problem(n, mend, "%s has the unknown type %s", what, quote(word))
	return conversation.Text
}

func (f *file) listShape(n *yaml.Node, what string, depth int) *Shape {
	s := &Shape{Type: conversation.List, Item: &Shape{Type: conversation.Text}}
	if len(n.Content) != 1 {
		f.problem(n, "write one schema between the brackets: [{id: text}]", "%s is a list of %d schemas", what, len(n.Content))
		return s
	}
	s.Item = f.shape(n.Content[0], "an item of "+what, depth+1)
	return s
}

func (f *file) longShape(n *yaml.Node, what string, depth int) *Shape {
	m := f.known(n, what, schemaKeys...)
	s := &Shape{Type: conversation.Text, forms: f.forms}
	if p := m["type"]; p.value != nil && f.is(p.value, yaml.ScalarNode, "the type of "+what, "a word") {
		s.Type = f.kind(p.value, p.value.Value, what)
	}
	if p, ok := m["optional"]; ok {
		s.Optional = f.yes(p.value, "optional of "+what)
	}
	if p, ok := m["from"]; ok {
		s.From = f.path(p.value, "from of "+what)
	}
	f.readManner(s, m, what)
	if p, ok := m["fields"]; ok {
		s.Fields = f.shapes(p.value, what, depth)
	}
	if p, ok := m["item"]; ok {
		s.Item = f.shape(p.value, "an item of "+what, depth+1)
	}
	if (s.Type == conversation.Record) != (s.Fields != nil) {
		f.problem(n, "fields belong to type: record, and to it alone", "%s is of type %s", what, s.Type)
	}
	if (s.Type == conversation.List) != (s.Item != nil) {
		f.problem(n, "item belongs to type: list, and to it alone", "%s is of type %s", what, s.Type)
		s.Type, s.Item = conversation.Text, nil
	}
	return s
}

// readManner reads how a value is written there and shown here.
func (f *file) readManner(s *Shape, m map[string]field, what string) {
	if p, ok := m["currency"]; ok {
		if s.Currency = f.path(p.value, "currency of "+what); s.Type != conversation.Money {
			f.problem(p.key, "leave it out", "%s is no amount and has no currency", what)
		}
	}
	if p, ok := m["mask"]; ok {
		if s.Masked = f.yes(p.value, "mask of "+what); s.Type != conversation.Text {
			f.problem(p.key, "make it a text", "%s is masked and so no %s any more", what, s.Type)
		}
	}
	if p, ok := m["words"]; ok {
		if s.Words = map[string]string{}; s.Type != conversation.Text {
			f.problem(p.key, "make it a text", "%s is a %s and has no words", what, s.Type)
		}
		for _, w := range f.fields(p.value, "words of "+what) {
			s.Words[w.name()] = f.text(w.value, "words of "+what)
		}
	}
}

func (f *file) shapes(n *yaml.Node, what string, depth int) map[string]*Shape {
	out := map[string]*Shape{}
	for _, p := range f.fields(n, what) {
		name := f.identifier(p.key, "a field of "+what)
		out[name] = f.shape(p.value, what+"."+name, depth+1)
	}
	return out
}
