package flows

import (
	"fmt"
	"html"
	"strings"
	"time"
	"unicode/utf8"
)

// pictureStyle colours a picture for light and for dark pages. Kinds differ by word and form too, not by colour alone.
const pictureStyle = `
  svg { --page:#ffffff; --ink:#1d2530; --soft:#566070; --line:#6b7686; --box:#f6f8fa; --edge:#b9c2cd; --bad:#b42318; --do:#0b5c4f; --ask:#1f5fa8; --sure:#8a5a00 }
  @media (prefers-color-scheme: dark) { svg { --page:#12161c; --ink:#e8edf3; --soft:#a4afbd; --line:#8b97a6; --box:#1c232c; --edge:#46515f; --bad:#ff8f84; --do:#5fd0b9; --ask:#8dbcf5; --sure:#e5b457 } }
  .page { fill:var(--page) } text { font-family:system-ui,"Liberation Sans",Arial,sans-serif; fill:var(--ink) }
  .name { font-size:13px; font-weight:600 } .more { font-size:11.5px; fill:var(--soft) } .title { font-size:17px; font-weight:600 } .label { font-size:11.5px; fill:var(--soft) }
  .box { fill:var(--box); stroke:var(--edge) } .bar { fill:var(--soft) } .collect .bar { fill:var(--ask) } .confirm .bar { fill:var(--sure) } .call .bar { fill:var(--do) }
  .confirm .box { stroke:var(--sure); stroke-width:1.6 } .inner { fill:none; stroke:var(--edge) }
  .line { fill:none; stroke:var(--line); stroke-width:1.3 } .error.line { stroke:var(--bad); stroke-dasharray:5 4 } .no.line { stroke-dasharray:2 3 } .label.error { fill:var(--bad) }
  .pill { fill:var(--page); stroke:var(--edge) } .end .pill { fill:var(--soft); stroke:none } .end text { fill:var(--page) } .person .pill { stroke:var(--bad); stroke-width:1.6 } .back .pill { stroke-dasharray:4 3 }
  .head { fill:var(--line) } .head.error { fill:var(--bad) }
`

// svg writes the whole picture.
func (p *picture) svg(f *Flow, high float64) string {
	var b strings.Builder
	title := p.words(f.Title)
	if title == "" {
		title = f.Name
	}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-label="%s">`, p.wide, high, p.wide, high, safe("The process "+title))
	b.WriteString("\n<style>" + pictureStyle + "</style>\n")
	b.WriteString(`<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker>` +
		`<marker id="e" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head error" d="M0 0 8 4 0 8z"/></marker></defs>` + "\n")
	fmt.Fprintf(&b, `<rect class="page" width="%.0f" height="%.0f"/>`+"\n", p.wide, high)
	fmt.Fprintf(&b, `<text class="title" x="%d" y="%d">%s</text><text class="more" x="%d" y="%d">%s</text>`+"\n",
		margin, margin+16, safe(cut(title, int(p.wide/10))), margin, margin+36, safe(cut(f.Name+": "+f.Description, int(p.wide/6.5))))
	b.WriteString(p.lines.String())
	b.WriteString(p.shapes.String())
	b.WriteString("</svg>\n")
	return b.String()
}

// box draws a step: what it does, and in which words.
func (p *picture) box(s *Step, x, y float64) {
	name, more := p.told(s)
	left := x - boxWide/2
	fmt.Fprintf(&p.shapes, `<g class="%s"><rect class="box" x="%.0f" y="%.0f" width="%d" height="%d" rx="%d"/>`, s.Kind, left, y, boxWide, boxHigh, rounding(s.Kind))
	fmt.Fprintf(&p.shapes, `<rect class="bar" x="%.0f" y="%.0f" width="4" height="%d" rx="2"/>`, left+7, y+9, boxHigh-18)
	if s.Kind == SubFlow {
		fmt.Fprintf(&p.shapes, `<rect class="inner" x="%.0f" y="%.0f" width="%d" height="%d" rx="3"/>`, left+8, y+4, boxWide-12, boxHigh-8)
	}
	base := y + 20
	if more == "" {
		base = y + 28
	}
	fmt.Fprintf(&p.shapes, `<text class="name" x="%.0f" y="%.0f">%s</text>`, left+20, base, safe(cut(name, 32)))
	if more != "" {
		fmt.Fprintf(&p.shapes, `<text class="more" x="%.0f" y="%.0f">%s</text>`, left+20, y+36, safe(cut(more, 36)))
	}
	p.shapes.WriteString("</g>\n")
}

