package flows

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Bounds of one file. They are far above what people write and far below what hurts.
const (
	maxFile  = 1 << 20
	maxDepth = 60
	maxTree  = 100_000
)

// reader takes YAML apart by its nodes, so that 0600, no and 2026-01-02 stay the texts they are.
type reader struct {
	*report
	file string
}

// documents parses a file. A document that does not parse ends it; those before it count.
func (r *reader) documents(data []byte) []*yaml.Node {
	at := Pos{File: r.file, Line: 1, Col: 1}
	switch {
	case len(data) > maxFile:
		r.errorf(at, "split it", "the file has %d bytes and may have %d", len(data), maxFile)
		return nil
	case !utf8.Valid(data):
		r.errorf(r.invalid(data), "save the file as UTF-8", "this is not UTF-8")
		return nil
	}
	load, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		r.errorf(at, "", "yaml: %v", err)
		return nil
	}
	var out []*yaml.Node
	for first := true; ; first = false {
		var n yaml.Node
		if err := load.Load(&n); errors.Is(err, io.EOF) {
			if first {
				r.warnf(at, "write something in it, or remove it", "the file holds nothing")
			}
			return out
		} else if err != nil {
			r.syntax(err)
			return out
		}
		count := 0
		if n.Kind == yaml.DocumentNode && len(n.Content) == 1 && r.plain(n.Content[0], 0, &count) {
			out = append(out, n.Content[0])
		}
	}
}

// invalid finds the first byte that is not UTF-8.
func (r *reader) invalid(data []byte) Pos {
	at := Pos{File: r.file, Line: 1, Col: 1}
	for len(data) > 0 {
		c, n := utf8.DecodeRune(data)
		if c == utf8.RuneError && n == 1 {
			break
		}
		at.Col++
		if c == '\n' {
			at.Line, at.Col = at.Line+1, 1
		}
		data = data[n:]
	}
	return at
}

// syntaxMends say what helps against the commonest complaints of the YAML library.
var syntaxMends = map[string]string{ //nolint:gosec // what YAML says of a file, and what to do: no secrets
	"mapping values are not allowed":              "put quotes around a text that holds a colon and a space",
	"did not find expected ',' or '}'":            "put quotes around a text between { } that holds a colon, a comma or a brace",
	"did not find expected ',' or ']'":            "put quotes around a text between [ ] that holds a comma or a bracket",
	"cannot start any token":                      "indent with spaces, not with a tab, and put quotes around a text that begins with %, @ or `",
	"did not find expected key":                   "let the keys of one thing begin below each other",
	"did not find expected '-' indicator":         "let the items of one list begin below each other",
	"could not find expected ':'":                 "end the key with a colon",
	"found unexpected end of stream":              "close the quotes",
	"did not find expected alphabetic or numeric": "put quotes around a text that begins with * or &",
}

func (r *reader) syntax(err error) {
	var at *yaml.LoadError
	if !errors.As(err, &at) {
		r.errorf(Pos{File: r.file, Line: 1, Col: 1}, "", "yaml: %v", err)
		return
	}
	mend := ""
	for said, do := range syntaxMends {
		if strings.Contains(at.Message, said) {
			mend = do
		}
	}
	r.errorf(Pos{File: r.file, Line: max(at.Mark.Line, 1), Col: max(at.Mark.Column, 1)}, mend, "yaml: %s", at.Message)
}

// plain refuses what the language has no use for: anchors, aliases, tags of one's own, trees without end.
func (r *reader) plain(n *yaml.Node, depth int, count *int) bool {
	*count++
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.errorf(r.at(n), "write it out", "anchors and aliases are no part of the language")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		r.errorf(r.at(n), "leave the tag out", "tags are no part of the language")
		return false
	case depth > maxDepth || *count > maxTree:
		r.errorf(r.at(n), "split it", "the file is nested too deeply or too large")
		return false
	}
	for _, c := range n.Content {
		if !r.plain(c, depth+1, count) {
			return false
		}
	}
	return true
}

func (r *reader) at(n *yaml.Node) Pos { return Pos{File: r.file, Line: n.Line, Col: n.Column} }

// fields are the keys of a mapping, as written.
type fields struct {
	r     *reader
	node  *yaml.Node
	names []string
	by    map[string]*yaml.Node
	keys  map[string]Pos
}

