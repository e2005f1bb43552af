package flows

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Compute adds the flow's values to an environment: each that can be computed from what has a value there, in an order
// in which one may read another. It writes into env.Values.
func (f *Flow) Compute(env *Env) error {
	for _, name := range f.ValueOrder {
		x := f.Values[name]
		if slices.ContainsFunc(x.Needs, func(n string) bool { _, ok := env.Get(n); return !ok }) {
			continue
		}
		v, err := x.Eval(env)
		if err != nil {
			return fmt.Errorf("value %s: %w", name, err)
		}
		if !v.Zero() {
			env.Values[name] = v
		}
	}
	return nil
}

// ready finds the first formula that reads none of those that are left.
func ready(left map[string]formula) (formula, bool) {
	for _, name := range names(left) {
		f := left[name]
		if !slices.ContainsFunc(namesIn(f.node.Value), func(n string) bool { _, waits := left[n]; return waits }) {
			return f, true
		}
	}
	return formula{}, false
}

// namesIn lists the identifiers of an expression, known or not.
func namesIn(source string) []string {
	tree, err := parser.Parse(source)
	if err != nil {
		return nil
	}
	var found identifiers
	ast.Walk(&tree.Node, &found)
	return found
}

type identifiers []string

// Visit notes one identifier.
func (i *identifiers) Visit(node *ast.Node) {
	if id, ok := (*node).(*ast.IdentifierNode); ok {
		*i = append(*i, id.Value)
	}
}
