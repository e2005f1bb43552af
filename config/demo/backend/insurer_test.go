package backend

import (
	"net/http"
	"testing"
	"time"
)

const sanne, daan = "/customers/C-1001", "/customers/C-1002"

func bicycle(minor int64) object {
	return object{"product": "bicycle", "cover": "basic", "excess": "100", "starts_on": "2026-03-02", "yearly": euros(minor)}
}

func TestAnInsuranceIsTakenOutAtThePremiumThatHolds(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "insurer"})
	y.refused(http.StatusConflict, "PREMIUM_CHANGED", "POST", sanne+"/policies", bicycle(7000))
	y.refused(http.StatusUnprocessableEntity, "UNKNOWN_COVER", "GET", "/products/bicycle/quote?cover=golden&excess=0", nil)
	y.refused(http.StatusUnprocessableEntity, "UNKNOWN_COVER", "GET", "/products/bicycle/quote?cover=basic&excess=50", nil)
	got := y.call(http.StatusOK, "POST", sanne+"/policies", bicycle(7728)).object
	if got["withdraw_until"] != "2026-03-15" {
		t.Errorf("taken out: %v", got)
	}
	y.refused(http.StatusConflict, "ALREADY_INSURED", "POST", sanne+"/policies", bicycle(7728))
	path := sanne + "/policies/" + got["policy"].(string)
	if paid := y.call(http.StatusOK, "POST", path+"/first-payment", nil).object; paid["collected_on"] != "2026-03-06" {
		t.Errorf("first payment: %v", paid)
	}
	y.call(http.StatusOK, "DELETE", path+"/first-payment", nil)
	y.refused(http.StatusConflict, "NOT_ORDERED", "DELETE", path+"/first-payment", nil)
	y.call(http.StatusOK, "DELETE", path, nil)
	y.refused(http.StatusConflict, "NOT_ACTIVE", "DELETE", path, nil)
	if left := y.list("GET", sanne+"/policies"); len(left) != 3 {
		t.Errorf("insurances after one was withdrawn: %v", left)
	}
}

func TestWithoutAnAccountNothingIsCollected(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "insurer"})
	got := y.call(http.StatusOK, "POST", daan+"/policies", bicycle(7728)).object
	y.refused(http.StatusConflict, "NO_ACCOUNT", "POST", daan+"/policies/"+got["policy"].(string)+"/first-payment", nil)
	y.refused(http.StatusConflict, "TOO_LATE", "DELETE", daan+"/policies/PO-21", nil)
}

func TestAnInsuranceIsChangedAndPutBack(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "insurer"})
	const path = sanne + "/policies/PO-11"
	y.refused(http.StatusConflict, "NOT_CHANGED", "DELETE", path+"/change", nil)
	for range 2 { // the second time it stays as it is
		y.call(http.StatusOK, "PUT", path, object{"cover": "basic", "excess": "250"})
	}
	y.wantCounts("change_policy", 2, 1)
	y.call(http.StatusOK, "DELETE", path+"/change", nil)
	if got := y.call(http.StatusOK, "GET", path, nil).object; got["cover"] != "extended" || got["excess"] != "100" {
		t.Errorf("put back: %v", got)
	}
	if got := y.call(http.StatusOK, "POST", path+"/end", nil).object; got["ends_on"] != "2026-04-01" {
		t.Errorf("ended: %v", got)
	}
	y.refused(http.StatusConflict, "NOT_ACTIVE", "PUT", path, object{"cover": "basic", "excess": "250"})
	y.call(http.StatusOK, "DELETE", path+"/end", nil)
	y.refused(http.StatusConflict, "NOT_ENDING", "DELETE", path+"/end", nil)
}

func TestTheInstalmentChangesOnceAYearAndNotWhileAPremiumIsUnpaid(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "insurer"})
	const path = sanne + "/policies/PO-11/instalment"
	y.call(http.StatusOK, "PUT", path, object{"pays": "yearly"})
	y.call(http.StatusOK, "PUT", path, object{"pays": "yearly"})
	y.wantCounts("change_instalment", 2, 1)
	y.refused(http.StatusConflict, "CHANGED_BEFORE", "PUT", path, object{"pays": "quarterly"})
	y.refused(http.StatusUnprocessableEntity, "UNKNOWN_INSTALMENT", "PUT", sanne+"/policies/PO-13/instalment", object{"pays": "weekly"})
	y.refused(http.StatusConflict, "IN_ARREARS", "PUT", "/customers/C-1004/policies/PO-41/instalment", object{"pays": "yearly"})
	for _, pl := range y.list("GET", sanne+"/policies/PO-12/instalments") {
		if pl["id"] == "monthly" || pl["id"] == "yearly" {
			t.Errorf("a small premium may be paid %v, where it is paid by the year", pl)
		}
	}
}