// fields reads a mapping of known keys; any key is known when known is nil. It returns nil for anything else.
func (r *reader) fields(n *yaml.Node, what string, known []string) *fields {
	if n.Kind != yaml.MappingNode {
		r.errorf(r.at(n), "", "%s is written as keys and values, not as %s", what, shape(n))
		return nil
	}
	f := &fields{r: r, node: n, by: map[string]*yaml.Node{}, keys: map[string]Pos{}}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		name := k.Value
		switch {
		case k.Kind != yaml.ScalarNode || name == "":
			r.errorf(r.at(k), "", "a key of %s is a word", what)
			continue
		case f.by[name] != nil:
			r.errorf(r.at(k), "leave one out", "%s stands here twice", name)
			continue
		case known != nil && !slices.Contains(known, name):
			r.errorf(r.at(k), didYouMean(name, known), "%s has no %s", what, name)
			continue
		}
		f.names = append(f.names, name)
		f.by[name], f.keys[name] = v, r.at(k)
	}
	return f
}

func shape(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys and values"
	case yaml.SequenceNode:
		return "a list"
	}
	return "a text"
}

// has reports whether a key is there.
func (f *fields) has(name string) bool { return f.by[name] != nil }

// require reports keys that are missing.
func (f *fields) require(what string, names ...string) {
	for _, name := range names {
		if !f.has(name) {
			f.r.errorf(f.r.at(f.node), "", "%s has no %s", what, name)
		}
	}
}

// text reads a scalar as it is written; "" when the key is not there or holds something else.
func (f *fields) text(name string) string {
	n := f.by[name]
	if n == nil || f.r.scalar(n, name) == "" {
		return ""
	}
	return n.Value
}

func (r *reader) scalar(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode {
		r.errorf(r.at(n), "", "%s is a text, not %s", what, shape(n))
		return ""
	}
	if n.Value == "" {
		r.errorf(r.at(n), "", "%s is empty", what)
	}
	return n.Value
}

// yes reads true or false.
func (f *fields) yes(name string) bool {
	n := f.by[name]
	if n == nil {
		return false
	}
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		f.r.errorf(f.r.at(n), "", "%s is true or false", name)
		return false
	}
	return n.Value == "true"
}

// number reads a whole number between 1 and most; otherwise when the key is not there.
func (f *fields) number(name string, otherwise, most int) int {
	n := f.by[name]
	if n == nil {
		return otherwise
	}
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || v < 1 || v > most {
		f.r.errorf(f.r.at(n), "", "%s is a whole number from 1 to %d", name, most)
		return otherwise
	}
	return v
}

// duration reads 2d, 12h, 30m, 10s or a row of these; otherwise when the key is not there.
func (f *fields) duration(name string, otherwise time.Duration) time.Duration {
	n := f.by[name]
	if n == nil {
		return otherwise
	}
	d, ok := parseDuration(n.Value)
	if n.Kind != yaml.ScalarNode || !ok {
		f.r.errorf(f.r.at(n), "write 2d, 12h, 30m or 10s", "%s %.40q is no duration", name, n.Value)
		return otherwise
	}
	return d
}

func parseDuration(s string) (time.Duration, bool) {
	days, rest, ok := strings.Cut(s, "d")
	if !ok {
		days, rest = "", s
	}
	var total time.Duration
	if days != "" || ok {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil || n > 3660 {
			return 0, false
		}
		total = time.Duration(n) * 24 * time.Hour
	}
	if rest != "" {
		d, err := time.ParseDuration(rest)
		if err != nil || d < 0 || d > 3660*24*time.Hour {
			return 0, false
		}
		total += d
	}
	return total, total > 0
}

// words reads a text or a list of texts.
func (r *reader) words(n *yaml.Node, what string) []string {
	if n.Kind == yaml.ScalarNode {
		return []string{r.scalar(n, what)}
	}
	if n.Kind != yaml.SequenceNode {
		r.errorf(r.at(n), "", "%s is a list of texts, not %s", what, shape(n))
		return nil
	}
	out := make([]string, 0, len(n.Content))
	for _, c := range n.Content {
		if s := r.scalar(c, what); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// items are the entries of a list.
func (r *reader) items(n *yaml.Node, what string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		r.errorf(r.at(n), "", "%s is a list, not %s", what, shape(n))
		return nil
	}
	return n.Content
}

// written is where the characters of a scalar begin: behind its quote, when it has one.
func (r *reader) written(n *yaml.Node) Pos {
	at := r.at(n)
	switch {
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		at.Col++
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		at.Line, at.Col = at.Line+1, 1
	}
	return at
}
