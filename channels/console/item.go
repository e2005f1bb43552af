package console

import (
	"time"

	"balie/channels/edge"
	"balie/conversation"
	"balie/conversation/desk"
)

// Item is one event as the page shows it: a message, a note between messages, a line of the trace, or the end of a turn.
type Item struct {
	N    int64     `json:"n"`
	At   time.Time `json:"at"`
	Type string    `json:"type"` // message, note, why, turn

	From      string                  `json:"from,omitempty"` // customer, assistant, person, system
	Name      string                  `json:"name,omitempty"`
	Text      string                  `json:"text,omitempty"`
	Kind      string                  `json:"kind,omitempty"`
	Buttons   []string                `json:"buttons,omitempty"` // what was offered
	Citations []conversation.Citation `json:"citations,omitempty"`
	Receipt   *conversation.Proof     `json:"receipt,omitempty"`
	Files     []conversation.File     `json:"files,omitempty"`
	Because   string                  `json:"because,omitempty"`

	Note *Note     `json:"note,omitempty"`
	Why  *edge.Why `json:"why,omitempty"`
}

// Note is a change of hands, of what is known, or of what was done. The page has the words.
type Note struct {
	Code   string `json:"code"`
	Name   string `json:"name,omitempty"`   // of the agent
	Detail string `json:"detail,omitempty"` // reason, value, operation …
	Extra  string `json:"extra,omitempty"`  // note to colleagues, reference
	Urgent bool   `json:"urgent,omitempty"`
	Frame  int    `json:"frame,omitempty"`
	Slot   string `json:"slot,omitempty"`

	Value conversation.Value `json:"value,omitzero"` // corrected: for the page to write as people do
}

// item makes the item of an event, in the agent's language; false when an agent has nothing to see in it.
func (c *Console) item(r conversation.Numbered, lang string) (Item, bool) {
	it := Item{N: r.N, At: r.At}
	if m, ok := conversation.MessageOf(r); ok {
		return it.message(m, r.Event), true
	}
	if _, ok := r.Event.(conversation.TurnEnded); ok {
		it.Type = "turn"
		return it, true
	}
	if it.Note = c.note(r.Event); it.Note != nil {
		it.Type = "note"
		return it, true
	}
	it.Type, it.Why = "why", because(r.Event, func(name string) string { return c.o.Desk.Operation(name, lang) })
	return it, it.Why != nil
}

func (it Item) message(m conversation.Message, of conversation.Event) Item {
	it.Type, it.From, it.Name, it.Text, it.Kind = "message", m.From, m.Name, m.Text, m.Kind
	it.Citations, it.Receipt, it.Files = m.Citations, m.Receipt, m.Files
	for _, b := range m.Buttons {
		it.Buttons = append(it.Buttons, b.Label)
	}
	if said, ok := of.(conversation.Said); ok {
		it.Because = said.Because
	}
	return it
}

func (c *Console) note(e conversation.Event) *Note {
	switch v := e.(type) {
	case conversation.MessageReceived:
		if v.Kind == conversation.InputLeft {
			return &Note{Code: "left"}
		}
	case conversation.FileMissed:
		if v.Reason != conversation.UnfitLate {
			return &Note{Code: "file_missed", Detail: string(v.Reason)}
		}
		if v.Tries == 1 {
			return &Note{Code: "file_late"}
		}
	case conversation.AddressMoved:
		switch {
		case v.Device:
			return &Note{Code: "another_device"}
		case v.Unproven:
			return &Note{Code: "renumbered"}
		}
	case conversation.HandoverRequested:
		return &Note{Code: "requested", Detail: v.Reason, Urgent: v.Urgent}
	case conversation.HandoverWithdrawn:
		return &Note{Code: "withdrawn", Detail: v.Reason}
	case conversation.Claimed:
		return &Note{Code: "claimed", Name: v.Name}
	case conversation.HandedBack:
		n := &Note{Code: "handed_back", Name: c.roster.name(v.Agent), Extra: v.Reason}
		if v.ToQueue {
			n.Code = "to_queue"
		}
		if v.Reason == desk.AgentGone {
			n.Code, n.Extra = "agent_gone", ""
		}
		return n
	case conversation.PersonNoted:
		return &Note{Code: "noted", Name: v.Name, Extra: v.Text}
	case conversation.ConversationClosed:
		n := &Note{Code: "closed", Name: c.roster.name(v.By), Detail: v.Reason}
		if v.By == conversation.FromCustomer {
			n.Code = "ended"
		}
		return n
	case conversation.SlotSet:
		if v.Source != conversation.SourceAgent {
			return nil
		}
		n := &Note{Code: "corrected", Name: c.roster.name(v.Agent), Frame: v.Frame, Slot: v.Slot, Detail: edge.Shown(v)}
		if v.Value.Type != conversation.Record {
			n.Value = v.Value
		}
		return n
	case conversation.ActionSettled:
		return &Note{Code: "action_" + string(v.Receipt.Outcome), Detail: v.Operation, Extra: v.Receipt.Reference}
	case conversation.IdentityProven:
		return &Note{Code: "identity", Name: v.Identity.Name, Detail: v.Identity.Assurance.String()}
	case conversation.RepresentationChosen:
		return &Note{Code: "represents", Detail: v.Subject}
	case conversation.AlarmRaised:
		return &Note{Code: "alarm", Detail: v.Reason}
	}
	return nil
}
