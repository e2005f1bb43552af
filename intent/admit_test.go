package intent

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"balie/conversation"
)

// card is a record that a back end listed.
func card(id string) conversation.Option {
	v := conversation.Rec(map[string]conversation.Value{"id": conversation.Of(conversation.Ref("card"), id)})
	return conversation.Option{Key: id, Value: v, Label: "Pas " + id, Labels: []string{"Pas " + id}}
}

func reasons() []conversation.Option {
	var out []conversation.Option
	for _, k := range []string{"lost", "stolen"} {
		out = append(out, conversation.Option{Key: k, Value: conversation.Of(conversation.Choice, k), Label: k})
	}
	return out
}

// blocking is a state with an open question, an open confirmation and slots of every kind.
func blocking() conversation.Expectation {
	return conversation.Expectation{
		Running: "block_card", Confirm: "k1", Flows: []string{"block_card", "change_address"}, Patterns: []string{"cancel", "handover"}, Now: today,
		Asked: &conversation.SlotExpectation{Frame: 1, Flow: "block_card", Slot: "card", Type: conversation.Choice, Options: []conversation.Option{card("A"), card("B")}},
		Also: []conversation.SlotExpectation{
			{Frame: 1, Flow: "block_card", Slot: "reason", Type: conversation.Choice, Options: reasons()},
			{Frame: 1, Flow: "block_card", Slot: "since", Type: conversation.Date},
			{Frame: 1, Flow: "block_card", Slot: "amount", Type: conversation.Money},
			{Frame: 1, Flow: "block_card", Slot: "note", Type: conversation.Text},
			{Frame: 2, Flow: "report", Slot: "account", Type: conversation.Ref("account")},
		},
	}
}

func TestAdmitNamesWhatItRefuses(t *testing.T) {
	t.Parallel()
	value := func(v conversation.Value) *conversation.Value { return &v }
	cases := []struct {
		name    string
		command conversation.Command
		why     string // empty: admitted
	}{
		{"an offered record", conversation.Command{Do: conversation.DoSet, Slot: "card", Value: value(card("A").Value)}, ""},
		{"a record that was not offered", conversation.Command{Do: conversation.DoSet, Slot: "card", Value: value(card("C").Value)}, "no such option"},
		{"a typed reference", conversation.Command{Do: conversation.DoSet, Slot: "account", Value: value(conversation.Of(conversation.Ref("account"), "1"))}, "no such option"},
		{"an own option", conversation.Command{Do: conversation.DoSet, Slot: "reason", Value: value(conversation.Of(conversation.Choice, "lost"))}, ""},
		{"another option", conversation.Command{Do: conversation.DoSet, Slot: "reason", Value: value(conversation.Of(conversation.Choice, "burned"))}, "no such option"},
		{"an option as text", conversation.Command{Do: conversation.DoSet, Slot: "reason", Value: value(conversation.Of(conversation.Text, "lost"))}, "no such option"},
		{"a day", conversation.Command{Do: conversation.DoSet, Slot: "since", Value: value(conversation.Of(conversation.Date, "2026-11-20"))}, ""},
		{"no day", conversation.Command{Do: conversation.DoSet, Slot: "since", Value: value(conversation.Of(conversation.Date, "2026-02-31"))}, "takes a value"},
		{"a day as text", conversation.Command{Do: conversation.DoSet, Slot: "since", Value: value(conversation.Of(conversation.Text, "2026-11-20"))}, "takes a value"},
		{"a negative amount", conversation.Command{Do: conversation.DoSet, Slot: "amount", Value: value(conversation.Cents(-1, "EUR"))}, "takes a value"},
		{"an unknown slot", conversation.Command{Do: conversation.DoSet, Slot: "pin", Value: value(conversation.Of(conversation.Text, "1"))}, "does not take a value now"},
		{"another frame", conversation.Command{Do: conversation.DoSet, Frame: 9, Slot: "note", Value: value(conversation.Of(conversation.Text, "x"))}, "does not take a value now"},
		{"no value", conversation.Command{Do: conversation.DoSet, Slot: "note"}, "there is no value"},
		{"a known process", conversation.Command{Do: conversation.DoStart, Flow: "change_address"}, ""},
		{"an unknown process", conversation.Command{Do: conversation.DoStart, Flow: "give_money"}, "may not be started"},
		{"an unknown pattern", conversation.Command{Do: conversation.DoPattern, Pattern: "pay"}, "no pattern"},
		{"a yes", conversation.Command{Do: conversation.DoYes}, ""},
		{"a yes to the open confirmation", conversation.Command{Do: conversation.DoYes, Consent: "k1"}, ""},
		{"a yes to another confirmation", conversation.Command{Do: conversation.DoYes, Consent: "k0"}, "not open"},
		{"a stale button, which the engine answers", conversation.Command{Do: conversation.DoYes, Consent: "k0", By: "button"}, ""},
		{"a verb that does not exist", conversation.Command{Do: "transfer"}, "no command"},
		{"a skip of the open question", conversation.Command{Do: conversation.DoSkip, Slot: "card"}, ""},
		{"a skip of another slot", conversation.Command{Do: conversation.DoSkip, Slot: "reason"}, "not the one that is asked"},
		{"clarify with an unknown process", conversation.Command{Do: conversation.DoClarify, Flows: []string{"block_card", "x"}}, "may not be started"},
		{"an empty question", conversation.Command{Do: conversation.DoAnswer}, "no question"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			admitted, refused := Admit(blocking(), []conversation.Command{c.command})
			switch {
			case c.why == "" && len(admitted) != 1:
				t.Errorf("refused: %s", refused[0].Reason)
			case c.why != "" && (len(refused) != 1 || !strings.Contains(refused[0].Reason, c.why)):
				t.Errorf("%v refused, want %q", refused, c.why)
			}
		})
	}
}

