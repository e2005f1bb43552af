package knowledge

import "strings"

// Passage is the text under one heading of a page: what is searched, what an
// answer is taken from, and what a citation points at.
type Passage struct {
	ID         string   // path of the page, #anchor, and ~2, ~3 … where a section was split
	Page       string   // path of the page in the company's knowledge folder
	Lang       string   // nl or en
	Title      string   // of the page
	Trail      []string // the headings it stands under, outermost first; empty above the first
	Also       []string // other words customers use for what the page is about
	Asked      []string // questions that it answers, as customers put them
	Link       string   // public address of the page, with #anchor
	Text       string   // paragraphs apart by an empty line, list items on lines of their own
	ValidFrom  string   // first day it holds, YYYY-MM-DD; empty: since always
	ValidUntil string   // last day it holds, YYYY-MM-DD; empty: until further notice
}

// validOn says whether the passage holds on a day, YYYY-MM-DD.
func (p *Passage) validOn(day string) bool {
	return (p.ValidFrom == "" || p.ValidFrom <= day) && (p.ValidUntil == "" || day <= p.ValidUntil)
}

// heading is the innermost heading, or the title above the first.
func (p Passage) heading() string {
	if len(p.Trail) == 0 {
		return p.Title
	}
	return p.Trail[len(p.Trail)-1]
}

// context is what is said around the passage: a question may use words of it.
func (p Passage) context() string {
	return p.Title + "\n" + strings.Join(p.Trail, "\n") + "\n" + strings.Join(p.Also, "\n") + "\n" + strings.Join(p.Asked, "\n")
}
