package schema

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"balie/cmd/balie/play"
	"balie/config"
	"balie/connectors"
)

// compiled makes every schema ready to hold files against.
func compiled(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	out := map[string]*jsonschema.Schema{}
	for _, kind := range Kinds() {
		text, err := Text(kind)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource(kind, doc); err != nil {
			t.Fatal(err)
		}
		if out[kind], err = c.Compile(kind); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
	}
	return out
}

// documentsIn reads YAML as an editor's language server sees it.
func documentsIn(t *testing.T, text string) []any {
	t.Helper()
	var out []any
	for dec := yaml.NewDecoder(strings.NewReader(text)); ; {
		var n yaml.Node
		if err := dec.Decode(&n); err != nil {
			return out
		}
		if len(n.Content) > 0 && n.Content[0].Tag != "!!null" {
			out = append(out, seen(t, n.Content[0]))
		}
	}
}

func seen(t *testing.T, n *yaml.Node) any {
	t.Helper()
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = seen(t, n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			out = append(out, seen(t, c))
		}
		return out
	}
	switch n.Tag {
	case "!!int", "!!float":
		if _, err := strconv.ParseFloat(n.Value, 64); err == nil && (n.Value == "0" || !strings.HasPrefix(n.Value, "0")) {
			return json.Number(n.Value)
		}
	case "!!bool":
		return n.Value == "true"
	case "!!null":
		return nil
	}
	return n.Value
}

// kindOf is the kind of a company's file.
func kindOf(name string) string {
	if name == config.File {
		return "config"
	}
	top, _, _ := strings.Cut(name, "/")
	return Folders[top]
}

