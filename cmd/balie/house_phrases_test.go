package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// TestHouseKeepsPhrasesOutOfCode looks for what customers type in the literals of the program: phrases live in YAML,
// where a company can read, change and add them.
func TestHouseKeepsPhrasesOutOfCode(t *testing.T) {
	t.Parallel()
	p := theProject(t)
	phrases, names, err := customerPhrases()
	if err != nil {
		t.Fatal(err)
	}
	if len(phrases) < 300 {
		t.Fatalf("only %d phrases were found to look for", len(phrases))
	}
	for _, f := range p.code() {
		if forTests(f) {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatalf("%s: %v", p.place(lit), err)
			}
			if names[text] {
				return true // the name of a pattern, as it is written, which nobody types
			}
			if phrase, from := saidIn(text, phrases); phrase != "" {
				t.Errorf("%s: %q is what a customer says (%s): it belongs into YAML", p.place(lit), phrase, from)
			}
			return true
		})
	}
}

// forTests tells whether a file holds tests for others to run.
func forTests(f *goFile) bool {
	return slices.ContainsFunc(f.tree.Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == `"testing"` }) ||
		strings.HasSuffix(path.Base(f.dir), "test")
}

// saidIn finds a phrase in a text: a text that is one, or one of four words or more within it. Three words within a
// sentence of our own ("… wait a moment") are nobody's phrase.
func saidIn(text string, phrases map[string]string) (phrase, from string) {
	text = plain(text)
	if from, ok := phrases[text]; ok {
		return text, from
	}
	words := strings.Fields(text)
	for i := range words {
		for n := 4; i+n <= len(words) && n <= longestPhrase; n++ {
			part := strings.Join(words[i:i+n], " ")
			if from, ok := phrases[part]; ok {
				return part, from
			}
		}
	}
	return "", ""
}

// longestPhrase is how many words of a phrase are looked for.
const longestPhrase = 24

func TestHouseFindsPhrases(t *testing.T) {
	t.Parallel()
	phrases := map[string]string{"wait a moment": "a", "i lost my card": "b"}
	for text, want := range map[string]string{
		"Wait a moment!": "wait a moment", "too many requests: wait a moment": "", "so I lost my card, they say": "i lost my card",
		"lost my card": "", "": "",
	} {
		if got, _ := saidIn(text, phrases); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

// customerPhrases collects what customers say in flows, patterns and conversation tests, of three words or more, and the
// names of the patterns, some of which read like a phrase.
func customerPhrases() (phrases map[string]string, names map[string]bool, err error) {
	phrases, names = map[string]string{}, map[string]bool{}
	err = eachFile(func(name string, b []byte) error {
		if path.Ext(name) != ".yaml" || !(strings.Contains(name, "/flows/") || strings.Contains(name, "/patterns/") ||
			strings.Contains(name, "/tests/") || strings.HasPrefix(name, "assistant/testdata/")) || strings.Contains(name, "flows/testdata") {
			return nil
		}
		dec := yaml.NewDecoder(bytes.NewReader(b))
		for {
			var n yaml.Node
			if err := dec.Decode(&n); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if strings.Contains(name, "/patterns/") {
				named(&n, names)
			}
			phrasesIn(&n, func(text string) {
				if text = plain(text); strings.Count(text, " ") >= 2 {
					phrases[text] = name
				}
			})
		}
	})
	return phrases, names, err
}

// named notes the name of the pattern that a document holds.
func named(doc *yaml.Node, names map[string]bool) {
	for _, n := range doc.Content {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == "pattern" {
				names[n.Content[i+1].Value] = true
			}
		}
	}
}

// phrasesIn finds the texts below keys that hold what a customer says.
func phrasesIn(n *yaml.Node, found func(string)) {
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			switch c.Value {
			case "examples", "customer", "also", "wordings":
				scalars(n.Content[i+1], found)
			}
		}
		phrasesIn(c, found)
	}
}

func scalars(n *yaml.Node, found func(string)) {
	if n.Kind == yaml.ScalarNode {
		found(n.Value)
	}
	for _, c := range n.Content {
		scalars(c, found)
	}
}

// plain leaves letters and digits in lower case, and one space between words.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' }), " ")
}
