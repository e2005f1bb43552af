package assistant_test

import (
	"testing"

	"balie/conversation"
)

// TestAReportToTheAddressOfAnAction: it reaches the conversation of that action and no other, and ends what waits there for
// what it is about.
func TestAReportToTheAddressOfAnAction(t *testing.T) {
	t.Parallel()
	h := open(t, "shop", "shop", func(o operations) {
		op := o["shop.follow_order"]
		op.Reports = true
		o["shop.follow_order"] = op
	})
	h.written(errand)
	h.signsIn("C-1001")
	h.says("volg", start("errand"))
	m := h.pushes("set:1:order:W-5001")
	h.tells(h.presses(m, "Ja"), "Ook per brief?")
	a := h.action(1)
	to := func(action, reference, id, words string) conversation.Accepted {
		in := h.of(reference, id, words)
		in.Key = conversation.AddressKey(h.store, action)
		return h.accepts(in)
	}
	reference := a.Receipt.Output.Field("reference").Text
	if acc := to(a.Key+"x", reference, "E-1", "gestolen"); !acc.Unknown {
		t.Error("the address of another action found this one")
	}
	if acc := to(a.Key, "F-0", "E-2", "vermist"); acc.Unknown || acc.Conversation != h.id {
		t.Errorf("a report of something else is %+v", acc)
	}
	if m := h.rests(); len(m) > 0 {
		t.Errorf("of something else it says %v", m)
	}
	if acc := to(a.Key, reference, "E-3", "verzonden"); acc.Unknown || acc.Conversation != h.id {
		t.Fatalf("the report is %+v", acc)
	}
	h.tells(h.says("ja", conversation.Command{Do: conversation.DoSet, Slot: "sure", Value: new(conversation.Bool(true))}), "Nieuws: verzonden")
	h.toldOnce("Nieuws: ")
}
