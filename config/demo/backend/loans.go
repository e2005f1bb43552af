package backend

import (
	"context"
	"math"
)

// loan is a loan that the customer has at another lender.
type loan struct {
	ID         string `json:"id"`
	customer   string
	Lender     string  `json:"lender"`
	Balance    amount  `json:"balance"`
	Monthly    amount  `json:"monthly"`
	Rate       float64 `json:"rate"` // per cent a year
	MonthsLeft int64   `json:"months_left"`
	transfer   string
	newMonths  int64
	newMonthly int64
}

func (l *loan) fields() []any {
	l.Balance.Currency, l.Monthly.Currency = "EUR", "EUR"
	return []any{&l.ID, &l.customer, &l.Lender, &l.Balance.Minor, &l.Monthly.Minor, &l.Rate, &l.MonthsLeft, &l.transfer, &l.newMonths, &l.newMonthly}
}

// quote is what a transfer would cost and save; a negative saving is a loss.
type quote struct {
	Rate     float64 `json:"rate"`
	Monthly  amount  `json:"monthly"`
	Total    amount  `json:"total"`     // all months together, after the transfer
	TotalNow amount  `json:"total_now"` // what is still to be paid without it
	Saving   amount  `json:"saving"`
	Saves    bool    `json:"saves"`
}

func (c *call) loan(ctx context.Context) (loan, error) {
	return one(ctx, c.tx, (*loan).fields, "SELECT * FROM loans WHERE customer = ? AND id = ?", c.subject, c.param("loan"))
}

func listLoans(ctx context.Context, c *call) (any, error) {
	return many(ctx, c.tx, (*loan).fields, "SELECT * FROM loans WHERE customer = ? ORDER BY rowid", c.subject)
}

func quoteTransfer(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Months int64 }](c.body)
	if err != nil {
		return nil, err
	}
	l, err := c.loan(ctx)
	if err != nil {
		return nil, err
	}
	return l.quote(in.Months)
}

func requestTransfer(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct {
		Months  int64
		Monthly amount
	}](c.body)
	if err != nil {
		return nil, err
	}
	l, err := c.loan(ctx)
	if err != nil {
		return nil, err
	}
	if l.transfer != "" {
		return nil, conflict("ALREADY_REQUESTED", "the transfer of this loan was requested before")
	}
	q, err := l.quote(in.Months)
	if err != nil {
		return nil, err
	}
	if q.Monthly != in.Monthly {
		return nil, conflict("QUOTE_CHANGED", "the monthly amount is not the one that holds now; ask for a quote again")
	}
	reference, err := c.reference(ctx, "O")
	if err != nil {
		return nil, err
	}
	err = c.exec(ctx, "UPDATE loans SET transfer = ?, new_months = ?, new_monthly = ? WHERE id = ?", reference, in.Months, q.Monthly.Minor, l.ID)
	return map[string]string{"reference": reference}, err
}

// quote calculates an annuity. Only the monthly amount is rounded (to a cent); everything else follows from it in whole cents.
func (l loan) quote(months int64) (quote, error) {
	rate := ownRate(l.Balance.Minor)
	if months < 12 || months > 120 || rate == 0 {
		return quote{}, invalid("NOT_POSSIBLE", "loans from 2500 to 75000 euros are taken over, for 12 to 120 months")
	}
	r := rate / 1200
	monthly := int64(math.Round(float64(l.Balance.Minor) * r / (1 - math.Pow(1+r, -float64(months)))))
	total, now := monthly*months, l.Monthly.Minor*l.MonthsLeft
	return quote{
		Rate: rate, Monthly: euros(monthly), Total: euros(total), TotalNow: euros(now), Saving: euros(now - total), Saves: now > total,
	}, nil
}

// ownRate is this bank's rate in per cent a year for a balance in cents; 0 where it takes no loan over.
func ownRate(balance int64) float64 {
	switch {
	case balance < 250_000 || balance > 7_500_000:
		return 0
	case balance < 1_000_000:
		return 6.9
	default:
		return 5.4
	}
}
