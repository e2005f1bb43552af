package flows

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"balie/conversation"
)

func (a *analysis) binary(n *ast.BinaryNode, w within) conversation.Schema {
	left, right := w, w
	switch n.Operator {
	case "and", "&&":
		right = w.sure(settled(n.Left, true))
	case "or", "||":
		right = w.sure(settled(n.Left, false))
	case "??":
		left = w.sure([]string{allPaths})
	}
	l := a.kindOf(n.Left, left)
	r := a.kindOf(n.Right, right)
	a.options(n)
	switch n.Operator {
	case "??":
		return same(l, r)
	case "+", "-":
		return sum(l, r)
	case "*", "/", "%", "^", "**":
		return plain(conversation.Number)
	case "..":
		return conversation.Schema{Type: conversation.List, Item: &conversation.Schema{Type: conversation.Number}}
	}
	return plain(conversation.YesNo)
}

func sum(l, r conversation.Schema) conversation.Schema {
	switch {
	case l.Type == "":
		return r // a duration and a date
	case textLike(l.Type):
		return plain(conversation.Text)
	case isTime(l.Type) && isTime(r.Type):
		return conversation.Schema{} // a duration
	}
	return plain(l.Type)
}

func isTime(t conversation.Type) bool { return t == conversation.Date || t == Moment }

// same is the schema of a choice between two values; zero when they differ.
func same(l, r conversation.Schema) conversation.Schema {
	switch {
	case l.Type == r.Type:
		l.Optional = false
		return l
	case textLike(l.Type) && textLike(r.Type):
		return plain(conversation.Text)
	}
	return conversation.Schema{}
}

// settled lists the paths that have a value when a condition gave yes (or no): set(x), set(x) and …, not set(x).
func settled(n ast.Node, yes bool) []string {
	switch n := n.(type) {
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok && callee.Value == "set" && yes && len(n.Arguments) == 1 {
			if p := pathOf(n.Arguments[0]); p != "" {
				return prefixes(p)
			}
		}
	case *ast.UnaryNode:
		if n.Operator == "!" || n.Operator == "not" {
			return settled(n.Node, !yes)
		}
	case *ast.BinaryNode:
		if and := n.Operator == "and" || n.Operator == "&&"; and && yes || !and && !yes && (n.Operator == "or" || n.Operator == "||") {
			return append(settled(n.Left, yes), settled(n.Right, yes)...)
		}
	}
	return nil
}

// prefixes lists a, a.b and a.b.c of a.b.c.
func prefixes(path string) []string {
	var out []string
	for i, c := range path {
		if c == '.' {
			out = append(out, path[:i])
		}
	}
	return append(out, path)
}

// options refuses a comparison with a value that a slot cannot have.
func (a *analysis) options(n *ast.BinaryNode) {
	var literals []ast.Node
	name := n.Left
	switch n.Operator {
	case "==", "!=":
		literals = []ast.Node{n.Right}
		if _, ok := n.Left.(*ast.StringNode); ok {
			name, literals = n.Right, []ast.Node{n.Left}
		}
	case "in", "not in":
		if list, ok := n.Right.(*ast.ArrayNode); ok {
			literals = list.Nodes
		}
	}
	path, can := a.can(name)
	for _, l := range literals {
		if s, ok := l.(*ast.StringNode); ok && len(can) > 0 && !slices.Contains(can, s.Value) {
			a.say(l.Location().From, didYouMean(s.Value, can), "%s is never %q", path, s.Value)
		}
	}
}

// can lists what a slot with options of its own, or a decision, can be; nothing when it may be anything.
func (a *analysis) can(n ast.Node) (path string, can []string) {
	path = pathOf(n)
	name, field, _ := strings.Cut(path, ".")
	k, _ := a.scope.find(name)
	switch field {
	case "":
		return path, k.options
	case "outcome":
		return path, k.outcomes
	}
	return path, nil
}
