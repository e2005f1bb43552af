package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.yaml.in/yaml/v4"
)

// example loads the reference as a company's config.yaml, with a value for every secret.
func example(t *testing.T) *Config {
	t.Helper()
	b, err := os.ReadFile("reference.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "secrets"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "secrets", "sanne"), []byte("value of secrets/sanne\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(fstest.MapFS{File: {Data: b}}, dir, func(name string) string { return "value of " + name })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestReferenceLoads(t *testing.T) {
	t.Parallel()
	c := example(t)
	for name, s := range map[string]Secret{
		"SITE_KEY": c.Identity.Keys[0].Key, "secrets/sanne": c.Desk.Agents[0].Password, "MODEL_KEY": c.Model.Key,
		"WHATSAPP_TOKEN": c.WhatsApp.Token, "WHATSAPP_SECRET": c.WhatsApp.AppSecrets[0], "BALIE_KEY": c.Storage.Key,
	} {
		if s.Value() != "value of "+name {
			t.Errorf("secret %s reads %q", name, s.Value())
		}
	}
}

// TestReferenceIsAlikeTheStructs holds reference.yaml and the structs together: the same fields in the same order, each
// with a comment that says what it is and, truly, what holds without it.
func TestReferenceIsAlikeTheStructs(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("reference.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	r := reference{t: t, lines: strings.Split(string(b), "\n")}
	r.alike(doc.Content[0], reflect.ValueOf(Defaults()), "")
}

// reference compares the lines of reference.yaml with structs.
type reference struct {
	t     *testing.T
	lines []string
}

func (r reference) alike(n *yaml.Node, defaults reflect.Value, path string) {
	var have []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, v := n.Content[i], n.Content[i+1]
		have = append(have, key.Value)
		f, ok := field(defaults, key.Value)
		if !ok {
			r.t.Errorf("reference.yaml:%d: no struct has %s%s", key.Line, path, key.Value)
			continue
		}
		r.field(key, v, f, path+key.Value)
	}
	if want := keys(defaults.Type()); !reflect.DeepEqual(have, want) {
		r.t.Errorf("%s: the reference has %v, the struct %v", strings.TrimSuffix(path, "."), have, want)
	}
}

func (r reference) field(key, v *yaml.Node, f reflect.Value, path string) {
	_, comment, _ := strings.Cut(r.lines[key.Line-1], " # ")
	if comment == "" {
		r.t.Errorf("reference.yaml:%d: %s has no comment", key.Line, path)
	}
	element := f.Type()
	if f.Kind() == reflect.Slice {
		element = element.Elem()
	}
	section := element.Kind() == reflect.Struct && element != reflect.TypeFor[Secret]()
	if section && f.Kind() == reflect.Struct {
		r.alike(v, f, path+".")
		return
	}
	want := "Default: " + shown(f)
	if f.IsZero() {
		want = `Default: none\.|Default: none; |Default: day and night\.|Required|Default: false`
	} else {
		want = regexp.QuoteMeta(want) + "$"
	}
	if !regexp.MustCompile(want).MatchString(comment) {
		r.t.Errorf("reference.yaml:%d: %s: the comment %q does not say %q", key.Line, path, comment, want)
	}
	if section {
		for _, item := range v.Content {
			r.alike(item, reflect.Zero(element), path+"[].")
		}
	}
}

// shown writes a default as YAML does.
func shown(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case []string:
		return "[" + strings.Join(x, ", ") + "]"
	case time.Duration:
		return strings.ReplaceAll(strings.ReplaceAll(x.String(), "m0s", "m"), "h0m", "h")
	}
	return fmt.Sprint(v.Interface())
}

func TestDemosLoad(t *testing.T) {
	t.Parallel()
	for _, name := range Demos {
		folder, err := Demo(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Load(folder, ".", func(string) string { return "" }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Demo("bakery"); err == nil || !strings.Contains(err.Error(), "bank") {
		t.Errorf("an unknown demo does not name the known ones: %v", err)
	}
}

func TestNoConfigurationIsAClearError(t *testing.T) {
	t.Parallel()
	_, err := Load(fstest.MapFS{}, ".", os.Getenv)
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "balie init") {
		t.Errorf("%v", err)
	}
}
