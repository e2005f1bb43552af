package rest_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"balie/conversation"
)

const afasToken = "<token><version>1</version><data>HUNTER2</data></token>"

// fakeAFAS answers in the documented shapes: rows in {skip, take, rows}, filters of which a comma means and and a
// semicolon or, nested elements in what is written, an error as one object, and 500 for a wrong token.
type fakeAFAS struct {
	*httptest.Server
	mu      sync.Mutex
	rows    map[string][]object
	written []string
	lose    bool // the next write gets no answer
	gets    int
}

func newAFAS(t *testing.T) *fakeAFAS {
	t.Helper()
	s := &fakeAFAS{rows: map[string][]object{"Balie_Customers": {
		{"CustomerId": "C-1001", "Name": "Sanne Verhulst", "Email": "sanne@post.example", "Mobile": "+31612345601", "Street": "Lindelaan", "HouseNumber": "12", "Postcode": "1234 AB", "City": "Waterdam"},
		{"CustomerId": "C-1002", "Name": "Daan de Wit", "Email": "daan@post.example", "Mobile": nil},
	}}}
	for i := range 130 {
		s.rows["Balie_Orders"] = append(s.rows["Balie_Orders"], object{"CustomerId": "C-1001", "OrderNumber": fmt.Sprint(20000 + i), "Status": "Geleverd",
			"OrderDate": "2026-11-18T00:00:00Z", "Amount": json.Number("89.95")})
	}
	s.rows["Balie_Orders"] = append(s.rows["Balie_Orders"], object{"CustomerId": "C-1002", "OrderNumber": "1"})
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *fakeAFAS) env() map[string]string {
	return map[string]string{"AFAS_URL": s.URL + "/profitrestservices", "AFAS_TOKEN": afasToken, "AFAS_DOSSIER_TYPE": "17"}
}

// ServeHTTP answers one request.
func (s *fakeAFAS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name, ok := strings.CutPrefix(r.URL.Path, "/profitrestservices/connectors/")
	switch {
	case r.Header.Get("Authorization") != "AfasToken "+base64.StdEncoding.EncodeToString([]byte(afasToken)):
		afasError(w, 500)
	case ok && r.Method == http.MethodGet:
		s.get(w, r, name)
	case ok:
		s.update(w, r, name)
	default:
		afasError(w, 404)
	}
}

func afasError(w http.ResponseWriter, status int) {
	asJSON(w, status, `{"errorNumber":18,"externalMessage":"about Verhulst","profitLogReference":"A1"}`)
}

// get runs a GetConnector. Without an order, rows that are skipped would not be the same ones twice.
func (s *fakeAFAS) get(w http.ResponseWriter, r *http.Request, name string) {
	q := r.URL.Query()
	s.gets++
	skip, err := strconv.Atoi(q.Get("skip"))
	take, errTake := strconv.Atoi(q.Get("take"))
	if err != nil || errTake != nil || q.Get("orderbyfieldids") == "" || strings.Contains(q.Get("filtervalues"), ";") {
		afasError(w, 500)
		return
	}
	fields, wanted, operators := strings.Split(q.Get("filterfieldids"), ","), strings.Split(q.Get("filtervalues"), ","), strings.Split(q.Get("operatortypes"), ",")
	if len(fields) != len(wanted) || len(fields) != len(operators) {
		afasError(w, 500)
		return
	}
	found := []object{}
	for _, row := range s.rows[name] {
		fits := true
		for i, field := range fields {
			value := fmt.Sprint(row[field])
			switch operators[i] {
			case "1":
				fits = fits && value == wanted[i]
			case "6":
				fits = fits && strings.Contains(value, strings.Trim(wanted[i], "%"))
			}
		}
		if fits {
			found = append(found, row)
		}
	}
	found = found[min(skip, len(found)):]
	body, _ := json.Marshal(object{"skip": skip, "take": take, "rows": found[:min(take, len(found))]})
	asJSON(w, 200, string(body))
}

