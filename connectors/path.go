package connectors

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// splitPath cuts a dotted path into its parts. Two dots are one that belongs to a name: @odata..nextLink.
func splitPath(path string) []string {
	const dot = "\x00"
	parts := strings.Split(strings.ReplaceAll(path, "..", dot), ".")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(p, dot, ".")
	}
	return parts
}

// path reads a dotted path into an answer: data.items. A number picks an item of a list, * all of them, and a single
// dot is the whole.
func (f *file) path(n *yaml.Node, what string) string {
	s := f.text(n, what)
	if s == "" || s == "." {
		return s
	}
	for _, part := range splitPath(s) {
		if part == "" {
			f.problem(n, "write it as data.items", "%s has an empty part: %s", what, quote(s))
			break
		}
	}
	return s
}

// Dig follows a dotted path into parsed JSON; an empty path, or a single dot, is v itself. Where a part is *, the rest
// is followed in every item, and a list comes back.
func Dig(v any, path string) (any, bool) {
	if path == "" || path == "." {
		return v, true
	}
	return dig(v, splitPath(path))
}

func dig(v any, parts []string) (any, bool) {
	for i, part := range parts {
		switch at := v.(type) {
		case map[string]any:
			next, ok := at[part]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			if part == "*" {
				return digEach(at, parts[i+1:])
			}
			n, err := strconv.Atoi(part)
			if err != nil || n < 0 || n >= len(at) {
				return nil, false
			}
			v = at[n]
		default:
			return nil, false
		}
	}
	return v, true
}

func digEach(items []any, rest []string) (any, bool) {
	out := make([]any, 0, len(items))
	for _, item := range items {
		v, ok := dig(item, rest)
		if !ok {
			return nil, false
		}
		out = append(out, v)
	}
	return out, true
}

// agreed returns the one value that all items have. They must agree: who asks for one thing of many may not be given
// the first that comes.
func agreed(raw any, at string) (any, error) {
	items, ok := raw.([]any)
	if !ok || len(items) == 0 {
		return nil, nil
	}
	first, err := json.Marshal(items[0])
	if err != nil {
		return nil, wrong(at, "one value")
	}
	for _, item := range items[1:] {
		if other, err := json.Marshal(item); err != nil || string(other) != string(first) {
			return nil, fmt.Errorf("%s differs from item to item", at)
		}
	}
	return items[0], nil
}

// Empty reports whether nothing stands at a path: it is not there, null, false, or an empty text, list or object.
func Empty(v any, path string) bool {
	raw, ok := Dig(v, path)
	if !ok || raw == nil || raw == "" || raw == false {
		return true
	}
	switch x := raw.(type) {
	case []any:
		return len(x) == 0
	case map[string]any:
		return len(x) == 0
	}
	return false
}