// What is right by the loaders is right by the schemas: an editor underlines nothing in the demo companies, nor in the
// patterns of the house.
func TestSchemasTakeWhatTheLoadersTake(t *testing.T) {
	t.Parallel()
	all := compiled(t)
	files := 0
	look := func(folder fs.FS, in string) {
		err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
				return err
			}
			kind := kindOf(path.Join(in, name))
			b, err := fs.ReadFile(folder, name)
			if err != nil || kind == "" {
				return err
			}
			for _, doc := range documentsIn(t, string(b)) {
				files++
				if err := all[kind].Validate(doc); err != nil {
					t.Errorf("%s: %v", path.Join(in, name), err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range config.Demos {
		folder, err := config.Demo(name)
		if err != nil {
			t.Fatal(err)
		}
		look(folder, "")
	}
	look(os.DirFS("../../../flows/patterns"), "patterns")
	look(os.DirFS("../../../connectors/ready"), "connectors")
	look(os.DirFS("../../../config/demo/shop-tryton"), "")
	for _, doc := range documentsIn(t, config.Reference) {
		if err := all["config"].Validate(doc); err != nil {
			t.Error(err)
		}
	}
	if files < 150 {
		t.Errorf("only %d documents were looked at", files)
	}
}

func TestSchemasUnderlineWhatIsWrong(t *testing.T) {
	t.Parallel()
	all := compiled(t)
	for text, kind := range map[string]string{
		"name: x\ntoone: je":              "config",
		"name: x\ntone: wij":              "config",
		"phone: x":                        "config",
		"name: x\nsite: [1]":              "config",
		"flow: x\ntitle: X\nsteps: [end]": "flow",
		"flow: x\ntitle: X\ndescription: D\nsteps: [{colect: a}]":                                          "flow",
		"flow: x\ntitle: X\ndescription: D\nsteps: [{collect: a, with: {b: c}}]":                           "flow",
		"flow: x\ntitle: {fr: X}\ndescription: D\nsteps: [end]":                                            "flow",
		"flow: x\ntitle: X\ndescription: D\nslots: {a: {type: txt, ask: A}}\nsteps: [end]":                 "flow",
		"flow: x\ntitle: X\ndescription: D\nslots: {a: {type: text, ask: A, data: private}}\nsteps: [end]": "flow",
		"pattern: x\nsteps: [{do: dance}]":                                                                 "pattern",
		"pattern: x\nsteps: [{collect: a}]":                                                                "pattern",
		"texts: [a]":                                                                                       "texts",
		"connector: x\noperations: {a: {gett: /x}}":                                                        "connector",
		"connector: x\ndata: mine":                                                                         "connector",
		"connector: x\noperations: {a: {get: x}}":                                                          "connector",
		"connector: x\nauth: {oauth2: {token_url: u, client_id: c, client_secret: {env: S}, scopes: a}}":   "connector",
		"connector: x\nauth: {login: {post: /in, tokens: a}}":                                              "connector",
		"connector: x\nauth: {basic: {user: u, password: open}}":                                           "connector",
		"connector: x\nauth: {header: {name: K, value: {env: S}, schema: a}}":                              "connector",
		"connector: x\nerror: {at: e, rolledback: true}":                                                   "connector",
		"connector: x\ntypes: {decimal: {write: a, reads: b}}":                                             "connector",
		"connector: x\nbackoff: {first: 1s, tries: 3}":                                                     "connector",
		"connector: x\noperations: {a: {get: /x, paging: {nxt: a}}}":                                       "connector",
		"connector: x\noperations: {a: {get: /x, query: {q: {sql: a}}}}":                                   "connector",
		"connector: x\noperations: {a: {get: /x, subject: {cookie: a}}}":                                   "connector",
		"connector: x\noperations: {a: {get: /x, output: {b: {type: text, optional: maybe}}}}":             "connector",
		"test: x\nsteps: [{called: {operation: a.b, tmes: 1}}]":                                            "test",
		"test: x\nsteps: [{agent: {settels: done}}]":                                                       "test",
		"test: x\nsteps: [{agent: sleeps}]":                                                                "test",
		"test: x\nsteps: [{customer: {fle: a}}]":                                                           "test",
		"test: x\nsteps: [{callback: {nam: a, match: b}}]":                                                 "test",
		"test: x\nsteps: [{waits: soon}]":                                                                  "test",
		"test: x\nsteps: [{costumer: hi}]":                                                                 "test",
		"test: x\ndesk: ajar\nsteps: [{customer: hi}]":                                                     "test",
		"test: x\ncustomer: {id: C, assurance: total}\nsteps: []":                                          "test",
	} {
		docs := documentsIn(t, text)
		if len(docs) != 1 {
			t.Fatalf("%q", text)
		}
		if err := all[kind].Validate(docs[0]); err == nil {
			t.Errorf("the schema of a %s takes %q", kind, text)
		}
	}
}

// Every mapping of a connector takes the same keys by its schema as by its loader, and each key is described.
func TestConnectorSchemaHasTheKeysOfTheLoader(t *testing.T) {
	t.Parallel()
	all := connectorSchema()
	defs := all["$defs"].(map[string]schema)
	for name, keys := range connectors.Keys() {
		s := defs[name]
		switch name {
		case "connector":
			s = all
		case "shape":
			s = s["anyOf"].([]schema)[2]
		}
		properties, _ := s["properties"].(map[string]schema)
		if len(properties) != len(keys) {
			t.Errorf("%s takes %v and is described with %v", name, keys, slices.Sorted(maps.Keys(properties)))
		}
		for _, key := range keys {
			if len(properties[key]) == 0 && key != "answer" {
				t.Errorf("nothing is said of %s in %s", key, name)
			}
		}
	}
}

// Every direction of a test is described.
func TestDirectionsAreDescribed(t *testing.T) {
	t.Parallel()
	kinds := testSchema()["properties"].(map[string]schema)["steps"]["items"].(schema)["anyOf"].([]schema)
	if len(kinds) != len(play.Directions) {
		t.Errorf("%d directions are described of %d", len(kinds), len(play.Directions))
	}
	for _, kind := range kinds {
		for name, takes := range kind["properties"].(map[string]schema) {
			if len(takes) < 2 {
				t.Errorf("nothing is said of what %s takes", name)
			}
		}
	}
	for key, s := range testSchema()["properties"].(map[string]schema) {
		if len(s) == 0 {
			t.Errorf("nothing is said of %s", key)
		}
	}
}
