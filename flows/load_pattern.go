package flows

import (
	"maps"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"
)

var patternKeys = []string{"pattern", "description", "first", "examples", "phrases", "not", "steps"}

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
		Name: name, Pos: r.at(f.by["pattern"]), Description: f.text("description"), First: f.yes("first"),
		Examples: d.phrases(f, "examples"), Phrases: d.expressions(f, "phrases"), Not: d.expressions(f, "not"),
	}
	if f.has("steps") {
		d.pattern.Steps = d.steps(f.by["steps"], "steps")
	}
	return d
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
