package flows

import (
	"maps"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"
)

var patternKeys = []string{"pattern", "description", "first", "yields", "examples", "phrases", "not", "asking", "steps"}

// pattern reads one pattern; nil when it is none.
func (l *loader) pattern(r *reader, n *yaml.Node, builtIn bool) *draft {
	f := r.fields(n, "a pattern", patternKeys)
	if f == nil {
		return nil
	}
	f.require("a pattern", "pattern", "steps")
	name := f.text("pattern")
	if name == "" || !r.name(name, r.at(f.by["pattern"]), "a pattern") {
		return nil
	}
	d := l.draft(r, builtIn)
	d.pattern = &Pattern{
		Name: name, Pos: r.at(f.by["pattern"]), Description: f.text("description"), First: f.yes("first"), Yields: f.yes("yields"),
		Examples: d.phrases(f, "examples"), Phrases: d.expressions(f, "phrases"), Not: d.expressions(f, "not"),
	}
	if f.has("asking") {
		d.pattern.Asking = d.asking(f.by["asking"])
	}
	if f.has("steps") {
		d.pattern.Steps = d.steps(f.by["steps"], "steps")
	}
	return d
}

// asking reads the expressions that count only while a flow asks something, by flow.
func (d *draft) asking(n *yaml.Node) map[string]map[string][]string {
	if n.Kind != yaml.MappingNode {
		d.r.errorf(d.r.at(n), "", "asking must name flows, each with its expressions by language")
		return nil
	}
	var flows []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		flows = append(flows, n.Content[i].Value)
	}
	f := d.r.fields(n, "asking", flows)
	if f == nil {
		return nil
	}
	out := map[string]map[string][]string{}
	for _, flow := range flows {
		out[flow] = d.expressions(f, flow)
	}
	return out
}

// expressions reads regular expressions by language and checks that they compile.
func (d *draft) expressions(f *fields, key string) map[string][]string {
	out := d.phrases(f, key)
	for _, lang := range slices.Sorted(maps.Keys(out)) {
		for _, p := range out[lang] {
			if _, err := regexp.Compile(p); err != nil {
				d.r.errorf(f.keys[key], "", "%s in %s: %q is no regular expression: %v", key, lang, p, err)
			}
		}
	}
	return out
}

func names[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
