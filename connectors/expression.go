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
	program  *vm.Program
	source   string
	inputs   []string // the inputs it reads, sorted
	key      bool     // it reads the key
	subject  bool     // it reads who the customer is
	actor    bool     // it reads who acts for them
	callback bool     // it reads an address to report to
	first    bool     // it reads the answer of the read that comes first
	bound    *bound   // it is a query with values in it; then there is no program
}

// scope says what an expression may read.
type scope struct {
	input  map[string]*Shape
	output *Shape // nil: none

	first  *Shape // nil: none
	remote bool   // it reads what the operation is called over there
	forms  *forms

	body      bool     // it is an envelope and reads the body in it
	parts     []string // it is a form and reads these texts
	days      []string // and these whole numbers
	login     bool     // it reads the settings of a login and, in its header, the answer
	settings  []string
	callbacks []string // it reads the addresses of these
}

// env is what may be read, typed.
func (s scope) env() types.Map {
	setting := types.Map{}
	for _, name := range s.settings {
		setting[name] = types.TypeOf("")
	}
	if s.login {
		return types.Map{"setting": setting, "answer": types.Any, "token": types.TypeOf("")}
	}
	if s.parts != nil {
		env := types.Map{}
		for _, name := range s.parts {
			env[name] = types.TypeOf("")
		}
		for _, name := range s.days {
			env[name] = types.TypeOf(1)
		}
		return env
	}
	env := types.Map{"key": types.TypeOf(""), "null": types.Any, "setting": setting}
	if s.body {
		env["body"], env["remote"] = types.Any, types.TypeOf("")
		return env
	}
	env["input"], env["subject"], env["actor"] = fieldTypes(s.input), types.TypeOf(""), types.TypeOf("")
	if len(s.callbacks) > 0 {
		addresses := types.Map{}
		for _, name := range s.callbacks {
			addresses[name] = types.TypeOf("")
		}
		env["callback"] = addresses
	}
	if s.remote {
		env["remote"] = types.TypeOf("")
	}
	if s.first != nil {
		env["first"] = fieldTypes(s.first.Fields)
	}
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
	options = append(options, s.functions()...)
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
	return &Expression{program: program, source: source, inputs: slices.Sorted(maps.Keys(read.inputs)), key: read.key, subject: read.subject, actor: read.actor, first: read.first, callback: read.callback}, nil
}

// names notes what an expression reads.
type names struct {
	inputs map[string]bool
	bare   int // times that input stands
	named  int // times that a field of it stands
	whole  bool
	key    bool

	subject, actor, first, callback bool
}

// Visit notes one node; a member comes after its parts.
func (r *names) Visit(n *ast.Node) {
	switch n := (*n).(type) {
	case *ast.IdentifierNode:
		r.key = r.key || n.Value == "key"
		r.subject = r.subject || n.Value == "subject"
		r.actor = r.actor || n.Value == "actor"
		r.first = r.first || n.Value == "first"
		r.callback = r.callback || n.Value == "callback"
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
	case conversation.Upload:
		text := types.TypeOf("")
		return types.Map{"id": text, "name": text, "media_type": text, "digest": text, "size": types.TypeOf(1)}
	case conversation.Record:
		return fieldTypes(s.Fields)
	case conversation.List:
		return types.Array(typeOf(s.Item))
	}
	return types.TypeOf("")
}

// run computes e. The error names no value.
func (e *Expression) run(env map[string]any) (any, error) {
	if e.bound != nil {
		return e.bound.run(env)
	}
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

// functions write values in the system's own forms.
func (s scope) functions() []expr.Option {
	if s.login || s.parts != nil {
		return nil
	}
	return []expr.Option{
		expr.Function("as_decimal", func(in ...any) (any, error) { return s.forms.writeDecimal(in[0]) }, new(func(any) any)),
		expr.Function("as_date", func(in ...any) (any, error) { return s.forms.writeDate(in[0]) }, new(func(any) any)),
	}
}

// null is a null that is meant: it stays in its place, where what is absent is left out.
type null struct{}

// MarshalJSON writes null.
func (null) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

// environment is what an expression reads at a call. Inputs that are not there are nil.
func environment(input map[string]*Shape, p conversation.Permit) map[string]any {
	in := make(map[string]any, len(input))
	for name := range input {
		in[name] = plain(p.Param(name))
	}
	return map[string]any{"input": in, "key": p.Key(), "subject": p.Subject(), "actor": p.Actor(), "null": null{}}
}
