package whatsapp

import (
	"slices"
	"strings"

	"balie/channels/edge"
	"balie/conversation"
)

// batch is what one POST holds for us.
type batch struct {
	inputs []conversation.Input
	marks  []conversation.Delivery
	wishes []wish
	kinds  []string // what came by, to be counted
}

// object is what Meta calls everything that concerns WhatsApp.
const object = "whatsapp_business_account"

// fields are the changes that are known and not about messages. They are counted by name, all others as one kind.
var fields = []string{
	"account_alerts", "account_review_update", "account_update", "business_capability_update", "message_template_status_update",
	"message_template_quality_update", "message_template_components_update", "template_category_update", "phone_number_quality_update",
	"phone_number_name_update", "security", "flows", "history", "smb_app_state_sync", "smb_message_echoes", "user_preferences", "user_id_update",
}

// read takes a body apart. It fails only on what is not JSON at all; an element that makes no sense is counted, and
// the others are read.
func (w *WhatsApp) read(body []byte) (batch, error) {
	var e envelope
	if err := lenient(body, &e); err != nil {
		return batch{}, err
	}
	b := batch{}
	if e.Object != object {
		b.count("object.other")
		return b, nil
	}
	for _, entry := range e.Entry {
		for _, c := range entry.Changes {
			w.change(&b, c)
		}
	}
	return b, nil
}

func (w *WhatsApp) change(b *batch, c change) {
	if c.Value.Metadata.NumberID == w.o.NumberID {
		w.preferences(b, c.Value.Preferences)
		w.userIDs(b, c.Value.UserIDs)
	}
	switch {
	case slices.Contains(fields, c.Field):
		b.count("field." + c.Field)
		return
	case c.Field != "messages":
		b.count("field.unknown")
		w.o.Log.Warn("whatsapp: a field of a batch is not known", "field", cut(edge.Plain(c.Field), 60))
		return
	case c.Value.Metadata.NumberID != w.o.NumberID:
		b.count("number.other")
		return
	}
	for _, m := range c.Value.Messages {
		w.message(b, c.Value.Contacts, m)
	}
	for _, s := range c.Value.Statuses {
		w.status(b, s)
	}
	if code, given := first(c.Value.Errors); given {
		b.count("error.out_of_band")
		w.o.Log.Warn("whatsapp: Meta reports an error", "code", code)
	}
}

func (b *batch) count(kind string) { b.kinds = append(b.kinds, kind) }

// message turns one message into inputs.
func (w *WhatsApp) message(b *batch, contacts []contact, m message) {
	if m.GroupID != "" { // an answer would go to one member only, about what all of them read
		b.count("message.group")
		return
	}
	who := of(contacts, m)
	sender := who.sender(m)
	if sender == "" {
		b.count("message.nobody")
		return
	}
	base := conversation.Input{
		Address: w.address(sender), Source: Channel + ":" + w.o.NumberID, ID: m.identity(sender), At: w.past(m.Timestamp.Time),
		Extra: w.about(who, m),
	}
	inputs, kind := w.said(base, m)
	b.inputs = append(b.inputs, inputs...)
	b.count("message." + kind)
}

// of finds who sent a message. A batch may carry several people.
func of(contacts []contact, m message) contact {
	for _, c := range contacts {
		if c.WaID != "" && c.WaID == m.From || c.UserID != "" && c.UserID == m.FromUserID {
			return c
		}
	}
	if len(contacts) == 1 && m.From == "" && m.FromUserID == "" {
		return contacts[0]
	}
	return contact{}
}

// maxSender bounds an address, in bytes: a phone number, or two letters, a dot and at most 128 characters.
const maxSender = 200

// sender is where to answer: the number if we were told it, else the id that stands for the customer at this company.
func (c contact) sender(m message) string {
	for _, s := range []string{m.From, m.FromUserID, c.WaID, c.UserID} {
		if isSender(s) {
			return s
		}
	}
	return ""
}

func isSender(s string) bool {
	return s != "" && len(s) <= maxSender && s == edge.Plain(s) && !strings.ContainsAny(s, " /")
}
