package flows

import (
	"maps"
	"strings"

	"github.com/expr-lang/expr/ast"

	"balie/conversation"
)

// read is one place in an expression that reads a name, or a field of the record under it.
type read struct {
	name    string
	path    string // card, card.account
	at      int    // rune offset in the source
	assured bool   // the expression itself makes sure that it has a value, or only asks about it
}

// analysis finds what an expression reads and what it gives, before the library checks its operators.
type analysis struct {
	scope *scope
	reads []read
	paths map[string]conversation.Schema // the longest chains of names, and what stands at their end
	say   func(at int, mend, format string, args ...any)
}

// within is what holds where a node stands.
type within struct {
	assured map[string]bool                // paths that have a value here
	item    *conversation.Schema           // # in a predicate
	vars    map[string]conversation.Schema // let
}

func (w within) sure(paths []string) within {
	if len(paths) == 0 {
		return w
	}
	w.assured = maps.Clone(w.assured)
	if w.assured == nil {
		w.assured = map[string]bool{}
	}
	for _, p := range paths {
		w.assured[p] = true
	}
	return w
}

// all makes every read below it allowed: the left side of ??, the argument of set.
const allPaths = "*"

// kindOf visits a node and returns its schema; the zero Schema when only the library can tell.
func (a *analysis) kindOf(n ast.Node, w within) conversation.Schema {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return a.identifier(n, w)
	case *ast.MemberNode:
		return a.member(n, w)
	case *ast.ChainNode:
		return a.kindOf(n.Node, w)
	case *ast.PointerNode:
		if w.item != nil && n.Name == "" {
			return *w.item
		}
	case *ast.StringNode:
		return plain(conversation.Text)
	case *ast.BoolNode:
		return plain(conversation.YesNo)
	case *ast.IntegerNode, *ast.FloatNode:
		return plain(conversation.Number)
	case *ast.UnaryNode:
		return a.kindOf(n.Node, w)
	case *ast.BinaryNode:
		return a.binary(n, w)
	case *ast.ConditionalNode:
		return a.conditional(n, w)
	case *ast.CallNode:
		return a.call(n, w)
	case *ast.BuiltinNode:
		return a.builtin(n, w)
	case *ast.VariableDeclaratorNode:
		return a.variable(n, w)
	case *ast.ArrayNode:
		return a.array(n, w)
	case *ast.MapNode:
		return a.record(n, w)
	default:
		a.children(n, w)
	}
	return conversation.Schema{}
}

func plain(t conversation.Type) conversation.Schema { return conversation.Schema{Type: t} }

func (a *analysis) children(n ast.Node, w within) {
	switch n := n.(type) {
	case *ast.SliceNode:
		for _, c := range []ast.Node{n.Node, n.From, n.To} {
			if c != nil {
				a.kindOf(c, w)
			}
		}
	case *ast.PredicateNode:
		a.kindOf(n.Node, w)
	case *ast.SequenceNode:
		for _, c := range n.Nodes {
			a.kindOf(c, w)
		}
	}
}

func (a *analysis) identifier(n *ast.IdentifierNode, w within) conversation.Schema {
	if s, ok := w.vars[n.Value]; ok {
		return s
	}
	k, ok := a.scope.find(n.Value)
	if !ok {
		a.say(n.Location().From, didYouMean(n.Value, a.scope.known()), "%s is not known here", n.Value)
		return conversation.Schema{}
	}
	a.note(n.Value, n.Value, n, w)
	a.path(n.Value, k.schema)
	return k.schema
}

func (a *analysis) note(name, path string, n ast.Node, w within) {
	a.reads = append(a.reads, read{name: name, path: path, at: n.Location().From, assured: w.assured[path] || w.assured[allPaths]})
}

// path notes a chain of names.
func (a *analysis) path(p string, s conversation.Schema) {
	if a.paths == nil {
		a.paths = map[string]conversation.Schema{}
	}
	a.paths[p] = s
}

func (a *analysis) member(n *ast.MemberNode, w within) conversation.Schema {
	inner := w
	if n.Optional {
		inner = w.sure([]string{allPaths})
	}
	base := a.kindOf(n.Node, inner)
	field, named := n.Property.(*ast.StringNode)
	if !named {
		a.kindOf(n.Property, w)
		if base.Type == conversation.List && base.Item != nil {
			return *base.Item
		}
		return conversation.Schema{}
	}
	switch base.Type {
	case conversation.Period:
		base.Fields = map[string]conversation.Schema{"from": plain(conversation.Date), "to": plain(conversation.Date)}
	case conversation.Record, conversation.Upload:
		if base.Fields == nil {
			return plain(conversation.Text) // an open record: its fields are told when they come
		}
	default:
		return conversation.Schema{}
	}
	f, ok := base.Fields[field.Value]
	if !ok {
		a.say(n.Property.Location().From, didYouMean(field.Value, names(base.Fields)),
			"%s has no field %s", n.Node.String(), field.Value)
		return conversation.Schema{}
	}
	path := pathOf(n)
	root, _, _ := strings.Cut(path, ".")
	if _, local := w.vars[root]; path != "" && !local {
		delete(a.paths, pathOf(n.Node))
		a.path(path, f)
		if f.Optional {
			a.note(root, path, n, w)
		}
	}
	return f
}

