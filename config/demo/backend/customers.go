package backend

import (
	"context"
	"strings"
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
}

func (c customer) contacts() []contact {
	held := []contact{}
	number := strings.TrimPrefix(c.ID, "C-")
	if c.Phone != "" {
		held = append(held, contact{"P-" + number + "-1", "sms", maskPhone(c.Phone)})
	}
	if c.Email != "" {
		held = append(held, contact{"P-" + number + "-2", "email", maskEmail(c.Email)})
	}
	return held
}

// held gives the contact point of that id and the address behind it.
func (c customer) held(id string) (contact, string, error) {
	for _, point := range c.contacts() {
		if point.ID == id && point.Kind == "sms" {
			return point, c.Phone, nil
		}
		if point.ID == id {
			return point, c.Email, nil
		}
	}
	return contact{}, "", invalid("UNKNOWN_CONTACT", "this contact point is not held of this customer")
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
	return map[string]any{"customer": found.ID, "contacts": found.contacts()}, nil
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

func contacts(_ context.Context, c *call) (any, error) {
	return c.who.contacts(), nil
}

func sendMessage(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Contact, Text string }](c.body)
	if err != nil {
		return nil, err
	}
	if err := texts("contact", in.Contact, "text", in.Text); err != nil {
		return nil, err
	}
	point, address, err := c.who.held(in.Contact)
	if err != nil {
		return nil, err
	}
	id, err := c.message(ctx, point.Kind, address, in.Text)
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
