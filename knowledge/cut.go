package knowledge

import (
	"slices"
	"strconv"
	"strings"
)

// passages cuts the sections of a document into passages.
func (d document) passages(path string, fm frontMatter) []Passage {
	var out []Passage
	for _, s := range d.sections {
		for i, text := range cut(s.blocks) {
			p := Passage{
				ID: path, Page: path, Lang: fm.Lang, Title: fm.Title, Also: fm.Also,
				Link: fm.Link, Text: text, ValidFrom: fm.ValidFrom, ValidUntil: fm.ValidUntil,
				Trail: underTitle(s.trail, fm.Title),
			}
			if s.anchor != "" {
				p.ID += "#" + s.anchor
			}
			if len(p.Trail) > 0 {
				p.Link += "#" + s.anchor
			}
			if i > 0 {
				p.ID += "~" + strconv.Itoa(i+1)
			}
			out = append(out, p)
		}
	}
	return out
}

// underTitle leaves out a first heading that only says the title again.
func underTitle(trail []string, title string) []string {
	if len(trail) > 0 && fold(trail[0]) == fold(title) {
		return slices.Clone(trail[1:])
	}
	return trail
}

// cut joins blocks into texts of about passageWords words, never inside a block.
func cut(blocks []block) []string {
	var out []string
	var b strings.Builder
	words := 0
	for _, bl := range blocks {
		n := countWords(bl.text)
		if words > 0 && words+n > passageWords {
			out = append(out, b.String())
			b.Reset()
			words = 0
		}
		switch {
		case words == 0:
		case bl.item:
			b.WriteString("\n")
		default:
			b.WriteString("\n\n")
		}
		b.WriteString(bl.text)
		words += n
	}
	if words > 0 {
		out = append(out, b.String())
	}
	return out
}
