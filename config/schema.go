package config

import (
	_ "embed"
	"reflect"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Reference is config.yaml with every field, its meaning and what holds without it.
//
//go:embed reference.yaml
var Reference string

// Schema describes config.yaml to editors, as JSON Schema: the fields of [Config], with what the reference says of them.
func Schema() map[string]any {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(Reference), &doc); err != nil || len(doc.Content) == 0 {
		return map[string]any{"type": "object"} // the reference is loaded by a test
	}
	d := describing{lines: strings.Split(Reference, "\n")}
	out := d.object(reflect.TypeFor[Config](), doc.Content[0])
	out["required"] = []string{"name"}
	return out
}

// describing makes schemas of structs, with the comments of the reference.
type describing struct{ lines []string }

func (d describing) object(t reflect.Type, n *yaml.Node) map[string]any {
	properties := map[string]any{}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		key := f.Tag.Get("yaml")
		at, comment := d.find(n, key)
		s := d.of(f.Type, at)
		if comment != "" {
			s["description"] = comment
		}
		if one := f.Tag.Get("one"); one != "" {
			if items, ok := s["items"].(map[string]any); ok {
				items["enum"] = strings.Split(one, ",")
			} else {
				s["enum"] = strings.Split(one, ",")
			}
		}
		properties[key] = s
	}
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
}

// find is the value of a key in the reference, and the comment behind it.
func (d describing) find(n *yaml.Node, key string) (*yaml.Node, string) {
	for i := 0; n != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			_, comment, _ := strings.Cut(d.lines[n.Content[i].Line-1], " # ")
			return n.Content[i+1], strings.TrimSpace(comment)
		}
	}
	return nil, ""
}

func (d describing) of(t reflect.Type, n *yaml.Node) map[string]any {
	switch {
	case t == reflect.TypeFor[Secret]():
		text := map[string]any{"type": "string"}
		return map[string]any{
			"type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
			"properties": map[string]any{"env": text, "file": text},
		}
	case t == reflect.TypeFor[time.Duration]():
		return map[string]any{"type": "string", "pattern": `^([0-9.]+(ns|us|ms|s|m|h))+$`}
	case t.Kind() == reflect.Struct:
		return d.object(t, n)
	case t.Kind() == reflect.Slice:
		var first *yaml.Node
		if n != nil && len(n.Content) > 0 {
			first = n.Content[0]
		}
		return map[string]any{"type": "array", "items": d.of(t.Elem(), first)}
	case t.Kind() == reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": d.of(t.Elem(), nil)}
	case t.Kind() == reflect.Bool:
		return map[string]any{"type": "boolean"}
	case t.Kind() == reflect.Int:
		return map[string]any{"type": "integer"}
	}
	return map[string]any{"type": []string{"string", "number", "boolean"}} // read as the text that stands there
}
