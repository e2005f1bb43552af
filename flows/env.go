package flows

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"balie/conversation"
)

// env makes what a frame's expressions and texts may read.
func (t *thought) env(f *conversation.Frame, flow *Flow) (*Env, error) {
	vals := t.common()
	maps.Copy(vals, f.Inputs)
	for name, v := range f.Slots {
		vals[name] = v.Value
	}
	flow.Walk(func(st *Step) {
		if st.Save == "" {
			return
		}
		if v, ok := t.saved(f, st); ok {
			vals[st.Save] = v
		}
	})
	env := &Env{Values: vals, Language: t.s.Language, Tone: t.set.Tone, Now: t.now, Place: t.engine.Place, Calendar: t.engine.Calendar, Free: flow.free}
	env.Label = func(name string) string { return t.label(f, flow, env, name) }
	if err := flow.Compute(env); err != nil {
		return nil, err
	}
	return env, nil
}

// common is what every flow and pattern may read, to add to. The state does not change during a thought, nor does the
// customer.
func (t *thought) common() map[string]conversation.Value {
	if t.customer.Zero() {
		t.customer = conversation.Rec(map[string]conversation.Value{
			"number":    text(t.s.Identity.Customer()),
			"name":      text(t.customerName()),
			"assurance": text(conversation.Known(t.s, t.now).String()),
			"known":     conversation.Bool(t.s.Identity.Subject != ""),
		})
	}
	return map[string]conversation.Value{"customer": t.customer, "company": conversation.Rec(t.set.Company)}
}

// customerName is the name of the customer whom it is about.
func (t *thought) customerName() string {
	if m := t.s.Identity.For; m != nil {
		return m.Name
	}
	return t.s.Identity.Name
}

// saved finds what a step's save holds.
func (t *thought) saved(f *conversation.Frame, st *Step) (conversation.Value, bool) {
	switch st.Kind {
	case Call:
		if n, ok := f.Receipts[st.Name]; ok {
			a := t.s.Action(n)
			return a.Receipt.Output, a.Receipt.Outcome == conversation.Done
		}
		r, ok := f.Results[st.Name]
		return r.Receipt.Output, ok && r.Receipt.Outcome == conversation.Done
	case SubFlow:
		in := t.s.Inner(f.ID, st.Name)
		if in == nil || in.Outcome != conversation.FrameDone {
			return conversation.Value{}, false
		}
		return conversation.Rec(in.Returns), true
	case Decision:
		made, ok := f.Decisions[st.Name]
		by := "rules"
		if made.Agent != "" {
			by = "person"
		}
		return conversation.Rec(map[string]conversation.Value{
			"outcome": text(made.Outcome), "because": text(made.Because), "by": text(by),
		}), ok
	case Wait:
		w := f.Waits[st.Name]
		return w.Value, w.Outcome == "arrived"
	}
	return conversation.Value{}, false
}

// label is how a customer calls the value of a slot.
func (t *thought) label(f *conversation.Frame, flow *Flow, env *Env, name string) string {
	slot := flow.Slots[name]
	if slot == nil {
		return ""
	}
	v := f.Slots[name].Value
	if slot.From != nil {
		if s, err := slot.From.Label.Render(t.s.Language, t.set.Tone, env.With("item", v)); err == nil {
			return s
		}
		return ""
	}
	for _, o := range slot.Options {
		if o.Value == v.Text {
			if s, err := o.Label.Render(t.s.Language, t.set.Tone, env); err == nil {
				return s
			}
		}
	}
	if v.Type == conversation.YesNo {
		if v.Yes {
			return t.small("button.yes")
		}
		return t.small("button.no")
	}
	return ""
}

// what is a slot's name as a customer reads it.
func (t *thought) what(slot *Slot) (string, error) {
	if slot == nil {
		return "", nil
	}
	if slot.Label != nil {
		return slot.Label.Render(t.s.Language, t.set.Tone, &Env{Language: t.s.Language})
	}
	return strings.ReplaceAll(slot.Name, "_", " "), nil
}

// hash is the same when the values of the names are the same.
func (p *place) hash(names []string) (string, error) {
	vals := map[string]conversation.Value{}
	for _, n := range names {
		if v, ok := p.env.Values[n]; ok {
			vals[n] = v
		}
	}
	return conversation.CanonicalParams(vals), nil
}

// when reads a moment, or a date: the start of that day where the company is.
func (t *thought) when(v conversation.Value) (time.Time, error) {
	place := t.engine.Place
	if place == nil {
		place = time.UTC
	}
	if at, err := time.Parse(time.RFC3339, v.Text); err == nil {
		return at, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, v.Text, place)
	if err != nil {
		return at, fmt.Errorf("until %q is no date", v.Text)
	}
	return at, nil
}

func text(s string) conversation.Value { return conversation.Of(conversation.Text, s) }

func number(n int) conversation.Value { return conversation.Num(float64(n)) }
