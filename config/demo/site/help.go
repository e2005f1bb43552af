package site

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"go.yaml.in/yaml/v4"
)

// helpPage is one page of the company's knowledge as customers read it, at the address that answers cite.
type helpPage struct {
	Title string
	Lang  string
	Link  string
	Body  template.HTML
}

// plainLink is an address that can be a route as it is written.
var plainLink = regexp.MustCompile(`^(/[a-z0-9-]+)+$`)

// readHelp reads the public pages of a company's knowledge, sorted by language and title.
func readHelp(folder fs.FS) ([]helpPage, error) {
	if folder == nil {
		return nil, nil
	}
	var pages []helpPage
	err := fs.WalkDir(folder, "knowledge", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		source, err := fs.ReadFile(folder, path)
		if err != nil {
			return err
		}
		page, public, err := readPage(source)
		if err != nil {
			return fmt.Errorf("help page %s: %w", path, err)
		}
		if public {
			pages = append(pages, page)
		}
		return nil
	})
	slices.SortFunc(pages, func(a, b helpPage) int {
		return strings.Compare(a.Lang+a.Title, b.Lang+b.Title)
	})
	return pages, err
}

// readPage parses one page: front matter, then Markdown without any HTML of its own.
func readPage(source []byte) (helpPage, bool, error) {
	rest, ok := bytes.CutPrefix(source, []byte("---\n"))
	head, body, closed := bytes.Cut(rest, []byte("\n---\n"))
	if !ok || !closed {
		return helpPage{}, false, fmt.Errorf("front matter must stand between two lines of ---")
	}
	var about struct{ Title, Lang, Link, Audience string }
	if err := yaml.Unmarshal(head, &about); err != nil {
		return helpPage{}, false, fmt.Errorf("front matter: %w", err)
	}
	if !plainLink.MatchString(about.Link) {
		return helpPage{}, false, fmt.Errorf("link %q must be lower-case words between slashes", about.Link)
	}
	ids := parser.NewContext(parser.WithIDs(&anchors{taken: map[string]bool{}}))
	md := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID(), parser.WithHeadingAttribute()))
	var out bytes.Buffer
	if err := md.Convert(body, &out, parser.WithContext(ids)); err != nil {
		return helpPage{}, false, fmt.Errorf("markdown: %w", err)
	}
	page := helpPage{Title: about.Title, Lang: about.Lang, Link: about.Link, Body: template.HTML(out.String())} //nolint:gosec // goldmark leaves no HTML of the source
	return page, about.Audience == "" || about.Audience == "public", nil
}

// anchors names headings after their words, as the links of citations do.
type anchors struct{ taken map[string]bool }

var _ parser.IDs = (*anchors)(nil)

// Generate implements parser.IDs.
func (a *anchors) Generate(heading []byte, _ ast.NodeKind) []byte {
	words := strings.FieldsFunc(strings.ToLower(string(heading)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	id := strings.Join(words, "-")
	for free, n := id, 1; ; n++ {
		if !a.taken[free] {
			a.taken[free] = true
			return []byte(free)
		}
		free = fmt.Sprintf("%s-%d", id, n)
	}
}

// Put implements parser.IDs.
func (a *anchors) Put(id []byte) { a.taken[string(id)] = true }
