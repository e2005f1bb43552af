package backend

import "context"

// order is an order as the customer's list shows it.
type order struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	TitleEN  string `json:"title_en"`
	Placed   string `json:"placed"`
	Total    amount `json:"total"`
	Status   string `json:"status"`
	StatusNL string `json:"status_nl"`
	StatusEN string `json:"status_en"`
}

func (o *order) fields() []any {
	o.Total.Currency = "EUR"
	return []any{&o.ID, &o.Title, &o.TitleEN, &o.Placed, &o.Total.Minor, &o.Status, &o.StatusNL, &o.StatusEN}
}

// orderState is where an order is.
type orderState struct {
	Status   string `json:"status"`
	StatusNL string `json:"status_nl"`
	StatusEN string `json:"status_en"`
	Carrier  string `json:"carrier"`
	Tracking string `json:"tracking"`
	Expected string `json:"expected"`
}

func (o *orderState) fields() []any {
	return []any{&o.Status, &o.StatusNL, &o.StatusEN, &o.Carrier, &o.Tracking, &o.Expected}
}

func shopRoutes() []route {
	return []route{
		{"list_orders", "GET", "/customers/{subject}/orders", false, listOrders},
		{"order_status", "GET", "/customers/{subject}/orders/{order}", false, orderStatus},
		{"follow_order", "POST", "/customers/{subject}/orders/{order}/subscription", true, followOrder},
		{"send_invoice", "POST", "/customers/{subject}/orders/{order}/invoice", false, sendInvoice},
		{"list_items", "GET", "/customers/{subject}/orders/{order}/items", false, listItems},
		{"return_reasons", "GET", "/return-reasons", false, returnReasons},
		{"find_alternative", "GET", "/customers/{subject}/orders/{order}/items/{item}/alternative", false, findAlternative},
		{"register_return", "POST", "/customers/{subject}/orders/{order}/items/{item}/return", true, registerReturn},
		{"withdraw_return", "DELETE", "/customers/{subject}/orders/{order}/items/{item}/return", true, withdrawReturn},
		{"exchange_item", "POST", "/customers/{subject}/orders/{order}/items/{item}/exchange", true, exchangeItem},
		{"list_appointments", "GET", "/customers/{subject}/appointments", false, listAppointments},
		{"appointment_state", "GET", "/customers/{subject}/appointments/{appointment}", false, appointmentState},
		{"free_slots", "GET", "/customers/{subject}/appointments/{appointment}/slots", false, freeSlots},
		{"move_appointment", "PUT", "/customers/{subject}/appointments/{appointment}", false, moveAppointment},
	}
}

func listOrders(ctx context.Context, c *call) (any, error) {
	return many(ctx, c.tx, (*order).fields, `SELECT o.id, title, title_en, placed, minor, status, nl, en
		FROM orders o JOIN statuses s ON s.id = status WHERE customer = ? ORDER BY placed DESC, o.id`, c.subject)
}

func (c *call) order(ctx context.Context) (orderState, error) {
	return one(ctx, c.tx, (*orderState).fields, `SELECT status, nl, en, carrier, tracking, expected
		FROM orders o JOIN statuses s ON s.id = status WHERE customer = ? AND o.id = ?`, c.subject, c.param("order"))
}

func orderStatus(ctx context.Context, c *call) (any, error) { return c.order(ctx) }

// followOrder subscribes once: whoever follows already gets the same reference again.
func followOrder(ctx context.Context, c *call) (any, error) {
	if _, err := decode[struct{}](c.body); err != nil {
		return nil, err
	}
	o, err := c.order(ctx)
	if err != nil {
		return nil, err
	}
	if o.Status == "delivered" {
		return nil, conflict("ALREADY_DELIVERED", "this order was delivered; nothing will change any more")
	}
	already, err := many(ctx, c.tx, func(s *string) []any { return []any{s} },
		`SELECT reference FROM subscriptions WHERE "order" = ?`, c.param("order"))
	if err != nil {
		return nil, err
	}
	if len(already) > 0 {
		return map[string]string{"reference": already[0]}, nil
	}
	reference, err := c.reference(ctx, "V")
	if err != nil {
		return nil, err
	}
	err = c.exec(ctx, `INSERT INTO subscriptions (reference, "order", customer, at) VALUES (?, ?, ?, ?)`,
		reference, c.param("order"), c.subject, c.stamp())
	return map[string]string{"reference": reference}, err
}

// sendInvoice has neither key nor query: asked twice, it writes twice.
func sendInvoice(ctx context.Context, c *call) (any, error) {
	if _, err := decode[struct{}](c.body); err != nil {
		return nil, err
	}
	if _, err := c.order(ctx); err != nil {
		return nil, err
	}
	if c.who.Email == "" {
		return nil, conflict("NO_EMAIL", "no e-mail address is held of this customer")
	}
	id := c.param("order")
	err := c.tell(ctx, "De factuur van bestelling "+id+" vind je in de bijlage.", "The invoice of order "+id+" is attached.")
	return map[string]string{"sent_to": maskEmail(c.who.Email)}, err
}
