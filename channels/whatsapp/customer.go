package whatsapp

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"balie/conversation"
)

// optedOut is the code of a message that a customer has said they do not want.
const optedOut = 131050

// wish is what a customer wants to be sent.
type wish struct {
	address conversation.Address
	stop    bool
	at      time.Time
}

func (w *WhatsApp) address(sender string) conversation.Address {
	return conversation.Address{Channel: Channel, Account: w.o.NumberID, Sender: sender}
}

// past is a moment that Meta names, or now where it names none or one to come.
func (w *WhatsApp) past(at time.Time) time.Time {
	if now := w.o.Now(); at.IsZero() || at.After(now) {
		return now.UTC().Truncate(time.Second)
	}
	return at
}

// wants notes a wish under every name that a customer has here.
func (w *WhatsApp) wants(b *batch, stop bool, at time.Time, senders ...string) {
	for _, s := range senders {
		if isSender(s) {
			b.wishes = append(b.wishes, wish{address: w.address(s), stop: stop, at: w.past(at)})
		}
	}
}

func (w *WhatsApp) preferences(b *batch, ps []preference) {
	for _, p := range ps {
		if p.Category != "marketing_messages" || p.Value != "stop" && p.Value != "resume" {
			b.count("preference.unknown")
			continue
		}
		b.count("preference." + p.Value)
		w.wants(b, p.Value == "stop", p.Timestamp.Time, p.WaID, p.UserID)
	}
}

// userIDs moves the conversations of who is known by an id that has changed.
func (w *WhatsApp) userIDs(b *batch, us []userID) {
	for _, u := range us {
		was, now := u.UserID.Previous, u.UserID.Current
		in := conversation.Input{Source: Channel + ":" + w.o.NumberID, At: w.past(u.Timestamp.Time)}
		if in, ok := w.rename(in, was, now); ok {
			sum := sha256.Sum256([]byte(was + "\x00" + now))
			in.ID = "user_id:" + hex.EncodeToString(sum[:])
			b.inputs = append(b.inputs, in)
		}
	}
}

// renumbered moves the conversation of who has another number, or another id at this company.
func (w *WhatsApp) renumbered(in conversation.Input, m message) []conversation.Input {
	switch m.System.Type {
	case "customer_identity_changed", "user_identity_changed":
		return w.doubted(in, m)
	case "user_changed_number", "user_changed_user_id":
	default:
		return nil
	}
	number := m.System.WaID
	if number == "" { // of who has hidden their number only the id is told
		number = m.System.UserID
	}
	var out []conversation.Input
	for _, c := range []struct{ what, was, now string }{{"#number", m.From, number}, {"#user_id", m.FromUserID, m.System.UserID}} {
		if one, ok := w.rename(in, c.was, c.now); ok {
			one.ID += c.what
			out = append(out, one)
		}
	}
	return out
}

// doubted tells that another device may stand behind the same number: with it, perhaps, somebody else.
func (w *WhatsApp) doubted(in conversation.Input, m message) []conversation.Input {
	var out []conversation.Input
	for _, c := range []struct{ what, sender string }{{"#number", m.From}, {"#user_id", m.FromUserID}} {
		if !isSender(c.sender) {
			continue
		}
		one := in
		one.Kind, one.Was, one.Address, one.Extra = conversation.InputRenumbered, w.address(c.sender), w.address(c.sender), nil
		one.ID += c.what
		out = append(out, one)
	}
	return out
}

func (w *WhatsApp) rename(in conversation.Input, was, now string) (conversation.Input, bool) {
	in.Kind, in.Was, in.Address, in.Extra = conversation.InputRenumbered, w.address(was), w.address(now), nil
	return in, isSender(was) && isSender(now) && was != now
}
