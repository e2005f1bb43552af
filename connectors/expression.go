package connectors

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"balie/conversation"
)

// Expression is a value computed from an operation's inputs, its key and, in a query, the answer.
type Expression struct {
	program *vm.Program
	inputs  []string // the inputs it reads, sorted
	key     bool     // it reads the key
}

// scope says what an expression may read.
type scope struct {
	input  map[string]*Shape
	output *Shape // nil: none

	login    bool // it reads the settings of a login and, in its header, the answer
	settings []string
}

// env is what may be read, typed.
func (s scope) env() types.Map {
	if s.login {
		setting := types.Map{}
		for _, name := range s.settings {
			setting[name] = types.TypeOf("")
		}
		return types.Map{"setting": setting, "answer": types.Any, "token": types.TypeOf("")}
	}
	env := types.Map{"key": types.TypeOf(""), "input": fieldTypes(s.input)}
	if s.output != nil {
		env["output"] = typeOf(s.output)
	}
	return env
}

// nodesMost bounds an expression; what is longer belongs into a system.
const nodesMost = 200

// compile types an expression at load. The error says what does not fit.
func (s scope) compile(source string, options ...expr.Option) (*Expression, error) {
	// The same expression must give the same value whenever it is computed.
	options = append(options, expr.Env(s.env()), expr.DisableBuiltin("now"), expr.MaxNodes(nodesMost))
	program, err := expr.Compile(source, options...)
	if err != nil {
		return nil, err
	}
	tree, err := parser.Parse(source)
	if err != nil {
		return nil, err
	}
	read := &names{inputs: map[string]bool{}}
	ast.Walk(&tree.Node, read)
	if read.whole {
		return nil, errors.New("input is read as a whole; name the inputs one by one")
	}
	return &Expression{program: program, inputs: slices.Sorted(maps.Keys(read.inputs)), key: read.key}, nil
}

// names notes what an expression reads.
type names struct {
	inputs map[string]bool
	bare   int // times that input stands
	named  int // times that a field of it stands
	whole  bool
	key    bool
}

// Visit notes one node; a member comes after its parts.
func (r *names) Visit(n *ast.Node) {
	switch n := (*n).(type) {
	case *ast.IdentifierNode:
		r.key = r.key || n.Value == "key"
		if n.Value == "input" {
			r.bare++
		}
	case *ast.MemberNode:
		owner, ok := n.Node.(*ast.IdentifierNode)
		field, plain := n.Property.(*ast.StringNode)
		if ok && plain && owner.Value == "input" {
			r.named++
			r.inputs[field.Value] = true
		}
	}
	r.whole = r.bare > r.named
}

func fieldTypes(fields map[string]*Shape) types.Map {
	out := types.Map{}
	for name, f := range fields {
		out[name] = typeOf(f)
	}
	return out
}

func typeOf(s *Shape) types.Type {
	switch s.Type {
	case conversation.YesNo:
		return types.TypeOf(true)
	case conversation.Number:
		return types.TypeOf(1.0)
	case conversation.Money:
		return types.Map{"minor": types.TypeOf(1), "currency": types.TypeOf("")}
	case conversation.Record:
		return fieldTypes(s.Fields)
	case conversation.List:
		return types.Array(typeOf(s.Item))
	}
	return types.TypeOf("")
}

// run computes e. The error names no value.
func (e *Expression) run(env map[string]any) (any, error) {
	machine := vm.VM{MemoryBudget: 100_000}
	v, err := machine.Run(e.program, env)
	if err != nil {
		return nil, errors.New("the expression cannot be computed with these values")
	}
	return v, nil
}

// holds computes a condition.
func (e *Expression) holds(env map[string]any) (bool, error) {
	v, err := e.run(env)
	if err != nil {
		return false, err
	}
	yes, ok := v.(bool)
	if !ok {
		return false, fmt.Errorf("the expression gives no yes or no")
	}
	return yes, nil
}

// environment is what an expression reads at a call. Inputs that are not there are nil.
func environment(input map[string]*Shape, p conversation.Permit) map[string]any {
	in := make(map[string]any, len(input))
	for name := range input {
		in[name] = plain(p.Param(name))
	}
	return map[string]any{"input": in, "key": p.Key()}
}
