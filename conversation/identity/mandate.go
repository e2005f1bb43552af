package identity

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"balie/conversation"
)

// mostMandates bounds for how many others a person may act, as one token says it.
const mostMandates = 20

// mandate is one entry of the claim may_represent: for whom the person named by sub may act, what for, and until when.
//
// The claim is our own, of the family of may_act (RFC 8693, section 4.4) and represents (OpenID NLGov 1.0.1, Representation
// Relationships). Like the second, and unlike the first, it leaves the person who signed in as the token's sub: who does not
// know the claim then takes them for themselves, and never for the customer whom they represent.
type mandate struct {
	Subject string           `json:"sub"`
	Name    string           `json:"name"`
	Scope   string           `json:"scope"` // names of processes and operations, with blanks between them
	Until   *jwt.NumericDate `json:"exp"`   // default: as long as the proof of who the person is
}

// delegation is what tokens may say of acting for others.
type delegation struct {
	May []mandate `json:"may_represent,omitempty"`

	// A token that says by these that its sub is not who signed in, or acts for somebody, would be misread: it is refused.
	Act        any `json:"act,omitempty"`
	Represents any `json:"represents,omitempty"`
}

// mandates reads the claims of a token that lives until an end and is of a person.
func (d delegation) mandates(person string, end time.Time) ([]conversation.Mandate, error) {
	switch {
	case d.Act != nil || d.Represents != nil:
		return nil, errors.New("act and represents are not taken; name the person as sub, and whom they may act for under may_represent")
	case len(d.May) > mostMandates:
		return nil, fmt.Errorf("may_represent names %d customers, at most %d are taken", len(d.May), mostMandates)
	}
	var out []conversation.Mandate
	seen := map[string]bool{person: true}
	for i, m := range d.May {
		c := conversation.Mandate{Subject: m.Subject, Name: m.Name, Scope: strings.Fields(m.Scope), Until: end}
		switch {
		case m.Subject == "":
			return nil, fmt.Errorf("may_represent[%d] names nobody: it needs sub", i)
		case seen[m.Subject]:
			return nil, fmt.Errorf("may_represent[%d] names the person themselves, or somebody twice", i)
		case len(c.Scope) == 0:
			return nil, fmt.Errorf("may_represent[%d] allows nothing: it needs scope, the names of processes or operations", i)
		}
		if m.Until != nil {
			c.Until = m.Until.UTC()
		}
		seen[m.Subject] = true
		out = append(out, c)
	}
	return out, nil
}

// mandatesOperation is the contract of what lists for whom a customer may act.
func mandatesOperation() conversation.Operation {
	text := conversation.Schema{Type: conversation.Text}
	item := conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{"id": text, "name": text}}
	return conversation.Operation{
		Name: conversation.OpMandates, Description: "Lists for whom the customer may act in a process: themselves first.",
		Titles: map[string]string{"nl": "Machtigingen ophalen", "en": "List the mandates"}, Effect: conversation.EffectNone,
		Input:  map[string]conversation.Schema{"process": text, "operation": text},
		Output: conversation.Schema{Type: conversation.List, Item: &item}, Whose: conversation.OfSubject, TimeOut: time.Second, BuiltIn: true,
	}
}

// mandates lists for whom the person of a permit may act.
func (s *Service) mandates(p conversation.Permit) conversation.Receipt {
	one := func(id, name string) conversation.Value {
		return conversation.Rec(map[string]conversation.Value{
			"id": conversation.Of(conversation.Text, id), "name": conversation.Of(conversation.Text, name),
		})
	}
	all := []conversation.Value{one(conversation.Self, "")}
	for _, m := range p.MandatesFor(p.Param("process").Text, p.Param("operation").Text, s.Now()) {
		all = append(all, one(m.Subject, m.Label()))
	}
	return conversation.Receipt{Outcome: conversation.Done, At: s.Now(), Output: conversation.ListOf(all...)}
}
