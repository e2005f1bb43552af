package backend

import (
	"context"
	"net/http"
	"net/mail"
	"regexp"
	"strings"
	"time"
)

func detailRoutes() []route {
	return []route{
		{"change_address", "PUT", "/customers/{subject}/address", true, changeAddress},
		{"change_phone", "PUT", "/customers/{subject}/phone", true, changePhone},
		{"change_email", "PUT", "/customers/{subject}/email", true, changeEmail},
	}
}

func changeAddress(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct {
		Street, Number, Postcode, City string
		StartsOn                       string `json:"starts_on"`
	}](c.body)
	if err != nil {
		return nil, err
	}
	if err := texts("street", in.Street, "number", in.Number, "city", in.City); err != nil {
		return nil, err
	}
	if err := day("starts_on", in.StartsOn); err != nil {
		return nil, err
	}
	postcode, err := postcode(in.Postcode)
	if err != nil {
		return nil, err
	}
	before, after := c.who, c.who
	after.Street, after.Number, after.Postcode, after.City = in.Street, in.Number, postcode, in.City
	if err := c.exec(ctx, "UPDATE customers SET street = ?, number = ?, postcode = ?, city = ? WHERE id = ?",
		after.Street, after.Number, after.Postcode, after.City, c.subject); err != nil {
		return nil, err
	}
	return c.changed(ctx, change{"address", before.address(), after.address(), in.StartsOn,
		"Je adres is gewijzigd.", "Your address was changed."})
}

func changePhone(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Phone string }](c.body)
	if err != nil {
		return nil, err
	}
	phone, err := phone(in.Phone)
	if err != nil {
		return nil, err
	}
	if err := c.exec(ctx, "UPDATE customers SET phone = ? WHERE id = ?", phone, c.subject); err != nil {
		return nil, err
	}
	return c.filed(ctx, change{"phone", c.who.Phone, phone, c.today(), "", ""})
}

func changeEmail(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Email string }](c.body)
	if err != nil {
		return nil, err
	}
	email, err := email(in.Email)
	if err != nil {
		return nil, err
	}
	others, err := many(ctx, c.tx, (*customer).fields, "SELECT * FROM customers WHERE email = ? AND id <> ?", email, c.subject)
	if err != nil {
		return nil, err
	}
	if len(others) > 0 {
		return nil, conflict("EMAIL_IN_USE", "this e-mail address belongs to another customer")
	}
	if err := c.exec(ctx, "UPDATE customers SET email = ? WHERE id = ?", email, c.subject); err != nil {
		return nil, err
	}
	return c.filed(ctx, change{"email", c.who.Email, email, c.today(), "", ""})
}

// change is one change of a customer's details, and how the customer is told.
type change struct{ what, before, after, startsOn, nl, en string }

// changed files the change and writes to the customer about it.
func (c *call) changed(ctx context.Context, ch change) (any, error) {
	filed, err := c.filed(ctx, ch)
	if err != nil {
		return nil, err
	}
	reference := filed["reference"]
	return filed, c.tell(ctx,
		ch.nl+" Kenmerk "+reference+". Heb jij dit niet gedaan? Laat het ons meteen weten.",
		ch.en+" Reference "+reference+". Was this not you? Tell us at once.")
}

// filed files the change. Whoever changes a contact point tells the one that it replaces, which is still held for that.
func (c *call) filed(ctx context.Context, ch change) (map[string]string, error) {
	reference, err := c.reference(ctx, "W")
	if err != nil {
		return nil, err
	}
	return map[string]string{"reference": reference}, c.exec(ctx,
		"INSERT INTO changes (reference, customer, what, before, after, starts_on, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		reference, c.subject, ch.what, ch.before, ch.after, ch.startsOn, c.stamp())
}

var postcodeForm = regexp.MustCompile(`^[1-9][0-9]{3}[A-Z]{2}$`)

// postcode accepts a Dutch postcode and writes it as 1234 AB.
func postcode(value string) (string, error) {
	compact := strings.ToUpper(strings.ReplaceAll(value, " ", ""))
	if !postcodeForm.MatchString(compact) {
		return "", invalid("INVALID_POSTCODE", "the postcode must look like 1234 AB")
	}
	return compact[:4] + " " + compact[4:], nil
}

// phone accepts a Dutch or an international number and writes it as +31….
func phone(value string) (string, error) {
	compact := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(value)
	if rest, ok := strings.CutPrefix(compact, "00"); ok {
		compact = "+" + rest
	} else if rest, ok := strings.CutPrefix(compact, "0"); ok && len(rest) == 9 {
		compact = "+31" + rest
	}
	if ok, _ := regexp.MatchString(`^\+[1-9][0-9]{7,14}$`, compact); !ok {
		return "", invalid("INVALID_PHONE", "the phone number must look like 06 12345678 or +31612345678")
	}
	return compact, nil
}

func email(value string) (string, error) {
	address, err := mail.ParseAddress(strings.TrimSpace(value))
	if err != nil || address.Name != "" || !strings.Contains(address.Address[strings.LastIndex(address.Address, "@"):], ".") {
		return "", invalid("INVALID_EMAIL", "the e-mail address must look like name@domain.example")
	}
	return strings.ToLower(address.Address), nil
}

// mostResets is how many links to choose a new password go out in an hour.
const mostResets = 5

// resetPassword has neither key nor query: a lost answer cannot be settled, as with many a real system.
func resetPassword(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Contact string }](c.body)
	if err != nil {
		return nil, err
	}
	point, err := c.held(ctx, in.Contact, false)
	if err != nil {
		return nil, err
	}
	var sent int
	since := c.now.Add(-time.Hour).UTC().Format(time.RFC3339)
	if err := c.tx.QueryRowContext(ctx, "SELECT count(*) FROM changes WHERE customer = ? AND what = 'password link' AND at > ?",
		c.subject, since).Scan(&sent); err != nil {
		return nil, err
	}
	if sent >= mostResets {
		return nil, refuse(http.StatusTooManyRequests, "TOO_MANY", "five links were sent in the last hour")
	}
	reference, err := c.reference(ctx, "L")
	if err != nil {
		return nil, err
	}
	if err := c.exec(ctx, "INSERT INTO changes VALUES (?, ?, 'password link', '', ?, ?, ?)",
		reference, c.subject, point.Masked, c.today(), c.stamp()); err != nil {
		return nil, err
	}
	text := "Kies een nieuw wachtwoord: https://bank.example/wachtwoord/" + reference
	if c.who.Lang == "en" {
		text = "Choose a new password: https://bank.example/password/" + reference
	}
	_, err = c.message(ctx, point.Kind, point.address, text)
	return map[string]string{"sent_to": point.Masked}, err
}
