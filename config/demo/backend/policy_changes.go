package backend

import "context"

// quoteChange tells what another cover or excess would cost per instalment; a negative difference is a saving.
func quoteChange(ctx context.Context, c *call) (any, error) {
	p, err := c.active(ctx)
	if err != nil {
		return nil, err
	}
	yearly, err := p.product.premium(c.termsAsked())
	if err != nil {
		return nil, err
	}
	premium := instalment(yearly, p.Pays)
	return map[string]any{
		"premium": euros(premium), "premium_now": p.Premium, "more": premium > p.Premium.Minor, "less": premium < p.Premium.Minor,
	}, nil
}

// changePolicy knows no key; what became of it is seen in policyState. Changed to what it is, it stays.
func changePolicy(ctx context.Context, c *call) (any, error) {
	t, err := decode[terms](c.body)
	if err != nil {
		return nil, err
	}
	p, err := c.active(ctx)
	if err != nil || (p.Cover == t.Cover && p.Excess == t.Excess) {
		return p, err
	}
	if _, err := p.product.premium(t); err != nil {
		return nil, err
	}
	excess, err := t.minor()
	if err != nil {
		return nil, err
	}
	reference, err := c.reference(ctx, "I")
	if err != nil {
		return nil, err
	}
	if err := c.exec(ctx, `UPDATE policies SET cover_before = cover, excess_before = excess, cover = ?, excess = ?, reference = ? WHERE id = ?`,
		t.Cover, excess, reference, p.ID); err != nil {
		return nil, err
	}
	return c.policy(ctx)
}

// restorePolicy gives a policy the cover and the excess that it had before its last change.
func restorePolicy(ctx context.Context, c *call) (any, error) {
	p, err := c.policy(ctx)
	if err != nil {
		return nil, err
	}
	if p.coverBefore == "" {
		return nil, conflict("NOT_CHANGED", "this insurance was not changed")
	}
	return c.marked(ctx, `UPDATE policies SET cover = cover_before, excess = excess_before, cover_before = '', reference = ? WHERE id = ?`, p.ID)
}

// endPolicy ends an insurance after a month, which is the term of notice.
func endPolicy(ctx context.Context, c *call) (any, error) {
	p, err := c.active(ctx)
	if err != nil {
		return nil, err
	}
	on := c.now.AddDate(0, 1, 0).Format("2006-01-02")
	done, err := c.marked(ctx, "UPDATE policies SET state = 'ending', reference = ?, ends_on = ? WHERE id = ?", on, p.ID)
	if err == nil {
		done["ends_on"] = on
	}
	return done, err
}

// keepPolicy takes back that an insurance ends.
func keepPolicy(ctx context.Context, c *call) (any, error) {
	p, err := c.policy(ctx)
	if err != nil {
		return nil, err
	}
	if p.State != "ending" || p.EndsOn <= c.today() {
		return nil, conflict("NOT_ENDING", "this insurance was not going to end")
	}
	return c.marked(ctx, "UPDATE policies SET state = 'active', reference = ?, ends_on = '' WHERE id = ?", p.ID)
}

// plan is one way of paying a year's premium.
type plan struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	TitleEN string `json:"title_en"`
	Amount  amount `json:"amount"` // each time
	Yearly  amount `json:"yearly"` // all times together
	times   int64
	extra   int64 // thousandths of the premium
}

var plans = []plan{
	{ID: "monthly", Title: "per maand", TitleEN: "monthly", times: 12, extra: 40},
	{ID: "quarterly", Title: "per kwartaal", TitleEN: "quarterly", times: 4, extra: 20},
	{ID: "yearly", Title: "per jaar", TitleEN: "yearly", times: 1},
}

// leastMonthly is the year's premium in cents from which it can be paid by the month.
const leastMonthly = 6000

// firstPlan is how a new insurance is paid: by the month where it can be, else by the quarter.
func firstPlan(yearly int64) plan {
	if yearly < leastMonthly {
		return plans[1]
	}
	return plans[0]
}

// instalment is what is collected each time, rounded down to a cent; 0 where there is no such way of paying.
func instalment(yearly int64, pays string) int64 {
	for _, pl := range plans {
		if pl.ID == pays {
			return yearly * (1000 + pl.extra) / 1000 / pl.times
		}
	}
	return 0
}

// listInstalments tells in which other ways the premium of this policy can be paid.
func listInstalments(ctx context.Context, c *call) (any, error) {
	p, err := c.policy(ctx)
	if err != nil {
		return nil, err
	}
	yearly, err := p.product.yearly(p.Cover, p.excess)
	all := []plan{}
	for _, pl := range plans {
		if pl.ID == p.Pays || (pl.ID == "monthly" && yearly < leastMonthly) {
			continue
		}
		each := instalment(yearly, pl.ID)
		pl.Amount, pl.Yearly = euros(each), euros(each*pl.times)
		all = append(all, pl)
	}
	return all, err
}

// changeInstalment knows no key; what became of it is seen in policyState. It can be done once in a year, and not while
// a premium is unpaid.
func changeInstalment(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Pays string }](c.body)
	if err != nil {
		return nil, err
	}
	p, err := c.active(ctx)
	if err != nil || p.Pays == in.Pays {
		return p, err
	}
	if err := c.mayPay(ctx, p, in.Pays); err != nil {
		return nil, err
	}
	reference, err := c.reference(ctx, "I")
	if err != nil {
		return nil, err
	}
	if err := c.exec(ctx, "UPDATE policies SET pays = ?, pays_since = ?, reference = ? WHERE id = ?", in.Pays, c.today(), reference, p.ID); err != nil {
		return nil, err
	}
	return c.policy(ctx)
}

func (c *call) mayPay(ctx context.Context, p policy, pays string) error {
	owing, err := many(ctx, c.tx, func(s *string) []any { return []any{s} }, "SELECT customer FROM accounts WHERE customer = ? AND arrears", c.subject)
	if err != nil {
		return err
	}
	yearly, err := p.product.yearly(p.Cover, p.excess)
	switch {
	case err != nil:
		return err
	case len(owing) > 0:
		return conflict("IN_ARREARS", "a premium is unpaid")
	case p.paysSince > c.now.AddDate(-1, 0, 0).Format("2006-01-02"):
		return conflict("CHANGED_BEFORE", "the instalment was changed less than a year ago")
	case instalment(yearly, pays) == 0 || (pays == "monthly" && yearly < leastMonthly):
		return invalid("UNKNOWN_INSTALMENT", "this premium cannot be paid so")
	}
	return nil
}
