package flows

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"balie/conversation"
)

// formal is the key of Dutch texts that address the customer with u; without one, the text under nl is used.
const formal = "nl-u"

// Text is what the assistant says: one template for every language, or one for each. It is made by [Load].
type Text struct {
	Pos Pos
	all *template
	by  map[string]*template // nl, nl-u, en
}

// Render writes the text in a language; tone u prefers the formal Dutch one. Values are written as that language writes
// them. A language that the text does not have is an error.
func (t *Text) Render(language, tone string, env *Env) (string, error) {
	tpl := t.pick(language, tone)
	if tpl == nil {
		return "", fmt.Errorf("%s: the text has no %s", t.Pos, language)
	}
	if env == nil {
		env = &Env{Language: language}
	}
	if env.Language != language {
		in := *env
		in.Language = language
		env = &in
	}
	return tpl.render(env, language)
}

func (t *Text) pick(language, tone string) *template {
	if t.all != nil {
		return t.all
	}
	if tone == "u" && language == "nl" && t.by[formal] != nil {
		return t.by[formal]
	}
	return t.by[language]
}

// Names lists the names that the text reads in any language, sorted; now and today are not among them.
func (t *Text) Names() []string { return t.collect(func(x *Expr) []string { return x.Names }) }

// Needs lists those of Names that must have a value.
func (t *Text) Needs() []string { return t.collect(func(x *Expr) []string { return x.Needs }) }

// Once reports whether the text reads the turn's time or the customer.
func (t *Text) Once() bool {
	return slices.ContainsFunc(t.exprs(), func(x *Expr) bool { return x.Once })
}

func (t *Text) collect(of func(*Expr) []string) []string {
	if t == nil {
		return nil
	}
	var out []string
	for _, x := range t.exprs() {
		out = append(out, of(x)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// exprs lists the expressions of every language.
func (t *Text) exprs() []*Expr {
	var out []*Expr
	for _, tpl := range t.templates() {
		for _, p := range tpl.parts {
			if p.expr != nil {
				out = append(out, p.expr)
			}
		}
	}
	return out
}

func (t *Text) templates() []*template {
	if t == nil {
		return nil
	}
	if t.all != nil {
		return []*template{t.all}
	}
	out := make([]*template, 0, len(t.by))
	for _, k := range slices.Sorted(maps.Keys(t.by)) {
		out = append(out, t.by[k])
	}
	return out
}

// Languages lists the languages that the text was written in, sorted; none when one template serves all.
func (t *Text) Languages() []string {
	var out []string
	for k := range t.by {
		if k != formal {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// Words returns the text's own words in a language, with expressions left out; nil when it has no such language.
// nl-u names the formal Dutch text.
func (t *Text) Words(language string) []string {
	tpl := t.all
	if tpl == nil {
		tpl = t.by[language]
	}
	if tpl == nil {
		return nil
	}
	var b strings.Builder
	for _, p := range tpl.parts {
		if p.expr != nil {
			b.WriteString(" ")
		}
		b.WriteString(p.literal)
	}
	return strings.Fields(b.String())
}

// template compiles one template in a scope; nil when it has problems, which are in the report.
func (c *expressions) template(source string, at Pos, sc *scope) *template {
	pieces, closed := split(source)
	if !closed {
		c.errorf(shift(at, source, pieces[len(pieces)-1].offset-2), "end it with }}", "an expression in the text has no end")
		return nil
	}
	before := len(c.list)
	t := &template{source: source, pos: at}
	for _, p := range pieces {
		if !p.expr {
			t.parts = append(t.parts, part{literal: p.text})
			continue
		}
		trimmed := strings.TrimLeft(p.text, " ")
		where := shift(at, source, p.offset+len(p.text)-len(trimmed))
		x := c.compile(strings.TrimSpace(trimmed), where, sc)
		if x == nil {
			continue
		}
		if !sayable(x.Type) {
			c.errorf(where, recordMend(x.Type), "a text cannot show %q: it is a %s", x.Source, x.Type.Type)
		}
		t.parts = append(t.parts, part{expr: x})
	}
	if len(c.list) > before && hasError(c.list[before:]) {
		return nil
	}
	return t
}

func recordMend(s conversation.Schema) string {
	if s.Type == conversation.Record && len(s.Fields) > 0 {
		return "name one of its fields: " + strings.Join(slices.Sorted(maps.Keys(s.Fields)), ", ")
	}
	return ""
}

func hasError(list Problems) bool {
	return slices.ContainsFunc(list, func(p Problem) bool { return p.Severity == Error })
}
