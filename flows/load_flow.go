package flows

import (
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// draft is a flow or a pattern between reading and compiling.
type draft struct {
	l       *loader
	r       *reader
	builtIn bool
	flow    *Flow
	pattern *Pattern
	inputs  map[string]Pos
	values  []formula
	returns []formula
	later   []func(*scope)           // compiles a part, in the scope of the whole
	targets map[*Step]Pos            // where the name that a step aims at stands
	forgets map[*Step]Pos            // where it stands what a way back forgets
	keys    map[*Step]map[string]Pos // where the outcomes of a step stand
	names   map[string]Pos           // of steps
	counts  map[Kind]int
	scope   *scope
	gives   conversation.Schema // of returns
	said    map[string]Pos      // where the examples stand
}

// formula is a named expression.
type formula struct {
	name string
	at   Pos
	node *yaml.Node
}

func (l *loader) draft(r *reader, builtIn bool) *draft {
	return &draft{
		l: l, r: r, builtIn: builtIn, inputs: map[string]Pos{}, targets: map[*Step]Pos{}, forgets: map[*Step]Pos{}, keys: map[*Step]map[string]Pos{},
		names: map[string]Pos{}, counts: map[Kind]int{},
		said: map[string]Pos{},
	}
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// reserved are the words that no slot, input, value or save may be called.
var reserved = []string{
	nowName, todayName, "customer", "company", "item",
	"and", "or", "not", "in", "let", "if", "else", "true", "false", "nil", "matches", "contains", "startsWith", "endsWith",
}

// name checks a name of the language.
func (r *reader) name(s string, at Pos, what string) bool {
	switch {
	case !nameForm.MatchString(s):
		r.errorf(at, "use small letters, digits and _", "%q is no name for %s", s, what)
	case slices.Contains(reserved, s):
		r.errorf(at, "choose another name", "%s may not be called %s: the word has a meaning of its own", what, s)
	default:
		return true
	}
	return false
}

var flowKeys = []string{
	"flow", "title", "description", "examples", "assurance", "urgent", "on_behalf", "acknowledge", "inputs", "slots", "values", "steps", "returns", "migrate",
}

// flow reads one flow; nil when it is none.
func (l *loader) flow(r *reader, n *yaml.Node, builtIn bool) *draft {
	f := r.fields(n, "a flow", flowKeys)
	if f == nil {
		return nil
	}
	f.require("a flow", "flow", "title", "description", "steps")
	name := f.text("flow")
	if name == "" || !r.name(name, r.at(f.by["flow"]), "a flow") {
		return nil
	}
	d := l.draft(r, builtIn)
	d.flow = &Flow{
		Name: name, Pos: r.at(f.by["flow"]), Description: f.text("description"), Urgent: f.yes("urgent"), OnBehalf: f.yes("on_behalf"), BuiltIn: builtIn,
		Inputs: map[string]conversation.Type{}, Slots: map[string]*Slot{}, Values: map[string]*Expr{}, Returns: map[string]*Expr{},
	}
	title := small
	if f.has("examples") {
		title = titleLabel
	}
	d.flow.Title = d.aside(f, "title", title, l.scopes.title)
	d.flow.Acknowledge = d.aside(f, "acknowledge", sentence, l.scopes.acknowledge)
	d.flow.Examples = d.phrases(f, "examples")
	d.flow.Source = fingerprint(n)
	d.flow.Assurance = d.demand(f)
	d.readInputs(f)
	d.readSlots(f)
	d.values = d.formulas(f, "values")
	d.returns = d.formulas(f, "returns")
	if f.has("steps") {
		d.flow.Steps = d.steps(f.by["steps"], "steps")
	}
	d.migrate(f)
	return d
}

// aside reads a text that is shown where the flow's own names are not known.
func (d *draft) aside(f *fields, key string, u use, sc *scope) *Text {
	if !f.has(key) {
		return nil
	}
	w := d.l.wording(d.r, f.by[key], key, u)
	if w == nil {
		return nil
	}
	d.later = append(d.later, func(*scope) { d.l.word(w, sc) })
	return w.to
}

// text reads a text in the flow's scope.
func (d *draft) text(f *fields, key string, u use) *Text {
	if !f.has(key) {
		return nil
	}
	return d.textAt(f.by[key], key, u)
}

func (d *draft) textAt(n *yaml.Node, what string, u use) *Text {
	w := d.l.wording(d.r, n, what, u)
	if w == nil {
		return nil
	}
	d.later = append(d.later, func(sc *scope) { d.l.word(w, sc) })
	return w.to
}

// phrases reads lists of texts by language.
func (d *draft) phrases(f *fields, key string) map[string][]string {
	if !f.has(key) {
		return nil
	}
	by := d.r.fields(f.by[key], key, slices.DeleteFunc(d.l.languages(), func(s string) bool { return s == formal }))
	if by == nil {
		return nil
	}
	out := map[string][]string{}
	for _, lang := range by.names {
		out[lang] = d.r.words(by.by[lang], key)
		if key == "examples" {
			for _, n := range by.by[lang].Content {
				d.said[n.Value] = d.r.at(n)
			}
		}
	}
	return out
}

// exampleAt is where an example of a flow stands.
func (l *loader) exampleAt(f *Flow, text string) Pos {
	if at, ok := l.flows[f.Name].said[text]; ok {
		return at
	}
	return f.Pos
}

func (d *draft) readInputs(f *fields) {
	if !f.has("inputs") {
		return
	}
	in := d.r.fields(f.by["inputs"], "inputs", nil)
	if in == nil {
		return
	}
	for _, name := range in.names {
		if d.r.name(name, in.keys[name], "an input") {
			d.inputs[name] = in.keys[name]
			d.flow.Inputs[name] = d.typeOf(in, name)
		}
	}
}

var typeNames = []string{
	"text", "yesno", "number", "amount", "date", "time", "period", "email", "phone", "iban", "postcode", "choice", "file", "ref(kind)",
}

// typeOf reads a type.
func (d *draft) typeOf(f *fields, key string) conversation.Type {
	s := f.text(key)
	t := conversation.Type(s)
	if s != "" && (!t.Known() || t == conversation.Record || t == conversation.List) {
		d.r.errorf(d.r.at(f.by[key]), didYouMean(s, typeNames), "%q is no type", s)
		return conversation.Text
	}
	return t
}

// formulas reads named expressions.
func (d *draft) formulas(f *fields, key string) []formula {
	if !f.has(key) {
		return nil
	}
	in := d.r.fields(f.by[key], key, nil)
	if in == nil {
		return nil
	}
	var out []formula
	for _, name := range in.names {
		if d.r.name(name, in.keys[name], "a value") && d.r.scalar(in.by[name], name) != "" {
			out = append(out, formula{name: name, at: in.keys[name], node: in.by[name]})
		}
	}
	return out
}

// expr compiles an expression later and hands it to set; nothing is handed over when it has problems.
func (d *draft) expr(n *yaml.Node, what string, set func(*Expr)) {
	source := d.r.scalar(n, what)
	if source == "" {
		return
	}
	if quoted(source) {
		d.r.errorf(d.r.at(n), "leave the braces out", "%s is an expression, not a text: no {{ }}", what)
		return
	}
	d.later = append(d.later, func(sc *scope) {
		if x := d.l.compile(source, d.r.written(n), sc); x != nil {
			set(x)
		}
	})
}

func quoted(source string) bool { return len(source) > 4 && source[:2] == "{{" }

// condition compiles a yes/no expression later.
func (d *draft) condition(n *yaml.Node, what string, set func(*Expr)) {
	d.expr(n, what, func(x *Expr) {
		if x.Type.Type != conversation.YesNo {
			d.r.errorf(x.Pos, "compare it with something", "%s must be true or false, and %q is %s", what, x.Source, x.Type.Type)
			return
		}
		set(x)
	})
}

// with reads parameters.
func (d *draft) with(f *fields, key string) map[string]*Expr {
	out := map[string]*Expr{}
	if !f.has(key) {
		return out
	}
	in := d.r.fields(f.by[key], key, nil)
	if in == nil {
		return out
	}
	for _, name := range in.names {
		out[name] = nil // known to be there, whether it compiles or not
		d.expr(in.by[name], name, func(x *Expr) { out[name] = x })
	}
	return out
}
