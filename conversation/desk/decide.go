package desk

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"balie/conversation"
)

// Decided is a decision on the customer's matter, as an agent reads it: what was decided, by which rule and on which values, and
// what a person may decide instead.
type Decided struct {
	Frame    int      `json:"frame"`
	Step     string   `json:"step"`
	Title    string   `json:"title"` // of its process
	Label    string   `json:"label"` // the decision's name in words
	Outcome  string   `json:"outcome"`
	Rule     int      `json:"rule,omitempty"` // from 1; 0: none of the rules held, or a person decided
	If       string   `json:"if,omitempty"`
	Because  string   `json:"because,omitempty"`
	Values   []Weight `json:"values"`
	Revision string   `json:"revision,omitempty"`
	Agent    string   `json:"agent,omitempty"`   // who decided; empty: the rules did
	Choices  []string `json:"choices,omitempty"` // what the agent who has the floor may decide instead
	N        int64    `json:"n"`                 // number of its event
}

// Weight is one value on which was decided.
type Weight struct {
	Name  string             `json:"name"`
	Value conversation.Value `json:"value"`
	Text  string             `json:"text"`
}

// maxReason is the longest reason for a decision, in characters.
const maxReason = 300

// Decide records what a person decides at a decision step in place of its rules, with the reason that the customer is told.
// ErrNothing: nothing was decided there, the outcome is none of it, or something that depends on it is done; ErrInvalid: there
// is no reason, or it is too long.
func (d *Desk) Decide(ctx context.Context, a Act, frame int, step, outcome, because string) (*conversation.State, error) {
	because = strings.TrimSpace(because)
	if !utf8.ValidString(because) || strings.ContainsRune(because, 0) || utf8.RuneCountInString(because) > maxReason {
		return nil, misformed("long", "the reason is not readable or longer than %d characters", maxReason)
	}
	if because == "" {
		return nil, misformed("empty", "the customer is told why: give the reason")
	}
	return d.change(ctx, a.ID, func(h *conversation.Held) error {
		if err := a.held(h.State); err != nil {
			return err
		}
		e, err := d.o.Decide(h.State, conversation.DecisionMade{Frame: frame, Step: step, Outcome: outcome, Because: because, Agent: a.Agent})
		if err != nil {
			return ErrNothing
		}
		if k := h.State.Consent; k != nil && !k.Given {
			if err := h.Add(conversation.ConsentVoided{ID: k.ID, Reason: "corrected"}); err != nil {
				return err
			}
		}
		return h.Add(e)
	})
}

// decisions lists what was decided in a conversation, newest first.
func (d *Desk) decisions(s *conversation.State, language string) []Decided {
	out := []Decided{}
	for _, f := range s.Frames {
		for _, step := range slices.Sorted(maps.Keys(f.Decisions)) {
			made := f.Decisions[step]
			one := Decided{
				Frame: f.ID, Step: step, Title: d.title(f, f.Flow, language), Outcome: made.Outcome, Rule: made.Rule, If: made.If,
				Because: made.Because, Revision: made.Revision, Agent: made.Agent, N: made.N, Values: []Weight{},
			}
			for _, name := range slices.Sorted(maps.Keys(made.Values)) {
				one.Values = append(one.Values, Weight{
					Name: strings.ReplaceAll(name, "_", " "), Value: made.Values[name], Text: made.Values[name].String(),
				})
			}
			flow, _ := d.o.Describe(f.Revision, f.Flow, language)
			for _, st := range flow.Steps {
				if st.Name == step {
					one.Label = st.Label
					one.Choices = d.choices(s, f, st)
				}
			}
			out = append(out, one)
		}
	}
	slices.SortFunc(out, func(a, b Decided) int { return int(b.N - a.N) })
	return out
}

// choices are the outcomes that the agent who has the floor may decide on, for a process that runs.
func (d *Desk) choices(s *conversation.State, f *conversation.Frame, st Step) []string {
	if s.Holder == "" || f.Outcome != "" {
		return nil
	}
	var out []string
	for _, outcome := range st.Outcomes {
		_, err := d.o.Decide(s, conversation.DecisionMade{Frame: f.ID, Step: st.Name, Outcome: outcome, Agent: s.Holder})
		if err == nil {
			out = append(out, outcome)
		}
	}
	return out
}