func rounding(k Kind) int {
	if k == Say || k == Collect || k == Confirm {
		return 12
	}
	return 3
}

// told is what a step's box says.
func (p *picture) told(s *Step) (name, more string) {
	switch s.Kind {
	case Collect:
		return "ask " + strings.Join(s.Collect, ", "), ""
	case Say:
		return "say", p.words(s.Say)
	case Confirm:
		return "confirm", p.words(s.Say)
	case If:
		return "if", s.If.Source
	case Call:
		if s.Save != "" {
			more = "gives " + s.Save
		}
		return "call " + s.Target, more
	case SubFlow:
		return "process " + s.Target, ""
	case Decision:
		return "decide " + s.Target, p.rules(s)
	case Wait:
		return "wait", p.waiting(s)
	}
	return string(s.Kind), s.Target
}

// rules lists what a decision can come to.
func (p *picture) rules(s *Step) string {
	return strings.Join(s.Named(), ", ")
}

func (p *picture) waiting(s *Step) string {
	switch {
	case s.Target != "" && s.timed():
		return "until " + s.Target + " reports, at most " + s.lasts()
	case s.Target != "":
		return "until " + s.Target + " reports"
	}
	return s.lasts()
}

// lasts is for how long a wait lasts, as builders read it.
func (s *Step) lasts() string {
	switch {
	case s.Until != nil:
		return "until " + s.Until.Source
	case s.Days == 1:
		return "1 business day"
	case s.Days > 0:
		return fmt.Sprintf("%d business days", s.Days)
	case s.For%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", s.For/(24*time.Hour))
	}
	return s.For.String()
}

// words are a text as it was written, in the picture's language.
func (p *picture) words(t *Text) string {
	if t == nil {
		return ""
	}
	tpl := t.pick(p.language, p.tone)
	if tpl == nil {
		return ""
	}
	return strings.NewReplacer("{{", "‹", "}}", "›").Replace(strings.Join(strings.Fields(tpl.source), " "))
}

// pill draws where the flow leaves.
func (p *picture) pill(x, y float64, label, class string) {
	label, wide := cut(label, pillLetters), pillWide(label)
	fmt.Fprintf(&p.shapes, `<g class="%s"><rect class="pill" x="%.0f" y="%.0f" width="%.0f" height="%d" rx="17"/><text class="name" text-anchor="middle" x="%.0f" y="%.0f">%s</text></g>`+"\n",
		class, x-wide/2, y+4, wide, boxHigh-12, x, y+26, safe(label))
}

// pillLetters is how many letters a pill holds.
const pillLetters = 36

// pillWide is how wide a pill with a label is.
func pillWide(label string) float64 {
	return max(70, float64(utf8.RuneCountInString(cut(label, pillLetters)))*7.2+28)
}

func (p *picture) line(x1, y1, x2, y2 float64, class string) { p.path(class, x1, y1, x2, y2) }

// plain draws a line downwards, without an arrow: another line comes in at its end.
func (p *picture) plain(x, y1, y2 float64) {
	fmt.Fprintf(&p.lines, `<path class="line" d="M%.0f %.0f %.0f %.0f"/>`+"\n", x, y1, x, y2)
}

// path draws a line with an arrow at its end through points that are given as x, y, x, y, …
func (p *picture) path(class string, at ...float64) {
	head := "a"
	if class == "error" {
		head = "e"
	}
	var d strings.Builder
	for i := 0; i+1 < len(at); i += 2 {
		fmt.Fprintf(&d, "%.0f %.0f ", at[i], at[i+1])
	}
	fmt.Fprintf(&p.lines, `<path class="line %s" marker-end="url(#%s)" d="M%s"/>`+"\n", class, head, strings.TrimSpace(d.String()))
}

func (p *picture) label(x, y float64, text, class string) {
	fmt.Fprintf(&p.shapes, `<text class="label %s" x="%.0f" y="%.0f">%s</text>`+"\n", class, x, y, safe(cut(text, 19)))
}

// cut shortens a text to so many letters.
func cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return strings.TrimSpace(string(r[:most-1])) + "…"
}

// safe writes a text so that nothing in it has a meaning for XML.
func safe(s string) string {
	return html.EscapeString(strings.Map(func(c rune) rune {
		if c < ' ' && c != '\t' || c == 0xfffe || c == 0xffff {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(s, "?")))
}
