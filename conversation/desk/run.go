package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"balie/conversation"
)

// Run is the step that the agent who has the floor may have carried out in the customer's place, or may record as done
// elsewhere.
type Run struct {
	Step   string  `json:"step"`
	Label  string  `json:"label"`  // what is done
	Title  string  `json:"title"`  // of its process
	Params []Param `json:"params"` // what is sent
}

// Param is one thing that a step sends, as an agent reads it.
type Param struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// RunStep orders a step to be carried out as the agent's own, once per client id. What becomes of it comes into the record.
// ErrNotHeld, ErrStale, ErrClosed as for every act; ErrNotRunnable: the process does not stand there, or the customer's
// yes is needed.
func (d *Desk) RunStep(ctx context.Context, a Act, client, step string) (*conversation.State, error) {
	if !clientID.MatchString(client) {
		return nil, invalid("the client id must be 1 to 64 letters, digits, - or _")
	}
	s, err := d.State(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	if err := a.held(s); err != nil {
		return nil, fmt.Errorf("desk: %s: %w", a.ID, err)
	}
	if r := d.runnable(s, conversation.DoRun, ""); r == nil || r.Step != step {
		return nil, fmt.Errorf("desk: %s: %w", a.ID, ErrNotRunnable)
	}
	err = d.o.Order(ctx, conversation.Input{
		Conversation: a.ID, Source: "desk/" + a.Agent, ID: client, Kind: conversation.InputRun, Agent: a.Agent, Name: step, At: d.o.Now(),
	})
	if err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	return s, nil
}

// runnable finds the step at which the process stands, when its agent may run it, or record that it was done elsewhere;
// nil when there is none.
func (d *Desk) runnable(s *conversation.State, do conversation.Verb, language string) *Run {
	process := s.Process()
	if s.Status != conversation.WithPerson || process == nil || s.Open != 0 {
		return nil
	}
	for _, f := range s.Frames {
		if f.Outcome != "" || s.Root(f) != process {
			continue
		}
		flow, _ := d.o.Describe(f.Revision, f.Flow, language)
		for _, st := range flow.Steps {
			if st.Kind != "confirm" && st.Kind != "call" {
				continue
			}
			if c, ok := d.o.Probe(s, do, st.Name); ok {
				return &Run{
					Step: st.Name, Label: d.operation(c.Operation, language), Title: d.title(f, f.Flow, language),
					Params: d.params(s, c, language),
				}
			}
		}
	}
	return nil
}

// params words what a call sends: by the slot that has the same name, where there is one.
func (d *Desk) params(s *conversation.State, c conversation.Call, language string) []Param {
	out := []Param{}
	f := s.Frame(c.Frame)
	for _, name := range slices.Sorted(maps.Keys(c.Params)) {
		p := Param{Label: strings.ReplaceAll(name, "_", " "), Text: c.Params[name].String()}
		if f != nil {
			if sl, ok := d.slot(s, f, name, language); ok {
				seen := view(f, sl, expected(d.o.Expect(s), f.ID)[name])
				switch {
				case seen.Secret:
					p.Text = hidden
				case seen.Text != "":
					p.Text = seen.Text
				}
				p.Label = seen.Label
			}
		}
		out = append(out, p)
	}
	return out
}