func TestDamageIsOfADayOnWhichTheInsuranceHeld(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "insurer"})
	const path = sanne + "/policies/PO-13/claims" // since ninety days
	for on, want := range map[string]int{"2026-03-02": 409, "2025-01-01": 409, "2026-02-28": 200} {
		y.call(want, "POST", path, object{"cause": "theft", "happened_on": on, "place": "Rome", "story": "tas weg"})
	}
	y.refused(http.StatusUnprocessableEntity, "UNKNOWN_CAUSE", "POST", path, object{"cause": "aliens", "happened_on": "2026-02-28", "place": "Rome", "story": "x"})
	y.refused(http.StatusNotFound, "NOT_FOUND", "POST", sanne+"/policies/PO-31/claims", object{"cause": "theft", "happened_on": "2026-02-28", "place": "Rome", "story": "x"})
}

func TestTheAssessorAnswersOnceAndTheCompanyIsTold(t *testing.T) {
	t.Parallel()
	l := listen(t, "s")
	y := setup(t, Options{Company: "insurer", Callback: &Callback{URL: l.url, Secret: "s", Pauses: []time.Duration{time.Millisecond}}})
	report := func() string {
		got := y.call(http.StatusOK, "POST", sanne+"/policies/PO-11/claims", object{"cause": "glass", "happened_on": "2026-02-28", "place": "Waterdam", "story": "ruit"})
		return got.object["claim"].(string)
	}
	first, second := report(), report()
	y.refused(http.StatusConflict, "NOT_ACCEPTED", "PUT", sanne+"/claims/"+first+"/repair", object{"slot": "H-1"})
	y.refused(http.StatusConflict, "NO_EVENT", "POST", "/demo/claims/"+first+"/repeat", nil)
	y.call(http.StatusOK, "POST", "/demo/claims/"+first+"/accept", nil)
	if got := l.next(t); got.Customer != "C-1001" || got.ID == "" {
		t.Errorf("told %+v", got)
	}
	y.refused(http.StatusConflict, "NOT_REPORTED", "POST", "/demo/claims/"+first+"/reject", nil)
	y.refused(http.StatusConflict, "ALREADY_ASSESSED", "DELETE", sanne+"/claims/"+first, nil)
	y.call(http.StatusNoContent, "POST", "/demo/claims/"+first+"/repeat", nil)
	if a, b := l.next(t), l.next(t); a != b {
		t.Errorf("repeated as %+v and %+v", a, b)
	}
	y.call(http.StatusOK, "POST", "/demo/claims/"+second+"/reject", nil)
	l.next(t)
	for range 2 {
		y.call(http.StatusOK, "PUT", sanne+"/claims/"+first+"/repair", object{"slot": "H-1"})
	}
	y.wantCounts("book_repair", 3, 1)
	y.refused(http.StatusNotFound, "NOT_FOUND", "GET", sanne+"/claims/"+second+"/repair", nil)
	y.call(http.StatusOK, "DELETE", sanne+"/claims/"+first+"/repair", nil)
	y.refused(http.StatusConflict, "NOT_BOOKED", "DELETE", sanne+"/claims/"+first+"/repair", nil)
}

func TestAComplaintHasSomebodyWhoAnswersIt(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "insurer"})
	got := y.call(http.StatusOK, "POST", sanne+"/complaints", object{"about": "claim", "story": "het duurt lang"}).object
	if got["handler"] == "" || got["answer_before"] != "2026-03-29" {
		t.Errorf("complaint %v", got)
	}
	y.refused(http.StatusUnprocessableEntity, "UNKNOWN_SUBJECT", "POST", sanne+"/complaints", object{"about": "weather", "story": "x"})
	if mail := y.list("GET", "/demo/mailbox?customer=C-1001"); len(mail) != 1 {
		t.Errorf("mailbox %v", mail)
	}
}
