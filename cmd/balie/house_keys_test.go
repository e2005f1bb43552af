package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"balie/cmd/balie/schema"
	"balie/connectors"
	"balie/flows"
)

// explained says on which page the keys of each kind of file are explained.
var explained = map[string]string{
	"flow": "docs/flows.md", "pattern": "docs/flows.md", "texts": "docs/flows.md", "connector": "docs/connectors.md", "test": "docs/tests.md",
	"config": "config/reference.yaml",
}

var (
	spans    = regexp.MustCompile("`([^`\n]+)`")
	keyWords = regexp.MustCompile(`[a-z][a-z0-9_]*(?:-u)?`)
	fences   = regexp.MustCompile("(?ms)^```.*?^```$")
	yamlKeys = regexp.MustCompile(`([a-z][a-z0-9_]*):`)
)

// TestHouseKeysAreExplained holds the manual to the files: every key of every kind of file is explained on its page, and
// what a table there explains exists.
func TestHouseKeysAreExplained(t *testing.T) {
	t.Parallel()
	exist := map[string]map[string]bool{} // by page
	for _, kind := range schema.Kinds() {
		page, ok := explained[kind]
		if !ok {
			t.Errorf("no page explains the keys of a %s", kind)
			continue
		}
		b, err := os.ReadFile(filepath.Join(projectRoot, page))
		if err != nil {
			t.Fatal(err)
		}
		told := keysTold(page, string(b))
		if exist[page] == nil {
			exist[page] = map[string]bool{}
		}
		for _, key := range slices.Sorted(maps.Keys(keysOf(t, kind))) {
			exist[page][key] = true
			if !told[key] {
				t.Errorf("%s does not explain %s, a key of a %s", page, key, kind)
			}
		}
	}
	for page, keys := range exist {
		for _, key := range keysInTables(t, page) {
			if !keys[key] {
				t.Errorf("%s explains %s, which is no key", page, key)
			}
		}
	}
	for deed := range flows.Deeds {
		if page := readFile(t, filepath.Join(projectRoot, explained["pattern"])); !strings.Contains(page, "| `"+deed+"`") {
			t.Errorf("%s does not explain do: %s", explained["pattern"], deed)
		}
	}
}

// keysOf are all keys of a kind of file, however deep.
func keysOf(t *testing.T, kind string) map[string]bool {
	t.Helper()
	text, err := schema.Text(kind)
	if err != nil {
		t.Fatal(err)
	}
	var s any
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	collectKeys(s, out)
	if kind == "connector" { // its schema leaves open how values are shaped
		for _, key := range connectors.Keys()["shape"] {
			out[key] = true
		}
	}
	return out
}

func collectKeys(s any, out map[string]bool) {
	switch s := s.(type) {
	case map[string]any:
		if properties, ok := s["properties"].(map[string]any); ok {
			for key := range properties {
				out[key] = true
			}
		}
		for _, inner := range s {
			collectKeys(inner, out)
		}
	case []any:
		for _, inner := range s {
			collectKeys(inner, out)
		}
	}
}

// keysTold are the words that a page shows as such outside its examples; the reference of the configuration is one
// example, and tells its keys as they are written.
func keysTold(page, text string) map[string]bool {
	out := map[string]bool{}
	if strings.HasSuffix(page, ".yaml") {
		for _, m := range yamlKeys.FindAllStringSubmatch(text, -1) {
			out[m[1]] = true
		}
		return out
	}
	for _, m := range spans.FindAllStringSubmatch(fences.ReplaceAllString(text, ""), -1) {
		for _, word := range keyWords.FindAllString(m[1], -1) {
			out[word] = true
		}
	}
	return out
}

// keysInTables are the keys that the tables of a page explain: the word with which each span of the first column begins.
// Functions of expressions are none.
func keysInTables(t *testing.T, page string) []string {
	t.Helper()
	var out []string
	inTable := false
	for _, line := range strings.Split(readFile(t, filepath.Join(projectRoot, page)), "\n") {
		cells := strings.Split(line, " | ")
		first := strings.Trim(cells[0], "| ")
		switch {
		case !strings.HasPrefix(line, "|"):
			inTable = false
		case strings.HasPrefix(first, "key") || first == "step":
			inTable = true
		case inTable && !strings.HasPrefix(first, "---"):
			for _, m := range spans.FindAllStringSubmatch(first, -1) {
				if word := keyWords.FindString(m[1]); strings.HasPrefix(m[1], word) && !strings.HasPrefix(m[1], word+"(") {
					out = append(out, word)
				}
			}
		}
	}
	return out
}
