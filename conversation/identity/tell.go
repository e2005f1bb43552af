package identity

import (
	"context"
	"slices"

	"balie/conversation"
)

// Reaching names the company's operations by which a customer is reached who is away.
type Reaching struct {
	List conversation.Operation // of the customer; output [{id, kind, masked}]
	Send conversation.Operation // of the customer; input contact, text
}

// TellOperations returns the contracts of the operations that keep in touch with a customer who is away.
func TellOperations() []conversation.Operation {
	text := conversation.Schema{Type: conversation.Text}
	contact := conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{"id": text, "kind": text, "masked": text}}
	return []conversation.Operation{
		{
			Name: conversation.OpContacts, Description: "Lists where the customer can be reached, masked.",
			Titles: map[string]string{"nl": "Contactgegevens ophalen", "en": "Get contact details"}, Effect: conversation.EffectNone,
			Output: conversation.Schema{Type: conversation.List, Item: &contact}, Whose: conversation.OfSubject, TimeOut: contactsTime, BuiltIn: true,
		},
		{
			Name: conversation.OpTell, Description: "Tells the customer, where they can be reached, that there is news.",
			Titles: map[string]string{"nl": "Bericht sturen dat er nieuws is", "en": "Send word that there is news"},
			Effect: conversation.EffectWrite, Once: conversation.BestEffort, // a message that may have left is not sent again
			Input:   map[string]conversation.Schema{"contact": text, "text": text},
			Output:  conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{}},
			Whose:   conversation.Public, // the proof of who they are has run out by then, and the contact is the back end's
			TimeOut: tellTime, BuiltIn: true,
		},
	}
}

// contacts lists where the customer can be reached, the preferred kind first.
func (s *Service) contacts(ctx context.Context, p conversation.Permit) conversation.Receipt {
	list, err := p.Delegate(s.Reaching.List, nil, p.Person())
	if err != nil {
		return conversation.Failure("%v", err)
	}
	r := s.Call(ctx, list)
	if r.Outcome != conversation.Done {
		return conversation.Receipt{Outcome: conversation.Failed, Detail: "listing contacts: " + r.Detail}
	}
	items := slices.Clone(r.Output.Items)
	slices.SortStableFunc(items, func(a, b conversation.Value) int { return s.rank(a) - s.rank(b) })
	return conversation.Receipt{Outcome: conversation.Done, Output: conversation.ListOf(items...), At: s.Now()}
}

func (s *Service) rank(contact conversation.Value) int {
	if contact.Field("kind").Text == s.Backing.Prefer {
		return 0
	}
	return 1
}

// tell sends a text to a contact of the back end's. What was refused there was not sent.
func (s *Service) tell(ctx context.Context, p conversation.Permit) conversation.Receipt {
	send, err := p.Delegate(s.Reaching.Send, map[string]conversation.Value{
		"contact": conversation.Of(conversation.Text, p.Param("contact").Text), "text": p.Param("text"),
	}, p.Person())
	if err != nil {
		return conversation.Failure("%v", err)
	}
	r := s.Call(ctx, send)
	out := conversation.Receipt{Outcome: r.Outcome, Unreached: r.Unreached, Detail: r.Detail, Output: conversation.Rec(map[string]conversation.Value{})}
	if r.Outcome == conversation.Refused {
		out.Outcome, out.Detail = conversation.Failed, "refused: "+r.Name
	}
	return out
}
