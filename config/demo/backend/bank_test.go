package backend

import (
	"net/http"
	"testing"
)

func TestCardIsBlockedOnce(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	const block, state = "/customers/C-1001/cards/K-12/block", "/customers/C-1001/cards/K-12"
	reference := y.call(http.StatusOK, "POST", block, object{"reason": "stolen"}).object["reference"]
	y.refused(http.StatusConflict, "ALREADY_BLOCKED", "POST", block, object{"reason": "lost"})
	got := y.call(http.StatusOK, "GET", state, nil).object
	if got["state"] != "blocked" || got["reference"] != reference {
		t.Errorf("state %v, want blocked with reference %v", got, reference)
	}
	y.wantCounts("block_card", 2, 1)
	y.refused(http.StatusNotFound, "NOT_FOUND", "POST", "/customers/C-1001/cards/K-21/block", object{"reason": "lost"}) // another's card
	y.refused(http.StatusUnprocessableEntity, "UNKNOWN_REASON", "POST", "/customers/C-1001/cards/K-11/block", object{"reason": "x"})
}

func TestPaymentIsPutOffWithinItsLimits(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	const path = "/customers/C-1001/payments/T-11/postponement" // due 10 March, latest 9 April
	y.refused(http.StatusUnprocessableEntity, "TOO_EARLY", "POST", path, object{"until": "2026-03-10"})
	y.refused(http.StatusUnprocessableEntity, "TOO_LATE", "POST", path, object{"until": "2026-04-10"})
	y.refused(http.StatusUnprocessableEntity, "INVALID_DATE", "POST", path, object{"until": "morgen"})
	y.refused(http.StatusConflict, "NOT_POSTPONED", "DELETE", path, nil)
	y.call(http.StatusOK, "POST", path, object{"until": "2026-04-09"})
	y.refused(http.StatusUnprocessableEntity, "LIMIT_REACHED", "POST", path, object{"until": "2026-04-09"})
	if due := y.call(http.StatusOK, "DELETE", path, nil).object["due"]; due != "2026-03-10" {
		t.Errorf("after the postponement was taken back: due %v", due)
	}
	y.refused(http.StatusUnprocessableEntity, "LIMIT_REACHED", "POST", "/customers/C-1003/payments/T-31/postponement", object{"until": "2026-04-01"})
}

func TestQuoteIsCalculatedInWholeCents(t *testing.T) {
	t.Parallel()
	l := loan{Balance: euros(1200000), Monthly: euros(28786), MonthsLeft: 48}
	got, err := l.quote(48)
	if err != nil {
		t.Fatal(err)
	}
	want := quote{Rate: 5.4, Monthly: euros(27853), Total: euros(1336944), TotalNow: euros(1381728), Saving: euros(44784), Saves: true}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, _ = l.quote(120); got.Saves || got.Saving.Minor >= 0 {
		t.Errorf("a loan of ten years saves nothing, got %+v", got)
	}
	for _, months := range []int64{-1, 0, 11, 121} {
		if _, err := l.quote(months); err == nil {
			t.Errorf("%d months were accepted", months)
		}
	}
}

func TestTransferHoldsToTheQuoteThatWasShown(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	const path = "/customers/C-1001/loans/L-11/transfer"
	y.refused(http.StatusConflict, "QUOTE_CHANGED", "POST", path, object{"months": 48, "monthly": euros(27000)})
	y.call(http.StatusOK, "POST", path, object{"months": 48, "monthly": euros(27853)})
	y.refused(http.StatusConflict, "ALREADY_REQUESTED", "POST", path, object{"months": 48, "monthly": euros(27853)})
	y.refused(http.StatusUnprocessableEntity, "NOT_POSSIBLE", "POST", "/customers/C-1005/loans/L-51/quote", object{"months": 24})
	y.wantCounts("request_transfer", 3, 1)
}

func TestPasswordLinksAreLimited(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	const path = "/customers/C-1002/password-reset"
	for range mostResets {
		y.call(http.StatusOK, "POST", path, object{"contact": "P-1002-2"}, keyHeader, "one key")
	}
	y.refused(http.StatusTooManyRequests, "TOO_MANY", "POST", path, object{"contact": "P-1002-2"})
	if got := y.list("GET", "/demo/mailbox?customer=C-1002"); len(got) != mostResets {
		t.Errorf("%d links in the mailbox, want %d: this operation honours no key", len(got), mostResets)
	}
}
