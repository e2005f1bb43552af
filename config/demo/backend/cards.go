package backend

import "context"

// card is a bank card.
type card struct {
	ID          string `json:"id"`
	customer    string
	Kind        string `json:"kind"`
	KindEN      string `json:"kind_en"`
	Last4       string `json:"last4"`
	Account     string `json:"account"`
	AccountEN   string `json:"account_en"`
	State       string `json:"state"` // active or blocked
	reason      string
	reference   string
	replacement string
}

func (k *card) fields() []any {
	return []any{&k.ID, &k.customer, &k.Kind, &k.KindEN, &k.Last4, &k.Account, &k.AccountEN, &k.State, &k.reason, &k.reference, &k.replacement}
}

func bankRoutes() []route {
	return []route{
		{"list_cards", "GET", "/customers/{subject}/cards", false, listCards},
		{"card_state", "GET", "/customers/{subject}/cards/{card}", false, cardState},
		{"block_card", "POST", "/customers/{subject}/cards/{card}/block", false, blockCard},
		{"order_card", "POST", "/customers/{subject}/cards/{card}/replacement", true, orderCard},
		{"report_theft", "POST", "/customers/{subject}/cards/{card}/theft", true, reportTheft},
		{"reset_password", "POST", "/customers/{subject}/password-reset", false, resetPassword},
		{"list_payments", "GET", "/customers/{subject}/payments", false, listPayments},
		{"postpone_payment", "POST", "/customers/{subject}/payments/{payment}/postponement", true, postponePayment},
		{"restore_payment", "DELETE", "/customers/{subject}/payments/{payment}/postponement", true, restorePayment},
		{"list_loans", "GET", "/customers/{subject}/loans", false, listLoans},
		{"quote_transfer", "POST", "/customers/{subject}/loans/{loan}/quote", false, quoteTransfer},
		{"request_transfer", "POST", "/customers/{subject}/loans/{loan}/transfer", true, requestTransfer},
	}
}

func (c *call) card(ctx context.Context) (card, error) {
	return one(ctx, c.tx, (*card).fields, "SELECT * FROM cards WHERE customer = ? AND id = ?", c.subject, c.param("card"))
}

func listCards(ctx context.Context, c *call) (any, error) {
	return many(ctx, c.tx, (*card).fields, "SELECT * FROM cards WHERE customer = ? ORDER BY rowid", c.subject)
}

func cardState(ctx context.Context, c *call) (any, error) {
	k, err := c.card(ctx)
	return map[string]string{"state": k.State, "reference": k.reference}, err
}

// blockCard knows no key; whether it was done is seen in cardState.
func blockCard(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Reason string }](c.body)
	if err != nil {
		return nil, err
	}
	if in.Reason != "lost" && in.Reason != "stolen" && in.Reason != "damaged" {
		return nil, invalid("UNKNOWN_REASON", "reason must be lost, stolen or damaged")
	}
	k, err := c.card(ctx)
	if err != nil {
		return nil, err
	}
	if k.State == "blocked" {
		return nil, conflict("ALREADY_BLOCKED", "this card was blocked before")
	}
	reference, err := c.reference(ctx, "B")
	if err != nil {
		return nil, err
	}
	err = c.exec(ctx, "UPDATE cards SET state = 'blocked', reason = ?, reference = ? WHERE id = ?", in.Reason, reference, k.ID)
	return map[string]string{"reference": reference}, err
}

func orderCard(ctx context.Context, c *call) (any, error) {
	if _, err := decode[struct{}](c.body); err != nil {
		return nil, err
	}
	k, err := c.card(ctx)
	if err != nil {
		return nil, err
	}
	if k.replacement != "" {
		return nil, conflict("ALREADY_ORDERED", "a new card is on its way")
	}
	reference, err := c.reference(ctx, "N")
	if err != nil {
		return nil, err
	}
	err = c.exec(ctx, "UPDATE cards SET replacement = ? WHERE id = ?", reference, k.ID)
	return map[string]string{"reference": reference, "expected": c.inDays(5)}, err
}

func reportTheft(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct {
		HappenedOn string `json:"happened_on"`
		Story      string
	}](c.body)
	if err != nil {
		return nil, err
	}
	if err := day("happened_on", in.HappenedOn); err != nil {
		return nil, err
	}
	if err := texts("story", in.Story); err != nil {
		return nil, err
	}
	k, err := c.card(ctx)
	if err != nil {
		return nil, err
	}
	reference, err := c.reference(ctx, "D")
	if err != nil {
		return nil, err
	}
	err = c.exec(ctx, "INSERT INTO thefts (reference, customer, card, happened_on, story, at) VALUES (?, ?, ?, ?, ?, ?)",
		reference, c.subject, k.ID, in.HappenedOn, in.Story, c.stamp())
	return map[string]string{"reference": reference}, err
}

func (c *call) inDays(n int) string { return c.now.AddDate(0, 0, n).Format("2006-01-02") }
