package flows

import "strings"

// Measures of a picture, in pixels.
const (
	boxWide   = 264
	boxHigh   = 46
	rowGap    = 30
	columnGap = 132
	pitch     = boxWide + columnGap
	margin    = 24
	headHigh  = 64 // above the first step
)

// Picture draws the flow as SVG, for reading: from top to bottom what happens when all goes well, to the right the
// branches, those of refusals and failures in another line and colour. Texts are shown in a language of the company.
func (f *Flow) Picture(language, tone string) string {
	p := &picture{language: language, tone: tone, wide: margin*2 + boxWide}
	x, y := float64(margin+boxWide/2), float64(margin+headHigh)
	end := p.list(f.Steps, x, y)
	if end.open {
		p.line(x, end.from, x, end.below, "")
		p.pill(x, end.below, "end", "end")
		end.below += boxHigh
	}
	return p.svg(f, end.below+margin)
}

// picture is a flow's drawing in the making.
type picture struct {
	language, tone string
	shapes         strings.Builder // boxes and pills, over the lines
	lines          strings.Builder
	wide           float64 // as far to the right as anything goes
}

// reach is where a list of steps ends in the picture.
type reach struct {
	below float64 // where the next thing may stand
	from  float64 // where the line to it begins
	right float64 // as far to the right as the list goes
	open  bool    // the flow goes on after it
}

// list draws steps one under another in the column around x.
func (p *picture) list(steps []*Step, x, y float64) reach {
	at := reach{below: y, from: y, right: x + boxWide/2, open: true}
	for i, s := range steps {
		if i > 0 && at.open {
			p.line(x, at.from, x, at.below, "")
		}
		right := at.right
		at = p.step(s, x, at.below)
		at.right = max(at.right, right)
	}
	return at
}

// step draws one step with its branches.
func (p *picture) step(s *Step, x, y float64) reach {
	at := reach{below: y + boxHigh + rowGap, from: y + boxHigh, right: x + boxWide/2, open: true}
	switch s.Kind {
	case End, Back, Undo, Handover:
		at.from = p.leave(s, x, y)
		at.open = s.Kind == Handover || s.Kind == Undo
		return at
	}
	p.box(s, x, y)
	p.far(at.right)
	aside := s.aside()
	for i, b := range aside {
		top := y
		if i > 0 {
			top = at.below
		}
		p.branch(b, x, y, top)
		in := p.list(b.steps, x+pitch, top)
		at.right = max(at.right, in.right)
		aside[i].joins, aside[i].from, aside[i].exit = in.open && b.may, in.from, max(in.from, in.below-rowGap)
		at.below = max(at.below, in.below)
	}
	at, under := p.under(s, x, at)
	return p.join(aside, x, at, under)
}

// aside is a branch that is drawn to the right.
type aside struct {
	label string
	steps []*Step
	class string // of its line: error, or none
	may   bool   // it may come back to what follows
	joins bool
	from  float64 // where the line from its last step begins
	exit  float64 // where nothing stands in its column any more
}

// aside lists the branches of a step that leave the straight way.
func (s *Step) aside() []aside {
	var out []aside
	switch s.Kind {
	case If:
		out = append(out, aside{label: "yes", steps: s.Then, may: true})
	case Confirm:
		if len(s.Else) > 0 {
			out = append(out, aside{label: "no", steps: s.Else, class: "no"})
		}
	}
	class := "error"
	if s.Kind == Decision {
		class = "no"
	}
	for _, name := range names(s.Outcomes) {
		out = append(out, aside{label: name, steps: s.Outcomes[name], class: class})
	}
	return out
}

// under draws what stands below a step in its own column: what a confirm does, and what holds when an if does not. It
// returns how far that goes to the right.
func (p *picture) under(s *Step, x float64, at reach) (reach, float64) {
	list, label := s.Else, "no"
	switch {
	case s.Kind == Confirm:
		list, label = s.Then, "yes"
	case s.Kind != If:
		return at, x
	}
	p.label(x+6, at.from+16, label, "")
	if len(list) == 0 {
		return at, x
	}
	p.line(x, at.from, x, at.below, "")
	in := p.list(list, x, at.below)
	right := in.right
	in.right = max(right, at.right)
	return in, right
}

// join leads branches that go on back to the straight way, around what stands between.
func (p *picture) join(aside []aside, x float64, at reach, right float64) reach {
	for _, b := range aside {
		if !b.joins {
			continue
		}
		at.below += 14
		bx, y := x+pitch, at.below-rowGap/2
		lane := bx
		if right > bx-boxWide/2 {
			lane = right + 14
			at.right = max(at.right, lane)
			p.far(lane)
		}
		p.path("", bx, b.from, bx, b.exit+10, lane, b.exit+10, lane, y, x, y)
		if at.open {
			p.plain(x, at.from, y)
		}
		at.from, at.open = y, true
	}
	return at
}

// branch draws the line from a step to a branch beside it.
func (p *picture) branch(b aside, x, y, top float64) {
	from, trunk := x+boxWide/2, x+boxWide/2+18
	to := x + pitch - boxWide/2
	if label, _, leaves := leaving(b.steps); leaves {
		to = x + pitch - pillWide(label)/2
	}
	p.path(b.class, from, y+boxHigh/2, trunk, y+boxHigh/2, trunk, top+boxHigh/2, to, top+boxHigh/2)
	p.label(trunk+5, top+boxHigh/2-6, b.label, b.class)
}

// leave draws a step by which the flow leaves, and returns where its shape ends.
func (p *picture) leave(s *Step, x, y float64) float64 {
	p.far(x + boxWide/2)
	label, class, _ := leaving([]*Step{s})
	p.pill(x, y, label, class)
	return y + boxHigh - 8
}

// leaving tells how a list leaves at its first step already.
func leaving(list []*Step) (label, class string, leaves bool) {
	if len(list) == 0 {
		return "", "", false
	}
	switch s := list[0]; s.Kind {
	case Back:
		return "back to " + s.Target, "back", true
	case Undo:
		return "undo what was done", "back", true
	case Handover:
		return "to a person: " + s.Target, "person", true
	case End:
		return "end", "end", true
	}
	return "", "", false
}

// far notes how wide the picture is.
func (p *picture) far(x float64) { p.wide = max(p.wide, x+margin) }
