package flows

import (
	"fmt"
	"slices"
	"strings"

	"balie/conversation"
)

// collect is satisfied when each of its slots has a value that holds now, or was skipped.
func (p *place) collect(st *Step) (*need, error) {
	p.list = st
	for _, name := range st.Collect {
		slot := p.flow.Slots[name]
		if slot == nil {
			return nil, fmt.Errorf("slot %s is not declared", name)
		}
		if p.f.Skipped[name] {
			continue
		}
		n, err := p.slot(slot)
		if n != nil || err != nil {
			return n, err
		}
	}
	return nil, nil
}

func (p *place) slot(slot *Slot) (*need, error) {
	have, set := p.f.Slots[slot.Name]
	if set && slot.Lasts > 0 && p.now.Sub(have.At) > slot.Lasts {
		if late, err := p.doneOn(p.f, slot.Name); !late || err != nil {
			return p.forget(slot, "older than "+slot.Lasts.String()), err
		}
	}
	if slot.From != nil {
		items, from, n, err := p.options(slot)
		if n != nil || err != nil {
			if set && err == nil && have.From == from && from != "" {
				return nil, nil // its list grew old, but it was in it
			}
			return n, err
		}
		return p.listed(slot, items, from, have, set)
	}
	if slot.Type == conversation.Upload {
		return p.file(slot, have, set)
	}
	if set {
		return p.holds(slot, have)
	}
	if slot.Prefill != nil {
		if v, err := slot.Prefill.Eval(p.env); err == nil && !v.Zero() && !v.Equal(text("")) { // an empty text fills nothing
			broken, err := p.refusal(slot, v)
			if broken == nil && err == nil {
				return p.fill(slot, v, "", "", conversation.SourceBackEnd), nil
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return p.ask(slot, nil)
}

// forget lets a value go, so that it is asked again.
func (p *place) forget(slot *Slot, why string) *need {
	return &need{meet: func(t *thought) error {
		t.add(conversation.SlotCleared{Frame: p.f.ID, Flow: p.f.Flow, Slot: slot.Name, Reason: why})
		return nil
	}}
}

// holds checks the slot's rules again: what they read may have changed.
func (p *place) holds(slot *Slot, have conversation.SlotValue) (*need, error) {
	broken, err := p.refusal(slot, have.Value)
	if err != nil || broken == nil {
		return nil, err
	}
	return &need{meet: func(t *thought) error {
		txt, err := broken.Else.Render(t.s.Language, t.set.Tone, p.env)
		if err != nil {
			return err
		}
		t.add(conversation.SlotCleared{Frame: p.f.ID, Flow: p.f.Flow, Slot: slot.Name, Reason: "rule"})
		t.add(t.message(conversation.Said{Frame: p.f.ID, Flow: p.f.Flow, Kind: "say", Text: txt, Because: "rule of slot " + slot.Name}))
		return nil
	}}, nil
}

// refusal returns the first rule that a value breaks, nil when it breaks none.
func (p *place) refusal(slot *Slot, v conversation.Value) (*Rule, error) {
	env := p.env.With(slot.Name, v)
	for i := range slot.Valid {
		if !evaluable(slot.Valid[i].If, env) {
			continue // it is checked when the walk comes to the slot
		}
		ok, err := slot.Valid[i].If.Bool(env)
		if err != nil {
			return nil, fmt.Errorf("slot %s: %w", slot.Name, err)
		}
		if !ok {
			return &slot.Valid[i], nil
		}
	}
	return nil, nil
}

// Holds reports whether a value keeps the rules that read nothing but the slot itself; known is false when it has none.
func (s *Slot) Holds(v conversation.Value) (yes, known bool) {
	env := &Env{Values: map[string]conversation.Value{s.Name: v}}
	for _, rule := range s.Valid {
		if slices.ContainsFunc(rule.If.Names, func(n string) bool { return n != s.Name }) || rule.If.Once {
			continue
		}
		known = true
		if ok, err := rule.If.Bool(env); err != nil || !ok {
			return false, true
		}
	}
	return true, known
}

// evaluable reports whether everything that an expression needs has a value.
func evaluable(x *Expr, env *Env) bool {
	for _, name := range x.Needs {
		if _, ok := env.Get(name); !ok {
			return false
		}
	}
	return true
}

// options returns what the back end lists for a slot, or the need to fetch it. from is the hash of the parameters.
func (p *place) options(slot *Slot) (items []conversation.Value, from string, n *need, err error) {
	params, err := p.params(slot.From.With)
	if err != nil {
		return nil, "", nil, err
	}
	from = conversation.CanonicalParams(params)
	res, ok := p.f.Results[optionsStep(slot.Name)]
	if ok && res.Params == from && (res.Until.IsZero() || p.now.Before(res.Until)) {
		if res.Receipt.Outcome != conversation.Done {
			return nil, from, p.failed("options."+slot.Name, res.Receipt), nil
		}
		return res.Receipt.Output.Items, from, nil, nil
	}
	op, err := p.contract(slot.From.Operation)
	if err != nil {
		return nil, "", nil, err
	}
	if n := p.outgrown(op, slot.From.With); n != nil {
		return nil, "", n, nil
	}
	n, err = p.read(optionsStep(slot.Name), slot.From.Operation, params)
	return nil, from, n, err
}

// listed holds a slot against its list: what was chosen must still be there; a list of one needs no question.
func (p *place) listed(slot *Slot, items []conversation.Value, from string, have conversation.SlotValue, set bool) (*need, error) {
	if set {
		for _, it := range items {
			if it.Field(slot.From.Key).String() == have.Key {
				return p.holds(slot, have)
			}
		}
		return p.forget(slot, "not among the options any more"), nil
	}
	switch len(items) {
	case 0:
		label, err := p.what(slot)
		if err != nil {
			return nil, err
		}
		return p.stuck("nothing_to_choose", vars{"label": text(label)}), nil
	case 1:
		if broken, err := p.refusal(slot, items[0]); err != nil || broken != nil {
			return p.alone(slot, broken), err
		}
		return p.fill(slot, items[0], items[0].Field(slot.From.Key).String(), from, conversation.SourceInferred), nil
	}
	opts, err := p.choices(slot, items)
	if err != nil {
		return nil, err
	}
	if n, err := p.recalled(slot, items, opts, from); n != nil || err != nil {
		return n, err
	}
	return p.ask(slot, opts)
}

// alone says why the only thing that there is to choose will not do.
func (p *place) alone(slot *Slot, broken *Rule) *need {
	if broken == nil {
		return nil
	}
	step := "stuck." + slot.Name
	if p.f.Said[step] != "" {
		return forPerson()
	}
	return &need{meet: func(t *thought) error {
		txt, err := broken.Else.Render(t.s.Language, t.set.Tone, p.env)
		if err != nil {
			return err
		}
		return t.patternAt("only_choice", vars{"reason": text(txt)}, p.f, step)
	}}
}

// stuck says a pattern once and lets a person go on. Where one has handed back and it still stands so, the customer is told.
func (p *place) stuck(pattern string, v vars) *need {
	step := "stuck." + pattern
	if p.f.Said[step] != "" {
		again := "still." + step
		if !p.f.Handed[step] || p.f.Said[again] != "" {
			return forPerson()
		}
		return &need{meet: func(t *thought) error { return t.patternAt("still_stuck", nil, p.f, again) }}
	}
	return &need{meet: func(t *thought) error { return t.patternAt(pattern, v, p.f, step) }}
}

func (p *place) fill(slot *Slot, v conversation.Value, key, from string, src conversation.Source) *need {
	return &need{meet: func(t *thought) error {
		t.add(conversation.SlotSet{Frame: p.f.ID, Flow: p.f.Flow, Slot: slot.Name, Value: v, Key: key, From: from, Source: src})
		return nil
	}}
}

// maxButtons is how many options are shown as buttons; longer lists are read from the text.
const maxButtons = 10

// ask asks for a slot, unless it was asked in this turn.
func (p *place) ask(slot *Slot, opts []conversation.Option) (*need, error) {
	if leftToPerson(p.f, slot.Name) {
		return forPerson(), nil
	}
	if p.asked(slot.Name) {
		return rest(), nil
	}
	txt, err := p.asking(slot).Render(p.s.Language, p.set.Tone, p.env)
	if err != nil {
		return nil, err
	}
	if opts == nil {
		if opts, err = p.ownOptions(slot); err != nil {
			return nil, err
		}
	}
	form, err := p.form(slot, opts)
	if err != nil {
		return nil, err
	}
	return &need{meet: func(t *thought) error {
		if err := t.acknowledge(p); err != nil {
			return err
		}
		said := conversation.Said{
			Frame: p.f.ID, Flow: p.f.Flow, Step: "collect." + slot.Name, Kind: "ask", Text: txt, Asks: []string{slot.Name}, Upload: slot.asksFile(),
			Because: "slot " + slot.Name + " of " + p.flow.Name + " is not known yet",
		}
		if said.Form = form; form != nil {
			t.add(t.question(said))
			return nil
		}
		for _, o := range opts {
			id := conversation.Command{Do: conversation.DoSet, Frame: p.f.ID, Slot: slot.Name, Text: o.Key}.Choice()
			said.Buttons = append(said.Buttons, conversation.Button{ID: id, Label: o.Label})
		}
		if len(said.Buttons) > maxButtons {
			said.Buttons = said.Buttons[:maxButtons]
		}
		if b, ok := p.loginButton(); ok {
			said.Buttons = append(said.Buttons, b)
		}
		if slot.Optional {
			id := conversation.Command{Do: conversation.DoSkip, Frame: p.f.ID, Slot: slot.Name}.Choice()
			said.Buttons = append(said.Buttons, conversation.Button{ID: id, Label: t.small("button.skip"), Style: "quiet"})
		}
		t.add(t.question(said))
		return nil
	}}, nil
}

// What a frame remembers of a message that stands for a step: that it was said, and that it holds no longer.
const (
	marked = "said"
	lifted = "lifted"
)

// cannot is the mark that a question was left to a person, because the customer does not have the answer.
func cannot(slot string) string { return cannotMark + slot }

const cannotMark = "cannot."

func isCannot(step string) bool { return strings.HasPrefix(step, cannotMark) }

// leftToPerson reports whether a question is not asked again before a person has handed back.
func leftToPerson(f *conversation.Frame, slot string) bool {
	was := f.Said[cannot(slot)]
	return was != "" && was != lifted && !f.Handed[cannot(slot)]
}

// asked reports whether the last question is this one, and nothing came after it.
func (p *place) asked(slot string) bool {
	since := p.since()
	for i := len(p.s.Recent) - 1; i >= 0 && p.s.Recent[i].N > since; i-- {
		m := p.s.Recent[i]
		if m.Frame == p.f.ID && len(m.Asks) > 0 {
			return m.Asks[0] == slot
		}
	}
	return false
}

// ownOptions lists a slot's own options, and yes and no for a yes/no.
func (p *place) ownOptions(slot *Slot) ([]conversation.Option, error) {
	if slot.Type == conversation.YesNo {
		return []conversation.Option{
			{Key: "yes", Value: conversation.Bool(true), Label: p.small("button.yes")},
			{Key: "no", Value: conversation.Bool(false), Label: p.small("button.no")},
		}, nil
	}
	out := make([]conversation.Option, 0, len(slot.Options))
	for _, o := range slot.Options {
		opt, err := p.option(slot, o)
		if err != nil {
			return nil, err
		}
		out = append(out, opt)
	}
	return out, nil
}

func (p *place) option(slot *Slot, o Option) (conversation.Option, error) {
	label, err := o.Label.Render(p.s.Language, p.set.Tone, p.env)
	if err != nil {
		return conversation.Option{}, fmt.Errorf("slot %s option %s: %w", slot.Name, o.Value, err)
	}
	opt := conversation.Option{Key: o.Value, Value: conversation.Of(conversation.Choice, o.Value), Label: label, Labels: []string{label, o.Value}}
	for _, lang := range p.set.Languages {
		if other, err := o.Label.Render(lang, p.set.Tone, p.env); err == nil && other != label {
			opt.Labels = append(opt.Labels, other)
		}
		opt.Labels = append(opt.Labels, o.Also[lang]...)
	}
	return opt, nil
}

// choices makes options of the records that a back end listed.
func (p *place) choices(slot *Slot, items []conversation.Value) ([]conversation.Option, error) {
	out := make([]conversation.Option, 0, len(items))
	for _, it := range items {
		env := p.env.With("item", it)
		label, err := slot.From.Label.Render(p.s.Language, p.set.Tone, env)
		if err != nil {
			return nil, fmt.Errorf("options of %s: %w", slot.Name, err)
		}
		o := conversation.Option{Key: it.Field(slot.From.Key).String(), Value: it, Label: label, Labels: []string{label}}
		if slot.From.Also != nil {
			if v, err := slot.From.Also.Eval(env); err == nil {
				o.Labels = append(o.Labels, v.String())
			}
		}
		out = append(out, o)
	}
	return out, nil
}
