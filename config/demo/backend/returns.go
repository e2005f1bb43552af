package backend

import "context"

// item is one piece of an order.
type item struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	TitleEN     string `json:"title_en"`
	Price       amount `json:"price"`
	Returnable  bool   `json:"returnable"`
	ReturnUntil string `json:"return_until"`
	state       string // kept, returned or exchanged
}

func (i *item) fields() []any {
	i.Price.Currency = "EUR"
	return []any{&i.ID, &i.Title, &i.TitleEN, &i.Price.Minor, &i.Returnable, &i.ReturnUntil, &i.state}
}

const selectItems = `SELECT i.id, i.title, i.title_en, i.minor, i.state = 'kept' AND i.return_until >= ?, i.return_until, i.state
	FROM items i JOIN orders o ON o.id = i."order" WHERE o.customer = ? AND o.id = ?`

func listItems(ctx context.Context, c *call) (any, error) {
	if _, err := c.order(ctx); err != nil {
		return nil, err
	}
	return many(ctx, c.tx, (*item).fields, selectItems+" ORDER BY i.rowid", c.today(), c.subject, c.param("order"))
}

func (c *call) item(ctx context.Context) (item, error) {
	return one(ctx, c.tx, (*item).fields, selectItems+" AND i.id = ?", c.today(), c.subject, c.param("order"), c.param("item"))
}

// returnable gives the item if it may go back today.
func (c *call) returnable(ctx context.Context, reason string) (item, error) {
	_, err := one(ctx, c.tx, func(s *string) []any { return []any{s} }, "SELECT id FROM reasons WHERE id = ?", reason)
	if err != nil {
		return item{}, invalid("UNKNOWN_REASON", "reason must be one of the return reasons")
	}
	i, err := c.item(ctx)
	switch {
	case err != nil:
		return item{}, err
	case i.state != "kept":
		return item{}, conflict("ALREADY_RETURNED", "this item was registered for return before")
	case !i.Returnable:
		return item{}, conflict("RETURN_WINDOW_CLOSED", "this item could be returned until "+i.ReturnUntil)
	}
	return i, nil
}

func returnReasons(ctx context.Context, c *call) (any, error) {
	type reason struct {
		ID      string `json:"id"`
		LabelNL string `json:"label_nl"`
		LabelEN string `json:"label_en"`
	}
	return many(ctx, c.tx, func(r *reason) []any { return []any{&r.ID, &r.LabelNL, &r.LabelEN} }, "SELECT id, nl, en FROM reasons ORDER BY rowid")
}

// alternative is a product that could take an item's place.
type alternative struct {
	Found   bool   `json:"found"`
	Product string `json:"product"`
	Title   string `json:"title"`
	TitleEN string `json:"title_en"`
	Price   amount `json:"price"`
	stock   int64
}

func (a *alternative) fields() []any {
	a.Found, a.Price.Currency = true, "EUR"
	return []any{&a.Product, &a.Title, &a.TitleEN, &a.Price.Minor, &a.stock}
}

func findAlternative(ctx context.Context, c *call) (any, error) {
	if _, err := c.item(ctx); err != nil {
		return nil, err
	}
	found, err := many(ctx, c.tx, (*alternative).fields, `SELECT product, title, title_en, minor, stock FROM alternatives
		WHERE item = ? AND stock > 0 AND ? IN (SELECT value FROM json_each('["' || replace(reasons, ' ', '","') || '"]')) ORDER BY product`,
		c.param("item"), c.r.URL.Query().Get("reason"))
	if err != nil || len(found) == 0 {
		return alternative{Price: euros(0)}, err
	}
	return found[0], nil
}

func registerReturn(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Reason string }](c.body)
	if err != nil {
		return nil, err
	}
	i, err := c.returnable(ctx, in.Reason)
	if err != nil {
		return nil, err
	}
	slip, err := c.sendBack(ctx, i, in.Reason, "")
	if err != nil {
		return nil, err
	}
	return map[string]any{"reference": slip.reference, "label": slip.label, "send_before": slip.sendBefore, "refund": i.Price}, nil
}

// withdrawReturn takes a registered return back; the item is kept, and its label is good for nothing any more.
func withdrawReturn(ctx context.Context, c *call) (any, error) {
	if _, err := decode[struct{}](c.body); err != nil {
		return nil, err
	}
	i, err := c.item(ctx)
	if err != nil {
		return nil, err
	}
	if i.state != "returned" {
		return nil, conflict("NOT_REGISTERED", "this item is not registered for return")
	}
	reference, err := c.reference(ctx, "X")
	if err != nil {
		return nil, err
	}
	if err := c.exec(ctx, "UPDATE items SET state = 'kept' WHERE id = ?", i.ID); err != nil {
		return nil, err
	}
	return map[string]string{"reference": reference}, c.exec(ctx, "DELETE FROM returns WHERE item = ? AND customer = ?", i.ID, c.subject)
}

func exchangeItem(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Reason, Product string }](c.body)
	if err != nil {
		return nil, err
	}
	i, err := c.returnable(ctx, in.Reason)
	if err != nil {
		return nil, err
	}
	other, err := one(ctx, c.tx, (*alternative).fields,
		"SELECT product, title, title_en, minor, stock FROM alternatives WHERE item = ? AND product = ?", i.ID, in.Product)
	if err != nil {
		return nil, err
	}
	if other.stock == 0 {
		return nil, conflict("OUT_OF_STOCK", "there is none left of this product")
	}
	if err := c.exec(ctx, "UPDATE alternatives SET stock = stock - 1 WHERE product = ?", other.Product); err != nil {
		return nil, err
	}
	slip, err := c.sendBack(ctx, i, in.Reason, other.Product)
	if err != nil {
		return nil, err
	}
	return map[string]any{"reference": slip.reference, "label": slip.label, "send_before": slip.sendBefore, "expected": c.inDays(5)}, nil
}

// slip is what goes with a parcel that comes back.
type slip struct{ reference, label, sendBefore string }

// sendBack files the return; a product makes it an exchange.
func (c *call) sendBack(ctx context.Context, i item, reason, product string) (slip, error) {
	reference, err := c.reference(ctx, "X")
	if err != nil {
		return slip{}, err
	}
	s := slip{reference: reference, label: "LBL" + reference[1:], sendBefore: c.inDays(14)}
	state := "returned"
	if product != "" {
		state = "exchanged"
	}
	if err := c.exec(ctx, "UPDATE items SET state = ? WHERE id = ?", state, i.ID); err != nil {
		return slip{}, err
	}
	return s, c.exec(ctx, "INSERT INTO returns (reference, customer, item, reason, product, label, send_before, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		s.reference, c.subject, i.ID, reason, product, s.label, s.sendBefore, c.stamp())
}
