package flows

import (
	"github.com/expr-lang/expr/ast"

	"balie/conversation"
)

// builtin visits a function of the library; those on lists give their predicate an item.
func (a *analysis) builtin(n *ast.BuiltinNode, w within) conversation.Schema {
	var first conversation.Schema
	for i, arg := range n.Arguments {
		in := w
		if _, ok := arg.(*ast.PredicateNode); ok && i > 0 {
			in.item = first.Item
			if first.Item == nil {
				in.item = &conversation.Schema{}
			}
		}
		s := a.kindOf(unwrap(arg), in)
		if i == 0 {
			first = s
		} else if n.Name == "map" && s.Type != "" {
			return conversation.Schema{Type: conversation.List, Item: &s}
		}
	}
	return builtinGives(n.Name, first)
}

func unwrap(n ast.Node) ast.Node {
	if p, ok := n.(*ast.PredicateNode); ok {
		return p.Node
	}
	return n
}

// builtinGives is what a function of the library gives for a first argument; zero when only the library can tell.
func builtinGives(name string, first conversation.Schema) conversation.Schema {
	switch name {
	case "filter", "sort", "sortBy", "take", "reverse", "uniq":
		return first
	case "find", "findLast", "first", "last":
		if first.Item != nil {
			item := *first.Item
			item.Optional = true
			return item
		}
	case "all", "none", "any", "one", "hasPrefix", "hasSuffix":
		return plain(conversation.YesNo)
	case "count", "len", "sum", "abs", "ceil", "floor", "round", "int", "float", "indexOf", "lastIndexOf", "findIndex", "findLastIndex", "mean", "median":
		return plain(conversation.Number)
	case "string", "trim", "trimPrefix", "trimSuffix", "upper", "lower", "replace", "repeat", "join":
		return plain(conversation.Text)
	case "split", "splitAfter":
		return conversation.Schema{Type: conversation.List, Item: &conversation.Schema{Type: conversation.Text}}
	case "max", "min":
		if first.Type != conversation.List {
			return first
		}
	}
	return conversation.Schema{}
}
