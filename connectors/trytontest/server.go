// Package trytontest is a server that answers as Tryton 6.0 does, as far as the demo shop's connector speaks with it.
//
// It is held to the real server: the suite in connectors/rest runs the same cases on both.
package trytontest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// User and Password are what the server is shown, and Name is its database.
const (
	User     = "admin"
	Password = "tryton-pass-123"
	Name     = "shop"
)

// Server holds a small shop: C-1001 with an address and two orders, C-1002 and C-1003 who share a mobile number. It is
// safe for concurrent use.
type Server struct {
	mu       sync.Mutex
	sessions map[string]bool
	logins   int
	records  map[string][]object // by model; a record's id is its place, from 1
}

var _ http.Handler = (*Server)(nil)

type object = map[string]any

func decimal(s string) object { return object{"__class__": "Decimal", "decimal": s} }

func day(y, m, d int) object { return object{"__class__": "date", "year": y, "month": m, "day": d} }

// relations says to which model a field of a record leads, and back.
var relations = map[string]string{
	"sale.sale.party": "party.party", "sale.sale.currency": "currency.currency", "sale.complaint.customer": "party.party",
	"party.address.party": "party.party", "party.contact_mechanism.party": "party.party",
}

// New makes a server with nothing done yet.
func New() *Server {
	f := &Server{sessions: map[string]bool{}, records: map[string][]object{
		"currency.currency": {{"code": "EUR"}},
		"party.party":       {{"code": "SHOP"}, {"code": "C-1001"}, {"code": "C-1002"}, {"code": "C-1003"}},
		"party.address":     {{"party": 2, "street": "Lindelaan 12", "postal_code": "1234 AB", "city": "Waterdam", "_timestamp": "1"}},
		"party.contact_mechanism": {
			{"party": 2, "type": "email", "value": "sanne@post.example"}, {"party": 2, "type": "mobile", "value": "+31612345601"},
			{"party": 3, "type": "email", "value": "daan@post.example"}, {"party": 3, "type": "mobile", "value": "+31612345699"},
			{"party": 4, "type": "mobile", "value": "+31612345699"},
		},
		"sale.sale": {
			{"party": 2, "currency": 1, "description": "Regenjas", "state": "quotation", "number": "1", "sale_date": day(2026, 11, 18), "total_amount": decimal("89.95"), "invoice_address": 1},
			{"party": 2, "currency": 1, "description": "Wandelschoenen", "state": "draft", "number": nil, "sale_date": nil, "total_amount": decimal("119.95"), "invoice_address": 1},
			{"party": 3, "currency": 1, "description": "Sokken", "state": "draft", "number": nil, "sale_date": nil, "total_amount": decimal("14.95")},
		},
		"sale.complaint": {},
	}}
	for _, all := range f.records {
		for i := range all {
			all[i]["id"] = i + 1
		}
	}
	return f
}

// Forget ends every session.
func (f *Server) Forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.sessions)
}

// Move changes the address of C-1001, as somebody else would.
func (f *Server) Move(street string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.write("party.address", 0, object{"street": street})
}

// write changes a record, which gives it another time stamp.
func (f *Server) write(model string, at int, changes object) {
	r := f.records[model][at]
	for name, v := range changes {
		r[name] = v
	}
	r["_timestamp"] = fmt.Sprint(r["_timestamp"], "1")
}

