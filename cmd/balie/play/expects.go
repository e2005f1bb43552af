package play

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"balie/connectors"
	"balie/conversation"
)

// What a script may expect. Each is about what has happened since the last thing that was done, or about how things
// stand now.

func (p *player) says(n *yaml.Node, want bool) error {
	text := n.Value
	if n.Kind == yaml.MappingNode {
		s, err := p.State(p.ctx)
		if err != nil {
			return err
		}
		by := map[string]string{}
		if err := n.Decode(&by); err != nil {
			return err
		}
		text = by[s.Language]
		if text == "" {
			return fmt.Errorf("the conversation is in %s, for which nothing is expected", s.Language)
		}
	}
	for _, m := range p.Last() {
		if strings.Contains(fold(m.Text), fold(text)) {
			if want {
				return nil
			}
			return fmt.Errorf("%q was said", text)
		}
	}
	if want {
		return fmt.Errorf("%q was not said", text)
	}
	return nil
}

// actsFor looks at for whom the customer acts.
func (p *player) actsFor(n *yaml.Node) error {
	s, err := p.State(p.ctx)
	if err != nil {
		return err
	}
	have := "themselves"
	switch m := s.Identity.For; {
	case m != nil:
		have = m.Subject
	case s.Chosen == 0:
		have = "nobody yet"
	}
	if have != n.Value {
		return fmt.Errorf("they act for %s, not for %s", have, n.Value)
	}
	return nil
}

// decided looks at what decisions came to.
func (p *player) decided(n *yaml.Node) error {
	want := map[string]string{}
	if err := n.Decode(&want); err != nil {
		return err
	}
	s, err := p.State(p.ctx)
	if err != nil {
		return err
	}
	have := map[string]string{}
	for _, f := range s.Frames {
		for step, made := range f.Decisions {
			have[strings.TrimPrefix(step, "decision.")] = made.Outcome
		}
	}
	for name, outcome := range want {
		if have[name] != outcome {
			return fmt.Errorf("%s is decided as %q, not as %q", name, have[name], outcome)
		}
	}
	return nil
}

func (p *player) asks(n *yaml.Node) error {
	var asked []string
	for _, r := range p.Events {
		if s, ok := r.Event.(conversation.Said); ok && r.N > p.Since {
			asked = append(asked, s.Asks...)
		}
	}
	if slices.Contains(asked, n.Value) {
		return nil
	}
	return fmt.Errorf("%s was not asked, but %v", n.Value, asked)
}

func (p *player) confirms(n *yaml.Node) error {
	s, err := p.State(p.ctx)
	if err != nil {
		return err
	}
	if s.Consent == nil || s.Consent.Given {
		return fmt.Errorf("no confirmation is open")
	}
	for _, c := range s.Consent.Calls {
		if c.Operation == n.Value {
			return nil
		}
	}
	return fmt.Errorf("the open confirmation is for %s", s.Consent.Calls[0].Operation)
}

func (p *player) offers(n *yaml.Node) error {
	var want, have []string
	if err := n.Decode(&want); err != nil {
		return err
	}
	for _, m := range p.Last() {
		for _, b := range m.Buttons {
			have = append(have, b.Label)
		}
	}
	for _, w := range want {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.Contains(fold(h), fold(w)) }) {
			return fmt.Errorf("%q is not offered, but %q", w, have)
		}
	}
	return nil
}

func (p *player) slots(n *yaml.Node) error {
	s, err := p.State(p.ctx)
	if err != nil {
		return err
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, want := n.Content[i].Value, n.Content[i+1].Value
		have, found := conversation.SlotValue{}, false
		for _, f := range s.Frames {
			if v, ok := f.Slots[name]; ok {
				have, found = v, true
			}
		}
		if !found {
			return fmt.Errorf("%s has no value", name)
		}
		if have.Key != want && have.Value.String() != want && !(have.Value.Type == conversation.YesNo && (want == "yes") == have.Value.Yes) {
			return fmt.Errorf("%s is %s, not %s", name, have.Value, want)
		}
	}
	return nil
}

