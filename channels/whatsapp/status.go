package whatsapp

import (
	"strconv"

	"balie/conversation"
)

// reached translates Meta's words for how far a message came.
var reached = map[string]conversation.DeliveryState{
	"sent": conversation.Sent, "delivered": conversation.Delivered, "read": conversation.Read, "played": conversation.Read,
	"failed": conversation.Rejected,
}

// status turns one status into a mark. Ours is named by the id that went along, else by Meta's own.
func (w *WhatsApp) status(b *batch, s status) {
	state, known := reached[s.Status]
	if !known || s.ID == "" && s.Data == "" {
		b.count("status.unknown")
		return
	}
	b.count("status." + s.Status)
	if s.Pricing.Category == "general_purpose_ai" { // Meta takes this number for a general assistant, and may close it
		b.count("alarm.general_purpose_ai")
		w.o.Log.Error("whatsapp: Meta bills this number as a general-purpose assistant")
	}
	if whole, n, is := partOf(s.Data); is { // the last one stands for the whole; of others it counts that they were taken in
		if state != conversation.Rejected {
			b.marks = append(b.marks, taken(whole, n))
		}
		return
	}
	d := conversation.Delivery{ID: s.Data, State: state, Provider: s.ID}
	if state == conversation.Rejected {
		w.failed(b, &d, s)
	}
	b.marks = append(b.marks, d)
}

// failed adds what Meta says of a message that did not come through.
func (w *WhatsApp) failed(b *batch, d *conversation.Delivery, s status) {
	code, given := first(s.Errors)
	if !given {
		d.Detail = "no code"
		return
	}
	d.Detail = strconv.Itoa(code)
	if code == optedOut {
		w.wants(b, true, w.o.Now(), s.To, s.ToUser)
	}
	act := actionOf(code)
	d.Retry = w.retry(act, code, 1)
	if act == stop || code == spam {
		b.count("alarm.operator")
		w.o.Log.Error("whatsapp: Meta refuses messages: an operator is needed", "code", code)
	}
}
