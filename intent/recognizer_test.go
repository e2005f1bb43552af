package intent

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// state is where a conversation stands, as a golden file tells it.
type state struct {
	Status  string            `yaml:"status"` // with the assistant when empty
	Running string            `yaml:"running"`
	Asked   string            `yaml:"asked"`
	Confirm string            `yaml:"confirm"`
	Values  map[string]string `yaml:"values"`
}

// expectation makes what the engine would expect in a state.
func (s state) expectation(t testing.TB, r *Recognizer) conversation.Expectation {
	t.Helper()
	exp := conversation.Expectation{
		Language: "nl", Status: conversation.WithAssistant, Running: s.Running, Confirm: s.Confirm, Now: today,
		Patterns: slices.Sorted(maps.Keys(r.set.Patterns)),
	}
	if s.Status != "" {
		exp.Status = conversation.Status(s.Status)
	}
	for name, f := range r.set.Flows {
		if len(f.Examples) > 0 {
			exp.Flows = append(exp.Flows, name)
		}
	}
	if s.Running == "" {
		return exp
	}
	flow := r.set.Flows[s.Running]
	turn := r.turn(exp)
	for _, name := range flow.SlotOrder {
		x := turn.expected(flow, flow.Slots[name])
		x.Frame = 1
		if v := s.Values[name]; v != "" {
			x.Value = valueOf(t, r, x, v)
		}
		if name == s.Asked {
			exp.Asked = &x
		} else {
			exp.Also = append(exp.Also, x)
		}
	}
	return exp
}

func valueOf(t testing.TB, r *Recognizer, x conversation.SlotExpectation, text string) conversation.Value {
	t.Helper()
	if x.Type == conversation.Choice || x.Type == conversation.Text {
		return conversation.Of(x.Type, text)
	}
	f, ok := r.turn(conversation.Expectation{Now: today}).take(x, text, false)
	if !ok {
		t.Fatalf("%s is no %s", text, x.Type)
	}
	return f.Value
}

func writtenOut(cs []conversation.Command) string {
	var out []string
	for _, c := range cs {
		out = append(out, c.String())
	}
	return strings.Join(out, " ")
}

func TestRecognizer(t *testing.T) {
	t.Parallel()
	r := setup(t)
	data, err := os.ReadFile("testdata/bank.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		States map[string]state     `yaml:"states"`
		Cases  map[string]yaml.Node `yaml:"cases"`
	}
	if err := yaml.Load(data, &golden); err != nil {
		t.Fatal(err)
	}
	for name, cases := range golden.Cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exp := golden.States[name].expectation(t, r)
			for i := 0; i+1 < len(cases.Content); i += 2 {
				says, want := messages(cases.Content[i]), cases.Content[i+1].Value
				u, err := r.Understand(context.Background(), says, exp)
				if err != nil {
					t.Fatal(err)
				}
				if got := writtenOut(u.Commands); got != want {
					t.Errorf("%v: %s, want %s\n\t%s", says[0].Text, got, want, strings.Join(u.Trace, "\n\t"))
				}
				if _, refused := Admit(exp, u.Commands); len(refused) > 0 {
					t.Errorf("%v: %s is refused: %s", says[0].Text, refused[0].Command, refused[0].Reason)
				}
			}
		})
	}
}

// messages reads a text, a list of texts, or a button's id.
func messages(n *yaml.Node) []conversation.Utterance {
	texts := []string{n.Value}
	if n.Kind == yaml.SequenceNode {
		texts = nil
		for _, c := range n.Content {
			texts = append(texts, c.Value)
		}
	}
	var out []conversation.Utterance
	for i, s := range texts {
		m := conversation.Utterance{Text: s, Input: int64(i + 1), At: today}
		if _, err := conversation.ParseChoice(s); err == nil && strings.Contains(s, ":") {
			m.Text, m.Choice = "", s
		}
		out = append(out, m)
	}
	return out
}
