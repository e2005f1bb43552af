package backend

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestFindTellsMasksAndNothingMore(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	for _, who := range []string{"C-1001", "c-1001", " sanne@post.example ", "SANNE@POST.EXAMPLE"} {
		got := y.call(http.StatusOK, "POST", "/customers/find", object{"who": who})
		for _, secret := range []string{"Sanne", "sanne@", "+316", "0000", "Lindelaan"} {
			if strings.Contains(string(got.raw), secret) {
				t.Errorf("%q tells %q: %s", who, secret, got.raw)
			}
		}
		if got.object["customer"] != "C-1001" || len(got.object["contacts"].([]any)) != 2 {
			t.Errorf("%q: %s", who, got.raw)
		}
	}
	for _, who := range []string{"C-9999", "nobody@post.example", "%", "C-1001' OR '1'='1"} {
		y.refused(http.StatusNotFound, "NOT_FOUND", "POST", "/customers/find", object{"who": who})
	}
	y.refused(http.StatusUnprocessableEntity, "MISSING_FIELD", "POST", "/customers/find", object{"who": " "})
}

func TestCustomerWithoutAnEmailIsNotFoundByAnEmptyOne(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	got := y.call(http.StatusOK, "GET", "/customers/C-1006", nil).object
	if got["email"] != "" || got["email_masked"] != "" {
		t.Errorf("profile %v", got)
	}
	y.refused(http.StatusUnprocessableEntity, "MISSING_FIELD", "POST", "/customers/find", object{"who": ""})
}

func TestMessageGoesOnlyToAContactThatIsHeld(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	const path = "/customers/C-1002/messages"
	for _, contact := range []string{"P-1002-1", "P-1001-1", "+31600000001"} {
		y.refused(http.StatusUnprocessableEntity, "UNKNOWN_CONTACT", "POST", path, object{"contact": contact, "text": "code"})
	}
	y.call(http.StatusOK, "POST", path, object{"contact": "P-1002-2", "text": "code 314159"})
	y.call(http.StatusOK, "POST", "/customers/C-1001/messages", object{"contact": "P-1001-1", "text": "code 271828"})
	mailbox, phone := y.list("GET", "/demo/mailbox"), y.list("GET", "/demo/phone")
	if len(mailbox) != 1 || mailbox[0]["text"] != "code 314159" || mailbox[0]["to"] != "daan@post.example" {
		t.Errorf("mailbox %v", mailbox)
	}
	if len(phone) != 1 || phone[0]["text"] != "code 271828" || phone[0]["kind"] != "sms" {
		t.Errorf("phone %v", phone)
	}
}

// TestAContactThatWasReplacedCanBeToldSo and is good for nothing else.
func TestAContactThatWasReplacedCanBeToldSo(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	y.call(http.StatusOK, "PUT", "/customers/C-1001/phone", object{"phone": "+31 6 0000 0066"})
	y.call(http.StatusOK, "PUT", "/customers/C-1001/phone", object{"phone": "+31 6 0000 0077"})
	if got := y.list("GET", "/customers/C-1001/contacts"); len(got) != 2 || got[0]["id"] != "P-1001-1-3" || got[0]["since"] == "2020-01-01" || got[1]["since"] != "2020-01-01" {
		t.Errorf("contacts %v", got)
	}
	for _, id := range []string{"P-1001-1", "P-1001-1-2", "P-1001-1-3"} {
		y.call(http.StatusOK, "POST", "/customers/C-1001/messages", object{"contact": id, "text": "changed"})
	}
	y.refused(http.StatusUnprocessableEntity, "UNKNOWN_CONTACT", "POST", "/customers/C-1002/messages", object{"contact": "P-1001-1", "text": "changed"})
	y.refused(http.StatusUnprocessableEntity, "UNKNOWN_CONTACT", "POST", "/customers/C-1001/password-reset", object{"contact": "P-1001-1"})
	var to []any
	for _, m := range y.list("GET", "/demo/phone") {
		to = append(to, m["to"])
	}
	if len(to) != 3 || !slices.Contains(to, any("+31600000001")) || !slices.Contains(to, any("+31600000066")) || !slices.Contains(to, any("+31600000077")) {
		t.Errorf("told were %v", to)
	}
}

func TestDetailsAreChecked(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	address := func(postcode, day string) object {
		return object{"street": "Kade", "number": "1", "postcode": postcode, "city": "Waterdam", "starts_on": day}
	}
	for _, tc := range []struct {
		what   string
		body   object
		status int
		code   string
	}{
		{"address", address("0000 AA", "2026-04-01"), 422, "INVALID_POSTCODE"},
		{"address", address("12345", "2026-04-01"), 422, "INVALID_POSTCODE"},
		{"address", address("1234 AB", "1 april"), 422, "INVALID_DATE"},
		{"address", object{"postcode": "1234 AB"}, 422, "MISSING_FIELD"},
		{"phone", object{"phone": "12"}, 422, "INVALID_PHONE"},
		{"phone", object{"phone": "06-abc"}, 422, "INVALID_PHONE"},
		{"email", object{"email": "no at"}, 422, "INVALID_EMAIL"},
		{"email", object{"email": "Naam <a@b.example>"}, 422, "INVALID_EMAIL"},
		{"email", object{"email": "daan@post.example"}, 409, "EMAIL_IN_USE"},
	} {
		y.refused(tc.status, tc.code, "PUT", "/customers/C-1001/"+tc.what, tc.body)
	}
	if got := y.list("GET", "/demo/mailbox"); len(got) != 0 {
		t.Errorf("refused changes were told: %v", got)
	}
}
