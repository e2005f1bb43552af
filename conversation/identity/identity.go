// Package identity says who the customer is and how well we know it.
//
// Two proofs exist: a signed token of the company's own site ([Verifier]), and a one-time code sent to a contact that
// the back end already holds ([Service]). What a customer types proves nothing by itself.
package identity

import (
	"time"

	"balie/conversation"
)

// Names of the operations that the house offers to flows.
const (
	SendCode  = "identity.send_code"
	CheckCode = "identity.check_code"
)

// How often a code may be sent and tried, over all conversations: per address and per name that is given, counted when
// it begins, and per customer, by whatever names they are called, counted in the commit that answers.
const (
	Sends  = 3
	Tries  = 5
	Within = time.Hour
)

// How long the operations that keep in touch may take.
const (
	contactsTime = 5 * time.Second
	tellTime     = 10 * time.Second
)

// codeLife is how long a code may be used.
const codeLife = 10 * time.Minute

// Operations returns the contracts of the identity operations.
func Operations() []conversation.Operation {
	text := conversation.Schema{Type: conversation.Text}
	limits := func(name string, most int64) []conversation.Limit {
		return []conversation.Limit{
			{Name: name + "_subject", Per: "who", Most: most, Within: Within},
			{Name: name + "_address", Per: "address", Most: most, Within: Within},
			{Name: name + "_customer", Per: conversation.PerCustomer, Most: most, Within: Within},
		}
	}
	return []conversation.Operation{
		{
			Name: SendCode, Description: "Sends a one-time code to a contact that the company already holds.",
			Titles: map[string]string{"nl": "Code sturen", "en": "Send a code"},
			Effect: conversation.EffectWrite, Once: conversation.Keyed, KeyLife: codeLife, ValidFor: time.Minute,
			Input:    map[string]conversation.Schema{"who": text},
			Output:   conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{"challenge": text}},
			Outcomes: []string{"limit_reached"}, Whose: conversation.Public, TimeOut: 10 * time.Second, BuiltIn: true,
			Limits: limits("send", Sends),
		},
		{
			Name: CheckCode, Description: "Checks a one-time code.", Titles: map[string]string{"nl": "Code controleren", "en": "Check a code"},
			Effect: conversation.EffectWrite, Once: conversation.Keyed, KeyLife: codeLife, ValidFor: time.Minute,
			Input:    map[string]conversation.Schema{"who": text, "code": text, "challenge": text},
			Output:   conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{"assurance": text}},
			Outcomes: []string{"limit_reached", "wrong"}, Whose: conversation.Public, TimeOut: 5 * time.Second, BuiltIn: true,
			Limits: limits("try", Tries),
		},
		mandatesOperation(),
		{
			Name: conversation.OpOldContact, Description: "Finds the contact of a customer that is to be told of a change.",
			Titles: map[string]string{"nl": "Oude contact opzoeken", "en": "Look up the old contact"}, Effect: conversation.EffectNone,
			Input: map[string]conversation.Schema{"kind": text}, Output: conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{"contact": text}},
			Whose: conversation.OfSubject, TimeOut: 5 * time.Second, BuiltIn: true,
		},
		{
			Name: conversation.OpTellChange, Description: "Tells a contact that was held before a change that something was changed.",
			Titles: map[string]string{"nl": "Oude contact inlichten", "en": "Tell the old contact"},
			Effect: conversation.EffectWrite, Once: conversation.Keyed, KeyLife: time.Hour, ValidFor: 5 * time.Minute,
			Input: map[string]conversation.Schema{"contact": text, "about": text}, Output: conversation.Schema{Type: conversation.Record},
			Whose: conversation.OfSubject, TimeOut: 10 * time.Second, BuiltIn: true,
		},
	}
}
