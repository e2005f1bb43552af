package backend

import (
	"net/http"
	"testing"
)

func TestReturnWindowIsHeld(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "shop"})
	const jacket, bag = "/customers/C-1001/orders/W-5002/items/R-21", "/customers/C-1001/orders/W-5003/items/R-31"
	y.refused(http.StatusConflict, "RETURN_WINDOW_CLOSED", "POST", bag+"/return", object{"reason": "broken"})
	y.refused(http.StatusUnprocessableEntity, "UNKNOWN_REASON", "POST", jacket+"/return", object{"reason": "zomaar"})
	got := y.call(http.StatusOK, "POST", jacket+"/return", object{"reason": "too_small"}).object
	if got["label"] == "" || got["refund"].(object)["minor"] != 8995.0 {
		t.Errorf("return %v", got)
	}
	y.refused(http.StatusConflict, "ALREADY_RETURNED", "POST", jacket+"/exchange", object{"reason": "too_small", "product": "A-21"})
	if items := y.list("GET", "/customers/C-1001/orders/W-5002/items"); items[0]["returnable"] != false {
		t.Errorf("items after the return: %v", items)
	}
}

func TestAReturnIsWithdrawnOnce(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "shop"})
	const jacket = "/customers/C-1001/orders/W-5002/items/R-21"
	y.refused(http.StatusConflict, "NOT_REGISTERED", "DELETE", jacket+"/return", nil)
	y.call(http.StatusOK, "POST", jacket+"/return", object{"reason": "too_small"})
	y.call(http.StatusOK, "DELETE", jacket+"/return", nil)
	y.refused(http.StatusConflict, "NOT_REGISTERED", "DELETE", jacket+"/return", nil)
	if items := y.list("GET", "/customers/C-1001/orders/W-5002/items"); items[0]["returnable"] != true {
		t.Errorf("items after it was withdrawn: %v", items)
	}
	y.call(http.StatusOK, "POST", jacket+"/exchange", object{"reason": "too_small", "product": "A-21"})
	y.refused(http.StatusConflict, "NOT_REGISTERED", "DELETE", jacket+"/return", nil) // an exchange is no return
}

func TestAlternativeIsInStockAndFitsTheReason(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "shop"})
	const shoes = "/customers/C-1001/orders/W-5001/items/R-11"
	for reason, want := range map[string]any{"too_small": "A-11", "too_big": "", "small": "", "changed_mind": "", "": ""} {
		if got := y.call(http.StatusOK, "GET", shoes+"/alternative?reason="+reason, nil).object; got["product"] != want || got["found"] != (want != "") {
			t.Errorf("reason %q: %v, want %v", reason, got, want)
		}
	}
	y.refused(http.StatusConflict, "OUT_OF_STOCK", "POST", shoes+"/exchange", object{"reason": "too_big", "product": "A-12"})
	y.call(http.StatusOK, "POST", shoes+"/exchange", object{"reason": "too_small", "product": "A-11"})
}

func TestAppointmentMovesToAFreeTimeOnly(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "shop"})
	const path = "/customers/C-1001/appointments/F-11"
	y.refused(http.StatusConflict, "SLOT_TAKEN", "PUT", path, object{"slot": "S-21"})
	y.refused(http.StatusNotFound, "NOT_FOUND", "PUT", path, object{"slot": "S-99"})
	y.call(http.StatusOK, "PUT", path, object{"slot": "S-2"})
	y.call(http.StatusOK, "PUT", path, object{"slot": "S-2"}) // again: it stays, without effect
	y.wantCounts("move_appointment", 4, 1)
	if got := y.call(http.StatusOK, "GET", path, nil).object; got["slot"] != "S-2" || got["starts"] != "09:00" {
		t.Errorf("appointment %v", got)
	}
	y.call(http.StatusOK, "PUT", "/customers/C-1002/appointments/F-21", object{"slot": "S-11"}) // the time that came free
}
