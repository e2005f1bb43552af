package connectors

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// Template is the JSON body of a request: objects and lists as written, every word in it an expression.
type Template struct {
	names  []string
	fields map[string]*Template
	items  []*Template
	value  *Expression
	list   bool
}

// template reads a body. Each word is typed against the operation's inputs.
func (f *file) template(n *yaml.Node, what string, s scope, depth int) *Template {
	t := &Template{}
	switch {
	case depth > depthMost:
		f.problem(n, "", "%s is nested more than %d deep", what, depthMost)
	case n.Kind == yaml.ScalarNode:
		t.value = f.expression(n, what, s)
	case n.Kind == yaml.SequenceNode:
		t.list = true
		for i, item := range n.Content {
			t.items = append(t.items, f.template(item, fmt.Sprintf("%s[%d]", what, i), s, depth+1))
		}
	default:
		t.fields = map[string]*Template{}
		for _, p := range f.fields(n, what) {
			t.names = append(t.names, p.name())
			t.fields[p.name()] = f.template(p.value, what+"."+p.name(), s, depth+1)
		}
	}
	return t
}

func (f *file) expression(n *yaml.Node, what string, s scope) *Expression {
	if !f.is(n, yaml.ScalarNode, what, "an expression") {
		return nil
	}
	e, err := s.compile(n.Value)
	if err != nil {
		f.problem(n, "a text is quoted twice (\"'web'\"), an input is input.name, our key is key", "%s: %s", what, firstLine(err))
		return nil
	}
	return e
}

// Render makes the body. What an absent input would give is left out.
func (t *Template) render(env map[string]any) (any, error) {
	switch {
	case t.value != nil:
		v, err := t.value.run(env)
		return named(v), err
	case t.list:
		out := make([]any, 0, len(t.items))
		for _, item := range t.items {
			v, err := item.render(env)
			if err != nil {
				return nil, err
			}
			if v != nil {
				out = append(out, v)
			}
		}
		return out, nil
	}
	out := make(map[string]any, len(t.fields))
	for name, field := range t.fields {
		v, err := field.render(env)
		if err != nil {
			return nil, fmt.Errorf("body.%s: %w", name, err)
		}
		if v != nil {
			out[name] = v
		}
	}
	return out, nil
}

// named makes objects of the maps that expressions make, whose keys may be anything.
func named(v any) any {
	switch v := v.(type) {
	case map[any]any:
		out := make(map[string]any, len(v))
		for name, x := range v {
			out[fmt.Sprint(name)] = named(x)
		}
		return out
	case []any:
		out := make([]any, len(v)) // the list may be a part of the expression
		for i, x := range v {
			out[i] = named(x)
		}
		return out
	}
	return v
}

// reads reports whether a name stands in t as it is.
func (t *Template) reads(name string) bool {
	for _, e := range t.expressions() {
		if e.source == name {
			return true
		}
	}
	return false
}

// expressions lists every expression of t.
func (t *Template) expressions() []*Expression {
	if t == nil {
		return nil
	}
	var out []*Expression
	if t.value != nil {
		out = append(out, t.value)
	}
	for _, name := range t.names {
		out = append(out, t.fields[name].expressions()...)
	}
	for _, item := range t.items {
		out = append(out, item.expressions()...)
	}
	return out
}