// update runs an UpdateConnector: one element, with fields and objects in it.
func (s *fakeAFAS) update(w http.ResponseWriter, r *http.Request, name string) {
	var in map[string]struct {
		Element struct {
			Fields  object
			Objects []map[string]struct{ Element struct{ Fields object } }
		}
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if d.Decode(&in) != nil || len(in) != 1 || len(in[name].Element.Fields) == 0 || len(in[name].Element.Objects) == 0 {
		afasError(w, 500)
		return
	}
	written, _ := json.Marshal(in[name])
	s.written = append(s.written, r.Method+" "+name+" "+string(written))
	answer := ""
	if name == "KnSubject" {
		number := fmt.Sprint(3001 + len(s.rows["Balie_DossierItems"]))
		link := in[name].Element.Objects[0]["KnSubjectLink"].Element.Fields
		s.rows["Balie_DossierItems"] = append(s.rows["Balie_DossierItems"], object{"Number": number, "Subject": in[name].Element.Fields["Ds"], "CustomerId": link["SfId"]})
		answer = fmt.Sprintf(`{"results":{"KnSubject":{"SbId":%q}}}`, number)
	}
	if s.lose {
		s.lose = false
		panic(http.ErrAbortHandler)
	}
	asJSON(w, 201, answer)
}

func TestAFASReady(t *testing.T) {
	t.Parallel()
	s := newAFAS(t)
	r := ready(t, "afas", s.env())
	orders := expect(t, r, "afas.list_orders", "", nil, good).Output.Items
	if len(orders) != 130 || s.gets != 2 || !orders[0].Field("total").Equal(conversation.Cents(8995, "EUR")) || orders[0].Field("placed").Text != "2026-11-18" {
		t.Errorf("%d orders in %d requests", len(orders), s.gets)
	}
	if got := expect(t, r, "afas.customer", "", nil, good).Output; got.Field("name").Text != "Sanne Verhulst" || got.Field("city").Text != "Waterdam" {
		t.Errorf("the customer is %s", got)
	}
	expect(t, r, "afas.change_address", "k-1", values{"street": text("Dorpsstraat"), "number": text("5"), "postcode": conversation.Of("postcode", "5678 CD"),
		"city": text("Dorpen"), "starts_on": conversation.Of(conversation.Date, "2026-12-01")}, good)
	const moved = `PUT KnPerson {"Element":{"Fields":{"BcCo":"C-1001","MatchPer":"0"},"Objects":[{"KnBasicAddressAdr":{"Element":{"Fields":` +
		`{"Ad":"Dorpsstraat","BeginDate":"2026-12-01","CoId":"NL","HmNr":"5","PbAd":false,"Rs":"Dorpen","ZpCd":"5678 CD"}}}}]}}`
	if s.written[0] != moved {
		t.Errorf("written is\n%s, want\n%s", s.written[0], moved)
	}
}

func TestAFASFiltersCannotBeChanged(t *testing.T) {
	t.Parallel()
	s := newAFAS(t)
	r := ready(t, "afas", s.env())
	who := func(s string) values { return values{"who": conversation.Of("email", s)} }
	if got := expect(t, r, "afas.find_customer", "", who("sanne@post.example"), good).Output; got.Field("customer").Text != "C-1001" || got.Field("mobile").Text != "•••• ••01" {
		t.Errorf("found is %s", got)
	}
	expect(t, r, "afas.find_customer", "", who("nobody@post.example"), want{is: conversation.Refused, name: "not_found"})
	before := s.gets
	for _, w := range []string{"x;sanne@post.example", "x,y", "%", "a\nb"} {
		expect(t, r, "afas.find_customer", "", who(w), want{is: conversation.Failed, unreached: true})
	}
	if s.gets != before {
		t.Error("a filter with signs in it was sent")
	}
}

func TestAFASFindsADossierItemByOurKey(t *testing.T) {
	t.Parallel()
	s := newAFAS(t)
	r := ready(t, "afas", s.env())
	params := values{"subject_line": text("Klacht"), "text": text("De rits is stuk; en de knoop, ook")}
	if got := expect(t, r, "afas.create_dossier_item", "k-1", params, good); got.Reference != "3001" {
		t.Errorf("made is %s", got.Reference)
	}
	op, _ := r.Operation("afas.create_dossier_item")
	p := permitFor(op, params, "k-2")
	if got := r.Query(t.Context(), p); !got.NotFound {
		t.Errorf("before it is made it is %+v", got)
	}
	s.mu.Lock()
	s.lose = true
	s.mu.Unlock()
	expect(t, r, "afas.create_dossier_item", "k-2", params, want{is: conversation.Unknown})
	if got := r.Query(t.Context(), p); got.Outcome != conversation.Done || got.Reference != "3002" {
		t.Errorf("afterwards it is %+v", got)
	}
}

func TestAFASSaysLittleOfAWrongToken(t *testing.T) {
	t.Parallel()
	s := newAFAS(t)
	env := s.env()
	env["AFAS_TOKEN"] = "hunter2"
	r := ready(t, "afas", env)
	expect(t, r, "afas.list_orders", "", nil, want{is: conversation.Failed})
	expect(t, r, "afas.create_dossier_item", "k-1", values{"subject_line": text("x"), "text": text("y")}, want{is: conversation.Unknown})
	shown, err := r.Describe(permitFor(mustOperation(t, r, "afas.list_orders"), nil, ""))
	if err != nil || strings.Contains(shown, "hunter2") || strings.Contains(shown, base64.StdEncoding.EncodeToString([]byte("hunter2"))) {
		t.Errorf("described as %s, %v", shown, err)
	}
}
