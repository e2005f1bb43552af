package backend

import "context"

// discounts tells how much less a year's premium is with each excess in cents, in thousandths.
var discounts = map[int64]int64{0: 0, 10000: 80, 25000: 150}

// product is an insurance that can be taken out.
type product struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	TitleEN  string `json:"title_en"`
	basic    int64
	extended int64
}

func (p *product) fields() []any { return []any{&p.ID, &p.Title, &p.TitleEN, &p.basic, &p.extended} }

func insurerRoutes() []route {
	return []route{
		{"list_products", "GET", "/products", false, listProducts},
		{"quote", "GET", "/products/{product}/quote", false, quotePremium},
		{"acceptance_facts", "GET", "/customers/{subject}/acceptance", false, acceptanceFacts},
		{"list_policies", "GET", "/customers/{subject}/policies", false, listPolicies},
		{"policy_state", "GET", "/customers/{subject}/policies/{policy}", false, policyState},
		{"take_out", "POST", "/customers/{subject}/policies", true, takeOut},
		{"withdraw_policy", "DELETE", "/customers/{subject}/policies/{policy}", true, withdrawPolicy},
		{"first_payment", "POST", "/customers/{subject}/policies/{policy}/first-payment", true, firstPayment},
		{"cancel_payment", "DELETE", "/customers/{subject}/policies/{policy}/first-payment", true, cancelPayment},
		{"quote_change", "GET", "/customers/{subject}/policies/{policy}/quote", false, quoteChange},
		{"change_policy", "PUT", "/customers/{subject}/policies/{policy}", false, changePolicy},
		{"restore_policy", "DELETE", "/customers/{subject}/policies/{policy}/change", true, restorePolicy},
		{"end_policy", "POST", "/customers/{subject}/policies/{policy}/end", true, endPolicy},
		{"keep_policy", "DELETE", "/customers/{subject}/policies/{policy}/end", true, keepPolicy},
		{"list_instalments", "GET", "/customers/{subject}/policies/{policy}/instalments", false, listInstalments},
		{"change_instalment", "PUT", "/customers/{subject}/policies/{policy}/instalment", false, changeInstalment},
		{"list_claims", "GET", "/customers/{subject}/claims", false, listClaims},
		{"report_claim", "POST", "/customers/{subject}/policies/{policy}/claims", true, reportClaim},
		{"withdraw_claim", "DELETE", "/customers/{subject}/claims/{claim}", true, withdrawClaim},
		{"list_repairs", "GET", "/customers/{subject}/claims/{claim}/repairs", false, listRepairs},
		{"repair_state", "GET", "/customers/{subject}/claims/{claim}/repair", false, repairState},
		{"book_repair", "PUT", "/customers/{subject}/claims/{claim}/repair", false, bookRepair},
		{"cancel_repair", "DELETE", "/customers/{subject}/claims/{claim}/repair", true, cancelRepair},
		{"register_complaint", "POST", "/customers/{subject}/complaints", true, registerComplaint},
	}
}

func listProducts(ctx context.Context, c *call) (any, error) {
	return many(ctx, c.tx, (*product).fields, "SELECT * FROM products ORDER BY rowid")
}

func (c *call) product(ctx context.Context, id string) (product, error) {
	return one(ctx, c.tx, (*product).fields, "SELECT * FROM products WHERE id = ?", id)
}

// yearly is a year's premium in cents, rounded down to a cent.
func (p product) yearly(cover string, excess int64) (int64, error) {
	discount, known := discounts[excess]
	base := p.basic
	if cover == "extended" {
		base = p.extended
	}
	if !known || (cover != "basic" && cover != "extended") {
		return 0, invalid("UNKNOWN_COVER", "the cover is basic or extended, and the excess 0, 100 or 250 euros")
	}
	return base * (1000 - discount) / 1000, nil
}

// terms is what of an insurance can be chosen.
type terms struct{ Cover, Excess string }

// minor reads the excess, which is one of three amounts in whole euros.
func (t terms) minor() (int64, error) {
	for minor := range discounts {
		if inEuros(minor) == t.Excess {
			return minor, nil
		}
	}
	return 0, invalid("UNKNOWN_COVER", "the excess is 0, 100 or 250 euros")
}

// termsAsked reads the cover and the excess from the query.
func (c *call) termsAsked() terms {
	q := c.r.URL.Query()
	return terms{Cover: q.Get("cover"), Excess: q.Get("excess")}
}

func (p product) premium(t terms) (int64, error) {
	excess, err := t.minor()
	if err != nil {
		return 0, err
	}
	return p.yearly(t.Cover, excess)
}

// quotePremium tells what an insurance would cost; nothing is kept of it.
func quotePremium(ctx context.Context, c *call) (any, error) {
	p, err := c.product(ctx, c.param("product"))
	if err != nil {
		return nil, err
	}
	yearly, err := p.premium(c.termsAsked())
	if err != nil {
		return nil, err
	}
	pl := firstPlan(yearly)
	return map[string]any{
		"yearly": euros(yearly), "premium": euros(instalment(yearly, pl.ID)), "pays": pl.ID, "pays_nl": pl.Title, "pays_en": pl.TitleEN,
	}, nil
}

// acceptanceFacts tells what the rules of acceptance look at: the claims of the last three years and unpaid premiums.
func acceptanceFacts(ctx context.Context, c *call) (any, error) {
	type facts struct {
		Claims  int64 `json:"claims"`
		Arrears bool  `json:"arrears"`
	}
	return one(ctx, c.tx, func(f *facts) []any { return []any{&f.Claims, &f.Arrears} }, `SELECT
		(SELECT count(*) FROM claims WHERE customer = ?1 AND happened_on >= ?2),
		coalesce((SELECT arrears FROM accounts WHERE customer = ?1), 0)`, c.subject, c.now.AddDate(-3, 0, 0).Format("2006-01-02"))
}
