package backend

import "context"

func caseRoutes() []route {
	return []route{
		{"create_case", "POST", "/cases", true, createCase},
		{"create_customer_case", "POST", "/customers/{subject}/cases", true, createCase},
	}
}

// createCase takes a case from a customer who is known, or from somebody who left a way to be reached.
func createCase(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Kind, Text, Contact string }](c.body)
	if err != nil {
		return nil, err
	}
	if err := texts("kind", in.Kind, "text", in.Text, "contact", in.Contact); err != nil {
		return nil, err
	}
	number, err := c.reference(ctx, "Z")
	if err != nil {
		return nil, err
	}
	err = c.exec(ctx, "INSERT INTO cases (number, customer, kind, text, contact, at) VALUES (?, ?, ?, ?, ?, ?)",
		number, c.subject, in.Kind, in.Text, in.Contact, c.stamp())
	return map[string]string{"number": number}, err
}
