package connectors

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// SplitPath cuts a path template into what stands fixed (even places) and the names between braces (odd places). It
// reports false where braces do not pair.
func SplitPath(template string) ([]string, bool) {
	var out []string
	for {
		fixed, rest, open := strings.Cut(template, "{")
		if strings.Contains(fixed, "}") {
			return nil, false
		}
		out = append(out, fixed)
		if !open {
			return out, true
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || name == "" || strings.Contains(name, "{") {
			return nil, false
		}
		out, template = append(out, name), after
	}
}

// plainPart reports whether a piece of a path is nothing but that.
func plainPart(part string) bool {
	return !strings.ContainsAny(part, "?# \\") && !strings.Contains(part, "..") && !strings.Contains(part, "//")
}

// plainPath reports whether a whole path is nothing but that, without names in it.
func plainPath(s string) bool {
	return strings.HasPrefix(s, "/") && plainPart(s) && !strings.ContainsAny(s, "{}")
}

// readPath checks a path template and finds the subject in it.
func (f *file) readPath(o *Offer, n *yaml.Node) {
	if o.Path == "" {
		return
	}
	parts, ok := SplitPath(o.Path)
	switch {
	case !ok:
		f.problem(n, "pair every { with a }", "the path of %s has a brace too many", o.Short)
		return
	case !strings.HasPrefix(o.Path, "/"):
		f.problem(n, "begin it with /", "the path of %s does not begin at the base", o.Short)
	}
	for i, part := range parts {
		if i%2 == 0 {
			if !plainPart(part) {
				f.problem(n, "put what is asked for under query:", "the path of %s holds more than a path", o.Short)
			}
			continue
		}
		switch s := o.inputs[part]; {
		case part == "subject":
			o.Subject = Place{In: "path", Name: part}
		case part == "key":
		case s == nil:
			mend := "declare it under input, or write {subject}"
			if near := nearest(part, sortedKeys(o.inputs)); near != "" {
				mend = "did you mean {" + near + "}?"
			}
			f.problem(n, mend, "the path of %s names %s, which is no input", o.Short, quote(part))
		case s.Optional || !s.scalar():
			f.problem(n, "put it under query: or body:", "input %s of %s cannot stand in a path: it may be absent or is no single word", part, o.Short)
		}
	}
}

// readRequest reads query, headers and body, and finds what is left for the default body or query.
func (f *file) readRequest(o *Offer, m map[string]field) {
	s := scope{input: o.inputs, remote: true, forms: f.forms, settings: sortedKeys(o.Connector.Settings), callbacks: sortedKeys(o.Connector.Callbacks)}
	if o.First != nil {
		s.first = o.First.Answer
	}
	o.Query, o.Headers = map[string]*Expression{}, map[string]*Expression{}
	if p, ok := m["query"]; ok {
		for _, q := range f.fields(p.value, "query of "+o.Short) {
			o.Query[q.name()] = f.wordExpression(q.value, "query "+q.name(), s)
		}
	}
	if p, ok := m["headers"]; ok {
		for _, h := range f.fields(p.value, "headers of "+o.Short) {
			o.Headers[f.header(h.key, "headers")] = f.wordExpression(h.value, "header "+h.name(), s)
		}
	}
	if p, ok := m["body"]; ok {
		if o.Multipart = p.value.Kind == yaml.ScalarNode && p.value.Value == "multipart"; !o.Multipart {
			o.Body = f.template(p.value, "body", s, 0)
		}
		if o.Method == "GET" {
			f.problem(p.key, "use query:, or post with effect: none", "operation %s sends a body with get", o.Short)
		}
	}
	f.readRest(o, m)
}

// pasted is a text that ends in an opening quote or an equals sign, before something is added to it.
var pasted = regexp.MustCompile(`('|=) ?"\s*\+|(\\'|"|=) ?'\s*\+`)

// wordExpression reads an expression for a place that takes one word.
func (f *file) wordExpression(n *yaml.Node, what string, s scope) *Expression {
	if n.Kind == yaml.MappingNode {
		if e := f.boundText(n, what, s); e != nil {
			return e
		}
		return &Expression{}
	}
	e := f.expression(n, what, s)
	if e == nil {
		return &Expression{}
	}
	if pasted.MatchString(n.Value) && strings.Contains(n.Value, "+") && (len(e.inputs) > 0 || e.subject || e.first) {
		f.problem(n, `bind it: {soql: "… WHERE Email = {input.email}"}, or odata`, "%s pastes a value into a query, which whoever typed it may change", what)
	}
	for _, in := range e.inputs {
		if shape := s.input[in]; shape != nil && !shape.scalar() && n.Value == "input."+in {
			f.problem(n, "send it in the body", "%s is no single word", what)
		}
	}
	return e
}

// readRest finds the inputs that stand nowhere by name: they go into the default body, or the query where there is none.
func (f *file) readRest(o *Offer, m map[string]field) {
	used := map[string]bool{}
	all := o.Body.expressions()
	for _, e := range o.Query {
		all = append(all, e)
	}
	for _, e := range o.Headers {
		all = append(all, e)
	}
	for _, e := range all {
		for _, in := range e.inputs {
			used[in] = true
		}
		o.Actor = o.Actor || e.actor
		if e.subject && o.Subject.In == "" {
			o.Subject = Place{In: "expression"}
		}
	}
	for _, e := range all {
		// What belongs to somebody else is not found by the read that comes first, and so not touched.
		if e.first && o.Subject.In == "" && o.First != nil && o.First.Whose == conversation.OfSubject {
			o.Subject = Place{In: "first"}
		}
	}
	if o.First != nil {
		for name := range o.First.inputs { // they are used before
			used[name] = true
		}
	}
	if parts, ok := SplitPath(o.Path); ok {
		for i := 1; i < len(parts); i += 2 {
			used[parts[i]] = true
		}
	}
	for _, name := range sortedKeys(o.inputs) {
		switch shape := o.inputs[name]; {
		case used[name]:
		case o.Body != nil:
			f.problem(m["body"].key, "use input."+name+" in the body, or drop the input", "input %s of %s goes nowhere", name, o.Short)
		case !o.HasBody() && !shape.scalar():
			f.problem(m["input"].key, "give it a place with query: or body:", "input %s of %s is no single word and cannot stand in the query", name, o.Short)
		default:
			o.Rest = append(o.Rest, name)
		}
	}
}

// readAnswer reads output, from and reference. Without an output nothing is read of the answer but its status.
func (f *file) readAnswer(o *Offer, m map[string]field) {
	o.Answer = &Shape{Type: conversation.Record, Fields: map[string]*Shape{}}
	if p, ok := m["output"]; ok {
		o.Answer = f.shape(p.value, "output of "+o.Short, 0)
		if t := o.Answer.Type; t != conversation.Record && t != conversation.List {
			f.problem(p.value, "write {name: type}", "the output of %s is no record and no list", o.Short)
			o.Answer = &Shape{Type: conversation.Record, Fields: map[string]*Shape{}}
		}
	}
	o.Output = o.Answer.Schema()
	o.From = o.Connector.From
	if p, ok := m["from"]; ok {
		o.From = f.path(p.value, "from")
	}
	if s := o.Answer.Fields["reference"]; s != nil && s.Type == conversation.Text {
		o.Reference = "reference"
	}
	if p, ok := m["reference"]; ok {
		o.Reference = f.text(p.value, "reference")
		if s := o.Answer.Fields[o.Reference]; s == nil || !s.scalar() {
			f.problem(p.value, "name a field of the output", "the reference of %s is %s, which is no word of its output", o.Short, quote(o.Reference))
		}
	}
}

// readPaging reads how a list goes on.
func (f *file) readPaging(o *Offer, n *yaml.Node) {
	m := f.known(n, "paging", innerKeys["paging"]...)
	p := &Paging{First: 1, Step: 1, Most: 10}
	if v, ok := m["next"]; ok {
		p.Next = f.path(v.value, "next")
	}
	if v, ok := m["cursor"]; ok {
		p.Cursor = f.path(v.value, "cursor")
		if m["param"].value == nil {
			f.problem(n, "add param: name of the query parameter", "paging of %s does not say where its cursor goes", o.Short)
		}
	}
	if v, ok := m["param"]; ok {
		p.Param = f.text(v.value, "param")
	}
	if v, ok := m["page"]; ok {
		p.Param = f.text(v.value, "page")
	}
	if v, ok := m["first"]; ok {
		p.First = int(f.whole(v.value, "first", 0, 1))
	}
	if v, ok := m["step"]; ok {
		p.Step = int(f.whole(v.value, "step", 1, 1000))
	}
	if v, ok := m["most"]; ok {
		p.Most = int(f.whole(v.value, "most", 1, 100))
	}
	ways := slices.DeleteFunc([]string{"next", "cursor", "page"}, func(k string) bool { return m[k].value == nil })
	switch {
	case len(ways) != 1:
		f.problem(n, "use next: path, or cursor: path with param: name, or page: query parameter", "paging of %s goes on in %d ways", o.Short, len(ways))
	case o.Effect != conversation.EffectNone || o.Answer.Type != conversation.List:
		f.problem(n, "leave paging out", "operation %s reads no list", o.Short)
	}
	o.Paging = p
}
