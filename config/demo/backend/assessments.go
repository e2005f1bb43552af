package backend

import (
	"context"
	"errors"
	"net/http"
)

// assessment is what the assessor answers, as it is told to the callback address.
type assessment struct {
	ID       string `json:"id"`
	Claim    string `json:"claim"`
	Customer string `json:"customer"`
	Outcome  string `json:"outcome"` // accepted or rejected
	Amount   amount `json:"amount"`
	ReasonNL string `json:"reason_nl"`
	ReasonEN string `json:"reason_en"`
	At       string `json:"at"`
}

// paid is what the demo's assessor grants, in cents.
const paid = 42500

// assess answers POST /demo/claims/{claim}/accept and /reject: the demo's back office, which takes days elsewhere.
func (s *Server) assess(outcome, verdict string, minor int64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		told, err := s.assessed(r.Context(), assessment{Claim: r.PathValue("claim"), Outcome: outcome, Amount: euros(minor), At: s.stamp()}, verdict)
		if err != nil {
			s.fail(w, err)
			return
		}
		s.ring()
		s.send(w, told)
	}
}

// assessed files the verdict and the event that tells of it in one transaction; the delivery comes after.
func (s *Server) assessed(ctx context.Context, a assessment, verdict string) (assessment, error) {
	tx, err := s.begin(ctx)
	if err != nil {
		return assessment{}, err
	}
	defer func() { _ = tx.Rollback() }()
	a, err = one(ctx, tx, func(row *assessment) []any {
		*row = a
		return []any{&row.Customer, &row.ReasonNL, &row.ReasonEN}
	}, "SELECT customer, nl, en FROM claims, verdicts WHERE claims.id = ? AND claims.state = 'reported' AND verdicts.id = ?", a.Claim, verdict)
	if errors.Is(err, errNotFound) {
		return assessment{}, conflict("NOT_REPORTED", "there is no such report, or it was assessed before")
	}
	if err != nil {
		return assessment{}, err
	}
	c := call{Server: s, tx: tx}
	if err := c.exec(ctx, "UPDATE claims SET state = ?, minor = ?, reason = ? WHERE id = ?", a.Outcome, a.Amount.Minor, verdict, a.Claim); err != nil {
		return assessment{}, err
	}
	if a.ID, err = c.reference(ctx, "E"); err != nil {
		return assessment{}, err
	}
	if err := c.file(ctx, a.ID, a.Claim, a); err != nil {
		return assessment{}, err
	}
	return a, tx.Commit()
}