func TestAdmitHoldsValuesOfANewProcessAgainstItsSlots(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{}.expectation(t, r)
	start := conversation.Command{Do: conversation.DoStart, Flow: "block_card"}
	set := func(slot string, v conversation.Value) conversation.Command {
		return conversation.Command{Do: conversation.DoSet, Slot: slot, Value: &v}
	}
	for name, c := range map[string]conversation.Command{
		"another option":    set("reason", conversation.Of(conversation.Choice, "burned")),
		"another type":      set("since", conversation.Of(conversation.Text, "gisteren")),
		"an unknown slot":   set("pin", conversation.Of(conversation.Text, "1234")),
		"a record":          set("card", conversation.Rec(map[string]conversation.Value{"id": conversation.Of(conversation.Text, "1")})),
		"the engine's text": {Do: conversation.DoPattern, Pattern: "action_failed"},
	} {
		if admitted, _ := AdmitIn(r.set, exp, []conversation.Command{start, c}); len(admitted) != 1 {
			t.Errorf("%s: admitted %v", name, admitted)
		}
	}
	if admitted, refused := AdmitIn(r.set, exp, []conversation.Command{start, set("reason", conversation.Of(conversation.Choice, "lost"))}); len(admitted) != 2 {
		t.Errorf("an option of its own is refused: %v", refused)
	}
	if admitted, _ := AdmitIn(r.set, exp, []conversation.Command{set("reason", conversation.Of(conversation.Choice, "lost")), start}); len(admitted) != 1 {
		t.Error("a value is admitted before its process is started")
	}
}

