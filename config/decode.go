package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// decode reads YAML into c. Scalars are read from their text, so that `no` is a text where a text is wanted; every
// problem is named, with line and column, and none repeats what stood where a secret is named.
func decode(b []byte, c *Config) (*yaml.Node, Problems) {
	if !utf8.Valid(b) {
		return nil, Problems{{Message: "it is not UTF-8 text"}}
	}
	dec := yaml.NewDecoder(bytes.NewReader(b))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, Problems{{Message: "it is empty: say at least name"}}
	} else if err != nil {
		return nil, Problems{syntax(err)}
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, Problems{at(&more, "it goes on after the end of its document: write one document")}
	}
	var d decoder
	for _, n := range doc.Content {
		d.value(n, reflect.ValueOf(c).Elem(), "config.yaml")
	}
	return &doc, d.problems
}

// decoder fills values from nodes and collects what does not fit.
type decoder struct{ problems Problems }

func (d *decoder) bad(n *yaml.Node, format string, args ...any) {
	d.problems = append(d.problems, at(n, format, args...))
}

// value fills to from n. Name is what the operator calls it.
func (d *decoder) value(n *yaml.Node, to reflect.Value, name string) {
	if n.Kind == yaml.AliasNode {
		d.bad(n, "%s is an alias: write it out", name)
		return
	}
	switch {
	case to.Type() == reflect.TypeFor[time.Duration]():
		d.duration(n, to, name)
	case to.Kind() == reflect.Struct:
		d.fields(n, to, name)
	case to.Kind() == reflect.Map:
		d.texts(n, to, name)
	case to.Kind() == reflect.Slice:
		d.items(n, to, name)
	default:
		d.scalar(n, to, name)
	}
}

func (d *decoder) fields(n *yaml.Node, to reflect.Value, name string) {
	secret := to.Type() == reflect.TypeFor[Secret]()
	if n.Kind != yaml.MappingNode {
		if secret {
			d.bad(n, "%s: a secret is not written here: say where it is, {env: NAME} or {file: path}", name)
		} else {
			d.bad(n, "%s takes a mapping with %s", name, strings.Join(keys(to.Type()), ", "))
		}
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		f, ok := field(to, key.Value)
		switch {
		case !ok && secret:
			d.bad(key, "%s: a secret takes env or file and nothing else", name)
		case !ok:
			d.bad(key, "%s does not take %.40q%s", name, key.Value, didYouMean(key.Value, keys(to.Type())))
		case seen[key.Value]:
			d.bad(key, "%s stands here twice", key.Value)
		default:
			d.value(n.Content[i+1], f, key.Value)
		}
		seen[key.Value] = true
	}
}

func (d *decoder) texts(n *yaml.Node, to reflect.Value, name string) {
	if n.Kind != yaml.MappingNode {
		d.bad(n, "%s takes a mapping of names to texts", name)
		return
	}
	to.Set(reflect.MakeMap(to.Type()))
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, v := n.Content[i], reflect.New(to.Type().Elem()).Elem()
		if to.MapIndex(reflect.ValueOf(key.Value)).IsValid() {
			d.bad(key, "%s stands here twice", key.Value)
		}
		d.value(n.Content[i+1], v, name+"."+key.Value)
		to.SetMapIndex(reflect.ValueOf(key.Value), v)
	}
}

func (d *decoder) items(n *yaml.Node, to reflect.Value, name string) {
	if n.Kind != yaml.SequenceNode {
		d.bad(n, "%s takes a list, for example [a, b]", name)
		return
	}
	to.Set(reflect.MakeSlice(to.Type(), len(n.Content), len(n.Content)))
	for i, c := range n.Content {
		d.value(c, to.Index(i), fmt.Sprintf("%s[%d]", name, i))
	}
}

func (d *decoder) duration(n *yaml.Node, to reflect.Value, name string) {
	v, err := time.ParseDuration(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		d.bad(n, "%s takes a time such as 300ms, 8s or 2h", name)
		return
	}
	to.SetInt(int64(v))
}

func (d *decoder) scalar(n *yaml.Node, to reflect.Value, name string) {
	if n.Kind != yaml.ScalarNode {
		d.bad(n, "%s takes one value", name)
		return
	}
	switch to.Kind() {
	case reflect.String:
		if n.Tag != "!!null" {
			to.SetString(n.Value)
		}
	case reflect.Bool:
		if n.Value != "true" && n.Value != "false" {
			d.bad(n, "%s is true or false", name)
		}
		to.SetBool(n.Value == "true")
	case reflect.Int:
		v, err := strconv.ParseInt(n.Value, 10, 32)
		if err != nil {
			d.bad(n, "%s takes a whole number", name)
		}
		to.SetInt(v)
	default:
		d.bad(n, "%s cannot be set here", name)
	}
}

// field finds a struct's field by its key.
func field(s reflect.Value, key string) (reflect.Value, bool) {
	for i := range s.NumField() {
		if f := s.Type().Field(i); f.IsExported() && f.Tag.Get("yaml") == key {
			return s.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// keys are the keys that a struct takes.
func keys(s reflect.Type) []string {
	var out []string
	for i := range s.NumField() {
		if f := s.Field(i); f.IsExported() {
			out = append(out, f.Tag.Get("yaml"))
		}
	}
	return out
}

// didYouMean names the known key that is nearest to one that is not, or all of them.
func didYouMean(key string, known []string) string {
	best, least := "", len(key)/3+2
	for _, k := range known {
		if n := distance(key, k); n < least {
			best, least = k, n
		}
	}
	if best != "" {
		return fmt.Sprintf(": did you mean %s?", best)
	}
	return ": it takes " + strings.Join(known, ", ")
}

// distance is how many bytes must be added, left out or changed to make b of a.
func distance(a, b string) int {
	if len(a) > 40 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, before+1)
		}
	}
	return row[len(b)]
}
