package intent

import (
	"testing"

	"balie/conversation"
)

func TestADayOrTimeNamesTheOnlyOptionOfIt(t *testing.T) {
	t.Parallel()
	r := setup(t)
	slot := func(id, day, starts string) conversation.Option {
		return conversation.Option{Key: id, Label: id, Value: conversation.Rec(map[string]conversation.Value{
			"id": conversation.Of(conversation.Text, id), "day": conversation.Of(conversation.Date, day), "starts": conversation.Of(conversation.Text, starts),
		})}
	}
	x := conversation.SlotExpectation{Slot: "moment", Type: conversation.Choice, Options: []conversation.Option{
		slot("a", "2026-11-27", "09:00"), slot("b", "2026-11-27", "14:00"), slot("c", "2026-11-30", "11:00"),
	}}
	turn := r.turn(conversation.Expectation{Now: today})
	for text, want := range map[string]string{
		"monday 30 november": "c", "maandag 30 november graag": "c", "vrijdag": "", "friday at 2 pm": "b", "om 9 uur": "a", "zaterdag": "",
	} {
		f, _ := turn.takeMoment(x, text)
		if f.Key != want {
			t.Errorf("%q: %q, want %q", text, f.Key, want)
		}
	}
}
