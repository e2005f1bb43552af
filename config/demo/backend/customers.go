package backend

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// customer is a customer's record.
type customer struct {
	ID, Name, Lang, Email, Phone, Street, Number, Postcode, City string
}

func (c *customer) fields() []any {
	return []any{&c.ID, &c.Name, &c.Lang, &c.Email, &c.Phone, &c.Street, &c.Number, &c.Postcode, &c.City}
}

// contact is a contact point that is held of a customer, without what would help a stranger.
type contact struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"` // sms or email
	Masked string `json:"masked"`
	Since  string `json:"since"` // day since which it stands

	address string
	former  bool // it was replaced: it can be told so, and nothing else
}

// contacts lists the contact points that are held of a customer, those that were replaced behind those that stand. An id
// names one address for ever: a new address is a new contact.
func (c *call) contacts(ctx context.Context, who customer) ([]contact, error) {
	stand, former := []contact{}, []contact{}
	for n, kind := range []string{"sms", "email"} {
		what, now, mask := "phone", who.Phone, maskPhone
		if kind == "email" {
			what, now, mask = "email", who.Email, maskEmail
		}
		replaced, err := many(ctx, c.tx, (*replacement).fields,
			"SELECT before, at FROM changes WHERE customer = ? AND what = ? ORDER BY rowid", who.ID, what)
		if err != nil {
			return nil, err
		}
		id, since := fmt.Sprintf("P-%s-%d", strings.TrimPrefix(who.ID, "C-"), n+1), filedSince
		for i, r := range replaced {
			if r.before != "" {
				former = append(former, contact{ID: id, Kind: kind, Masked: mask(r.before), Since: since, address: r.before, former: true})
			}
			id, since = fmt.Sprintf("P-%s-%d-%d", strings.TrimPrefix(who.ID, "C-"), n+1, i+2), r.at[:len(time.DateOnly)]
		}
		if now != "" {
			stand = append(stand, contact{ID: id, Kind: kind, Masked: mask(now), Since: since, address: now})
		}
	}
	return append(stand, former...), nil
}

// filedSince is when the contact points that never changed were filed.
const filedSince = "2020-01-01"

// replacement is what a contact point was before a change.
type replacement struct{ before, at string }

func (r *replacement) fields() []any { return []any{&r.before, &r.at} }

// standing lists the contact points that stand.
func (c *call) standing(ctx context.Context, who customer) ([]contact, error) {
	all, err := c.contacts(ctx, who)
	return slices.DeleteFunc(all, func(p contact) bool { return p.former }), err
}

// held gives the contact point of that id, also one that was replaced where that is good enough.
func (c *call) held(ctx context.Context, id string, former bool) (contact, error) {
	all, err := c.contacts(ctx, c.who)
	if err != nil {
		return contact{}, err
	}
	for _, point := range all {
		if point.ID == id && (former || !point.former) {
			return point, nil
		}
	}
	return contact{}, invalid("UNKNOWN_CONTACT", "this contact point is not held of this customer")
}

func maskPhone(phone string) string {
	if phone == "" {
		return ""
	}
	return "06 •••• ••" + phone[len(phone)-2:]
}

func maskEmail(email string) string {
	name, domain, ok := strings.Cut(email, "@")
	if !ok {
		return ""
	}
	first := []rune(name)[:1]
	return string(first) + "•••••@" + domain
}

func customerRoutes() []route {
	return []route{
		{"find_customer", "POST", "/customers/find", false, findCustomer},
		{"profile", "GET", "/customers/{subject}", false, profile},
		{"contacts", "GET", "/customers/{subject}/contacts", false, contacts},
		{"send_message", "POST", "/customers/{subject}/messages", true, sendMessage},
	}
}

// findCustomer is asked before anybody is known: it tells the number and the masks and nothing more.
func findCustomer(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Who string }](c.body)
	if err != nil {
		return nil, err
	}
	who := strings.TrimSpace(in.Who)
	if err := texts("who", who); err != nil {
		return nil, err
	}
	found, err := one(ctx, c.tx, (*customer).fields,
		"SELECT * FROM customers WHERE id = upper(?1) OR (email = lower(?1) AND email <> '')", who)
	if err != nil {
		return nil, err
	}
	points, err := c.standing(ctx, found)
	return map[string]any{"customer": found.ID, "contacts": points}, err
}

func profile(_ context.Context, c *call) (any, error) {
	p := c.who
	return map[string]string{
		"name": p.Name, "email": p.Email, "email_masked": maskEmail(p.Email), "phone": p.Phone, "phone_masked": maskPhone(p.Phone),
		"street": p.Street, "number": p.Number, "postcode": p.Postcode, "city": p.City, "address": p.address(),
	}, nil
}

func (c customer) address() string {
	return c.Street + " " + c.Number + ", " + c.Postcode + " " + c.City
}

func contacts(ctx context.Context, c *call) (any, error) {
	return c.standing(ctx, c.who)
}

func sendMessage(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Contact, Text string }](c.body)
	if err != nil {
		return nil, err
	}
	if err := texts("contact", in.Contact, "text", in.Text); err != nil {
		return nil, err
	}
	point, err := c.held(ctx, in.Contact, true)
	if err != nil {
		return nil, err
	}
	id, err := c.message(ctx, point.Kind, point.address, in.Text)
	return map[string]string{"id": id}, err
}

// message lays a message in the mailbox (email) or on the phone (sms, whatsapp).
func (c *call) message(ctx context.Context, kind, to, text string) (string, error) {
	id, err := c.reference(ctx, "M")
	if err != nil {
		return "", err
	}
	return id, c.exec(ctx, "INSERT INTO messages (id, customer, kind, recipient, text, at) VALUES (?, ?, ?, ?, ?, ?)",
		id, c.subject, kind, to, text, c.stamp())
}

// tell writes to the customer's e-mail address, or else to the phone, in their language,
// as they were before this request.
func (c *call) tell(ctx context.Context, nl, en string) error {
	to, text, kind, address := c.who, nl, "email", c.who.Email
	if to.Lang == "en" {
		text = en
	}
	if address == "" {
		kind, address = "sms", to.Phone
	}
	if address == "" {
		return nil
	}
	_, err := c.message(ctx, kind, address, text)
	return err
}
