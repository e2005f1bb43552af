package callbacks_test

import (
	"net/http"
	"strings"
	"testing"

	"balie/conversation"
)

// TestAReportToASignedAddressReachesItsConversationAlone: it needs no signature of its own, and what it is about finds nobody
// else.
func TestAReportToASignedAddressReachesItsConversationAlone(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.named(t, conversation.KeyChange{Key: conversation.AddressKey(d.store, "A-1")})
	other := `{"id":"E-7","order":"W-1","status":"lost"}`
	for path, want := range map[string]int{
		"/v1/callbacks/shop/order_changed?for=A-1&until=9&signature=of+A-1": http.StatusAccepted,
		"/v1/callbacks/shop/order_changed?for=A-1&until=9&signature=forged": http.StatusUnauthorized,
		"/v1/callbacks/shop/order_changed?for=A-1&until=9&signature=":       http.StatusUnauthorized,
		"/v1/callbacks/shop/order_changed?for=A-1":                          http.StatusUnauthorized,
	} {
		w := d.post(path, report, "")
		if w.Code != want {
			t.Errorf("%s: answer is %d %s", path, w.Code, w.Body)
		}
	}
	if w := d.post("/v1/callbacks/shop/order_changed?for=A-2&until=9&signature=of+A-2", other, ""); w.Code != http.StatusAccepted {
		t.Errorf("a report of an action that nobody knows: %d %s", w.Code, w.Body)
	}
	in := d.inbox(t)
	if len(in) != 1 || in[0].ID != "E-1" || in[0].Text != "W-1" {
		t.Errorf("inbox holds %+v", in)
	}
}

// TestAReportToASignedAddressMayBeEarly: while the action is open whose answer tells what is waited for, it is sent back; what
// other conversations have under way delays nothing.
func TestAReportToASignedAddressMayBeEarly(t *testing.T) {
	t.Parallel()
	d := setup(t)
	soon := conversation.SoonKey(d.store, "shop.order_changed")
	d.named(t, conversation.KeyChange{Key: conversation.AddressKey(d.store, "A-1")}, conversation.KeyChange{Key: soon})
	const at = "/v1/callbacks/shop/order_changed?until=9&for="
	w := d.post(at+"A-1&signature=of+A-1", report, "")
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "early") || w.Header().Get("Retry-After") == "" {
		t.Errorf("answer is %d %s", w.Code, w.Body)
	}
	if in := d.inbox(t); len(in) != 0 {
		t.Errorf("inbox holds %d inputs", len(in))
	}
	if w := d.post(at+"A-2&signature=of+A-2", report, ""); w.Code != http.StatusAccepted {
		t.Errorf("another's report is answered %d %s", w.Code, w.Body)
	}
	d.named(t, conversation.KeyChange{Key: soon, Remove: true})
	if w := d.post(at+"A-1&signature=of+A-1", report, ""); w.Code != http.StatusAccepted || len(d.inbox(t)) != 1 {
		t.Errorf("later it is answered %d, inbox %d", w.Code, len(d.inbox(t)))
	}
}
