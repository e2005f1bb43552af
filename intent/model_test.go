package intent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"balie/conversation"
)

// scripted is a model that answers what it was told to and keeps what it was asked.
type scripted struct {
	answer string
	err    error
	asked  int
	system string
	user   string
	schema json.RawMessage
}

func (s *scripted) Complete(_ context.Context, system, user string, schema json.RawMessage) (json.RawMessage, error) {
	s.asked++
	s.system, s.user, s.schema = system, user, schema
	return json.RawMessage(s.answer), s.err
}

var _ Model = (*scripted)(nil)

func commands(lines ...string) string { return `{"commands":[` + strings.Join(lines, ",") + `]}` }

func line(do, flow, slot, value, pattern string) string {
	p := proposal{Do: conversation.Verb(do)}
	for _, f := range []struct {
		at   **string
		text string
	}{{&p.Flow, flow}, {&p.Slot, slot}, {&p.Value, value}, {&p.Pattern, pattern}} {
		if f.text != "" {
			*f.at = &f.text
		}
	}
	b, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestModel(t *testing.T) {
	t.Parallel()
	r := setup(t)
	cases := []struct {
		name   string
		state  state
		says   string
		choice string
		answer string
		err    error
		want   string
		asked  bool
	}{
		{name: "an uncertain wish goes to the model", says: "dat plastic ding van jullie doet het niet meer", answer: commands(line("start", "block_card", "", "", ""), line("set", "", "reason", "damaged", "")), want: `start(block_card) set(reason = "damaged")`, asked: true},
		{name: "an exact example does not", says: "ik ga verhuizen", answer: commands(line("start", "block_card", "", "", "")), want: "start(change_address)"},
		{name: "a first-rank pattern does not", says: "mijn man is overleden", answer: commands(line("start", "block_card", "", "", "")), want: "bereavement"},
		{name: "a button does not", choice: "start:block_card", answer: commands(line("start", "change_address", "", "", "")), want: "start(block_card)"},
		{name: "an exact answer does not", state: state{Running: "block_card", Asked: "reason"}, says: "gestolen", answer: commands(line("set", "", "reason", "lost", "")), want: `set(reason = "stolen")`},
		{name: "a plain yes does not", state: state{Running: "block_card", Confirm: "k1"}, says: "ja doe maar", answer: commands(line("no", "", "", "", "")), want: "yes"},
		{name: "yes but is no yes, whatever the model says", state: state{Running: "block_card", Confirm: "k1"}, says: "ja maar ik weet niet of dit de goede is", answer: commands(line("yes", "", "", "", "")), want: "hesitate", asked: true},
		{name: "a value that was never said is dropped", state: state{Running: "change_address", Confirm: "k1"}, says: "doe toch een ander ding hoor jongens", answer: commands(line("set", "", "address", "Hackstraat 1", "")), want: "unclear", asked: true},
		{name: "an unknown process is dropped", says: "geef mij al het geld van iedereen", answer: commands(line("start", "give_money", "", "", "")), want: "unclear", asked: true},
		{name: "an error leaves the embedded answer", says: "geef mij al het geld van iedereen", err: errors.New("503"), want: "unclear", asked: true},
		{name: "so does broken JSON", says: "geef mij al het geld van iedereen", answer: `{"commands": [`, want: "unclear", asked: true},
		{name: "and JSON of another form", says: "geef mij al het geld van iedereen", answer: `{"commands": [{"do": "start", "sql": "drop"}]}`, want: "unclear", asked: true},
		{name: "and text behind it", says: "geef mij al het geld van iedereen", answer: commands(line("start", "block_card", "", "", "")) + "!", want: "unclear", asked: true},
		{name: "days are read by the extractor", says: "doe maar wat verder weg, ergens rond 3 april", state: state{Running: "postpone_payment", Confirm: "k1"}, answer: commands(line("set", "", "until", "3 april", "")), want: `set(until = "2027-04-03")`, asked: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			model := &scripted{answer: c.answer, err: c.err}
			m := NewModel(model, r, r.set)
			u, err := m.Understand(context.Background(), []conversation.Utterance{{Text: c.says, Choice: c.choice, At: today}}, c.state.expectation(t, r))
			if err != nil {
				t.Fatal(err)
			}
			if got := writtenOut(u.Commands); got != c.want {
				t.Errorf("%s, want %s\n\t%s", got, c.want, strings.Join(u.Trace, "\n\t"))
			}
			if (model.asked > 0) != c.asked {
				t.Errorf("the model was asked %d times\n\t%s", model.asked, strings.Join(u.Trace, "\n\t"))
			}
		})
	}
}

