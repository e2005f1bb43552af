package company

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"balie/flows"
)

// sarifShape is what version 2.1.0 asks of as much of a log as is written here, and no more than it allows.
const sarifShape = `{
  "type": "object", "required": ["version", "runs"], "additionalProperties": false,
  "properties": {"$schema": {"type": "string", "format": "uri"}, "version": {"enum": ["2.1.0"]}, "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}}},
  "$defs": {
    "text": {"type": "object", "required": ["text"], "additionalProperties": false, "properties": {"text": {"type": "string", "minLength": 1}}},
    "run": {"type": "object", "required": ["tool", "results"], "additionalProperties": false, "properties": {
      "tool": {"type": "object", "required": ["driver"], "additionalProperties": false, "properties": {"driver": {
        "type": "object", "required": ["name"], "additionalProperties": false, "properties": {
          "name": {"type": "string"}, "version": {"type": "string"}, "rules": {"type": "array", "uniqueItems": true, "items": {
            "type": "object", "required": ["id"], "additionalProperties": false, "properties": {"id": {"type": "string"}, "shortDescription": {"$ref": "#/$defs/text"}}}}}}}},
      "results": {"type": "array", "items": {"$ref": "#/$defs/result"}}}},
    "result": {"type": "object", "required": ["message"], "additionalProperties": false, "properties": {
      "ruleId": {"enum": ["config", "connectors", "flows", "knowledge", "tests"]}, "level": {"enum": ["none", "note", "warning", "error"]}, "message": {"$ref": "#/$defs/text"},
      "locations": {"type": "array", "items": {"type": "object", "additionalProperties": false, "properties": {"physicalLocation": {
        "type": "object", "required": ["artifactLocation"], "additionalProperties": false, "properties": {
          "artifactLocation": {"type": "object", "additionalProperties": false, "properties": {"uri": {"type": "string", "format": "uri-reference", "not": {"pattern": "^/| "}}}},
          "region": {"type": "object", "additionalProperties": false, "properties": {
            "startLine": {"type": "integer", "minimum": 1}, "startColumn": {"type": "integer", "minimum": 1}}}}}}}}}}
  }
}`

func TestFindingsHaveTheShapeOfSARIF(t *testing.T) {
	t.Parallel()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(sarifShape))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif", doc); err != nil {
		t.Fatal(err)
	}
	shape, err := c.Compile("sarif")
	if err != nil {
		t.Fatal(err)
	}
	for name, found := range map[string]Findings{
		"nothing":     nil,
		"the folder":  {{Severity: flows.Error, Message: "there is no config.yaml"}},
		"a file":      {{File: "knowledge/een pagina.md", Severity: flows.Warning, Message: "it is long"}},
		"a line":      {{File: "tests/a.yaml", Line: 3, Severity: flows.Error, Message: "x"}},
		"a place":     {{File: "flows/a.yaml", Line: 3, Column: 7, Severity: flows.Error, Message: "x", Mend: "y"}},
		"the house's": {{File: "built-in/repair.yaml", Line: 1, Column: 1, Severity: flows.Warning, Message: "x"}},
	} {
		var out bytes.Buffer
		if err := found.SARIF(&out, "1.0"); err != nil {
			t.Fatal(err)
		}
		log, err := jsonschema.UnmarshalJSON(&out)
		if err == nil {
			err = shape.Validate(log)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