// ServeHTTP answers one request, which is one transaction.
func (f *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var in struct {
		ID     any
		Method string
		Params []any
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || r.URL.Path != "/"+Name+"/" || r.Method != http.MethodPost {
		http.Error(w, "no", http.StatusBadRequest)
		return
	}
	result, status, failure := f.perform(r, in.Method, in.Params)
	if status != http.StatusOK {
		http.Error(w, "<!doctype html>", status)
		return
	}
	out := object{"id": in.ID, "result": result}
	if failure != nil {
		out = object{"id": in.ID, "error": failure}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out) // a caller that hung up gets none
}

func (f *Server) perform(r *http.Request, method string, params []any) (result any, status int, failure []any) {
	if method == "common.db.login" {
		if given, _ := params[1].(object); params[0] != User || given["password"] != Password {
			return nil, http.StatusUnauthorized, nil
		}
		f.logins++
		token := fmt.Sprint("session-", f.logins)
		f.sessions[base64.StdEncoding.EncodeToString([]byte(User+":1:"+token))] = true
		return []any{1, token}, http.StatusOK, nil
	}
	if !f.sessions[strings.TrimPrefix(r.Header.Get("Authorization"), "Session ")] {
		return nil, http.StatusUnauthorized, nil
	}
	if _, ok := params[len(params)-1].(object); !ok {
		return nil, http.StatusOK, []any{"the last parameter is not the context", ""}
	}
	switch model, ok := strings.CutSuffix(strings.TrimPrefix(method, "model."), ".search_read"); {
	case ok:
		result = f.search(model, params)
	case method == "model.sale.sale.quote":
		failure = f.quote(params)
	case method == "model.sale.complaint.create":
		result = f.complain(params)
	case method == "model.party.address.write":
		failure = f.rewrite(params)
	default:
		return nil, http.StatusForbidden, nil
	}
	return result, http.StatusOK, failure
}

func userError(message string) []any { return []any{"UserError", []any{message, "", nil}} }

// place finds the record that a list of ids names.
func place(ids any) int {
	list, _ := ids.([]any)
	if len(list) != 1 {
		return -1
	}
	id, _ := list[0].(float64)
	return int(id) - 1
}

func (f *Server) quote(params []any) []any {
	at := place(params[0])
	if at < 0 || at >= len(f.records["sale.sale"]) {
		return userError("the records don't exist anymore")
	}
	sale := f.records["sale.sale"][at]
	switch {
	case sale["invoice_address"] == nil:
		return userError("you must enter an invoice address")
	case sale["state"] == "draft":
		sale["state"], sale["number"] = "quotation", "2"
	}
	return nil
}

func (f *Server) complain(params []any) any {
	values, _ := params[0].([]any)[0].(object)
	n := len(f.records["sale.complaint"]) + 1
	made := object{"id": n, "number": fmt.Sprint(n), "state": "draft", "date": day(2026, 11, 22)}
	for name, v := range values {
		made[name] = v
	}
	f.records["sale.complaint"] = append(f.records["sale.complaint"], made)
	return []any{n}
}

func (f *Server) rewrite(params []any) []any {
	at := place(params[0])
	if at < 0 || at >= len(f.records["party.address"]) {
		return userError("the records don't exist anymore")
	}
	stamps, _ := params[2].(object)["_timestamp"].(object)
	if was, ok := stamps[fmt.Sprint("party.address,", at+1)]; ok && was != f.records["party.address"][at]["_timestamp"] {
		return []any{"ConcurrencyException", "Records were modified in the meanwhile"}
	}
	f.write("party.address", at, params[1].(object))
	return nil
}

// search finds records: params are domain, offset, limit, order, fields and context.
func (f *Server) search(model string, params []any) any {
	domain, _ := params[0].([]any)
	limit, _ := params[2].(float64)
	fields, _ := params[4].([]any)
	out := []any{}
	for _, r := range f.records[model] {
		if f.matches(model, r, domain) {
			out = append(out, f.show(model, r, fields))
		}
	}
	if order, _ := params[3].([]any); len(order) == 1 && order[0].([]any)[1] == "DESC" {
		slices.Reverse(out)
	}
	return out[:min(len(out), int(limit))]
}

// matches reports whether a record fulfils a domain: all of its clauses, or one of those behind OR.
func (f *Server) matches(model string, r object, domain []any) bool {
	if len(domain) > 0 && domain[0] == "OR" {
		return slices.ContainsFunc(domain[1:], func(c any) bool { return f.clause(model, r, c.([]any)) })
	}
	return !slices.ContainsFunc(domain, func(c any) bool { return !f.clause(model, r, c.([]any)) })
}

func (f *Server) clause(model string, r object, c []any) bool {
	name, isName := c[0].(string)
	if !isName || name == "OR" {
		return f.matches(model, r, c)
	}
	found := slices.ContainsFunc(f.follow(model, r, strings.Split(name, ".")), func(v any) bool {
		if in, ok := c[2].([]any); ok {
			return slices.Contains(in, v)
		}
		return fmt.Sprint(v) == fmt.Sprint(c[2])
	})
	return found == (c[1] != "!=")
}

// follow lists the values at the end of a dotted name, of which there is at least one part.
func (f *Server) follow(model string, r object, names []string) []any {
	if len(names) == 0 {
		return nil
	}
	switch to := relations[model+"."+names[0]]; {
	case len(names) == 1:
		return []any{r[names[0]]}
	case to != "":
		id, _ := r[names[0]].(int)
		if given, ok := r[names[0]].(float64); ok {
			id = int(given)
		}
		return f.follow(to, f.records[to][id-1], names[1:])
	}
	var out []any // a list of a party: of what leads back to it
	for _, other := range f.records["party.contact_mechanism"] {
		if other["party"] == r["id"] {
			out = append(out, f.follow("party.contact_mechanism", other, names[1:])...) //nolint:gosec // there are two parts at least: see above
		}
	}
	return out
}

// show writes the fields of a record; those of another that it leads to stand under its name and a dot.
func (f *Server) show(model string, r object, fields []any) object {
	out := object{"id": r["id"]}
	for _, name := range fields {
		first, rest, dotted := strings.Cut(name.(string), ".")
		if !dotted {
			out[first] = r[first]
			continue
		}
		id, _ := r[first].(int)
		out[first+"."] = object{"id": id, rest: f.follow(model, r, []string{first, rest})[0]}
	}
	return out
}
