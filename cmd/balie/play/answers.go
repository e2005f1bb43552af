package play

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"balie/cmd/balie/company"
	"balie/conversation"
)

// answers reads a script's own answers by the schemas of their operations.
func (s *Script) answers(c *company.Company) (map[string]conversation.Value, error) {
	out := map[string]conversation.Value{}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(s.Answers)) {
		n := s.Answers[name]
		op, ok := c.Operation(name)
		if !ok {
			hint := nearest(name, slices.Sorted(maps.Keys(c.Contract)), "the company has none of that name")
			errs = append(errs, fmt.Errorf("%s:%d:%d: answers: there is no operation %s: %s", s.File, n.Line, n.Column, name, hint))
			continue
		}
		v, err := valueOf(&n, op.Output, name)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%w", s.File, err))
		}
		out[name] = v
	}
	return out, errors.Join(errs...)
}

// written tells how a value stands in a test.
var written = map[conversation.Type]string{
	conversation.Money: `{minor: 1250, currency: EUR}`, conversation.Number: "12", conversation.YesNo: "true or false",
}

// valueOf reads a value by its schema; what is what an error calls it.
func valueOf(n *yaml.Node, sc conversation.Schema, what string) (conversation.Value, error) {
	switch sc.Type {
	case conversation.Record:
		return recordOf(n, sc, what)
	case conversation.List:
		if n.Kind != yaml.SequenceNode {
			return conversation.Value{}, wrong(n, "answers: %s is a list: write [{…}, {…}], as an example's answer", what)
		}
		items := []conversation.Value{}
		for _, c := range n.Content {
			v, err := valueOf(c, *sc.Item, "an item of "+what)
			if err != nil {
				return v, err
			}
			items = append(items, v)
		}
		return conversation.ListOf(items...), nil
	case conversation.Money, conversation.Number, conversation.YesNo:
		v, err := plainValue(n)
		if err == nil && v.Type != sc.Type {
			err = errors.New("write " + written[sc.Type])
		}
		if err != nil {
			return v, wrong(n, "answers: %s is no %s: %w", what, sc.Type, err)
		}
		return v, nil
	}
	if n.Kind != yaml.ScalarNode {
		return conversation.Value{}, wrong(n, "answers: %s is %s: write one value", what, sc.Type)
	}
	return conversation.Of(sc.Type, n.Value), nil
}

// recordOf reads a record, with every field that an answer must have.
func recordOf(n *yaml.Node, sc conversation.Schema, what string) (conversation.Value, error) {
	none := conversation.Value{}
	known := slices.Sorted(maps.Keys(sc.Fields))
	if n.Kind != yaml.MappingNode {
		return none, wrong(n, "answers: %s is a record: write its fields (%s), as an example's answer", what, strings.Join(known, ", "))
	}
	fields := map[string]conversation.Value{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i].Value
		f, ok := sc.Fields[name]
		if !ok {
			return none, wrong(n.Content[i], "answers: %s has no field %s: %s", what, name, nearest(name, known, useOneOf(known)))
		}
		v, err := valueOf(n.Content[i+1], f, name+" of "+what)
		if err != nil {
			return none, err
		}
		fields[name] = v
	}
	for _, name := range known {
		if _, ok := fields[name]; !ok && !sc.Fields[name].Optional {
			return none, wrong(n, "answers: %s lacks %s (%s)", what, name, sc.Fields[name].Type)
		}
	}
	return conversation.Rec(fields), nil
}

// wrong is an error that begins with its line and column.
func wrong(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%d:%d: "+format, append([]any{n.Line, n.Column}, args...)...)
}
