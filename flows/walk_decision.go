package flows

import (
	"fmt"
	"slices"
	"strings"

	"balie/conversation"
)

// decision is satisfied when it was made for these values, the customer was told, and what it leaves to a person was
// decided by one. It is made once for the same values, and anew when they change or when a person hands back without having
// decided.
func (p *place) decision(st *Step) (*need, ended, error) {
	values := p.weighed(st)
	made, ok := p.f.Decisions[st.Name]
	undecided := made.Outcome == PersonDecides && p.f.Handed[conversation.ByPerson(st.Name)] // and handed back
	if !ok || undecided || p.holding(made.Values) != p.holding(values) {
		return p.only(p.decide(st, values))
	}
	if n := p.tellDecision(st, made); n != nil {
		return n, ranOn, nil
	}
	if made.Outcome == PersonDecides {
		return p.handover(&Step{Name: conversation.ByPerson(st.Name), Kind: Handover, Target: "decision", Stays: true}), ranOn, nil
	}
	if b := st.Outcomes[made.Outcome]; len(b) > 0 {
		return p.steps(b)
	}
	return nil, ranOn, nil
}

// weighed is what the rules of a decision read, by path.
func (p *place) weighed(st *Step) map[string]conversation.Value {
	out := map[string]conversation.Value{}
	for _, r := range st.Rules {
		if r.If == nil {
			continue
		}
		for path := range r.If.paths {
			if v, ok := p.env.at(path); ok {
				out[path] = v
			}
		}
	}
	return out
}

// holding writes the values that a correction may change. What comes of the time or of the customer is none of them: what is
// decided on it is decided once.
func (p *place) holding(values map[string]conversation.Value) string {
	out := map[string]conversation.Value{}
	for path, v := range values {
		name, _, _ := strings.Cut(path, ".")
		if x := p.flow.Values[name]; name != "customer" && name != nowName && name != todayName && (x == nil || !x.Once) {
			out[path] = v
		}
	}
	return conversation.CanonicalParams(out)
}

// at finds the value at the end of a chain of names: card.last4.
func (e *Env) at(path string) (conversation.Value, bool) {
	name, rest, more := strings.Cut(path, ".")
	v, ok := e.Get(name)
	for ok && more {
		name, rest, more = strings.Cut(rest, ".")
		v = v.Field(name)
		ok = !v.Zero()
	}
	return v, ok
}

// decide finds the first rule that holds.
func (p *place) decide(st *Step, values map[string]conversation.Value) (*need, error) {
	for i, r := range st.Rules {
		e := conversation.DecisionMade{
			Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name, Outcome: r.Outcome, Values: values, Revision: p.f.Revision,
		}
		if r.If != nil {
			holds, err := r.If.Bool(p.env)
			if err != nil {
				return nil, fmt.Errorf("rule %d: %w", i+1, err)
			}
			if !holds {
				continue
			}
			e.Rule, e.If = i+1, r.If.Source
		}
		if r.Because != nil {
			var err error
			if e.Because, err = r.Because.Render(p.s.Language, p.set.Tone, p.env); err != nil {
				return nil, fmt.Errorf("rule %d: %w", i+1, err)
			}
		}
		return &need{alone: true, meet: func(t *thought) error {
			if t.engine.Ruled != nil {
				t.engine.Ruled(p.flow.Name, st.Name, e.Rule)
			}
			t.add(e)
			return nil
		}}, nil
	}
	return nil, fmt.Errorf("no rule holds")
}

// tellDecision says what was decided and why, and that a person can look at what goes against the customer; nil when it was
// said, or nothing is to be told.
func (p *place) tellDecision(st *Step, made conversation.Decision) *need {
	if made.Because == "" || p.f.Said[st.Name] != "" || p.agent != "" {
		return nil
	}
	return &need{alone: true, meet: func(t *thought) error {
		said := conversation.Said{
			Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name, Kind: "say", Text: made.Because, Hash: marked,
			Because: "decision " + st.Name + " of " + p.flow.Name,
		}
		if made.Agent == "" && st.refuses(made.Outcome) && !hasHandover(st.Outcomes[made.Outcome]) {
			said.Text += "\n" + t.small("decision.contest")
			said.Buttons = []conversation.Button{{ID: contest(), Label: t.small("button.contest"), Style: "quiet"}}
		}
		t.add(t.message(said))
		return nil
	}}
}

// contest is the choice of the button that asks a person to look at a decision.
func contest() string {
	return conversation.Command{Do: conversation.DoPattern, Pattern: "contest"}.Choice()
}

func hasHandover(list []*Step) bool {
	return slices.ContainsFunc(list, func(s *Step) bool { return s.Kind == Handover })
}
