package flows

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/optimizer"
	"github.com/expr-lang/expr/parser"

	"balie/conversation"
)

// maxSource bounds the length of one expression.
const maxSource = 2000

// expressions compiles the expressions of one set.
type expressions struct {
	*report
	runners *runners
}

// compile makes an expression; nil when it has problems, which are in the report.
func (c *expressions) compile(source string, at Pos, sc *scope) *Expr {
	before := len(c.list)
	if strings.TrimSpace(source) == "" {
		c.errorf(at, "", "the expression is empty")
		return nil
	}
	if len(source) > maxSource || !utf8.ValidString(source) {
		c.errorf(at, "", "an expression is valid UTF-8 of at most %d bytes", maxSource)
		return nil
	}
	config := sc.compiles()
	tree, err := parser.ParseWithConfig(source, config)
	if err != nil {
		c.library(at, source, err)
		return nil
	}
	a := &analysis{scope: sc, say: func(offset int, mend, format string, args ...any) {
		c.errorf(shift(at, source, offset), mend, format, args...)
	}}
	kind := a.kindOf(tree.Node, within{})
	if len(c.list) > before {
		return nil
	}
	x := &Expr{Source: source, Pos: at, runners: c.runners, reads: a.reads, paths: a.paths, sets: settled(tree.Node, true), unsets: settled(tree.Node, false)}
	x.take(sc)
	if err := c.finish(x, tree, config, kind); err != nil {
		c.library(at, source, err)
		return nil
	}
	if x.Type.Type == "" {
		c.errorf(at, "", "what %q gives is no value of the language", source)
		return nil
	}
	return x
}

// take sets what the expression reads.
func (x *Expr) take(sc *scope) {
	for _, r := range x.reads {
		k, _ := sc.find(r.name)
		x.Once = x.Once || k.once || r.name == "customer"
		switch r.name {
		case nowName:
			x.now = true
			continue
		case todayName:
			x.today = true
			continue
		}
		x.Names = append(x.Names, r.name)
		if !r.assured && r.name == r.path {
			x.Needs = append(x.Needs, r.name)
		}
	}
	slices.Sort(x.Names)
	x.Names = slices.Compact(x.Names)
	slices.Sort(x.Needs)
	x.Needs = slices.Compact(x.Needs)
}

// finish lets the library check and compile.
func (c *expressions) finish(x *Expr, tree *parser.Tree, config *conf.Config, kind conversation.Schema) error {
	ast.Walk(&tree.Node, rename{})
	_, err := checker.Check(tree, config)
	var money overload
	if ast.Walk(&tree.Node, &money); money.changed {
		_, err = checker.Check(tree, config)
	}
	if err != nil {
		return err
	}
	x.Type = kind
	if kind.Type == "" {
		x.Type = plain(typeOf(tree.Node.Type()))
	}
	if err := optimizer.Optimize(&tree.Node, config); err != nil {
		return err
	}
	x.program, err = compiler.Compile(tree, config)
	return err
}

// typeOf is the language's type for one of the library's; empty when there is none.
func typeOf(t reflect.Type) conversation.Type {
	switch {
	case t == nil:
		return ""
	case t == reflect.TypeFor[time.Time]():
		return conversation.Date
	case t == reflect.TypeFor[amount]():
		return conversation.Money
	}
	switch t.Kind() {
	case reflect.Bool:
		return conversation.YesNo
	case reflect.String:
		return conversation.Text
	case reflect.Int, reflect.Float64:
		return conversation.Number
	}
	return ""
}

// rename turns the language's functions into those that the library was given: label(x) gets the name of x.
type rename struct{}

// Visit changes one call.
func (rename) Visit(node *ast.Node) {
	call, ok := (*node).(*ast.CallNode)
	if !ok {
		return
	}
	callee, ok := call.Callee.(*ast.IdentifierNode)
	if !ok || renamed[callee.Value] == "" || len(call.Arguments) != takes(callee.Value) {
		return
	}
	fn := callee.Value
	callee.Value = renamed[fn]
	switch fn {
	case "label":
		if id, ok := call.Arguments[0].(*ast.IdentifierNode); ok {
			call.Arguments = []ast.Node{&ast.StringNode{Value: id.Value}, &ast.IdentifierNode{Value: envName}}
		}
	case "set":
		call.Arguments[0] = optional(call.Arguments[0])
	case "money", "date", "day", "business_days", "opening":
		call.Arguments = append(call.Arguments, &ast.IdentifierNode{Value: envName})
	}
}

// optional lets a chain of names end in nothing where one of them has no value.
func optional(n ast.Node) ast.Node {
	m, ok := n.(*ast.MemberNode)
	if !ok {
		return n
	}
	for at := m; ; {
		at.Optional = true
		next, ok := at.Node.(*ast.MemberNode)
		if !ok {
			return &ast.ChainNode{Node: m}
		}
		at = next
	}
}

// library reports an error of the expression library in the words of the language.
func (c *expressions) library(at Pos, source string, err error) {
	var f *file.Error
	if !errors.As(err, &f) {
		first, _, _ := strings.Cut(err.Error(), "\n")
		c.errorf(at, "", "expression %.60q: %s", source, first)
		return
	}
	mend := ""
	if strings.Contains(f.Message, `Operator("=")`) {
		mend = "compare with =="
	}
	c.errorf(shift(at, source, f.From), mend, "expression %.60q: %s", source, strings.TrimSpace(words.Replace(f.Message)))
}

// words names the library's types as the language does.
var words = strings.NewReplacer(
	"(label)", "label", "(set)", "set", "(money)", "money", "(date)", "date", "(day)", "day", "(amount)", "amount",
	"(business_days)", "business_days", "(opening)", "opening",
	"flows.amount", "amount", "time.Time", "date", "time.Duration", "duration", "map[string]interface {}", "record",
	"[]interface {}", "list", "float64", "number", "string", "text", "bool", "yesno", " int", " number",
)

// shift moves a position to an offset in runes within the text that stands there.
func shift(at Pos, source string, offset int) Pos {
	for _, r := range source {
		if offset == 0 {
			break
		}
		offset--
		at.Col++
		if r == '\n' {
			at.Line, at.Col = at.Line+1, 1
		}
	}
	return at
}
