package backend

import (
	"context"
	"database/sql"
)

// claim is damage that a customer reported.
type claim struct {
	ID         string `json:"id"`
	Title      string `json:"title"` // of the insurance
	TitleEN    string `json:"title_en"`
	HappenedOn string `json:"happened_on"`
	State      string `json:"state"` // reported, accepted, rejected or withdrawn
	Amount     amount `json:"amount"`
}

func (k *claim) fields() []any {
	k.Amount.Currency = "EUR"
	return []any{&k.ID, &k.Title, &k.TitleEN, &k.HappenedOn, &k.State, &k.Amount.Minor}
}

const selectClaims = `SELECT c.id, title, title_en, happened_on, c.state, c.minor
	FROM claims c JOIN policies p ON p.id = c.policy JOIN products o ON o.id = p.product WHERE c.customer = ?`

func listClaims(ctx context.Context, c *call) (any, error) {
	return many(ctx, c.tx, (*claim).fields, selectClaims+" AND c.state <> 'withdrawn' ORDER BY happened_on DESC, c.id DESC", c.subject)
}

func (c *call) claim(ctx context.Context) (claim, error) {
	return one(ctx, c.tx, (*claim).fields, selectClaims+" AND c.id = ?", c.subject, c.param("claim"))
}

// causes are the kinds of damage that the insurer distinguishes.
var causes = map[string]bool{"water": true, "fire": true, "storm": true, "theft": true, "glass": true, "other": true}

// reportClaim takes damage of a day on which the policy held.
func reportClaim(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct {
		Cause, Place, Story string
		HappenedOn          string `json:"happened_on"`
		Photos              []photo
	}](c.body)
	if err != nil {
		return nil, err
	}
	if len(in.Photos) > maxPhotos {
		return nil, invalid("TOO_MANY", "three photos will do")
	}
	if err := texts("place", in.Place, "story", in.Story); err != nil {
		return nil, err
	}
	if err := day("happened_on", in.HappenedOn); err != nil {
		return nil, err
	}
	p, err := c.policy(ctx)
	switch {
	case err != nil:
		return nil, err
	case !causes[in.Cause]:
		return nil, invalid("UNKNOWN_CAUSE", "this kind of damage is not known")
	case in.HappenedOn > c.today() || in.HappenedOn < p.Started || p.State == "withdrawn" || (p.EndsOn != "" && in.HappenedOn > p.EndsOn):
		return nil, conflict("NOT_INSURED_THEN", "on that day this insurance did not hold")
	}
	reference, err := c.reference(ctx, "S")
	if err != nil {
		return nil, err
	}
	if err := c.exec(ctx, "INSERT INTO claims (id, customer, policy, cause, happened_on, place, story, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		reference, c.subject, p.ID, in.Cause, in.HappenedOn, in.Place, in.Story, c.stamp()); err != nil {
		return nil, err
	}
	for _, ph := range in.Photos {
		if err := c.exec(ctx, "INSERT INTO photos (claim, customer, name, media, bytes, digest) VALUES (?, ?, ?, ?, ?, ?)",
			reference, c.subject, ph.Name, ph.Media, ph.Bytes, ph.Digest); err != nil {
			return nil, err
		}
	}
	return map[string]string{"claim": reference, "reference": reference, "answer_before": c.inDays(10)}, nil
}

// withdrawClaim takes a report back as long as the assessor has not answered.
func withdrawClaim(ctx context.Context, c *call) (any, error) {
	k, err := c.claim(ctx)
	if err != nil {
		return nil, err
	}
	if k.State != "reported" {
		return nil, conflict("ALREADY_ASSESSED", "the assessor has answered, or the report was withdrawn")
	}
	if err := c.exec(ctx, "UPDATE claims SET state = 'withdrawn' WHERE id = ?", k.ID); err != nil {
		return nil, err
	}
	reference, err := c.reference(ctx, "I")
	return map[string]string{"reference": reference}, err
}

// repair is when a repairer comes.
type repair struct {
	Slot      string `json:"slot"`
	Day       string `json:"day"`
	Starts    string `json:"starts"`
	Ends      string `json:"ends"`
	Reference string `json:"reference"`
}

func (r *repair) fields() []any { return []any{&r.Slot, &r.Day, &r.Starts, &r.Ends, &r.Reference} }

// listRepairs tells the times that are free.
func listRepairs(ctx context.Context, c *call) (any, error) {
	if _, err := c.claim(ctx); err != nil {
		return nil, err
	}
	return many(ctx, c.tx, (*slot).fields, "SELECT id, day, starts, ends FROM repairs WHERE claim IS NULL AND day > ? ORDER BY day, starts", c.today())
}

func (c *call) repair(ctx context.Context) ([]repair, error) {
	k, err := c.claim(ctx)
	if err != nil {
		return nil, err
	}
	return many(ctx, c.tx, (*repair).fields, "SELECT id, day, starts, ends, reference FROM repairs WHERE claim = ?", k.ID)
}

func repairState(ctx context.Context, c *call) (any, error) {
	booked, err := c.repair(ctx)
	if err == nil && len(booked) == 0 {
		return nil, errNotFound
	}
	if err != nil {
		return nil, err
	}
	return booked[0], nil
}

// bookRepair knows no key; what became of it is seen in repairState. Booked where it is, it stays.
func bookRepair(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ Slot string }](c.body)
	if err != nil {
		return nil, err
	}
	k, err := c.claim(ctx)
	if err != nil {
		return nil, err
	}
	if k.State != "accepted" {
		return nil, conflict("NOT_ACCEPTED", "this damage is not going to be repaired")
	}
	taken, err := one(ctx, c.tx, func(s *sql.NullString) []any { return []any{s} }, "SELECT claim FROM repairs WHERE id = ?", in.Slot)
	switch {
	case err != nil:
		return nil, err
	case taken.Valid && taken.String != k.ID:
		return nil, conflict("SLOT_TAKEN", "somebody else has this time")
	case !taken.Valid:
		if err := c.book(ctx, k.ID, in.Slot); err != nil {
			return nil, err
		}
	}
	return repairState(ctx, c)
}

func (c *call) book(ctx context.Context, claim, slot string) error {
	reference, err := c.reference(ctx, "H")
	if err != nil {
		return err
	}
	if err := c.exec(ctx, "UPDATE repairs SET claim = NULL, reference = '' WHERE claim = ?", claim); err != nil {
		return err
	}
	return c.exec(ctx, "UPDATE repairs SET claim = ?, reference = ? WHERE id = ?", claim, reference, slot)
}

func cancelRepair(ctx context.Context, c *call) (any, error) {
	booked, err := c.repair(ctx)
	if err != nil {
		return nil, err
	}
	if len(booked) == 0 {
		return nil, conflict("NOT_BOOKED", "no repairer is going to come")
	}
	if err := c.exec(ctx, "UPDATE repairs SET claim = NULL, reference = '' WHERE id = ?", booked[0].Slot); err != nil {
		return nil, err
	}
	reference, err := c.reference(ctx, "I")
	return map[string]string{"reference": reference}, err
}
