package connectors

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// bound is a query in a system's own language, with places for values. A value is written so that it stays one value,
// whatever is in it: what a customer types cannot become a part of the query.
type bound struct {
	fixed  []string // what stands before, between and behind the values
	values []*Expression
	bare   []bool // dates, which some languages write without quotes
	write  func(value any, bare bool) (string, error)
}

var languages = map[string]func(any, bool) (string, error){"soql": writeSOQL, "odata": writeOData, "plain": writePlain}

// boundText reads {soql: "… {expression} …"}.
func (f *file) boundText(n *yaml.Node, what string, s scope) *Expression {
	m := f.known(n, what, sortedKeys(languages)...)
	if len(m) != 1 {
		f.problem(n, "write for example {soql: \"SELECT Id FROM Contact WHERE Email = {input.email}\"}", "%s is written in %d languages", what, len(m))
		return nil
	}
	language := sortedKeys(m)[0]
	text := f.text(m[language].value, what)
	parts, ok := SplitPath(text)
	if !ok {
		f.problem(m[language].value, "pair every { with a }", "%s has a brace too many", what)
		return nil
	}
	b, e := &bound{write: languages[language]}, &Expression{}
	for i, part := range parts {
		if i%2 == 0 {
			b.fixed = append(b.fixed, part)
			continue
		}
		x, err := s.compile(part)
		if err != nil {
			f.problem(m[language].value, "an input is {input.name}, the customer {subject}", "%s: %s", what, firstLine(err))
			return nil
		}
		name, isInput := strings.CutPrefix(strings.TrimSpace(part), "input.")
		shape := s.input[name]
		b.values = append(b.values, x)
		b.bare = append(b.bare, isInput && shape != nil && shape.Type == conversation.Date)
		e.inputs, e.key, e.subject, e.first = append(e.inputs, x.inputs...), e.key || x.key, e.subject || x.subject, e.first || x.first
		e.actor = e.actor || x.actor
	}
	slices.Sort(e.inputs)
	e.inputs, e.bound = slices.Compact(e.inputs), b
	return e
}

// run writes the query. A value that is absent makes it none.
func (b *bound) run(env map[string]any) (any, error) {
	var out strings.Builder
	out.WriteString(b.fixed[0])
	for i, x := range b.values {
		v, err := x.run(env)
		if err != nil || v == nil {
			return nil, err
		}
		word, err := b.write(v, b.bare[i])
		if err != nil {
			return nil, err
		}
		out.WriteString(word + b.fixed[i+1])
	}
	return out.String(), nil
}

var errUnbound = errors.New("a value cannot be written there")

// literal writes what needs no quotes: numbers, yes and no, and dates where they are bare.
func literal(v any, bare bool) (string, bool) {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v), true
	case int:
		return strconv.Itoa(v), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	case string:
		return v, bare && isDate(v)
	}
	return "", false
}

var soqlEscapes = strings.NewReplacer(`\`, `\\`, `'`, `\'`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\b", `\b`, "\f", `\f`)

func writeSOQL(v any, bare bool) (string, error) {
	if s, ok := literal(v, bare); ok {
		return s, nil
	}
	s, ok := v.(string)
	if !ok {
		return "", errUnbound
	}
	return "'" + soqlEscapes.Replace(s) + "'", nil
}

func writeOData(v any, bare bool) (string, error) {
	if s, ok := literal(v, bare); ok {
		return s, nil
	}
	s, ok := v.(string)
	if !ok {
		return "", errUnbound
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'", nil
}

var plainWords = regexp.MustCompile(`^[\p{L}\p{N}@._+ :/-]*$`)

// writePlain is for languages that know no quotes: a value with anything that might be a sign there is not written.
func writePlain(v any, bare bool) (string, error) {
	if s, ok := literal(v, bare); ok {
		return s, nil
	}
	s, ok := v.(string)
	if !ok || !plainWords.MatchString(s) {
		return "", errUnbound
	}
	return s, nil
}
