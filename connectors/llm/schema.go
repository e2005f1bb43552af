package llm

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// errSchema says that we asked for something impossible.
var errSchema = errors.New("the schema that was asked for is no JSON Schema")

// compile makes what checks an answer, and returns it without what some models wrap around it.
func compile(schema []byte) (func(string) (string, error), error) {
	if len(schema) == 0 {
		return nil, nil
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return nil, errSchema
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(jsonschema.SchemeURLLoader{}) // a schema may refer to nothing outside itself
	if err := c.AddResource("answer.json", doc); err != nil {
		return nil, errSchema
	}
	s, err := c.Compile("answer.json")
	if err != nil {
		return nil, errSchema
	}
	return func(text string) (string, error) {
		text = unwrap(text)
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		switch {
		case err != nil || !utf8.ValidString(text):
			return "", errors.New("the answer is not JSON")
		case s.Validate(v) != nil:
			return "", errors.New("the answer does not fit the schema")
		}
		return text, nil
	}, nil
}

// unwrap takes away the fence that models without a constrained mode like to put around JSON.
func unwrap(text string) string {
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "```"); ok {
		if _, body, ok := strings.Cut(rest, "\n"); ok {
			text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(body), "```"))
		}
	}
	return text
}
