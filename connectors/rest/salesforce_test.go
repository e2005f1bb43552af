package rest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"balie/conversation"
)

// fakeSalesforce answers in the documented shapes: errors are lists, lists go on at nextRecordsUrl, an upsert by an
// external id answers 201 when it made a record and 200 when it changed one, and a token that is over gives
// 401 INVALID_SESSION_ID.
type fakeSalesforce struct {
	*httptest.Server
	mu      sync.Mutex
	token   string
	tokens  int
	asked   []string // queries
	records map[string][]object
}

func newSalesforce(t *testing.T) *fakeSalesforce {
	t.Helper()
	s := &fakeSalesforce{records: map[string][]object{
		"Contact": {
			{"Id": "003A", "Customer_Number__c": "C-1001", "Email": "sanne@post.example", "MobilePhone": "+31612345601", "FirstName": "Sanne", "LastName": "Verhulst", "MailingStreet": nil},
			{"Id": "003B", "Customer_Number__c": "C-1002", "Email": "o'brien@post.example", "MobilePhone": nil, "LastName": "O'Brien"},
			{"Id": "003C", "Customer_Number__c": "C-1003", "Email": "two@post.example", "LastName": "Eén"},
			{"Id": "003D", "Customer_Number__c": "C-1004", "Email": "two@post.example", "LastName": "Twee"},
		},
		"Case": {},
	}}
	for i := range 5 {
		owner := []string{"C-1001", "C-1001", "C-1001", "C-1001", "C-1002"}[i]
		s.records["Order"] = append(s.records["Order"], object{"Id": fmt.Sprint("801", i), "OrderNumber": fmt.Sprintf("%08d", 100+i), "Status": "Activated",
			"EffectiveDate": "2026-11-18", "TotalAmount": json.Number("89.95"), "BillToContact.Customer_Number__c": owner})
	}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *fakeSalesforce) env() map[string]string {
	return map[string]string{"SALESFORCE_URL": s.URL, "SALESFORCE_TOKEN_URL": s.URL + "/services/oauth2/token", "SALESFORCE_ID": "app", "SALESFORCE_SECRET": "hunter2"}
}

// ServeHTTP answers one request.
func (s *fakeSalesforce) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path, isData := strings.CutPrefix(r.URL.Path, "/services/data/v68.0/")
	switch {
	case r.URL.Path == "/services/oauth2/token":
		s.grant(w, r)
	case !isData:
		salesforceError(w, 404, "NOT_FOUND")
	case s.token == "" || r.Header.Get("Authorization") != "Bearer "+s.token:
		salesforceError(w, 401, "INVALID_SESSION_ID")
	case path == "query":
		s.query(w, r.URL.Query().Get("q"))
	case strings.HasPrefix(path, "query/"):
		s.more(w, strings.TrimPrefix(path, "query/"))
	case r.Method == http.MethodPatch:
		s.upsert(w, r, strings.Split(path, "/"))
	default:
		salesforceError(w, 405, "METHOD_NOT_ALLOWED")
	}
}

func salesforceError(w http.ResponseWriter, status int, code string) {
	asJSON(w, status, fmt.Sprintf(`[{"message":"about Verhulst","errorCode":%q,"fields":[]}]`, code))
}

func (s *fakeSalesforce) grant(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() != nil || r.PostForm.Get("grant_type") != "client_credentials" || r.PostForm.Get("client_id") != "app" || r.PostForm.Get("client_secret") != "hunter2" {
		asJSON(w, 400, `{"error":"invalid_client","error_description":"invalid client credentials"}`)
		return
	}
	s.tokens++
	s.token = fmt.Sprint("00D!", s.tokens)
	asJSON(w, 200, fmt.Sprintf(`{"access_token":%q,"instance_url":%q,"token_type":"Bearer","issued_at":"1795323027000"}`, s.token, s.URL))
}

var (
	soqlForm = regexp.MustCompile(`^SELECT ([\w, .]+) FROM (\w+) WHERE (.+?)(?: ORDER BY [\w, ]+)?(?: LIMIT (\d))?\d*$`)
	soqlTest = regexp.MustCompile(`^([\w.]+) = '((?:[^'\\]|\\.)*)'(?: (AND|OR) )?`)
)

