package play

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"balie/connectors"
	"balie/conversation"
	"balie/flows"
)

// reading is a script that is being read, with what is wrong with it.
type reading struct {
	*Script
	doc  *yaml.Node
	errs []error
}

func (r *reading) bad(at *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s:%d:%d: %s", r.File, at.Line, at.Column, fmt.Sprintf(format, args...)))
}

// read fills the script from its document. What it says of what no test comes by is given back.
func (r *reading) read() ([]Excuse, error) {
	r.strange(r.doc, reflect.TypeFor[Script](), "a test")
	if err := r.doc.Decode(r.Script); err != nil {
		return nil, errors.Join(append(r.errs, badYAML(r.File, err))...)
	}
	var why []Excuse
	if !r.Uncovered.IsZero() {
		var err error
		why, err = excuses(r.File, &r.Uncovered)
		r.errs = append(r.errs, err)
	}
	for i := range r.Steps {
		r.step(&r.Steps[i])
	}
	r.setting()
	return why, errors.Join(r.errs...)
}

// step reads one direction with what it takes.
func (r *reading) step(n *yaml.Node) {
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 {
		r.bad(n, "a step is one direction with what it takes, such as customer: hello")
		return
	}
	verb, arg := n.Content[0].Value, n.Content[1]
	if _, ok := Directions[verb]; !ok {
		known := slices.Sorted(maps.Keys(Directions))
		r.bad(n, "direction %q is not known: %s", verb, nearest(verb, known, useOneOf(known)))
	}
	if t, ok := arguments[verb]; ok && arg.Kind == yaml.MappingNode {
		r.strange(arg, t, verb)
	}
	r.acts = append(r.acts, act{verb: verb, arg: arg, line: n.Line})
}

// setting holds what is said before the first step to what it may be.
func (r *reading) setting() {
	r.Begin = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	if r.Now != "" {
		at, err := time.Parse(time.RFC3339, r.Now)
		if err != nil {
			r.bad(r.at("now"), "now %q is no time: write 2026-11-23T10:00:00+01:00", r.Now)
		}
		r.Begin = at
	}
	if r.Customer.Assurance != "" {
		if _, err := conversation.ParseAssurance(r.Customer.Assurance); err != nil {
			r.bad(r.at("customer"), "%v", err)
		}
	}
	for _, c := range []struct {
		key, have string
		may       []string
	}{{"channel", r.Channel, []string{Site, WhatsApp}}, {"desk", r.Desk, []string{"open", "closed"}}, {"language", r.Language, []string{"nl", "en"}}} {
		if c.have != "" && !slices.Contains(c.may, c.have) {
			r.bad(r.at(c.key), "%s is %s, not %q", c.key, strings.Join(c.may, " or "), c.have)
		}
	}
	r.Faults = map[string]connectors.Fault{}
	for op, f := range r.RawFault {
		r.Faults[op] = connectors.Fault{Fail: f.Fail, Times: f.Times}
	}
}

// at is the value of a key of the document.
func (r *reading) at(key string) *yaml.Node {
	for i := 0; i+1 < len(r.doc.Content); i += 2 {
		if r.doc.Content[i].Value == key {
			return r.doc.Content[i+1]
		}
	}
	return r.doc
}

// strange names the keys in a node that what it is read into does not have, however deep.
func (r *reading) strange(n *yaml.Node, t reflect.Type, what string) {
	switch {
	case t == reflect.TypeFor[yaml.Node]():
	case t.Kind() == reflect.Slice && n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			r.strange(item, t.Elem(), what)
		}
	case t.Kind() == reflect.Map && n.Kind == yaml.MappingNode:
		for i := 1; i < len(n.Content); i += 2 {
			r.strange(n.Content[i], t.Elem(), what+" "+n.Content[i-1].Value)
		}
	case t.Kind() == reflect.Struct && n.Kind == yaml.MappingNode:
		known := keysOf(t)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if f, ok := known[key.Value]; ok {
				r.strange(n.Content[i+1], f, key.Value)
				continue
			}
			names := slices.Sorted(maps.Keys(known))
			r.bad(key, "%s does not take %.40q: %s", what, key.Value, nearest(key.Value, names, useOneOf(names)))
		}
	}
}

// keysOf are the keys of a mapping that is read into a struct, with what each is read into.
func keysOf(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		if key := f.Tag.Get("yaml"); f.IsExported() && key != "-" {
			out[key] = f.Type
		}
	}
	return out
}

// Keys lists what may stand in a test: its own keys, and those of what directions take, by direction. What describes tests
// to editors is held to it.
func Keys() map[string][]string {
	out := map[string][]string{}
	note := func(name string, t reflect.Type) { out[name] = slices.Sorted(maps.Keys(keysOf(t))) }
	note("test", reflect.TypeFor[Script]())
	note("fault", reflect.TypeFor[scriptFault]())
	note("mandate", reflect.TypeFor[scriptMandate]())
	for verb, t := range arguments {
		note(verb, t)
	}
	return out
}

// nearest is the mend of a name that is not known; where none is near, what is said otherwise.
func nearest(name string, known []string, otherwise string) string {
	if near := flows.Nearest(name, known); near != "" {
		return "did you mean " + near + "?"
	}
	return otherwise
}

func useOneOf(known []string) string { return "use one of " + strings.Join(known, ", ") }

var yamlLine = regexp.MustCompile(`line (\d+)(?:, column (\d+))?: `)

// badYAML puts the place that a YAML error speaks of in front of it.
func badYAML(file string, err error) error {
	said := strings.TrimPrefix(err.Error(), "yaml: ")
	m := yamlLine.FindStringSubmatch(said)
	if m == nil {
		return fmt.Errorf("%s: %s", file, said)
	}
	place := file + ":" + m[1]
	if m[2] != "" {
		place += ":" + m[2]
	}
	return fmt.Errorf("%s: %s", place, strings.Replace(said, m[0], "", 1))
}
