package backend

import (
	"context"
	"strconv"
	"time"
)

// daysToWithdraw is how long a consumer may withdraw from an insurance without giving a reason.
const daysToWithdraw = 14

// policy is an insurance of a customer.
type policy struct {
	ID           string `json:"id"`
	Title        string `json:"title"`
	TitleEN      string `json:"title_en"`
	Cover        string `json:"cover"`
	Excess       string `json:"excess"` // whole euros
	Pays         string `json:"pays"`   // monthly, quarterly or yearly
	Premium      amount `json:"premium"`
	Started      string `json:"started"`
	State        string `json:"state"` // active, ending or withdrawn
	EndsOn       string `json:"ends_on"`
	Reference    string `json:"reference"` // of the latest change
	Until        string `json:"withdraw_until"`
	takenOut     string
	paysSince    string
	coverBefore  string
	excessBefore int64
	collection   string
	product      product
	excess       int64
}

func (p *policy) fields() []any {
	return []any{&p.ID, &p.Cover, &p.excess, &p.Pays, &p.Started, &p.State, &p.EndsOn, &p.Reference, &p.takenOut, &p.paysSince,
		&p.coverBefore, &p.excessBefore, &p.collection, &p.product.ID, &p.Title, &p.TitleEN, &p.product.basic, &p.product.extended}
}

const selectPolicies = `SELECT p.id, cover, excess, pays, started, state, ends_on, reference, taken_out, pays_since,
	cover_before, excess_before, collection, o.id, title, title_en, basic, extended
	FROM policies p JOIN products o ON o.id = p.product WHERE customer = ?`

// complete adds what is not written down: the excess in whole euros, what one instalment costs now, and the last day of withdrawal.
func (p policy) complete() (policy, error) {
	yearly, err := p.product.yearly(p.Cover, p.excess)
	if err != nil {
		return p, err
	}
	out, err := time.Parse(time.DateOnly, p.takenOut)
	p.Excess, p.Premium = inEuros(p.excess), euros(instalment(yearly, p.Pays))
	p.Until = out.AddDate(0, 0, daysToWithdraw).Format(time.DateOnly)
	return p, err
}

func inEuros(minor int64) string { return strconv.FormatInt(minor/100, 10) }

func listPolicies(ctx context.Context, c *call) (any, error) {
	all, err := many(ctx, c.tx, (*policy).fields, selectPolicies+" AND state <> 'withdrawn' ORDER BY p.rowid", c.subject)
	for i := range all {
		if err == nil {
			all[i], err = all[i].complete()
		}
	}
	return all, err
}

func (c *call) policy(ctx context.Context) (policy, error) {
	p, err := one(ctx, c.tx, (*policy).fields, selectPolicies+" AND p.id = ?", c.subject, c.param("policy"))
	if err != nil {
		return policy{}, err
	}
	return p.complete()
}

// active refuses a policy that has ended or is about to.
func (c *call) active(ctx context.Context) (policy, error) {
	p, err := c.policy(ctx)
	if err == nil && p.State != "active" {
		err = conflict("NOT_ACTIVE", "this insurance has ended or will end")
	}
	return p, err
}

func policyState(ctx context.Context, c *call) (any, error) { return c.policy(ctx) }

// takeOut makes a policy at the premium that was shown, and says until when the customer may withdraw.
func takeOut(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct {
		Product, Cover, Excess string
		StartsOn               string `json:"starts_on"`
		Yearly                 amount
	}](c.body)
	if err != nil {
		return nil, err
	}
	if err := day("starts_on", in.StartsOn); err != nil {
		return nil, err
	}
	p, err := c.product(ctx, in.Product)
	if err != nil {
		return nil, err
	}
	t := terms{in.Cover, in.Excess}
	yearly, err := p.premium(t)
	switch {
	case err != nil:
		return nil, err
	case yearly != in.Yearly.Minor:
		return nil, conflict("PREMIUM_CHANGED", "the premium is not the one that holds now; ask for a quote again")
	case in.StartsOn < c.today():
		return nil, invalid("TOO_EARLY", "an insurance starts today at the earliest")
	}
	return c.insure(ctx, p, t, yearly, in.StartsOn)
}

func (c *call) insure(ctx context.Context, p product, t terms, yearly int64, startsOn string) (any, error) {
	held, err := many(ctx, c.tx, (*policy).fields, selectPolicies+" AND o.id = ? AND state = 'active'", c.subject, p.ID)
	if err != nil {
		return nil, err
	}
	if len(held) > 0 {
		return nil, conflict("ALREADY_INSURED", "this customer has this insurance")
	}
	reference, err := c.reference(ctx, "PO")
	if err != nil {
		return nil, err
	}
	excess, err := t.minor()
	if err != nil {
		return nil, err
	}
	err = c.exec(ctx, `INSERT INTO policies (id, customer, product, cover, excess, pays, started, taken_out, reference)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?1)`, reference, c.subject, p.ID, t.Cover, excess, firstPlan(yearly).ID, startsOn, c.today())
	return map[string]string{"policy": reference, "reference": reference, "withdraw_until": c.inDays(daysToWithdraw)}, err
}

// withdrawPolicy undoes an insurance as if it had never been, for two weeks after it was taken out.
func withdrawPolicy(ctx context.Context, c *call) (any, error) {
	p, err := c.policy(ctx)
	if err != nil {
		return nil, err
	}
	if p.State == "withdrawn" {
		return nil, conflict("NOT_ACTIVE", "this insurance was withdrawn before")
	}
	if c.today() > p.Until {
		return nil, conflict("TOO_LATE", "the two weeks in which this could be withdrawn have passed")
	}
	return c.marked(ctx, "UPDATE policies SET state = 'withdrawn', reference = ? WHERE id = ?", p.ID)
}

// marked files one change of a policy under a new reference.
func (c *call) marked(ctx context.Context, update string, args ...any) (map[string]any, error) {
	if _, err := decode[struct{}](c.body); err != nil {
		return nil, err
	}
	reference, err := c.reference(ctx, "I")
	if err != nil {
		return nil, err
	}
	return map[string]any{"reference": reference}, c.exec(ctx, update, append([]any{reference}, args...)...)
}

// firstPayment orders the first premium to be collected; where no account is known it cannot be.
func firstPayment(ctx context.Context, c *call) (any, error) {
	p, err := c.active(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := one(ctx, c.tx, func(s *string) []any { return []any{s} }, "SELECT iban FROM accounts WHERE customer = ?", c.subject); err != nil {
		return nil, conflict("NO_ACCOUNT", "no account is held of this customer from which to collect")
	}
	done, err := c.marked(ctx, "UPDATE policies SET collection = ? WHERE id = ?", p.ID)
	if err == nil {
		done["amount"], done["collected_on"] = p.Premium, c.inDays(5)
	}
	return done, err
}

func cancelPayment(ctx context.Context, c *call) (any, error) {
	p, err := c.policy(ctx)
	if err != nil {
		return nil, err
	}
	if p.collection == "" {
		return nil, conflict("NOT_ORDERED", "nothing is going to be collected")
	}
	return c.marked(ctx, "UPDATE policies SET collection = '', reference = ? WHERE id = ?", p.ID)
}