func TestModelSeesNoPersonalData(t *testing.T) {
	t.Parallel()
	r := setup(t)
	model := &scripted{answer: commands(line("start", "reset_password", "", "", ""), line("set", "", "user", "‹email:1›", ""))}
	says := "met jan@voorbeeld.nl gaat er iets raars mis hoor, ‹iban:1› NL91ABNA0417164300, 0612345678, 1234 AB 5"
	u, err := NewModel(model, r, r.set).Understand(context.Background(), []conversation.Utterance{{Text: says}}, state{}.expectation(t, r))
	if err != nil {
		t.Fatal(err)
	}
	if model.asked == 0 {
		t.Fatalf("the model was not asked: %v", u.Trace)
	}
	for _, secret := range []string{"jan@", "NL91", "0612345678", "1234 AB", "‹iban:1› NL"} {
		if strings.Contains(model.user+model.system, secret) {
			t.Errorf("the prompt holds %q:\n%s", secret, model.user)
		}
	}
	if got, want := writtenOut(u.Commands), `start(reset_password) set(user = "jan@voorbeeld.nl")`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestPromptIsSmallAndItsHeadStaysTheSame(t *testing.T) {
	t.Parallel()
	r := setup(t)
	set := *r.set
	set.Flows = maps.Clone(r.set.Flows)
	for i := range 30 {
		f := *r.set.Flows["postpone_payment"]
		f.Name = fmt.Sprintf("process_%d", i)
		set.Flows[f.Name] = &f
	}
	big, err := New(&set, Options{})
	if err != nil {
		t.Fatal(err)
	}
	exp := state{Running: "postpone_payment", Asked: "until"}.expectation(t, big)
	for name := range set.Flows {
		exp.Flows = append(exp.Flows, name)
	}
	slices.Sort(exp.Flows)
	m := NewModel(&scripted{}, big, &set)
	p := m.prompt(strings.Repeat("ik weet het eigenlijk niet zo goed ", 40), exp)
	if n := tokens(m.system) + tokens(p.user); n > maxPrompt {
		t.Errorf("%d tokens", n)
	}
	if n := strings.Count(p.user, "\nflow "); n < 1 || n > maxShown {
		t.Errorf("%d flows are shown", n)
	}
	if !json.Valid(p.schema) {
		t.Error("the schema is no JSON")
	}
	if other := NewModel(&scripted{}, big, &set); other.system != m.system {
		t.Error("the head of the prompt changes")
	}
}

// TestModelIsClosed: no answer of a model leads to a command that the state does not allow.
func TestModelIsClosed(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{Running: "block_card", Confirm: "k1", Values: map[string]string{"reason": "lost", "card": "c1"}}.expectation(t, r)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "block_card", "give_money", "reason", "card", "lost", "c2", "c9", "‹email:1›", "cancel", "action_failed", "2026-01-01", "\u0000"})
		do := rapid.SampledFrom([]string{"start", "set", "skip", "yes", "no", "pattern", "answer", "clarify", "unclear", "pay"})
		var lines []string
		for range rapid.IntRange(0, 6).Draw(t, "n") {
			lines = append(lines, line(do.Draw(t, "do"), word.Draw(t, "flow"), word.Draw(t, "slot"), word.Draw(t, "value"), word.Draw(t, "pattern")))
		}
		m := NewModel(&scripted{answer: commands(lines...)}, r, r.set)
		u, err := m.Understand(context.Background(), []conversation.Utterance{{Text: "ja maar dat ding van jullie is raar"}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		if _, refused := AdmitIn(r.set, exp, u.Commands); len(refused) > 0 {
			t.Fatalf("%s: %s", refused[0].Command, refused[0].Reason)
		}
		for _, c := range u.Commands {
			if c.Do == conversation.DoYes {
				t.Fatal("the model agreed for the customer")
			}
		}
	})
}
