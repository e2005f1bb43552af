package desk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"balie/conversation"
)

// A one-time code stands in a message, in what was understood of it, in its trace and in a value: nowhere may an agent
// read it, also not when the record is read from its middle, nor while the question for it is open.
func TestACodeIsNeverRead(t *testing.T) {
	t.Parallel()
	r := setup(t)
	code := conversation.Of(conversation.Text, "08 01-42")
	set := conversation.Command{Do: conversation.DoSet, Frame: 1, Slot: "code", Value: &code, Text: "08 01-42"}
	ask := conversation.Said{Frame: 1, Flow: "block_card", Step: "collect.code", Kind: "ask", Text: "Wat is de code?", Asks: []string{"code"}}
	a := r.claimed(append(started(), ask,
		conversation.MessageReceived{Kind: conversation.InputText, Text: "mijn code is 9 9 1 1 2 2 toch?"},
		conversation.MessageReceived{Kind: conversation.InputText, Text: "of 080142."},
		conversation.Understood{Understanding: conversation.Understanding{Commands: []conversation.Command{set}, Trace: []string{`"08 01-42": confidence 0.05 of 0.46`}}},
		conversation.CommandAdmitted{Command: set},
		conversation.SlotSet{Frame: 1, Flow: "block_card", Slot: "code", Value: code, Said: "of 080142."},
		conversation.Said{Frame: 1, Flow: "block_card", Step: "collect.day", Kind: "ask", Text: "Sinds wanneer?", Asks: []string{"day"}},
		conversation.MessageReceived{Kind: conversation.InputText, Text: "080142 was het, bestelling 123456"},
	)...)
	s, err := r.State(t.Context(), a.ID)
	r.must(err)
	for _, after := range []int64{0, 6, s.N - 5} {
		events, err := r.Record(t.Context(), s, after)
		r.must(err)
		text, err := json.Marshal(events)
		r.must(err)
		for _, secret := range []string{"080142", "08 01-42", "9 9 1 1 2 2", "991122"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("after %d an agent reads %q in %s", after, secret, text)
			}
		}
		if !strings.Contains(string(text), "123456") || !strings.Contains(string(text), "••••••") { // the order number is none of it
			t.Errorf("after %d: covered too much or nothing: %s", after, text)
		}
	}
}
