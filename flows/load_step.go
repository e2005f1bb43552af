package flows

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// stepKeys are the keys of each kind of step, its own name first.
var stepKeys = map[Kind][]string{
	Collect:  {"collect", "ask", "id"},
	Say:      {"say", "again", "yes", "buttons", "id"},
	If:       {"if", "then", "else", "id"},
	Call:     {"call", "with", "save", "outcomes", "consent", "assurance", "id"},
	Confirm:  {"confirm", "do", "else", "assurance", "id"},
	SubFlow:  {"flow", "with", "save", "outcomes", "id"},
	Wait:     {"wait", "way_back", "save", "outcomes", "id"},
	Decision: {"decision", "rules", "else", "outcomes", "id"},
	Handover: {"handover", "stays", "id"},
	Back:     {"back", "at_most", "forget", "id"},
	Undo:     {"undo", "id"},
	End:      {"end", "id"},
	Do:       {"do", "language", "id"},
}

var (
	flowKinds    = []Kind{Collect, Say, If, Call, Confirm, SubFlow, Wait, Decision, Handover, Back, Undo, End}
	patternKinds = []Kind{Say, If, Do, Handover, End}
)

func (d *draft) kinds() []Kind {
	if d.pattern != nil {
		return patternKinds
	}
	return flowKinds
}

func kindNames(kinds []Kind) []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = string(k)
	}
	return out
}

// steps reads a list of steps.
func (d *draft) steps(n *yaml.Node, what string) []*Step {
	items := d.r.items(n, what)
	if n.Kind == yaml.SequenceNode && len(items) == 0 {
		d.r.errorf(d.r.at(n), "", "%s is empty", what)
	}
	var out []*Step
	for _, c := range items {
		if s := d.step(c); s != nil {
			out = append(out, s)
		}
	}
	return out
}

// step reads one step; nil when it is none.
func (d *draft) step(n *yaml.Node) *Step {
	if n.Kind == yaml.ScalarNode {
		k := Kind(n.Value)
		if k != End && (k != Undo || d.pattern != nil) {
			d.r.errorf(d.r.at(n), didYouMean(n.Value, kindNames(d.kinds())), "%.40q is no step", n.Value)
			return nil
		}
		s := &Step{Kind: k, Pos: d.r.at(n)}
		d.naming(s, "")
		return s
	}
	k, ok := d.kindOf(n)
	if !ok {
		return nil
	}
	f := d.r.fields(n, "a "+string(k)+" step", stepKeys[k])
	if f == nil {
		return nil
	}
	s := &Step{Kind: k, Pos: d.r.at(n), Save: f.text("save")}
	if s.Save != "" {
		d.r.name(s.Save, d.r.at(f.by["save"]), "a save")
	}
	d.head(s, f)
	d.naming(s, f.text("id"))
	d.body(s, f)
	return s
}

// kindOf finds the one key that says what a step does.
func (d *draft) kindOf(n *yaml.Node) (Kind, bool) {
	if n.Kind != yaml.MappingNode {
		d.r.errorf(d.r.at(n), "", "a step is written as keys and values, not as %s", shape(n))
		return "", false
	}
	var found []Kind
	var keys []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i].Value
		keys = append(keys, key)
		if slices.Contains(d.kinds(), Kind(key)) && !slices.Contains(found, Kind(key)) {
			found = append(found, Kind(key))
		}
	}
	switch len(found) {
	case 1:
		return found[0], true
	case 0:
		first := strings.Join(keys[:min(len(keys), 1)], "")
		d.r.errorf(d.r.at(n), didYouMean(first, kindNames(d.kinds())), "this is no step: %q says nothing about what to do", first)
	default:
		d.r.errorf(d.r.at(n), "make it two steps", "a step does one thing: this has %s", strings.Join(kindNames(found), " and "))
	}
	return "", false
}

// head reads what a step is named by.
func (d *draft) head(s *Step, f *fields) {
	key := string(s.Kind)
	switch s.Kind {
	case Collect:
		s.Collect = d.r.words(f.by[key], key)
	case Call, SubFlow, Handover, Back, Do, Decision:
		s.Target = f.text(key)
	}
	d.targets[s] = d.r.at(f.by[key])
}

// naming gives a step its name: its id, or one made of what it does.
func (d *draft) naming(s *Step, id string) {
	switch {
	case id != "":
		s.Name = id
	case s.Kind == Collect:
		s.Name = "collect." + strings.Join(s.Collect, "+")
	case s.Save != "":
		s.Name = string(s.Kind) + "." + s.Save
	case s.Kind == Call || s.Kind == SubFlow || s.Kind == Decision:
		s.Name = string(s.Kind) + "." + s.Target
	default:
		d.counts[s.Kind]++
		s.Name = fmt.Sprintf("%s.%d", s.Kind, d.counts[s.Kind])
	}
	if strings.ContainsAny(s.Name, "()> ") {
		d.r.errorf(s.Pos, "use letters, digits, dots and _", "%q is no name for a step", s.Name)
	}
	if old, ok := d.names[s.Name]; ok {
		d.r.errorf(s.Pos, "give one of them an id:", "two steps are called %s; the other stands at line %d", s.Name, old.Line)
	}
	d.names[s.Name] = s.Pos
}