// pathOf writes a chain of names, a.b.c; empty for anything else.
func pathOf(n ast.Node) string {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return n.Value
	case *ast.ChainNode:
		return pathOf(n.Node)
	case *ast.MemberNode:
		base := pathOf(n.Node)
		if f, ok := n.Property.(*ast.StringNode); ok && base != "" {
			return base + "." + f.Value
		}
	}
	return ""
}

func (a *analysis) conditional(n *ast.ConditionalNode, w within) conversation.Schema {
	a.kindOf(n.Cond, w)
	l := a.kindOf(n.Exp1, w.sure(settled(n.Cond, true)))
	r := a.kindOf(n.Exp2, w.sure(settled(n.Cond, false)))
	return same(l, r)
}

func (a *analysis) call(n *ast.CallNode, w within) conversation.Schema {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		a.kindOf(n.Callee, w)
		a.each(n.Arguments, w)
		return conversation.Schema{}
	}
	gives, ok := returns(callee.Value)
	if !ok {
		a.say(n.Location().From, "", "%s is no function of the language", callee.Value)
		return conversation.Schema{}
	}
	if len(n.Arguments) != takes(callee.Value) {
		a.say(n.Location().From, "", "%s takes %s", callee.Value, [...]string{1: "one argument", 2: "two arguments"}[takes(callee.Value)])
		return plain(gives)
	}
	if callee.Value == "set" {
		w = w.sure([]string{allPaths})
	}
	a.argument(callee.Value, n.Arguments[0])
	if callee.Value == "business_days" || callee.Value == "opening" {
		return a.days(callee.Value, n, w)
	}
	a.each(n.Arguments, w)
	return plain(gives)
}

// days checks the functions that count in the company's calendar.
func (a *analysis) days(fn string, n *ast.CallNode, w within) conversation.Schema {
	from := a.kindOf(n.Arguments[0], w)
	if !isTime(from.Type) && from.Type != "" {
		a.say(n.Arguments[0].Location().From, "write "+fn+"(today) or a date that is known", "%s counts from a date or a moment, not from %s", fn, from.Type)
	}
	if fn == "opening" {
		return plain(Moment)
	}
	if many := a.kindOf(n.Arguments[1], w); many.Type != conversation.Number && many.Type != "" {
		a.say(n.Arguments[1].Location().From, "", "business_days takes a number of days, not %s", many.Type)
	}
	return plain(from.Type)
}

// argument checks what stands in the brackets of label, set and amount.
func (a *analysis) argument(fn string, n ast.Node) {
	switch fn {
	case "label":
		id, ok := n.(*ast.IdentifierNode)
		if !ok {
			a.say(n.Location().From, "write label(slot)", "label takes the name of a slot")
		} else if k, known := a.scope.find(id.Value); known && !k.slot {
			a.say(n.Location().From, "", "label takes the name of a slot, and %s is none", id.Value)
		}
	case "set":
		if pathOf(n) == "" {
			a.say(n.Location().From, "write set(name)", "set takes a name")
		}
	case "amount":
		s, ok := n.(*ast.StringNode)
		if !ok {
			a.say(n.Location().From, `write amount("EUR 12.50")`, "amount takes a written amount")
		} else if _, err := parseAmount(s.Value); err != nil {
			a.say(n.Location().From, "", "%v", err)
		}
	}
}

func (a *analysis) each(nodes []ast.Node, w within) {
	for _, n := range nodes {
		a.kindOf(n, w)
	}
}

func (a *analysis) variable(n *ast.VariableDeclaratorNode, w within) conversation.Schema {
	v := a.kindOf(n.Value, w)
	vars := maps.Clone(w.vars)
	if vars == nil {
		vars = map[string]conversation.Schema{}
	}
	vars[n.Name] = v
	w.vars = vars
	return a.kindOf(n.Expr, w)
}

func (a *analysis) array(n *ast.ArrayNode, w within) conversation.Schema {
	list := conversation.Schema{Type: conversation.List}
	for i, c := range n.Nodes {
		s := a.kindOf(c, w)
		if i > 0 {
			s = same(*list.Item, s)
		}
		list.Item = &s
	}
	return list
}

func (a *analysis) record(n *ast.MapNode, w within) conversation.Schema {
	fields := map[string]conversation.Schema{}
	for _, p := range n.Pairs {
		pair, ok := p.(*ast.PairNode)
		if !ok {
			continue
		}
		v := a.kindOf(pair.Value, w)
		if key, ok := pair.Key.(*ast.StringNode); ok {
			fields[key.Value] = v
		}
	}
	return conversation.Schema{Type: conversation.Record, Fields: fields}
}
