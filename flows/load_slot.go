package flows

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

var slotKeys = []string{
	"type", "label", "ask", "why", "options", "valid", "prefill", "optional", "forget_with", "lasts", "data",
	"accept", "max", "many",
}

var classes = []string{
	string(conversation.ClassPublic), string(conversation.ClassInternal), string(conversation.ClassPersonal),
	string(conversation.ClassSensitive), string(conversation.ClassSecret),
}

func (d *draft) readSlots(f *fields) {
	if !f.has("slots") {
		return
	}
	in := d.r.fields(f.by["slots"], "slots", nil)
	if in == nil {
		return
	}
	for _, name := range in.names {
		if !d.r.name(name, in.keys[name], "a slot") {
			continue
		}
		if s := d.slot(name, in.keys[name], in.by[name]); s != nil {
			d.flow.Slots[name] = s
			d.flow.SlotOrder = append(d.flow.SlotOrder, name)
		}
	}
}

func (d *draft) slot(name string, at Pos, n *yaml.Node) *Slot {
	f := d.r.fields(n, "a slot", slotKeys)
	if f == nil {
		return nil
	}
	f.require("slot "+name, "type", "ask")
	s := &Slot{Name: name, Pos: at, Type: d.typeOf(f, "type"), Optional: f.yes("optional"), Class: conversation.ClassPersonal}
	s.Label = d.aside(f, "label", small, d.l.scopes.none)
	s.Ask = d.text(f, "ask", sentence)
	s.Why = d.text(f, "why", sentence)
	if c := f.text("data"); c != "" {
		if !slices.Contains(classes, c) {
			d.r.errorf(d.r.at(f.by["data"]), didYouMean(c, classes), "%q is no data class", c)
		}
		s.Class = conversation.Class(c)
	}
	if f.has("forget_with") {
		s.ForgetWith = d.r.words(f.by["forget_with"], "forget_with")
	}
	s.Lasts = f.duration("lasts", 0)
	if f.has("prefill") {
		d.expr(f.by["prefill"], "prefill", func(x *Expr) { s.Prefill = x; x.lacks = true })
	}
	d.upload(s, f)
	d.options(s, f)
	d.rules(s, f)
	return s
}

// options reads a slot's own options, or where they come from.
func (d *draft) options(s *Slot, f *fields) {
	n := f.by["options"]
	switch {
	case n == nil && s.Type == conversation.Choice:
		d.r.errorf(s.Pos, "add options:", "slot %s is a choice between nothing", s.Name)
	case n == nil:
	case s.Type != conversation.Choice:
		d.r.errorf(f.keys["options"], "write type: choice", "slot %s has options and is %s", s.Name, s.Type)
	case n.Kind == yaml.SequenceNode:
		d.ownOptions(s, n)
	default:
		d.optionsFrom(s, n)
	}
}

func (d *draft) ownOptions(s *Slot, n *yaml.Node) {
	seen := map[string]bool{}
	shown := buttonLabel
	if len(n.Content) > chatButtons {
		shown = listLabel
	}
	for _, c := range n.Content {
		f := d.r.fields(c, "an option", []string{"value", "label", "also"})
		if f == nil {
			continue
		}
		f.require("an option", "value", "label")
		o := Option{Value: f.text("value"), Also: d.phrases(f, "also")}
		if seen[o.Value] {
			d.r.errorf(d.r.at(c), "leave one out", "option %s stands here twice", o.Value)
		}
		seen[o.Value] = true
		o.Label = d.text(f, "label", shown)
		s.Options = append(s.Options, o)
	}
	if len(n.Content) == 0 {
		d.r.errorf(d.r.at(n), "add options", "slot %s is a choice between nothing", s.Name)
	}
}

// freshFor is how long a list of options is used when the flow does not say.
const freshFor = 10 * time.Minute

func (d *draft) optionsFrom(s *Slot, n *yaml.Node) {
	f := d.r.fields(n, "options", []string{"from", "with", "key", "label", "also", "fresh"})
	if f == nil {
		return
	}
	f.require("options", "from", "key", "label")
	from := &OptionsFrom{Operation: f.text("from"), With: d.with(f, "with"), Key: f.text("key"), Fresh: f.duration("fresh", freshFor)}
	s.From = from
	op, ok := d.operation(from.Operation, f, "from")
	if !ok {
		return
	}
	item := d.listOf(op, s, f)
	if item == nil {
		return
	}
	d.later = append(d.later, func(*scope) { d.parameters(op.Name, op.Input, from.With, d.r.at(n)) })
	d.fromItem(s, f, *item)
}

// fromItem compiles what reads item.
func (d *draft) fromItem(s *Slot, f *fields, item conversation.Schema) {
	var label *wording
	if f.has("label") {
		if label = d.l.wording(d.r, f.by["label"], "label", small); label != nil {
			s.From.Label = label.to
		}
	}
	d.later = append(d.later, func(sc *scope) {
		in := sc.with("item", item)
		d.l.word(label, in)
		if n := f.by["also"]; n != nil {
			if source := d.r.scalar(n, "also"); source != "" {
				if s.From.Also = d.l.compile(source, d.r.written(n), in); s.From.Also != nil {
					s.From.Also.lacks = true
				}
			}
		}
	})
}

// listOf checks that an operation lists records that have the key.
func (d *draft) listOf(op conversation.Operation, s *Slot, f *fields) *conversation.Schema {
	at := d.r.at(f.by["from"])
	switch {
	case op.Effect == conversation.EffectWrite:
		d.r.errorf(at, "", "%s changes something: options come from an operation without effect", op.Name)
	case op.Output.Type != conversation.List || op.Output.Item == nil || op.Output.Item.Type != conversation.Record:
		d.r.errorf(at, "", "%s gives no list of records to choose from", op.Name)
	default:
		if key := s.From.Key; key != "" {
			if _, ok := op.Output.Item.Fields[key]; !ok {
				d.r.errorf(d.r.at(f.by["key"]), didYouMean(key, names(op.Output.Item.Fields)), "%s lists nothing with a field %s", op.Name, key)
			}
		}
		return op.Output.Item
	}
	return nil
}

func (d *draft) rules(s *Slot, f *fields) {
	n := f.by["valid"]
	if n == nil {
		return
	}
	for _, c := range d.r.items(n, "valid") {
		rf := d.r.fields(c, "a rule", []string{"if", "else"})
		if rf == nil {
			continue
		}
		rf.require("a rule", "if", "else")
		i := len(s.Valid)
		s.Valid = append(s.Valid, Rule{Else: d.text(rf, "else", sentence)})
		if rf.has("if") {
			d.condition(rf.by["if"], "if", func(x *Expr) { s.Valid[i].If = x })
		}
	}
}
