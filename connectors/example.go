package connectors

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// example is one declared answer, and to what.
type example struct {
	subject string // empty: any
	with    map[string]conversation.Value
	answer  conversation.Value
	outcome string // a refusal; empty: done
}

// readExamples reads what an operation answers when nothing may leave the machine. The first that fits counts.
func (f *file) readExamples(o *Offer, m map[string]field) {
	p, ok := m["examples"]
	if !ok {
		return
	}
	for _, item := range f.list(p.value, "examples of "+o.Short) {
		o.examples = append(o.examples, f.readExample(o, item))
	}
	if o.First != nil && len(o.First.examples) == 0 {
		f.problem(p.key, "give "+o.First.Short+" examples too", "%s has examples, but %s, which comes first, has none", o.Short, o.First.Short)
	}
}

func (f *file) readExample(o *Offer, n *yaml.Node) example {
	m := f.known(n, "an example of "+o.Short, innerKeys["example"]...)
	e := example{with: map[string]conversation.Value{}}
	if p, ok := m["subject"]; ok {
		e.subject = f.text(p.value, "subject")
	}
	if p, ok := m["with"]; ok {
		for _, w := range f.fields(p.value, "with") {
			shape := o.inputs[w.name()]
			if shape == nil {
				f.problem(w.key, "name an input", "an example of %s reads %s, which is no input", o.Short, quote(w.name()))
				continue
			}
			e.with[w.name()] = f.value(w.value, shape, "with."+w.name())
		}
	}
	answer, hasAnswer := m["answer"]
	outcome, hasOutcome := m["outcome"]
	switch {
	case hasAnswer == hasOutcome:
		f.problem(n, "give it one of them", "an example of %s needs either an answer or an outcome", o.Short)
	case hasAnswer:
		e.answer = f.value(answer.value, o.Answer.named(), "answer")
	default:
		e.outcome = f.text(outcome.value, "outcome")
		if _, ok := o.Refusals[e.outcome]; !ok {
			f.problem(outcome.value, "declare it under outcomes", "an example of %s is refused as %s", o.Short, quote(e.outcome))
		}
	}
	return e
}

// value reads a typed value out of YAML, by the same rules as one out of an answer.
func (f *file) value(n *yaml.Node, s *Shape, what string) conversation.Value {
	raw, err := rawOf(n, s, 0)
	if err == nil {
		var v conversation.Value
		if v, err = s.read(raw, what); err == nil {
			return v
		}
	}
	f.problem(n, "write it as the schema says", "%v", err)
	return conversation.Value{}
}

// rawOf turns YAML into what parsed JSON would be, guided by the schema: a text stays the text that was written.
func rawOf(n *yaml.Node, s *Shape, depth int) (any, error) {
	switch {
	case depth > 2*depthMost:
		return nil, errors.New("it is nested too deep")
	case n.Kind == yaml.AliasNode:
		return nil, errors.New("an alias is not allowed here; write it out")
	case n.Kind == yaml.SequenceNode:
		return rawList(n, s, depth)
	case n.Kind == yaml.MappingNode:
		return rawObject(n, s, depth)
	case s == nil:
		return rawScalar(n), nil
	}
	switch s.Type {
	case conversation.YesNo, conversation.Number:
		return rawScalar(n), nil
	case conversation.Record, conversation.List:
		return nil, fmt.Errorf("%s is no %s", quote(n.Value), s.Type)
	}
	return n.Value, nil
}

func rawList(n *yaml.Node, s *Shape, depth int) (any, error) {
	var item *Shape
	if s != nil {
		item = s.Item
	}
	out := make([]any, len(n.Content))
	for i, c := range n.Content {
		v, err := rawOf(c, item, depth+1)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func rawObject(n *yaml.Node, s *Shape, depth int) (any, error) {
	out := map[string]any{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i].Value
		var field *Shape
		if s != nil && s.Fields != nil {
			if field = s.Fields[name]; field == nil {
				return nil, fmt.Errorf("%s is no field of the schema", quote(name))
			}
		}
		v, err := rawOf(n.Content[i+1], field, depth+1)
		if err != nil {
			return nil, err
		}
		out[name] = v
	}
	return out, nil
}

func rawScalar(n *yaml.Node) any {
	switch n.Value {
	case "true", "false":
		return n.Value == "true"
	}
	if _, err := strconv.ParseFloat(n.Value, 64); err == nil {
		return json.Number(n.Value)
	}
	return n.Value
}

// exampleClient answers from the examples.
type exampleClient struct{}

var _ Client = exampleClient{}

// Call answers with the first example that fits the permit.
func (exampleClient) Call(_ context.Context, o *Offer, p conversation.Permit) conversation.Receipt {
	for _, e := range o.examples {
		if !e.fits(p) {
			continue
		}
		if e.outcome != "" {
			return conversation.Receipt{Outcome: conversation.Refused, Name: e.outcome}
		}
		return conversation.Receipt{Outcome: conversation.Done, Output: e.answer}
	}
	return conversation.Failure("operation %s has no example for this", o.Name)
}

// Describe says where the answer would come from.
func (exampleClient) Describe(o *Offer, _ conversation.Permit) (string, error) {
	return fmt.Sprintf("%s answers from its %d examples; nothing is sent", o.Name, len(o.examples)), nil
}

// Close has nothing to close.
func (exampleClient) Close() {}

func (e example) fits(p conversation.Permit) bool {
	if e.subject != "" && e.subject != p.Subject() {
		return false
	}
	for name, want := range e.with {
		if !sameValue(want, p.Param(name)) {
			return false
		}
	}
	return true
}

// sameValue compares what would go over the wire: a choice and a text of the same words are the same.
func sameValue(a, b conversation.Value) bool {
	x, errX := json.Marshal(plain(a))
	y, errY := json.Marshal(plain(b))
	return errX == nil && errY == nil && string(x) == string(y)
}
