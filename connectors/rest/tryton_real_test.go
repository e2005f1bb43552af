package rest_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// realTryton starts the real server, on a database of its own. Where it is not installed, the test is skipped on a
// developer's machine and fails where everything must be tested.
func realTryton(t *testing.T) tryton {
	t.Helper()
	if _, err := exec.LookPath("trytond-admin"); err != nil {
		const why = "tryton-server is not installed: `make prepare` installs it where apt-get can"
		if os.Getenv("CI") != "" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	dir, port := t.TempDir(), freePort(t)
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, "bash", "testdata/tryton/up.sh", dir, fmt.Sprint(port), snapshot(t))
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { cancel(); <-ended })
	real := &realServer{t: t, url: fmt.Sprintf("http://127.0.0.1:%d/shop", port), dir: dir}
	real.await(ended, &said)
	real.seed()
	return real
}

// snapshot is where the empty database of this version is kept between runs.
func snapshot(t *testing.T) string {
	t.Helper()
	version, err := exec.CommandContext(t.Context(), "trytond-admin", "--version").Output()
	cache, cacheErr := os.UserCacheDir()
	if err != nil || cacheErr != nil {
		return filepath.Join(t.TempDir(), "shop.sqlite")
	}
	return filepath.Join(cache, "balie", strings.ReplaceAll(strings.TrimSpace(string(version)), " ", "-")+"-party-sale-complaint.sqlite")
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// realServer is a Tryton that nobody here wrote.
type realServer struct {
	t       *testing.T
	url     string
	dir     string
	session string
}

func (s *realServer) address() string { return s.url }

// await waits until it answers.
func (s *realServer) await(ended <-chan error, said *bytes.Buffer) {
	s.t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); {
		select {
		case err := <-ended:
			s.t.Fatalf("tryton ended: %v\n%s", err, said)
		case <-tick.C:
		}
		if got, err := s.ask("common.db.login", "admin", map[string]any{"password": "tryton-pass-123"}, "en"); err == nil {
			pair, _ := got.([]any)
			s.session = base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "admin:%v:%v", pair[0], pair[1]))
			return
		}
	}
	s.t.Fatal("tryton does not answer within five minutes")
}

// ask makes one request as the administrator.
func (s *realServer) ask(method string, params ...any) (any, error) {
	body, err := json.Marshal(map[string]any{"id": 1, "method": method, "params": params})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+"/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if s.session != "" {
		req.Header.Set("Authorization", "Session "+s.session)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	var out struct{ Result, Error any }
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil, fmt.Errorf("%s: status %d", method, resp.StatusCode)
	}
	if out.Error != nil {
		return nil, fmt.Errorf("%s: %v", method, out.Error)
	}
	return out.Result, nil
}

// call is ask for what must work.
func (s *realServer) call(method string, params ...any) any {
	s.t.Helper()
	got, err := s.ask(method, params...)
	if err != nil {
		s.t.Fatal(err)
	}
	return got
}

// create makes one record and returns its id.
func (s *realServer) create(model string, values map[string]any) int {
	s.t.Helper()
	ids, _ := s.call("model."+model+".create", []any{values}, map[string]any{"company": 1}).([]any)
	if len(ids) != 1 {
		s.t.Fatalf("%s: created %v", model, ids)
	}
	return int(ids[0].(float64))
}

type object = map[string]any

func decimal(s string) object { return object{"__class__": "Decimal", "decimal": s} }

func day(y, m, d int) object { return object{"__class__": "date", "year": y, "month": m, "day": d} }

// made is how a form of Tryton makes records within a record.
func made(records ...any) []any { return []any{[]any{"create", records}} }

// seed makes the shop of the suite: everything in the order in which the suite numbers it.
func (s *realServer) seed() {
	s.t.Helper()
	s.create("currency.currency", object{"name": "Euro", "code": "EUR", "symbol": "€", "numeric_code": "978", "digits": 2, "rounding": decimal("0.01"),
		"rates": made(object{"date": day(2020, 1, 1), "rate": decimal("1")})})
	shop := s.create("party.party", object{"name": "Lindeshop", "code": "SHOP"})
	s.create("company.company", object{"party": shop, "currency": 1})
	s.call("model.res.user.write", []any{1}, object{"companies": []any{[]any{"add", []any{1}}}, "company": 1}, object{})
	s.create("party.party", object{"name": "Sanne Verhulst", "code": "C-1001",
		"addresses":          made(object{"street": "Lindelaan 12", "postal_code": "1234 AB", "city": "Waterdam"}),
		"contact_mechanisms": made(object{"type": "email", "value": "sanne@post.example"}, object{"type": "mobile", "value": "+31612345601"})})
	s.create("party.party", object{"name": "Daan de Wit", "code": "C-1002",
		"contact_mechanisms": made(object{"type": "email", "value": "daan@post.example"}, object{"type": "mobile", "value": "+31612345699"})})
	s.create("party.party", object{"name": "Saar de Wit", "code": "C-1003",
		"contact_mechanisms": made(object{"type": "mobile", "value": "+31612345699"})})
	s.create("product.template", object{"name": "Regenjas", "type": "goods", "default_uom": 1, "salable": true, "sale_uom": 1,
		"list_price": decimal("89.95"), "products": made(object{"code": "A-21"})})
	s.sale(2, 1, "Regenjas", "89.95", day(2026, 11, 18))
	s.sale(2, 1, "Wandelschoenen", "119.95", nil)
	s.sale(3, nil, "Sokken", "14.95", nil)
	s.call("model.sale.sale.quote", []any{1}, object{"company": 1})
	models, _ := s.call("model.ir.model.search_read", []any{[]any{"model", "=", "sale.sale"}}, 0, 1, nil, []any{"model"}, object{}).([]any)
	s.create("sale.complaint.type", object{"name": "Klacht", "origin": models[0].(object)["id"]})
}

func (s *realServer) sale(party int, address any, title, price string, placed any) {
	s.t.Helper()
	s.create("sale.sale", object{"party": party, "company": 1, "currency": 1, "sale_date": placed, "description": title,
		"invoice_address": address, "shipment_address": address,
		"lines": made(object{"product": 1, "quantity": 1, "unit": 1, "unit_price": decimal(price)})})
}

// forget ends every session but ours, as a server does that was started again.
func (s *realServer) forget() {
	s.t.Helper()
	const program = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1],timeout=20); c.execute('DELETE FROM ir_session'); c.commit()"
	out, err := exec.CommandContext(s.t.Context(), "python3", "-c", program, filepath.Join(s.dir, "db", "shop.sqlite")).CombinedOutput()
	if err != nil {
		s.t.Fatalf("%v: %s", err, out)
	}
}

// move changes an address, as somebody else would.
func (s *realServer) move(street string) {
	s.t.Helper()
	got, err := s.ask("common.db.login", "admin", object{"password": "tryton-pass-123"}, "en")
	if err != nil {
		s.t.Fatal(err)
	}
	pair, _ := got.([]any)
	s.session = base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "admin:%v:%v", pair[0], pair[1]))
	<-time.After(time.Until(time.Now().Truncate(time.Second).Add(time.Second))) // on SQLite Tryton tells changes apart by the second
	s.call("model.party.address.write", []any{1}, object{"street": street}, object{"company": 1})
}
