package conversation

import (
	"context"
	"fmt"
	"time"
)

// Cover makes sure that h's lease lasts for at least d from now, and renews it if it does not. ErrLost: it is over or
// another's; whatever was drafted on it must not be said.
func (l *Ledger) Cover(ctx context.Context, h *Held, d time.Duration) error {
	if h.loan.Until.Sub(l.Now()) >= d && h.Owned() {
		return nil
	}
	loan, err := l.Store.Renew(ctx, h.loan, d)
	if err != nil {
		return fmt.Errorf("lease of %s: %w", h.loan.ID, err)
	}
	h.loan.Until = loan.Until
	return nil
}
