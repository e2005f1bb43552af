package widget_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"balie/channels/widget"
)

const described = "assets/openapi.yaml"

// contract is the description of the API, against which every answer of every test is held.
var contract = sync.OnceValues(func() (*description, error) {
	b, err := os.ReadFile(described)
	if err != nil {
		return nil, err
	}
	var loose any
	if err := yaml.Unmarshal(b, &loose); err != nil {
		return nil, err
	}
	if b, err = json.Marshal(loose); err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(described, doc); err != nil {
		return nil, err
	}
	return &description{doc: doc.(map[string]any), compiler: c}, nil
})

type description struct {
	doc      map[string]any
	mu       sync.Mutex
	compiler *jsonschema.Compiler
}

// at follows names into the document, and references on the way.
func (d *description) at(from any, names ...string) any {
	for _, n := range names {
		m, _ := from.(map[string]any)
		if ref, ok := m["$ref"].(string); ok {
			m, _ = d.at(d.doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...).(map[string]any)
		}
		from = m[n]
	}
	if m, _ := from.(map[string]any); m != nil {
		if ref, ok := m["$ref"].(string); ok && strings.Contains(ref, "/responses/") {
			return d.at(d.doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
		}
	}
	return from
}

func (d *description) validate(schema any, body any) error {
	ref, ok := schema.(map[string]any)["$ref"].(string)
	if !ok {
		return nil // a plain string
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.compiler.Compile(described + ref)
	if err != nil {
		return err
	}
	return s.Validate(body)
}

// holds checks an answer: its status and its kind are described, and its body is as the schema says.
func (d *description) holds(method, path string, a answer) error {
	path, _, _ = strings.Cut(path, "?")
	if parts := strings.Split(path, "/"); len(parts) > 3 && parts[2] == "conversations" {
		parts[3] = "{id}"
		path = strings.Join(parts, "/")
	}
	operation := d.at(d.doc, "paths", path, strings.ToLower(method))
	if operation == nil {
		return nil // not of the API
	}
	response := d.at(operation, "responses", fmt.Sprint(a.status))
	if response == nil {
		return fmt.Errorf("%s %s: status %d is not described", method, path, a.status)
	}
	kind, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	content := d.at(response, "content", kind)
	if content == nil && len(a.body) > 0 {
		return fmt.Errorf("%s %s: status %d has no %q described", method, path, a.status, kind)
	}
	if !strings.HasSuffix(kind, "json") {
		return nil
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.body))
	if err != nil {
		return err
	}
	return d.validate(d.at(content, "schema"), body)
}

func TestTheDescriptionNamesEveryRoute(t *testing.T) {
	t.Parallel()
	d, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	w, err := widget.New(options(newFake()))
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	w.Routes(e)
	var served, told []string
	for _, r := range e.Routes() {
		if strings.HasPrefix(r.Path, "/v1/") && r.Method != "OPTIONS" {
			served = append(served, r.Method+" "+strings.NewReplacer(":id", "{id}", ":file", "{file}").Replace(r.Path))
		}
	}
	for path, item := range d.doc["paths"].(map[string]any) {
		for method := range item.(map[string]any) {
			if method != "parameters" {
				told = append(told, strings.ToUpper(method)+" "+path)
			}
		}
	}
	slices.Sort(served)
	slices.Sort(told)
	if !slices.Equal(served, told) {
		t.Errorf("served %v\ntold   %v", served, told)
	}
}

func TestTheExamplesOfTheDescriptionAreTrue(t *testing.T) {
	t.Parallel()
	d, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	var walk func(where string, node any)
	walk = func(where string, node any) {
		m, ok := node.(map[string]any)
		if !ok {
			return
		}
		if examples, ok := m["examples"].(map[string]any); ok {
			for _, name := range slices.Sorted(maps.Keys(examples)) {
				n++
				if err := d.validate(m["schema"], examples[name].(map[string]any)["value"]); err != nil {
					t.Errorf("%s: example %s: %v", where, name, err)
				}
			}
		}
		for _, k := range slices.Sorted(maps.Keys(m)) {
			walk(where+"/"+k, m[k])
		}
	}
	walk("", d.doc)
	if n < 8 {
		t.Errorf("only %d examples", n)
	}
}

func TestTheDescriptionIsServed(t *testing.T) {
	t.Parallel()
	c := &client{t: t, base: serve(t, options(newFake())).URL}
	a := c.do("GET", "/v1/openapi.yaml", "")
	a.is(t, 200)
	if want, _ := os.ReadFile(described); !bytes.Equal(a.body, want) {
		t.Error("another file is served")
	}
}
