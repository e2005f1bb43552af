package flows

import (
	"fmt"
	"strings"
)

// Graph draws the flow in Mermaid: its steps and the edges that a walk may take, with dotted lines into the branches of
// refusals, failures and a no. What stands in the flow's texts cannot break the drawing.
func (f *Flow) Graph() string {
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	ids := map[string]string{start: "start", over: "over"}
	b.WriteString("  start([start])\n  over([end])\n")
	into := map[string]string{} // what leads into the first step of a branch
	f.Walk(func(s *Step) {
		ids[s.Name] = fmt.Sprintf("s%d", len(ids)-1)
		left, right := shapeOf(s.Kind)
		fmt.Fprintf(&b, "  %s%s\"%s\"%s\n", ids[s.Name], left, mermaid(s.drawn()), right)
		for _, a := range s.aside() {
			if a.class != "" && len(a.steps) > 0 {
				into[a.steps[0].Name] = a.label
			}
		}
	})
	seen := map[[2]string]bool{}
	for _, e := range edges(f) {
		if seen[e] {
			continue
		}
		seen[e] = true
		arrow := "-->"
		if label := into[e[1]]; label != "" {
			arrow = "-. " + mermaid(label) + " .->"
		}
		fmt.Fprintf(&b, "  %s %s %s\n", ids[e[0]], arrow, ids[e[1]])
	}
	return b.String()
}

// shapeOf is the form of a node: questions, decisions and actions look different.
func shapeOf(k Kind) (left, right string) {
	switch k {
	case Collect, Confirm:
		return "[/", "/]"
	case If, Wait, Decision:
		return "{", "}"
	case Call, SubFlow:
		return "[[", "]]"
	}
	return "[", "]"
}

// drawn is what stands in a step's node.
func (s *Step) drawn() string {
	switch {
	case s.If != nil:
		return s.Name + ": " + s.If.Source
	case s.Target != "" && !strings.HasSuffix(s.Name, s.Target):
		return s.Name + ": " + s.Target
	}
	return s.Name
}

// mermaid writes a label so that nothing in it has a meaning for Mermaid.
func mermaid(s string) string {
	var b strings.Builder
	for _, c := range s {
		switch {
		case c == '\n' || c == '\t':
			b.WriteByte(' ')
		case strings.ContainsRune("\"#<>&;{}[]()|`\\", c):
			fmt.Fprintf(&b, "#%d;", c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