// hostile draws any command that a recognizer could produce, good or bad.
func hostile(t *rapid.T) conversation.Command {
	word := rapid.SampledFrom([]string{"", "card", "reason", "since", "amount", "note", "account", "k1", "k0", "block_card", "give_money",
		"cancel", "pay", "lost", "A", "2026-11-20", "\xff", strings.Repeat("x", 5000)})
	types := rapid.SampledFrom([]conversation.Type{"", "text", "yesno", "number", "amount", "date", "choice", "record", "list", "ref(card)", "ref(account)", "wish"})
	value := conversation.Value{Type: types.Draw(t, "type"), Text: word.Draw(t, "text"), Yes: rapid.Bool().Draw(t, "yes"), Number: rapid.SampledFrom([]float64{0, 1, math.NaN(), math.Inf(1)}).Draw(t, "number")}
	if rapid.Bool().Draw(t, "amount") {
		value.Amount = &conversation.Amount{Minor: rapid.Int64().Draw(t, "minor"), Currency: word.Draw(t, "currency")}
	}
	if rapid.Bool().Draw(t, "fields") {
		value.Fields = map[string]conversation.Value{"id": conversation.Of(types.Draw(t, "field type"), word.Draw(t, "field"))}
	}
	if rapid.Bool().Draw(t, "offered") {
		value = card(word.Draw(t, "card")).Value
	}
	c := conversation.Command{
		Do:   rapid.SampledFrom([]conversation.Verb{"start", "set", "skip", "yes", "no", "pattern", "answer", "clarify", "unclear", "pay", ""}).Draw(t, "do"),
		Flow: word.Draw(t, "flow"), Frame: rapid.IntRange(-1, 3).Draw(t, "frame"), Slot: word.Draw(t, "slot"), Pattern: word.Draw(t, "pattern"),
		Text: word.Draw(t, "said"), Consent: word.Draw(t, "consent"), Confidence: value.Number, Flows: rapid.SliceOfN(word, 0, 10).Draw(t, "flows"),
		By: rapid.SampledFrom([]string{"model", "embedded", "agent"}).Draw(t, "by"),
	}
	if rapid.Bool().Draw(t, "valued") {
		c.Value = &value
	}
	return c
}

// TestAdmitIsClosed: whatever is proposed, what is admitted is allowed in the present state.
func TestAdmitIsClosed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		exp := blocking()
		n := rapid.IntRange(0, 20).Draw(t, "n")
		var in []conversation.Command
		for range n {
			in = append(in, hostile(t))
		}
		admitted, refused := Admit(exp, in)
		if len(admitted)+len(refused) != n || len(admitted) > maxCommands {
			t.Fatalf("%d commands: %d admitted, %d refused", n, len(admitted), len(refused))
		}
		started := false
		for _, c := range admitted {
			if why := allowedBy(exp, c, started); why != "" {
				t.Fatalf("%s is admitted: %s", c, why)
			}
			started = started || c.Do == conversation.DoStart
		}
	})
}

// allowedBy says anew, and plainly, what may be admitted.
func allowedBy(exp conversation.Expectation, c conversation.Command, started bool) string {
	switch c.Do {
	case conversation.DoStart:
		if !slices.Contains(exp.Flows, c.Flow) {
			return "unknown process"
		}
	case conversation.DoPattern:
		if !slices.Contains(exp.Patterns, c.Pattern) {
			return "unknown pattern"
		}
	case conversation.DoYes, conversation.DoNo:
		if c.Consent != "" && c.Consent != exp.Confirm {
			return "another confirmation"
		}
	case conversation.DoSkip:
		if c.Slot != "" && c.Slot != exp.Asked.Slot {
			return "another question"
		}
	case conversation.DoClarify:
		for _, f := range c.Flows {
			if !slices.Contains(exp.Flows, f) {
				return "unknown process to clarify"
			}
		}
	case conversation.DoSet:
		return settable(exp, c, started)
	case conversation.DoAnswer, conversation.DoUnclear:
	default:
		return "unknown verb"
	}
	return ""
}

func settable(exp conversation.Expectation, c conversation.Command, started bool) string {
	v := *c.Value
	for _, s := range append(slices.Clone(exp.Also), *exp.Asked) {
		if s.Slot != c.Slot || c.Frame != 0 && c.Frame != s.Frame {
			continue
		}
		for _, o := range s.Options {
			if o.Value.Equal(v) {
				return ""
			}
		}
		if len(s.Options) == 0 && v.Type == s.Type && !s.Type.IsRef() && v.Fields == nil {
			return ""
		}
	}
	if started && c.Frame == 0 && !v.Type.IsRef() && v.Fields == nil && v.Items == nil {
		return ""
	}
	return fmt.Sprintf("slot %s takes no %s", c.Slot, v.Type)
}
