package backend

import (
	"context"
	"fmt"
)

// amount is money in minor units: 12345 EUR is € 123,45.
type amount struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

func euros(minor int64) amount { return amount{Minor: minor, Currency: "EUR"} }

// payment is a payment that falls due.
type payment struct {
	ID            string `json:"id"`
	customer      string
	Description   string `json:"description"`
	DescriptionEN string `json:"description_en"`
	Amount        amount `json:"amount"`
	Due           string `json:"due"`
	Latest        string `json:"latest"`
	Postponable   bool   `json:"postponable"`
	firstDue      string
	reference     string
}

func (p *payment) fields() []any {
	p.Amount.Currency = "EUR"
	return []any{&p.ID, &p.customer, &p.Description, &p.DescriptionEN, &p.Amount.Minor, &p.Due, &p.Latest, &p.Postponable, &p.firstDue, &p.reference}
}

func (c *call) payment(ctx context.Context) (payment, error) {
	return one(ctx, c.tx, (*payment).fields, "SELECT * FROM payments WHERE customer = ? AND id = ?", c.subject, c.param("payment"))
}

func listPayments(ctx context.Context, c *call) (any, error) {
	return many(ctx, c.tx, (*payment).fields, "SELECT * FROM payments WHERE customer = ? ORDER BY due, id", c.subject)
}

// postponePayment puts a payment off once, to a day after the one it falls due and not after the latest.
func postponePayment(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Until string }](c.body)
	if err != nil {
		return nil, err
	}
	if err := day("until", in.Until); err != nil {
		return nil, err
	}
	p, err := c.payment(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case !p.Postponable:
		return nil, invalid("LIMIT_REACHED", "this payment cannot be put off, or was put off before")
	case in.Until <= p.Due:
		return nil, invalid("TOO_EARLY", fmt.Sprintf("the day must be after %s", p.Due))
	case in.Until > p.Latest:
		return nil, invalid("TOO_LATE", fmt.Sprintf("the day may not be after %s", p.Latest))
	}
	reference, err := c.reference(ctx, "U")
	if err != nil {
		return nil, err
	}
	err = c.exec(ctx, "UPDATE payments SET first_due = due, due = ?, postponable = 0, reference = ? WHERE id = ?", in.Until, reference, p.ID)
	return map[string]string{"reference": reference, "due": in.Until}, err
}

func restorePayment(ctx context.Context, c *call) (any, error) {
	if _, err := decode[struct{}](c.body); err != nil {
		return nil, err
	}
	p, err := c.payment(ctx)
	if err != nil {
		return nil, err
	}
	if p.firstDue == "" {
		return nil, conflict("NOT_POSTPONED", "this payment was not put off")
	}
	reference, err := c.reference(ctx, "U")
	if err != nil {
		return nil, err
	}
	err = c.exec(ctx, "UPDATE payments SET due = first_due, first_due = '', postponable = 1, reference = '' WHERE id = ?", p.ID)
	return map[string]string{"reference": reference, "due": p.firstDue}, err
}