func (p *player) called(n *yaml.Node) error {
	var c scriptCalled
	if n.Kind == yaml.ScalarNode {
		c.Operation = n.Value
	} else if err := n.Decode(&c); err != nil {
		return err
	}
	effects, calls := 0, 0
	for _, call := range p.Double.Calls() {
		if call.Operation != c.Operation || call.Query || !with(call.Params, c.With) {
			continue
		}
		if c.Subject != "" && call.Subject != c.Subject || c.Actor != "" && call.Actor != c.Actor {
			continue
		}
		calls++
		if call.Effect {
			effects++
		}
	}
	op, _ := p.House.Company.Operation(c.Operation)
	have := effects
	if op.Effect == conversation.EffectNone {
		have = calls
	}
	switch {
	case c.Times != nil && have != *c.Times:
		return fmt.Errorf("%s took effect %d times, not %d (%d requests)", c.Operation, have, *c.Times, calls)
	case c.Times == nil && have == 0:
		return fmt.Errorf("%s took no effect (%d requests)", c.Operation, calls)
	}
	return nil
}

func with(params map[string]conversation.Value, want map[string]string) bool {
	for name, w := range want {
		v := params[name]
		if v.String() != w && !strings.EqualFold(v.Text, w) {
			return false
		}
	}
	return true
}

func (p *player) notCalled(n *yaml.Node) error {
	for _, call := range p.Double.Calls() {
		if call.Operation == n.Value && !call.Query {
			return fmt.Errorf("%s was called", n.Value)
		}
	}
	return nil
}

// backEnd holds everything that took effect in the company's systems to a list: no more, no less, in any order.
func (p *player) backEnd(n *yaml.Node) error {
	if n.Kind != yaml.SequenceNode {
		return fmt.Errorf("what was changed is a list: [] or [{operation: {parameter: value}}]")
	}
	left := slices.DeleteFunc(p.Double.Calls(), func(c connectors.Called) bool { return !c.Effect })
	for _, item := range n.Content {
		want := map[string]map[string]string{}
		if item.Kind == yaml.ScalarNode {
			want[item.Value] = nil
		} else if err := item.Decode(&want); err != nil {
			return err
		}
		for operation, params := range want {
			i := slices.IndexFunc(left, func(c connectors.Called) bool { return c.Operation == operation && with(c.Params, params) })
			if i < 0 {
				return fmt.Errorf("%s with %v was not done", operation, params)
			}
			left = slices.Delete(left, i, i+1)
		}
	}
	if len(left) > 0 {
		return fmt.Errorf("%s was done too, with %s", left[0].Operation, conversation.Rec(left[0].Params))
	}
	return nil
}

func (p *player) status(n *yaml.Node) error {
	s, err := p.State(p.ctx)
	if err == nil && string(s.Status) != n.Value {
		err = fmt.Errorf("the conversation is %s", s.Status)
	}
	return err
}

func (p *player) cites(n *yaml.Node) error {
	var have []string
	for _, m := range p.Last() {
		for _, c := range m.Citations {
			have = append(have, c.Title)
			if strings.Contains(fold(c.Title), fold(n.Value)) {
				return nil
			}
		}
	}
	return fmt.Errorf("%q is not cited, but %q", n.Value, have)
}

func (p *player) done(n *yaml.Node) error {
	s, err := p.State(p.ctx)
	if err != nil {
		return err
	}
	for _, f := range s.Frames {
		if f.Flow == n.Value && f.Outcome == conversation.FrameDone {
			return nil
		}
	}
	return fmt.Errorf("%s is not done", n.Value)
}

func (p *player) receipt(n *yaml.Node) error {
	for _, m := range p.Last() {
		if m.Receipt == nil {
			continue
		}
		all := m.Receipt.Title + " " + m.Receipt.Reference + " " + strings.Join(m.Receipt.Lines, " ")
		if strings.Contains(fold(all), fold(n.Value)) {
			return nil
		}
	}
	return fmt.Errorf("no receipt with %q was given", n.Value)
}

func (p *player) language(n *yaml.Node) error {
	s, err := p.State(p.ctx)
	if err == nil && s.Language != n.Value {
		err = fmt.Errorf("the conversation is in %s", s.Language)
	}
	return err
}
