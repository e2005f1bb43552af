package backend

import (
	"context"
	"database/sql"
)

// slot is a time at which the shop can see somebody.
type slot struct {
	ID     string `json:"id"`
	Day    string `json:"day"`
	Starts string `json:"starts"`
	Ends   string `json:"ends"`
}

func (s *slot) fields() []any { return []any{&s.ID, &s.Day, &s.Starts, &s.Ends} }

// appointment is an appointment as the customer's list shows it.
type appointment struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	TitleEN string `json:"title_en"`
	Day     string `json:"day"`
	Starts  string `json:"starts"`
	Ends    string `json:"ends"`
}

func (a *appointment) fields() []any {
	return []any{&a.ID, &a.Title, &a.TitleEN, &a.Day, &a.Starts, &a.Ends}
}

// appointmentTime is when an appointment is.
type appointmentTime struct {
	Reference string `json:"reference"`
	Slot      string `json:"slot"`
	Day       string `json:"day"`
	Starts    string `json:"starts"`
	Ends      string `json:"ends"`
}

func (a *appointmentTime) fields() []any {
	return []any{&a.Reference, &a.Slot, &a.Day, &a.Starts, &a.Ends}
}

func listAppointments(ctx context.Context, c *call) (any, error) {
	return many(ctx, c.tx, (*appointment).fields, `SELECT a.id, title, title_en, day, starts, ends
		FROM appointments a JOIN slots s ON s.appointment = a.id WHERE customer = ? AND day >= ? ORDER BY day, starts`, c.subject, c.today())
}

func (c *call) appointment(ctx context.Context) (appointmentTime, error) {
	return one(ctx, c.tx, (*appointmentTime).fields, `SELECT a.id, s.id, day, starts, ends
		FROM appointments a JOIN slots s ON s.appointment = a.id WHERE customer = ? AND a.id = ?`, c.subject, c.param("appointment"))
}

func appointmentState(ctx context.Context, c *call) (any, error) { return c.appointment(ctx) }

func freeSlots(ctx context.Context, c *call) (any, error) {
	if _, err := c.appointment(ctx); err != nil {
		return nil, err
	}
	return many(ctx, c.tx, (*slot).fields,
		"SELECT id, day, starts, ends FROM slots WHERE appointment IS NULL AND day > ? ORDER BY day, starts", c.today())
}

// moveAppointment knows no key; where the appointment went is seen in appointmentState. Moved to where it is, it stays.
func moveAppointment(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Slot string }](c.body)
	if err != nil {
		return nil, err
	}
	now, err := c.appointment(ctx)
	if err != nil || now.Slot == in.Slot {
		return now, err
	}
	taken, err := one(ctx, c.tx, func(s *sql.NullString) []any { return []any{s} }, "SELECT appointment FROM slots WHERE id = ?", in.Slot)
	if err != nil {
		return nil, err
	}
	if taken.Valid {
		return nil, conflict("SLOT_TAKEN", "somebody else has this time")
	}
	if err := c.exec(ctx, "UPDATE slots SET appointment = NULL WHERE id = ?", now.Slot); err != nil {
		return nil, err
	}
	if err := c.exec(ctx, "UPDATE slots SET appointment = ? WHERE id = ?", now.Reference, in.Slot); err != nil {
		return nil, err
	}
	return c.appointment(ctx)
}