// query carries out what the ready connector may ask; anything else is malformed, as it is to Salesforce.
func (s *fakeSalesforce) query(w http.ResponseWriter, q string) {
	s.asked = append(s.asked, q)
	m := soqlForm.FindStringSubmatch(q)
	if m == nil {
		salesforceError(w, 400, "MALFORMED_QUERY")
		return
	}
	test, ok := soqlWhere(m[3])
	if !ok {
		salesforceError(w, 400, "MALFORMED_QUERY")
		return
	}
	var found []object
	for _, r := range s.records[m[2]] {
		if test(r) {
			found = append(found, r)
		}
	}
	if m[4] != "" && m[4] != "5" { // LIMIT 1 and 2; 50 is more than there are
		found = found[:min(len(found), int(m[4][0]-'0'))]
	}
	s.page(w, found, 0)
}

// soqlWhere reads a list of comparisons joined by one word.
func soqlWhere(text string) (func(object) bool, bool) {
	type pair struct{ field, value string }
	var pairs []pair
	joined := "AND"
	for text != "" {
		m := soqlTest.FindStringSubmatch(text)
		if m == nil {
			return nil, false
		}
		pairs = append(pairs, pair{m[1], strings.NewReplacer(`\\`, `\`, `\'`, `'`, `\n`, "\n").Replace(m[2])})
		if text = text[len(m[0]):]; m[3] != "" {
			joined = m[3]
		}
	}
	return func(r object) bool {
		fits := func(p pair) bool { return fmt.Sprint(r[p.field]) == p.value }
		if joined == "OR" {
			return slices.ContainsFunc(pairs, fits)
		}
		return !slices.ContainsFunc(pairs, func(p pair) bool { return !fits(p) })
	}, true
}

// page answers two records at a time.
func (s *fakeSalesforce) page(w http.ResponseWriter, found []object, from int) {
	out := object{"totalSize": len(found), "done": from+2 >= len(found), "records": []any{}}
	var records []any
	for _, r := range found[from:min(len(found), from+2)] {
		records = append(records, r)
	}
	if records != nil {
		out["records"] = records
	}
	if from+2 < len(found) {
		out["nextRecordsUrl"] = fmt.Sprintf("/services/data/v68.0/query/01g-%d", from+2)
	}
	body, _ := json.Marshal(out)
	asJSON(w, 200, string(body))
}

func (s *fakeSalesforce) more(w http.ResponseWriter, locator string) {
	var from int
	if _, err := fmt.Sscanf(locator, "01g-%d", &from); err != nil {
		salesforceError(w, 400, "INVALID_QUERY_LOCATOR")
		return
	}
	s.page(w, s.records["Order"][:4], from)
}

// upsert is PATCH sobjects/Object/ExternalId/value.
func (s *fakeSalesforce) upsert(w http.ResponseWriter, r *http.Request, path []string) {
	var in object
	if len(path) != 4 || path[0] != "sobjects" || json.NewDecoder(r.Body).Decode(&in) != nil {
		salesforceError(w, 400, "JSON_PARSER_ERROR")
		return
	}
	if in["Description"] == "refuse me" {
		salesforceError(w, 400, "FIELD_CUSTOM_VALIDATION_EXCEPTION")
		return
	}
	if contact, ok := in["Contact"].(object); ok { // a relationship, by the external id of the other end
		in["Contact.Customer_Number__c"] = contact["Customer_Number__c"]
	}
	created := true
	for _, old := range s.records[path[1]] {
		if old[path[2]] == path[3] {
			for name, v := range in {
				old[name] = v
			}
			in, created = old, false
		}
	}
	status := 200
	if created {
		status = 201
		n := len(s.records[path[1]]) + 1
		in["Id"], in[path[2]], in["CaseNumber"], in["Status"] = fmt.Sprint("500", n), path[3], fmt.Sprintf("%08d", 1000+n), "New"
		s.records[path[1]] = append(s.records[path[1]], in)
	}
	asJSON(w, status, fmt.Sprintf(`{"id":%q,"success":true,"errors":[],"created":%v}`, in["Id"], created))
}

func TestSalesforceReady(t *testing.T) {
	t.Parallel()
	s := newSalesforce(t)
	r := ready(t, "salesforce", s.env())
	orders := expect(t, r, "salesforce.list_orders", "", nil, good).Output.Items
	if len(orders) != 4 || !orders[3].Field("total").Equal(conversation.Cents(8995, "EUR")) || orders[0].Field("placed").Text != "2026-11-18" {
		t.Errorf("orders are %v", orders)
	}
	expect(t, r, "salesforce.change_address", "k-1", values{"street": text("Dorpsstraat 5"), "postcode": conversation.Of("postcode", "5678 CD"), "city": text("Dorpen")}, good)
	if got := expect(t, r, "salesforce.contact", "", nil, good).Output; got.Field("street").Text != "Dorpsstraat 5" || got.Field("last_name").Text != "Verhulst" {
		t.Errorf("the contact is %s", got)
	}
	s.mu.Lock()
	s.token = "over"
	s.mu.Unlock()
	expect(t, r, "salesforce.list_cases", "", nil, good)
	if s.tokens != 2 {
		t.Errorf("had %d tokens", s.tokens)
	}
}

func TestSalesforceUpsertsACaseByOurKey(t *testing.T) {
	t.Parallel()
	s := newSalesforce(t)
	r := ready(t, "salesforce", s.env())
	params := values{"subject_line": text("Rits"), "text": text("De rits is stuk")}
	first := expect(t, r, "salesforce.create_case", "k-1", params, good).Output.Field("case")
	again := expect(t, r, "salesforce.create_case", "k-1", params, good).Output.Field("case")
	if !first.Equal(again) || len(s.records["Case"]) != 1 {
		t.Errorf("cases are %v", s.records["Case"])
	}
	if got := expect(t, r, "salesforce.case", "", values{"case": first}, good).Output; got.Field("number").Text != "00001001" {
		t.Errorf("the case is %s", got)
	}
	s.records["Case"][0]["Contact.Customer_Number__c"] = "C-1002"
	expect(t, r, "salesforce.case", "", values{"case": first}, want{is: conversation.Refused, name: "no_case"})
	expect(t, r, "salesforce.create_case", "k-2", values{"subject_line": text("x"), "text": text("refuse me")}, want{is: conversation.Refused, name: "not_taken"})
}

func TestSalesforceQueriesCannotBeChanged(t *testing.T) {
	t.Parallel()
	s := newSalesforce(t)
	r := ready(t, "salesforce", s.env())
	if got := expect(t, r, "salesforce.find_contact", "", values{"who": text("o'brien@post.example")}, good).Output; got.Field("customer").Text != "C-1002" || got.Field("email").Text != "o•••••@post.example" {
		t.Errorf("found is %s", got)
	}
	for _, who := range []string{"x' OR Email = 'sanne@post.example", `x\' OR Email = \'sanne@post.example`, `\`, "x' LIMIT 1 --", "'"} {
		expect(t, r, "salesforce.find_contact", "", values{"who": text(who)}, want{is: conversation.Refused, name: "not_found"})
	}
	expect(t, r, "salesforce.find_contact", "", values{"who": text("two@post.example")}, want{is: conversation.Failed}) // two have it
}

func TestSalesforceErrorsAreListsAndMeanWhatTheySay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		code   string
		read   want
		write  want
	}{
		"too many requests":  {403, "REQUEST_LIMIT_EXCEEDED", want{is: conversation.Failed, unreached: true}, want{is: conversation.Failed, unreached: true}},
		"a field is missing": {400, "REQUIRED_FIELD_MISSING", want{is: conversation.Failed}, want{is: conversation.Failed}},
		"several match":      {300, "", want{is: conversation.Failed}, want{is: conversation.Refused, name: "ambiguous"}},
		"it is down":         {503, "SERVER_UNAVAILABLE", want{is: conversation.Failed}, want{is: conversation.Unknown}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSalesforce(t)
			broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { salesforceError(w, test.status, test.code) }))
			t.Cleanup(broken.Close)
			env := s.env()
			env["SALESFORCE_URL"] = broken.URL
			r := ready(t, "salesforce", env)
			expect(t, r, "salesforce.list_cases", "", nil, test.read)
			got := expect(t, r, "salesforce.create_case", "k-1", values{"subject_line": text("x"), "text": text("y")}, test.write)
			if test.write.name == "" && !strings.Contains(got.Detail, test.code) {
				t.Errorf("the code is not told: %s", got.Detail)
			}
		})
	}
}