// body reads the rest of a step.
func (d *draft) body(s *Step, f *fields) {
	switch s.Kind {
	case Collect:
		s.Ask = d.text(f, "ask", sentence)
		if s.Ask != nil && len(s.Collect) < 2 {
			d.r.errorf(d.r.at(f.by["ask"]), "leave it out", "a slot asks for itself; a collect asks for several at once")
		}
	case Say:
		s.Say = d.text(f, "say", sentence)
		d.again(s, f)
		if s.Yes = f.text("yes"); s.Yes != "" {
			d.later = append(d.later, func(*scope) { d.choice(s.Yes, d.r.at(f.by["yes"])) })
		}
		d.buttons(s, f)
	case If:
		f.require("an if", "then")
		d.condition(f.by["if"], "if", func(x *Expr) { s.If = x })
		d.branches(s, f, "then")
	case Call:
		s.With, s.Asks = d.with(f, "with"), d.demand(f)
		s.NoAsk = d.notNeeded(f, "consent")
		d.outcomes(s, f)
	case Confirm:
		f.require("a confirm", "do")
		s.Asks = d.demand(f)
		s.Say = d.text(f, "confirm", sentence)
		d.branches(s, f, "do")
		for _, c := range s.Then {
			c.Asks = c.Asks.And(s.Asks)
		}
	case SubFlow:
		s.With = d.with(f, "with")
		d.outcomes(s, f)
	case Decision:
		d.decision(s, f)
	case Wait:
		d.wait(s, f)
		s.NoBack = d.notNeeded(f, "way_back")
		d.outcomes(s, f)
	case Back:
		s.AtMost = f.number("at_most", 3, 20)
		d.forget(s, f)
	case Handover:
		s.Stays = f.yes("stays")
	case Do:
		s.Language = f.text("language")
	}
}

// again reads what is said in place of a text that was said before: one text, or several for the times after.
func (d *draft) again(s *Step, f *fields) {
	n := f.by["again"]
	if n == nil {
		return
	}
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = d.r.items(n, "again")
	}
	for _, item := range items {
		if txt := d.textAt(item, "again", sentence); txt != nil {
			s.Again = append(s.Again, txt)
		}
	}
}

func (d *draft) branches(s *Step, f *fields, then string) {
	if f.has(then) {
		s.Then = d.steps(f.by[then], then)
	}
	if f.has("else") {
		s.Else = d.steps(f.by["else"], "else")
	}
}

// outcomes reads the branches of a step.
func (d *draft) outcomes(s *Step, f *fields) {
	if !f.has("outcomes") {
		return
	}
	in := d.r.fields(f.by["outcomes"], "outcomes", nil)
	if in == nil {
		return
	}
	s.Outcomes, d.keys[s] = map[string][]*Step{}, in.keys
	for _, name := range in.names {
		s.Outcomes[name] = d.steps(in.by[name], name)
	}
}

// notNeeded reads why something that is asked of every such step is not needed at this one.
func (d *draft) notNeeded(f *fields, key string) string {
	if !f.has(key) {
		return ""
	}
	in := d.r.fields(f.by[key], key, []string{"not_needed"})
	if in == nil {
		return ""
	}
	in.require(key, "not_needed")
	return in.text("not_needed")
}

// businessDays is a wait's time in business days: 3 business days.
var businessDays = regexp.MustCompile(`^([1-9][0-9]{0,2}) business days?$`)

// span reads for how long a wait lasts.
func (d *draft) span(s *Step, in *fields) {
	n := in.by["for"]
	if n == nil {
		return
	}
	if m := businessDays.FindStringSubmatch(n.Value); m != nil {
		s.Days, _ = strconv.Atoi(m[1]) // the expression lets only numbers through
		return
	}
	var ok bool
	if s.For, ok = parseDuration(n.Value); n.Kind != yaml.ScalarNode || !ok {
		d.r.errorf(d.r.at(n), "write 2d, 12h, 30m, 10s or 3 business days", "for %.40q is no time to wait", n.Value)
	}
}

func (d *draft) wait(s *Step, f *fields) {
	in := d.r.fields(f.by["wait"], "a wait", []string{"for", "until", "callback", "match"})
	if in == nil {
		return
	}
	s.Target = in.text("callback")
	d.span(s, in)
	if in.has("callback") {
		d.targets[s] = d.r.at(in.by["callback"])
	}
	if in.has("until") {
		d.expr(in.by["until"], "until", func(x *Expr) {
			if !isTime(x.Type.Type) {
				d.r.errorf(x.Pos, "", "until is a date or a moment, and %q is %s", x.Source, x.Type.Type)
			}
			s.Until = x
		})
	}
	if in.has("match") {
		d.expr(in.by["match"], "match", func(x *Expr) {
			if !textLike(x.Type.Type) {
				d.r.errorf(x.Pos, "", "match is a text, and %q is %s", x.Source, x.Type.Type)
			}
			s.Match = x
		})
	}
	switch {
	case !in.has("for") && !in.has("until") && !in.has("callback"):
		d.r.errorf(s.Pos, "add for:, until: or callback:", "this waits for nothing")
	case in.has("for") && in.has("until"):
		d.r.errorf(s.Pos, "leave one out", "a wait has for: or until:, not both")
	case in.has("callback") != in.has("match"):
		d.r.errorf(s.Pos, "", "a wait for a callback has callback: and match:, which says whose it is")
	}
}
