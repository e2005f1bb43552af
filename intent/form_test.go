package intent

import (
	"testing"

	"balie/conversation"
)

// TestAFormIsReadFieldByField: each field is the answer to its own question, whatever else it might be called.
func TestAFormIsReadFieldByField(t *testing.T) {
	t.Parallel()
	slot := func(name string, typ conversation.Type) conversation.SlotExpectation {
		return conversation.SlotExpectation{Frame: 2, Flow: "move", Slot: name, Type: typ}
	}
	mail, kind := slot("email", conversation.Email), slot("kind", conversation.Choice)
	mail.Optional = true
	kind.Options = []conversation.Option{{Key: "flat", Value: conversation.Of(conversation.Choice, "flat"), Label: "Appartement"}}
	street := slot("street", conversation.Text)
	r := setup(t)
	for _, c := range []struct {
		slot conversation.SlotExpectation
		text string
		want string // how the command is written
	}{
		{street, "Stopweg 1", "set"}, {street, "ik wil een medewerker", "set"}, {street, "", ""},
		{slot("number", conversation.Number), "108", "set"}, {slot("day", conversation.Date), "2026-12-01", "set"},
		{slot("iban", conversation.IBAN), "NL91 ABNA 0417 1643 00", "set"}, {slot("iban", conversation.IBAN), "NL92 ABNA 0417 1643 00", "unclear"},
		{mail, "", "skip"}, {mail, "jan", "unclear"}, {kind, "flat", "set"}, {kind, "castle", "unclear"}, {kind, "Appartement", "set"},
	} {
		u, err := r.Understand(t.Context(), []conversation.Utterance{{Choice: "form:2", Text: "x", Fields: map[string]string{c.slot.Slot: c.text}}},
			conversation.Expectation{Language: "nl", Asked: &c.slot})
		if err != nil {
			t.Fatal(err)
		}
		got := u.Commands[0]
		want := conversation.Verb(c.want)
		if c.want == "" {
			want = conversation.DoUnclear
		}
		if len(u.Commands) != 1 || got.Do != want || got.By != byForm {
			t.Errorf("%s %q: %v", c.slot.Slot, c.text, u.Commands)
		}
		if got.Do == conversation.DoSet && (got.Slot != c.slot.Slot || got.Frame != 2 || got.Value == nil) {
			t.Errorf("%s %q: %+v", c.slot.Slot, c.text, got)
		}
	}
	u, err := r.Understand(t.Context(), []conversation.Utterance{{Choice: "form:7", Text: "x", Fields: map[string]string{"street": "y"}}}, conversation.Expectation{Language: "nl", Asked: &street})
	if err != nil || u.Commands[0].Do != conversation.DoUnclear {
		t.Errorf("of another frame: %v %v", u.Commands, err)
	}
}
