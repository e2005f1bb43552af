package whatsapp

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"balie/channels/edge"
	"balie/conversation"
)

// Meta's limits, in characters and pieces.
const (
	bodyText        = 4096 // of a text message
	bodyInteractive = 1024 // above buttons or a list
	buttonTitle     = 20
	buttonID        = 256
	buttonsMost     = 3
	rowTitle        = 24
	rowID           = 200
	rowsMost        = 10
)

// compose writes a message in WhatsApp's forms, in as few as hold it: each one costs money. Choices become buttons,
// else a list, else numbered lines, whichever they fit.
func (w *WhatsApp) compose(m conversation.Message) []content {
	if m.Kind == conversation.KindNews {
		return w.news(m)
	}
	body := w.body(m)
	var under *interactive
	switch {
	case len(m.Buttons) == 0:
	case fitAll(m.Buttons, buttonsMost, buttonTitle, buttonID):
		under = buttons(m.Buttons)
	case fitAll(m.Buttons, rowsMost, rowTitle, rowID):
		under = list(m.Buttons, w.choose(m.Language))
	default:
		body = strings.TrimSpace(body + "\n\n" + numbered(m.Buttons))
	}
	if under == nil {
		return texts(body)
	}
	if body == "" {
		body = w.choose(m.Language)
	}
	pieces := split(body, bodyInteractive)
	last := pieces[len(pieces)-1]
	under.Body.Text = last
	return append(texts(strings.TrimSuffix(body, last)), content{Type: "interactive", Interactive: under})
}

func texts(body string) []content {
	var out []content
	for _, s := range split(body, bodyText) {
		out = append(out, content{Type: "text", Text: &text{Body: s}})
	}
	return out
}

// body is all that is to be read: the text, what the customer may keep of it, and where it comes from.
func (w *WhatsApp) body(m conversation.Message) string {
	lines := []string{}
	if r := m.Receipt; r != nil {
		for _, l := range append([]string{r.Title, r.Reference}, r.Lines...) {
			if l != "" && !strings.Contains(m.Text, l) && !slices.Contains(lines, l) {
				lines = append(lines, l)
			}
		}
	}
	out := edge.Plain(m.Text + "\n\n" + strings.Join(lines, "\n"))
	lines = lines[:0]
	for _, c := range m.Citations {
		if l := w.source(c); l != "" && !slices.Contains(lines, l) {
			lines = append(lines, l)
		}
	}
	return edge.Plain(out + "\n\n" + strings.Join(lines, "\n"))
}

// source names where an answer comes from, with an address that can be opened from a phone.
func (w *WhatsApp) source(c conversation.Citation) string {
	link := ""
	if u, err := url.Parse(c.Link); err == nil && c.Link != "" {
		if base, err := url.Parse(w.o.Public); err == nil && w.o.Public != "" {
			u = base.ResolveReference(u)
		}
		if u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
			link = u.String()
		}
	}
	switch {
	case link == "":
		return c.Title
	case c.Title == "":
		return link
	}
	return c.Title + ": " + link
}

func (w *WhatsApp) choose(language string) string {
	for _, l := range []string{language, "en", "nl"} {
		if label := w.o.Choose[l]; label != "" {
			return label
		}
	}
	return "…"
}

// fitAll reports whether choices fit a form: few and short enough, no two alike.
func fitAll(bs []conversation.Button, most, title, id int) bool {
	seen := map[string]bool{}
	for _, b := range bs {
		name := strings.TrimSpace(b.Label)
		if !fits(name, title) || !fits(b.ID, id) || seen["t"+name] || seen["i"+b.ID] {
			return false
		}
		seen["t"+name], seen["i"+b.ID] = true, true
	}
	return len(bs) <= most
}

func fits(s string, most int) bool {
	n := utf8.RuneCountInString(s)
	return n > 0 && n <= most
}

func numbered(bs []conversation.Button) string {
	lines := make([]string, len(bs))
	for i, b := range bs {
		lines[i] = fmt.Sprintf("%d. %s", i+1, strings.TrimSpace(b.Label))
	}
	return strings.Join(lines, "\n")
}
