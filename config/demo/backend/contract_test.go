package backend

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// companies names, for each company, the connector file that Balie reads.
var companies = map[string]string{"bank": "../bank/connectors/crm.yaml", "shop": "../shop/connectors/shop.yaml", "insurer": "../insurer/connectors/insurer.yaml"}

func document(t *testing.T, company string) map[string]any {
	t.Helper()
	content, err := assets.ReadFile("assets/openapi_" + company + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, content)
}

func parse(t *testing.T, content []byte) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := yaml.Unmarshal(content, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// described lists "METHOD path operation" of everything a document describes.
func described(doc map[string]any) []string {
	var all []string
	for path, methods := range doc["paths"].(map[string]any) {
		for method, about := range methods.(map[string]any) {
			if method == "parameters" {
				continue
			}
			name, _ := about.(map[string]any)["operationId"].(string)
			all = append(all, strings.ToUpper(method)+" "+path+" "+name)
		}
	}
	slices.Sort(all)
	return all
}

func TestDocumentListsEveryRouteAndNoOther(t *testing.T) {
	t.Parallel()
	for company := range companies {
		var served []string
		for _, rt := range operations(company) {
			served = append(served, rt.method+" "+rt.path+" "+rt.operation)
		}
		for _, ctl := range (&Server{opts: Options{Company: company}}).controls() {
			served = append(served, ctl.method+" "+ctl.path+" ")
		}
		slices.Sort(served)
		if got := described(document(t, company)); !slices.Equal(got, served) {
			t.Errorf("%s: described\n%s\nserved\n%s", company, strings.Join(got, "\n"), strings.Join(served, "\n"))
		}
	}
}

func TestConnectorCallsWhatIsServed(t *testing.T) {
	t.Parallel()
	for company, file := range companies {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		routes := map[string]route{}
		for _, rt := range operations(company) {
			routes[rt.operation] = rt
		}
		for name, about := range parse(t, content)["operations"].(map[string]any) {
			op, rt := about.(map[string]any), routes[name]
			if op[strings.ToLower(rt.method)] != rt.path {
				t.Errorf("%s: %s is not served as %s %s", file, name, rt.method, rt.path)
			}
			if _, keyed := op["key"]; keyed != rt.keyed {
				t.Errorf("%s: %s: keyed %v, served keyed %v", file, name, keyed, rt.keyed)
			}
			delete(routes, name)
		}
		for name := range routes {
			t.Errorf("%s: %s is served and not declared", file, name)
		}
	}
}

// sample is one good request for every operation, in an order in which all succeed.
type sample struct {
	operation, path string
	body            any
}

func commonSamples() []sample {
	return []sample{
		{"find_customer", "/customers/find", object{"who": "C-1001"}},
		{"profile", "/customers/C-1001", nil},
		{"contacts", "/customers/C-1001/contacts", nil},
		{"send_message", "/customers/C-1001/messages", object{"contact": "P-1001-1", "text": "123456"}},
		{"create_case", "/cases", object{"kind": "call_back", "text": "bel mij", "contact": "06 12345678"}},
		{"create_customer_case", "/customers/C-1001/cases", object{"kind": "call_back", "text": "bel mij", "contact": "P-1001-1"}},
		{"change_address", "/customers/C-1001/address", object{"street": "Kade", "number": "1", "postcode": "1234ab", "city": "Waterdam", "starts_on": "2026-04-01"}},
		{"change_phone", "/customers/C-1001/phone", object{"phone": "06 00 00 00 99"}},
		{"change_email", "/customers/C-1001/email", object{"email": "Nieuw@post.example"}},
	}
}

func insurerSamples() []sample {
	const policy, other = "/customers/C-1001/policies/PO-11", "/customers/C-1001/policies/PO-12"
	return append(commonSamples(), []sample{
		{"list_products", "/products", nil},
		{"quote", "/products/bicycle/quote?cover=basic&excess=100", nil},
		{"acceptance_facts", "/customers/C-1001/acceptance", nil},
		{"list_policies", "/customers/C-1001/policies", nil},
		{"policy_state", policy, nil},
		{"take_out", "/customers/C-1001/policies", object{"product": "bicycle", "cover": "basic", "excess": "100", "starts_on": "2026-03-02", "yearly": euros(7728)}},
		{"first_payment", other + "/first-payment", nil},
		{"cancel_payment", other + "/first-payment", nil},
		{"quote_change", policy + "/quote?cover=basic&excess=0", nil},
		{"change_policy", policy, object{"cover": "basic", "excess": "0"}},
		{"restore_policy", policy + "/change", nil},
		{"list_instalments", policy + "/instalments", nil},
		{"change_instalment", policy + "/instalment", object{"pays": "yearly"}},
		{"end_policy", other + "/end", nil},
		{"keep_policy", other + "/end", nil},
		{"withdraw_policy", "/customers/C-1006/policies/PO-61", nil},
		{"list_claims", "/customers/C-1001/claims", nil},
		{"list_repairs", "/customers/C-1001/claims/S-2901/repairs", nil},
		{"book_repair", "/customers/C-1001/claims/S-2901/repair", object{"slot": "H-1"}},
		{"repair_state", "/customers/C-1001/claims/S-2901/repair", nil},
		{"cancel_repair", "/customers/C-1001/claims/S-2901/repair", nil},
		{"report_claim", policy + "/claims", object{"cause": "water", "happened_on": "2026-02-27", "place": "Waterdam", "story": "lekkage"}},
		{"withdraw_claim", "/customers/C-1004/claims/S-2921", nil},
		{"register_complaint", "/customers/C-1001/complaints", object{"about": "claim", "story": "het duurt lang"}},
	}...)
}

func samples(company string) []sample {
	switch company {
	case "insurer":
		return insurerSamples()
	case "bank":
		return append(commonSamples(), []sample{
			{"list_cards", "/customers/C-1001/cards", nil},
			{"block_card", "/customers/C-1001/cards/K-11/block", object{"reason": "lost"}},
			{"card_state", "/customers/C-1001/cards/K-11", nil},
			{"order_card", "/customers/C-1001/cards/K-11/replacement", object{}},
			{"report_theft", "/customers/C-1001/cards/K-11/theft", object{"happened_on": "2026-02-28", "story": "in de trein"}},
			{"reset_password", "/customers/C-1001/password-reset", object{"contact": "P-1001-2-2"}},
			{"list_payments", "/customers/C-1001/payments", nil},
			{"postpone_payment", "/customers/C-1001/payments/T-11/postponement", object{"until": "2026-03-20"}},
			{"restore_payment", "/customers/C-1001/payments/T-11/postponement", nil},
			{"list_loans", "/customers/C-1001/loans", nil},
			{"quote_transfer", "/customers/C-1001/loans/L-11/quote", object{"months": 48}},
			{"request_transfer", "/customers/C-1001/loans/L-11/transfer", object{"months": 48, "monthly": euros(27853)}},
		}...)
	}
	return append(commonSamples(), []sample{
		{"list_orders", "/customers/C-1001/orders", nil},
		{"order_status", "/customers/C-1001/orders/W-5001", nil},
		{"follow_order", "/customers/C-1001/orders/W-5001/subscription", nil},
		{"send_invoice", "/customers/C-1001/orders/W-5001/invoice", object{}},
		{"list_items", "/customers/C-1001/orders/W-5002/items", nil},
		{"return_reasons", "/return-reasons", nil},
		{"find_alternative", "/customers/C-1001/orders/W-5002/items/R-21/alternative?reason=too_small", nil},
		{"exchange_item", "/customers/C-1001/orders/W-5002/items/R-21/exchange", object{"reason": "too_small", "product": "A-21"}},
		{"register_return", "/customers/C-1001/orders/W-5001/items/R-12/return", object{"reason": "broken"}},
		{"withdraw_return", "/customers/C-1001/orders/W-5001/items/R-12/return", nil},
		{"list_appointments", "/customers/C-1001/appointments", nil},
		{"free_slots", "/customers/C-1001/appointments/F-11/slots", nil},
		{"move_appointment", "/customers/C-1001/appointments/F-11", object{"slot": "S-2"}},
		{"appointment_state", "/customers/C-1001/appointments/F-11", nil},
	}...)
}

func TestEveryOperationAnswersAsDescribed(t *testing.T) {
	t.Parallel()
	for company := range companies {
		t.Run(company, func(t *testing.T) {
			t.Parallel()
			y, schemas := setup(t, Options{Company: company}), jsonschema.NewCompiler()
			if err := schemas.AddResource("doc.json", document(t, company)); err != nil {
				t.Fatal(err)
			}
			left := map[string]route{}
			for _, rt := range operations(company) {
				left[rt.operation] = rt
			}
			for _, s := range samples(company) {
				rt := left[s.operation]
				delete(left, s.operation)
				if rt.method == "" || !fits(rt.path, s.path) {
					t.Fatalf("the sample for %s goes to %s", s.operation, s.path)
				}
				got := y.call(http.StatusOK, rt.method, s.path, s.body)
				if err := valid(schemas, rt, got.raw); err != nil {
					t.Errorf("%s: %v\n%s", s.operation, err, got.raw)
				}
			}
			for name := range maps.Keys(left) {
				t.Errorf("%s has no sample", name)
			}
		})
	}
}

func fits(pattern, path string) bool {
	path, _, _ = strings.Cut(path, "?")
	ok, _ := regexp.MatchString("^"+regexp.MustCompile(`{\w+}`).ReplaceAllString(pattern, "[^/]+")+"$", path)
	return ok
}

// valid holds an answer against the schema that the document gives for it.
func valid(schemas *jsonschema.Compiler, rt route, raw []byte) error {
	pointer := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(rt.path)
	schema, err := schemas.Compile(fmt.Sprintf("doc.json#/paths/%s/%s/responses/200/content/application~1json/schema", pointer, strings.ToLower(rt.method)))
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}
