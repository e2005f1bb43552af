// Package schema describes every kind of file of a company as a JSON Schema, by which editors complete and underline.
package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"balie/config"
)

// schema is a JSON Schema in the making.
type schema map[string]any

// schemas make the descriptions that editors complete and underline by, one for each kind of file of a company.
var schemas = map[string]func() schema{
	"config": func() schema { return config.Schema() }, "flow": flowSchema, "pattern": patternSchema, "texts": textsSchema,
	"connector": connectorSchema, "test": testSchema,
}

// Folders are the folders of a company, with the kind of the files in them.
var Folders = map[string]string{"flows": "flow", "patterns": "pattern", "texts": "texts", "connectors": "connector", "tests": "test"}

// Kinds lists the kinds of file that have a schema.
func Kinds() []string { return slices.Sorted(maps.Keys(schemas)) }

// Text writes the schema of a kind of file.
func Text(kind string) (string, error) {
	of, ok := schemas[kind]
	if !ok {
		return "", fmt.Errorf("schema: %s is not known: use one of %s", kind, strings.Join(Kinds(), ", "))
	}
	s := of()
	s["$schema"], s["title"] = "https://json-schema.org/draft/2020-12/schema", "Balie: "+kind
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return "", fmt.Errorf("schema: %w", err)
	}
	return string(b) + "\n", nil
}

// Modeline tells an editor which schema a file has. Up is the way from the file to the company folder.
func Modeline(up, kind string) string {
	return "# yaml-language-server: $schema=" + up + ".schema/" + kind + ".json\n"
}

// The small words of which schemas are made.

func ref(name string) schema { return schema{"$ref": "#/$defs/" + name} }

func anyOf(of ...schema) schema { return schema{"anyOf": of} }

func listed(of schema) schema { return schema{"type": "array", "items": of} }

func mapOf(of schema) schema { return schema{"type": "object", "additionalProperties": of} }

func oneWord(words ...string) schema { return schema{"enum": words} }

func whole(least, most int) schema {
	return schema{"type": "integer", "minimum": least, "maximum": most}
}

// scalar is a text, whatever YAML takes it for.
func scalar() schema { return schema{"type": []string{"string", "number", "boolean"}} }

// span is a time such as 500ms, 30s or 2d.
func span() schema {
	return schema{"type": "string", "pattern": `^\d+(\.\d+)?(ms|s|m|h|d|w)(\d+(ms|s|m|h))*$`}
}

// waiting is for how long something is waited for, also in business days.
func waiting() schema {
	return anyOf(span(), schema{"type": "string", "pattern": `^[1-9]\d{0,2} business days?$`})
}

// told adds what a key means.
func (s schema) told(description string) schema {
	out := schema{"description": description}
	for k, v := range s {
		out[k] = v
	}
	return out
}

// keyed is an object with these keys; what is not described may be anything.
func keyed(keys []string, of map[string]schema, required ...string) schema {
	properties := map[string]schema{}
	for _, k := range keys {
		if properties[k] = of[k]; properties[k] == nil {
			properties[k] = schema{}
		}
	}
	out := schema{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

// exactly is an object with the keys that are described and no others.
func exactly(of map[string]schema, required ...string) schema {
	return keyed(slices.Sorted(maps.Keys(of)), of, required...)
}
