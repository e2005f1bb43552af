package flows

import (
	"strings"
	"unicode/utf8"
)

// template is characters and {{expr}}, compiled.
type template struct {
	source string
	pos    Pos
	parts  []part
}

// part is a literal, or an expression when that is set.
type part struct {
	literal string
	expr    *Expr
}

// piece is a part before it is compiled.
type piece struct {
	text   string
	offset int // runes before it in the template
	expr   bool
}

// split cuts a template into literals and expressions. ok is false when an expression has no end; the piece that
// begins it is the last one.
func split(source string) (out []piece, ok bool) {
	rest, offset := source, 0
	for {
		open := strings.Index(rest, "{{")
		if open < 0 {
			if rest != "" {
				out = append(out, piece{text: rest, offset: offset})
			}
			return out, true
		}
		if open > 0 {
			out = append(out, piece{text: rest[:open], offset: offset})
		}
		offset += utf8.RuneCountInString(rest[:open]) + 2
		body := rest[open+2:]
		end := closing(body)
		if end < 0 {
			return append(out, piece{text: body, offset: offset, expr: true}), false
		}
		out = append(out, piece{text: body[:end], offset: offset, expr: true})
		offset += utf8.RuneCountInString(body[:end]) + 2
		rest = body[end+2:]
	}
}

// closing finds the }} that ends an expression: not one in quotes, nor one that closes a record of the expression.
func closing(s string) int {
	depth := 0
	var quote byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0:
			if c == '\\' && quote != '`' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'' || c == '`':
			quote = c
		case c == '{':
			depth++
		case c == '}' && depth > 0:
			depth--
		case c == '}' && i+1 < len(s) && s[i+1] == '}':
			return i
		}
	}
	return -1
}

// render writes the template. The template of a single literal costs nothing.
func (t *template) render(env *Env, language string) (string, error) {
	if len(t.parts) == 1 && t.parts[0].expr == nil {
		return t.parts[0].literal, nil
	}
	var b strings.Builder
	for _, p := range t.parts {
		if p.expr == nil {
			b.WriteString(p.literal)
			continue
		}
		out, err := p.expr.run(env)
		if err != nil {
			return "", err
		}
		shown := format(out, p.expr.Type.Type, language)
		if env.Free[p.expr.Source] {
			shown = beginning(shown)
		}
		b.WriteString(shown)
	}
	return b.String(), nil
}
