package flows

import (
	"fmt"
	"reflect"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
)

// moneyOperator is one operator between two amounts of one currency.
type moneyOperator struct {
	sign    string
	compute func(a, b int64) any
	types   any
}

func moneyFunction(sign string) string { return "(" + sign + ")" }

func (o moneyOperator) function() expr.Option {
	return expr.Function(moneyFunction(o.sign), func(p ...any) (any, error) {
		a, b := p[0].(amount), p[1].(amount)
		if a.currency != b.currency {
			return nil, fmt.Errorf("amounts in %s and %s cannot be put together by %s", a.currency, b.currency, o.sign)
		}
		x := o.compute(a.minor, b.minor)
		if n, ok := x.(int64); ok {
			return amount{minor: n, currency: a.currency}, nil
		}
		return x, nil
	}, o.types)
}

func moneyOperators() []moneyOperator {
	sums, tests := new(func(a, b amount) amount), new(func(a, b amount) bool)
	return []moneyOperator{
		{"+", func(a, b int64) any { return a + b }, sums},
		{"-", func(a, b int64) any { return a - b }, sums},
		{"<", func(a, b int64) any { return a < b }, tests},
		{"<=", func(a, b int64) any { return a <= b }, tests},
		{">", func(a, b int64) any { return a > b }, tests},
		{">=", func(a, b int64) any { return a >= b }, tests},
		{"==", func(a, b int64) any { return a == b }, tests},
		{"!=", func(a, b int64) any { return a != b }, tests},
	}
}

func moneyFunctions() []expr.Option {
	var out []expr.Option
	for _, o := range moneyOperators() {
		out = append(out, o.function())
	}
	return out
}

// overload turns operators between two amounts into calls of their functions. Children are visited before their
// parents, so one pass over a tree whose types are known is enough.
type overload struct{ changed bool }

// Visit changes one operator.
func (v *overload) Visit(node *ast.Node) {
	b, ok := (*node).(*ast.BinaryNode)
	money := reflect.TypeFor[amount]()
	if !ok || b.Left.Type() != money || b.Right.Type() != money {
		return
	}
	for _, o := range moneyOperators() {
		if o.sign != b.Operator {
			continue
		}
		call := &ast.CallNode{Callee: &ast.IdentifierNode{Value: moneyFunction(o.sign)}, Arguments: []ast.Node{b.Left, b.Right}}
		ast.Patch(node, call)
		call.SetType(reflect.TypeOf(o.types).Elem().Out(0))
		v.changed = true
	}
}
