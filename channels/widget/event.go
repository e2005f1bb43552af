package widget

import (
	"time"

	"balie/channels/edge"
	"balie/conversation"
)

// Event is what a customer's client may see of one record. Its number is the record's, so that a client which has
// seen n asks for what follows n. Fields that do not belong to Type are empty and left out.
type Event struct {
	N    int64     `json:"n"`
	At   time.Time `json:"at"`
	Type string    `json:"type"` // message, taken, status, continued, turn_ended, why

	From      string                    `json:"from,omitempty"` // customer, assistant, person, system
	Name      string                    `json:"name,omitempty"` // of the person who speaks or took the conversation
	Text      string                    `json:"text,omitempty"`
	Language  string                    `json:"language,omitempty"`
	Kind      string                    `json:"kind,omitempty"`
	AI        bool                      `json:"ai,omitempty"` // an automated assistant made this message
	Buttons   []conversation.Button     `json:"buttons,omitempty"`
	Form      *conversation.Form        `json:"form,omitempty"`
	Upload    *conversation.UploadAsked `json:"upload,omitempty"`
	Files     []File                    `json:"files,omitempty"`
	Citations []Citation                `json:"citations,omitempty"`
	Receipt   *conversation.Proof       `json:"receipt,omitempty"`
	Because   string                    `json:"because,omitempty"` // with Options.Why

	Input  int64               `json:"input,omitempty"`  // the input that the turn took, as the answer to its sending named it
	Status conversation.Status `json:"status,omitempty"` // who serves the customer now
	Why    *edge.Why           `json:"why,omitempty"`

	In    conversation.ID `json:"in,omitempty"`    // continued: the conversation in which the customer goes on
	Token string          `json:"token,omitempty"` // and what proves that they may
	Until time.Time       `json:"expires,omitzero"`
}

// Citation is the source of an answer, without the passage itself.
type Citation struct {
	Title string `json:"title"`
	Link  string `json:"link,omitempty"`
}

// public makes the event of a record; false when it is none of a client's business.
func public(r conversation.Numbered, why bool) (Event, bool) {
	e := Event{N: r.N, At: r.At.UTC()}
	if m, ok := conversation.MessageOf(r); ok {
		return e.message(m, r.Event, why), true
	}
	switch v := r.Event.(type) {
	case conversation.ConversationClosed:
		if e.Type, e.Status = "status", conversation.Closed; v.In != "" {
			e.Type, e.In = "continued", v.In
		}
	case conversation.MessageReceived:
		e.Type, e.Input, e.Kind = "taken", v.Input, string(v.Kind)
	case conversation.TurnEnded:
		e.Type = "turn_ended"
	default:
		if s, name := status(r.Event); s != "" {
			e.Type, e.Status, e.Name = "status", s, name
			return e, true
		}
		if why {
			e.Type, e.Why = "why", because(r.Event)
			return e, e.Why != nil
		}
		return e, false
	}
	return e, true
}

func (e Event) message(m conversation.Message, of conversation.Event, why bool) Event {
	e.Type, e.From, e.Name, e.Text, e.Language, e.Kind = "message", m.From, m.Name, m.Text, m.Language, m.Kind
	e.AI, e.Buttons, e.Receipt = m.From == conversation.FromAssistant, m.Buttons, m.Receipt
	e.Form, e.Upload, e.Files = m.Form, m.Upload, shownFiles(m.Files)
	for _, c := range m.Citations {
		e.Citations = append(e.Citations, Citation{Title: c.Title, Link: c.Link})
	}
	switch v := of.(type) {
	case conversation.MessageReceived:
		e.Input = v.Input
	case conversation.Said:
		if why {
			e.Because = v.Because
		}
	}
	return e
}

// shown is the event of a record for the holder of the conversation: who goes on in another one gets its token.
func (w *Widget) shown(r conversation.Numbered, p pass) (Event, bool) {
	e, ok := public(r, w.o.Why)
	if e.In != "" {
		var expires time.Time
		e.Token, expires = w.token.sign(e.In, p.visitor)
		e.Until = expires.UTC()
	}
	return e, ok
}

// status says who serves the customer after an event; empty when it does not change that.
func status(e conversation.Event) (conversation.Status, string) {
	switch v := e.(type) {
	case conversation.HandoverRequested:
		return conversation.Queued, ""
	case conversation.HandoverWithdrawn:
		return conversation.WithAssistant, ""
	case conversation.Claimed:
		return conversation.WithPerson, v.Name
	case conversation.HandedBack:
		if v.ToQueue {
			return conversation.Queued, ""
		}
		return conversation.WithAssistant, ""
	}
	return "", ""
}
