package knowledge

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// listMark begins a list item on a line of its own.
const listMark = "- "

// document is the text of a page by heading.
type document struct {
	sections []section
	problems Problems
	warnings Problems
}

// section is what stands under one heading.
type section struct {
	trail  []string
	anchor string // empty above the first heading
	level  int
	blocks []block
}

// block is a paragraph, a list item, a row of a table or a piece of code.
type block struct {
	text string
	line int
	item bool // follows the block before it on the next line
}

// markdownReader walks a parsed page.
type markdownReader struct {
	path    string
	source  []byte
	doc     document
	anchors map[string]bool
}

// readMarkdown parses a page whose front matter was emptied.
func readMarkdown(path string, source []byte) document {
	p := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithHeadingAttribute())).Parser()
	r := &markdownReader{path: path, source: source, anchors: map[string]bool{}}
	r.doc.sections = []section{{}}
	r.blocks(p.Parse(text.NewReader(source)))
	return r.doc
}

func (r *markdownReader) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			r.heading(n)
		case *ast.Paragraph, *ast.TextBlock:
			r.add(n, r.inline(n), false)
		case *ast.List:
			r.list(n)
		case *extast.Table:
			r.table(n)
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			r.add(n, rawLines(n, r.source), false)
		case *ast.HTMLBlock:
			r.html(n, rawLines(n, r.source))
		case *ast.ThematicBreak:
		default:
			r.blocks(n)
		}
	}
}

// add puts text in the section that is open.
func (r *markdownReader) add(n ast.Node, words string, item bool) {
	if words == "" {
		return
	}
	line := r.line(n)
	if count := countWords(words); count > MaxParagraphWords {
		r.doc.problems = append(r.doc.problems, Problem{r.path, line, fmt.Sprintf("a paragraph of %d words: %d is the most, split it", count, MaxParagraphWords)})
	}
	open := &r.doc.sections[len(r.doc.sections)-1]
	open.blocks = append(open.blocks, block{words, line, item})
}

// heading closes the open section and opens one with the headings above it.
func (r *markdownReader) heading(n *ast.Heading) {
	title := r.inline(n)
	if title == "" {
		r.doc.problems = append(r.doc.problems, Problem{r.path, r.line(n), "a heading without text: write it or remove it"})
		return
	}
	var trail []string
	for i := len(r.doc.sections) - 1; i >= 0; i-- {
		if s := r.doc.sections[i]; s.level > 0 && s.level < n.Level {
			trail = append(trail, s.trail...)
			break
		}
	}
	r.doc.sections = append(r.doc.sections, section{trail: append(trail, title), anchor: r.anchor(n, title), level: n.Level})
}

// anchor is the id given as {#id}, or one made from the words; never one twice.
func (r *markdownReader) anchor(n *ast.Heading, title string) string {
	id := strings.Join(tokens(title), "-")
	if given, ok := n.AttributeString("id"); ok {
		id = fmt.Sprintf("%s", given)
		if strings.ContainsFunc(id, notInAnchor) {
			r.doc.problems = append(r.doc.problems, Problem{r.path, r.line(n), fmt.Sprintf("anchor %q may have letters, digits, - and _ only", id)})
		}
	}
	if id == "" {
		id = "section"
	}
	free := id
	for i := 1; r.anchors[free]; i++ {
		free = id + "-" + strconv.Itoa(i)
	}
	r.anchors[free] = true
	return free
}

func notInAnchor(c rune) bool { return !isWordRune(c) && c != '-' && c != '_' }

// list adds each item as a block, lists in lists after the item they stand in.
func (r *markdownReader) list(n *ast.List) {
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		mark := listMark
		if n.IsOrdered() {
			mark = strconv.Itoa(number) + ". "
			number++
		}
		for c := item.FirstChild(); c != nil; c = c.NextSibling() {
			if inner, ok := c.(*ast.List); ok {
				r.list(inner)
				continue
			}
			if words := r.inline(c); words != "" {
				r.add(c, mark+words, true)
				mark = ""
			}
		}
	}
}

// table makes each row a sentence of its own: "Land: België; Kosten: gratis".
func (r *markdownReader) table(n *extast.Table) {
	var heads []string
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		i := 0
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			words := r.inline(cell)
			if _, isHead := row.(*extast.TableHeader); isHead {
				heads = append(heads, words)
			} else if words != "" {
				cells = append(cells, labelled(heads, i, words))
			}
			i++
		}
		r.add(row, strings.Join(cells, "; "), true)
	}
}

func labelled(heads []string, i int, words string) string {
	if i < len(heads) && heads[i] != "" {
		return heads[i] + ": " + words
	}
	return words
}

// html is not read: comments silently, anything else with a warning.
func (r *markdownReader) html(n ast.Node, raw string) {
	if !strings.HasPrefix(strings.TrimSpace(raw), "<!--") {
		r.doc.warnings = append(r.doc.warnings, Problem{r.path, r.line(n), "HTML is not read: write it in Markdown"})
	}
}

// inline is the text of a node without its marks, on one line.
func (r *markdownReader) inline(n ast.Node) string {
	var b strings.Builder
	r.inlineTo(&b, n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func (r *markdownReader) inlineTo(b *strings.Builder, parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			b.Write(plain(n.Segment.Value(r.source), n.IsRaw()))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(r.source))
		case *ast.CodeSpan:
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					b.Write(t.Segment.Value(r.source))
				}
			}
		case *ast.Image:
		case *ast.RawHTML:
			r.html(n, string(n.Segments.Value(r.source)))
		default:
			r.inlineTo(b, n)
		}
	}
}

// plain resolves escapes and entities, which goldmark leaves to the renderer.
func plain(b []byte, raw bool) []byte {
	if raw {
		return b
	}
	return util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(b)))
}

func rawLines(n ast.Node, source []byte) string {
	return strings.TrimSpace(string(n.Lines().Value(source)))
}

// line is where a node begins, as well as goldmark knows.
func (r *markdownReader) line(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if at := start(n); at >= 0 {
			return 1 + bytes.Count(r.source[:at], []byte("\n"))
		}
	}
	return 0
}

// start is the first byte of a node's text, or -1.
func start(n ast.Node) int {
	if n.Type() == ast.TypeInline {
		if t, ok := n.(*ast.Text); ok {
			return t.Segment.Start
		}
		return -1
	}
	if n.Lines() != nil && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if at := start(c); at >= 0 {
			return at
		}
	}
	return -1
}
