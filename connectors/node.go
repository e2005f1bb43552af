package connectors

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// file reads one connector file and collects what is wrong with it.
type file struct {
	name     string
	problems *Problems
	forms    *forms // how the connector's system writes dates and decimals; nil: as texts
}

func (f *file) problem(n *yaml.Node, mend, format string, args ...any) {
	p := Problem{File: f.name, Line: 1, Column: 1, Message: fmt.Sprintf(format, args...), Mend: mend}
	if n != nil && n.Line > 0 {
		p.Line, p.Column = n.Line, n.Column
	}
	*f.problems = append(*f.problems, p)
}

// field is one key of a mapping with its value.
type field struct {
	key, value *yaml.Node
}

func (p field) name() string { return p.key.Value }

// fields lists the entries of a mapping as written. Equal keys and nodes that are no mapping are problems.
func (f *file) fields(n *yaml.Node, what string) []field {
	if !f.is(n, yaml.MappingNode, what, "a list of keys and values") {
		return nil
	}
	out := make([]field, 0, len(n.Content)/2)
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode:
			f.problem(k, "use a plain word", "a key of %s is not a word", what)
		case seen[k.Value]:
			f.problem(k, "leave one of the two out", "%s has %s twice", what, quote(k.Value))
		default:
			seen[k.Value] = true
			out = append(out, field{k, v})
		}
	}
	return out
}

// known is fields as a map; keys that are not among names are problems that name the nearest one.
func (f *file) known(n *yaml.Node, what string, names ...string) map[string]field {
	out := map[string]field{}
	for _, p := range f.fields(n, what) {
		if slices.Contains(names, p.name()) {
			out[p.name()] = p
			continue
		}
		mend := "known are " + strings.Join(names, ", ")
		if near := nearest(p.name(), names); near != "" {
			mend = "did you mean " + near + "?"
		}
		f.problem(p.key, mend, "%s does not know %s", what, quote(p.name()))
	}
	return out
}

// is reports whether n is of a kind, and makes it a problem when not.
func (f *file) is(n *yaml.Node, kind yaml.Kind, what, want string) bool {
	if n != nil && n.Kind == kind {
		return true
	}
	if n != nil && n.Kind == yaml.AliasNode {
		f.problem(n, "write it out", "%s is an alias (*%s)", what, n.Value)
		return false
	}
	f.problem(n, "", "%s must be %s", what, want)
	return false
}

// text reads a scalar as it is written, whatever YAML takes it for: 0600 and no stay texts.
func (f *file) text(n *yaml.Node, what string) string {
	if !f.is(n, yaml.ScalarNode, what, "a text") {
		return ""
	}
	if n.Value == "" {
		f.problem(n, "write it or leave the key out", "%s is empty", what)
	}
	return n.Value
}

func (f *file) yes(n *yaml.Node, what string) bool {
	if !f.is(n, yaml.ScalarNode, what, "true or false") {
		return false
	}
	if n.Value != "true" && n.Value != "false" {
		f.problem(n, "write true or false", "%s is %s", what, quote(n.Value))
	}
	return n.Value == "true"
}

// whole reads a whole number between low and high.
func (f *file) whole(n *yaml.Node, what string, low, high int64) int64 {
	if !f.is(n, yaml.ScalarNode, what, "a whole number") {
		return low
	}
	v, err := parseWhole(n.Value)
	if err != nil || v < low || v > high {
		f.problem(n, fmt.Sprintf("use a whole number from %d to %d", low, high), "%s is %s", what, quote(n.Value))
		return low
	}
	return v
}

// span reads a length of time such as 30s, 5m, 24h or 365d.
func (f *file) span(n *yaml.Node, what string, low, high time.Duration) time.Duration {
	if !f.is(n, yaml.ScalarNode, what, "a length of time") {
		return low
	}
	d, err := parseSpan(n.Value)
	if err != nil || d < low || d > high {
		f.problem(n, fmt.Sprintf("write it as 500ms, 30s, 24h or 2d, from %s to %s", spoken(low), spoken(high)), "%s is %s", what, quote(n.Value))
		return low
	}
	return d
}

const day = 24 * time.Hour

// parseSpan reads a duration as Go writes it, or in whole days.
func parseSpan(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := parseWhole(days)
		if err != nil || n < 0 || n > 3660 {
			return 0, fmt.Errorf("%s is no number of days", quote(days))
		}
		return time.Duration(n) * day, nil
	}
	return time.ParseDuration(s)
}

// spoken writes a duration as it may be written in a file.
func spoken(d time.Duration) string {
	if d > 0 && d%day == 0 {
		return fmt.Sprintf("%dd", d/day)
	}
	s := d.String()
	if rest, ok := strings.CutSuffix(s, "m0s"); ok {
		s = rest + "m"
	}
	if rest, ok := strings.CutSuffix(s, "h0m"); ok {
		s = rest + "h"
	}
	return s
}

var identifiers = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// identifier reads the name of something declared.
func (f *file) identifier(n *yaml.Node, what string) string {
	if !f.is(n, yaml.ScalarNode, what, "a name") {
		return ""
	}
	if !identifiers.MatchString(n.Value) {
		f.problem(n, "use a–z, 0–9 and _, and begin with a letter", "%s cannot be named %s", what, quote(n.Value))
	}
	return n.Value
}

// list returns the items of a sequence.
func (f *file) list(n *yaml.Node, what string) []*yaml.Node {
	if !f.is(n, yaml.SequenceNode, what, "a list") {
		return nil
	}
	return n.Content
}

// titles reads a text by language: {nl: …, en: …}.
func (f *file) titles(n *yaml.Node, what string) map[string]string {
	out := map[string]string{}
	for _, p := range f.fields(n, what) {
		out[p.name()] = f.text(p.value, what)
	}
	return out
}

// quote shows outside text in a message: short and without control characters.
func quote(s string) string {
	if len(s) > 60 {
		s = strings.ToValidUTF8(s[:60], "") + "…"
	}
	return fmt.Sprintf("%q", s)
}
