package flows

import (
	"slices"
	"strings"
)

// checkConfirms sees to it that a customer agrees to nothing that was not shown (rule 9 of the language).
func (d *draft) checkConfirms() {
	d.flow.Walk(func(s *Step) {
		if s.Kind != Confirm || s.Say == nil {
			return
		}
		c := &showing{draft: d, step: s}
		for _, call := range s.Then {
			for _, param := range names(call.With) {
				if x := call.With[param]; x != nil {
					c.param(call, param, x)
				}
			}
			if call.Save != "" {
				c.saves = append(c.saves, call.Save)
			}
		}
	})
}

// showing checks one confirm.
type showing struct {
	*draft
	step  *Step
	saves []string // by earlier calls of the same do
}

// param checks that everything a parameter is made of is shown, or can be added as a line.
func (c *showing) param(call *Step, param string, x *Expr) {
	for _, path := range names(x.paths) {
		if bad := c.path(path, x); bad != "" {
			c.r.errorf(x.Pos, "show it in the confirm's text", "%s of %s sends %s, which the customer does not see before agreeing", param, call.Target, bad)
		}
	}
}

// path returns what is not shown of a path; "" when the customer sees it.
func (c *showing) path(path string, x *Expr) string {
	root, _, _ := strings.Cut(path, ".")
	switch {
	case root == nowName || root == todayName || root == "company" || slices.Contains(c.saves, root):
		return ""
	case c.shown(path, root, x.paths[path].Type.IsRef()):
		return ""
	}
	if f, ok := c.flow.Values[root]; ok {
		for _, inner := range names(f.paths) {
			if bad := c.path(inner, f); bad != "" {
				return bad
			}
		}
		return ""
	}
	slot := c.flow.Slots[root]
	if slot == nil || slot.Type.IsRef() {
		return path
	}
	if !slices.Contains(c.step.Lines, root) {
		c.step.Lines = append(c.step.Lines, root)
	}
	return ""
}

// shown reports whether every language's text shows a path, what it is called, or, for a reference, another field.
func (c *showing) shown(path, root string, ref bool) bool {
	for _, t := range c.step.Say.templates() {
		if !t.shows(path, root, ref) {
			return false
		}
	}
	return true
}

func (t *template) shows(path, root string, ref bool) bool {
	for _, p := range t.parts {
		if p.expr == nil {
			continue
		}
		for at := range p.expr.paths {
			base, _, field := strings.Cut(at, ".")
			if at == path || at == root || ref && field && base == root {
				return true
			}
		}
	}
	return false
}
