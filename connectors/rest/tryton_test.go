package rest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"balie/connectors"
	"balie/connectors/rest"
	"balie/connectors/trytontest"
	"balie/conversation"
)

// tryton is a server with the suite's shop in it, real or not:
//
//	C-1001 has an address, an e-mail address and a mobile; order 1 is a quotation, order 2 is being prepared
//	C-1002 has no address, and shares a mobile with C-1003; order 3 is being prepared
type tryton interface {
	address() string    // of the database
	forget()            // ends every session
	move(street string) // changes the address of C-1001, as somebody else would
}

// TestTrytonReal and TestTrytonFake hold the shop's connector to the same cases, so that the fake cannot come to differ
// from what Tryton does.
func TestTrytonReal(t *testing.T) {
	t.Parallel()
	trytonCases(t, realTryton(t))
}

func TestTrytonFake(t *testing.T) {
	t.Parallel()
	server := trytontest.New()
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	trytonCases(t, &fakeTryton{server, listening.URL + "/" + trytontest.Name})
}

// fakeTryton is the fake, reached over HTTP as the real one is.
type fakeTryton struct {
	*trytontest.Server
	url string
}

func (f *fakeTryton) address() string    { return f.url }
func (f *fakeTryton) forget()            { f.Forget() }
func (f *fakeTryton) move(street string) { f.Move(street) }

// counterman is the shop's connector before a server, with somebody between them who may meddle.
type counterman struct {
	tryton
	registry *connectors.Registry
	mu       sync.Mutex
	before   map[string]func() // by method, once: what happens before it gets there
	cut      string            // the method whose next answer is lost
	methods  []string
}

func trytonCases(t *testing.T, server tryton) {
	t.Helper()
	c := &counterman{tryton: server, before: map[string]func(){}}
	c.open(t)
	for _, test := range []struct { // in this order: the later find what the earlier did
		name string
		run  func(*testing.T)
	}{
		{"who is found is told masked", c.finds},
		{"orders are the customer's own, typed", c.lists},
		{"another's order is not there", c.strangers},
		{"a quotation is made once", c.quotes},
		{"what Tryton refuses is refused", c.refuses},
		{"a complaint has a number", c.complains},
		{"a complaint whose answer is lost is found by our key", c.loses},
		{"an address is changed", c.moves},
		{"an address that somebody else changed is not", c.meets},
		{"a session that is over is opened again, once", c.signsIn},
		{"a wrong password tells nothing", c.wrong},
	} {
		t.Run(test.name, test.run)
	}
}

func (c *counterman) open(t *testing.T) {
	t.Helper()
	to, err := url.Parse(c.address())
	if err != nil {
		t.Fatal(err)
	}
	through := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.URL.Path = to.Path + "/" }}
	middle := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { c.pass(w, r, through) }))
	t.Cleanup(middle.Close)
	c.registry = c.connector(t, middle.URL, trytontest.Password)
}

func (c *counterman) connector(t *testing.T, address, password string) *connectors.Registry {
	t.Helper()
	env := map[string]string{"TRYTON_URL": address, "TRYTON_USER": "admin", "TRYTON_PASSWORD": password, "TRYTON_COMPANY": "1", "TRYTON_COMPLAINT_TYPE": "1"}
	content, err := os.ReadFile("../../config/demo/shop-tryton/connectors/tryton.yaml")
	if err != nil {
		t.Fatal(err)
	}
	patient := bytes.Replace(content, []byte("time_out: 5s"), []byte("time_out: 1m"), 1) // the machine may have other things to do
	r, problems := connectors.Load(fstest.MapFS{"connectors/tryton.yaml": {Data: patient}}, func(name string) string { return env[name] },
		connectors.WithClient(rest.New(rest.Options{})))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// pass hands a request on, unless it was told to meddle.
func (c *counterman) pass(w http.ResponseWriter, r *http.Request, through http.Handler) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var asked struct{ Method string }
	_ = json.Unmarshal(body, &asked)
	c.mu.Lock()
	c.methods = append(c.methods, asked.Method)
	before, cut := c.before[asked.Method], c.cut == asked.Method
	delete(c.before, asked.Method)
	if cut {
		c.cut = ""
	}
	c.mu.Unlock()
	if before != nil {
		before()
	}
	if cut {
		through.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
	through.ServeHTTP(w, r)
}

// asked counts how often a method came by since the last time.
func (c *counterman) asked(method string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, m := range c.methods {
		if m == method {
			n++
		}
	}
	c.methods = nil
	return n
}

func (c *counterman) permit(t *testing.T, subject, operation, key string, params map[string]conversation.Value) conversation.Permit {
	t.Helper()
	op, ok := c.registry.Operation("tryton." + operation)
	if !ok {
		t.Fatalf("nobody offers %s", operation)
	}
	return conversation.PermitDirect(op, params, subject, key, time.Now())
}

// does calls and expects an outcome; name is that of a refusal.
func (c *counterman) does(t *testing.T, subject, operation, key string, params map[string]conversation.Value, want conversation.Outcome, name string) conversation.Receipt {
	t.Helper()
	got := c.registry.Do(t.Context(), c.permit(t, subject, operation, key, params))
	if got.Outcome != want || got.Name != name {
		t.Fatalf("%s is %s %s (%s), want %s %s", operation, got.Outcome, got.Name, got.Detail, want, name)
	}
	return got
}

type values = map[string]conversation.Value

func order(id string) values { return values{"order": conversation.Of(conversation.Ref("order"), id)} }

func (c *counterman) finds(t *testing.T) {
	for _, who := range []string{"sanne@post.example", "C-1001", "+31612345601"} {
		got := c.does(t, "", "find_customer", "", values{"who": text(who)}, conversation.Done, "").Output
		contacts := got.Field("contacts").Items
		if got.Field("customer").Text != "C-1001" || len(contacts) != 2 || contacts[0].Field("masked").Text != "s•••••@post.example" ||
			contacts[1].Field("masked").Text != "•••• ••01" || contacts[1].Field("kind").Text != "sms" {
			t.Errorf("%s is %s", who, got)
		}
	}
	for _, who := range []string{"nobody@post.example", "%", "sanne%", "C-1001' OR '1'='1"} {
		c.does(t, "", "find_customer", "", values{"who": text(who)}, conversation.Refused, "not_found")
	}
	got := c.does(t, "", "find_customer", "", values{"who": text("+31612345699")}, conversation.Failed, "") // two have it
	if strings.Contains(got.Detail, "C-100") || !got.Output.Zero() {
		t.Errorf("tells %+v", got)
	}
}

func (c *counterman) lists(t *testing.T) {
	got := c.does(t, "C-1001", "list_orders", "", nil, conversation.Done, "").Output.Items
	if len(got) != 2 || got[0].Field("id").Text != "2" || got[0].Field("status_nl").Text != "in voorbereiding" || !got[0].Field("placed").Zero() {
		t.Fatalf("orders are %v", got)
	}
	first := got[1]
	if !first.Field("total").Equal(conversation.Cents(8995, "EUR")) || !first.Field("placed").Equal(conversation.Of(conversation.Date, "2026-11-18")) ||
		first.Field("number").Text != "1" || first.Field("status").Text != "quotation" || first.Field("title").Text != "Regenjas" {
		t.Errorf("the first order is %s", first)
	}
	if got := c.does(t, "C-9999", "list_orders", "", nil, conversation.Done, ""); len(got.Output.Items) != 0 {
		t.Errorf("a stranger has %s", got.Output)
	}
}

func (c *counterman) strangers(t *testing.T) {
	c.does(t, "C-1002", "order", "", order("1"), conversation.Refused, "no_order")
	c.asked("")
	c.does(t, "C-1002", "quote_order", "k-1", order("2"), conversation.Refused, "no_order")
	c.does(t, "C-1002", "create_complaint", "k-2", with(order("1"), "text", "mine"), conversation.Refused, "no_order")
	if got := c.does(t, "C-1002", "quote_order", "k-3", order("1; drop"), conversation.Failed, ""); !got.Unreached {
		t.Errorf("got %+v", got)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.methods {
		if m == "model.sale.sale.quote" || m == "model.sale.complaint.create" {
			t.Errorf("%s was sent for a stranger", m)
		}
	}
}

func with(v values, name, word string) values {
	v[name] = text(word)
	return v
}

func (c *counterman) quotes(t *testing.T) {
	c.lose("model.sale.sale.quote")
	p := c.permit(t, "C-1001", "quote_order", "k-4", order("2"))
	if got := c.registry.Query(t.Context(), p); !got.NotFound {
		t.Errorf("before it is done it is %+v", got)
	}
	if got := c.registry.Do(t.Context(), p); got.Outcome != conversation.Unknown {
		t.Fatalf("without an answer it is %+v", got)
	}
	if got := c.registry.Query(t.Context(), p); got.Outcome != conversation.Done {
		t.Errorf("afterwards it is %+v", got)
	}
	if got := c.does(t, "C-1001", "order", "", order("2"), conversation.Done, "").Output; got.Field("number").Text != "2" {
		t.Errorf("the order is %s", got)
	}
}

// lose cuts the next answer to a method after it was carried out.
func (c *counterman) lose(method string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = method
}

func (c *counterman) refuses(t *testing.T) {
	c.does(t, "C-1002", "quote_order", "k-5", order("3"), conversation.Refused, "cannot_be_quoted") // there is no address
	c.does(t, "C-1002", "change_address", "k-6", address("Dorpsstraat"), conversation.Refused, "no_address")
}

func (c *counterman) complains(t *testing.T) {
	made := c.does(t, "C-1001", "create_complaint", "k-7", with(order("1"), "text", "De rits is stuk"), conversation.Done, "").Output
	told := c.does(t, "C-1001", "complaint", "", values{"complaint": made.Field("id")}, conversation.Done, "").Output
	if told.Field("number").Text == "" || told.Field("state").Text != "draft" || told.Field("made").Text < "2026" {
		t.Errorf("the complaint is %s", told)
	}
	c.does(t, "C-1002", "complaint", "", values{"complaint": made.Field("id")}, conversation.Refused, "no_complaint")
}

func (c *counterman) loses(t *testing.T) {
	p := c.permit(t, "C-1001", "create_complaint", "k-8", with(order("1"), "text", "De rits is weer stuk"))
	if got := c.registry.Query(t.Context(), p); !got.NotFound {
		t.Errorf("before it is done it is %+v", got)
	}
	c.lose("model.sale.complaint.create")
	if got := c.registry.Do(t.Context(), p); got.Outcome != conversation.Unknown {
		t.Fatalf("without an answer it is %+v", got)
	}
	if got := c.registry.Query(t.Context(), p); got.Outcome != conversation.Done || got.Output.Field("id").Text == "" {
		t.Errorf("afterwards it is %+v", got)
	}
}

func address(street string) values {
	return values{"street": text(street), "number": text("5"), "postcode": conversation.Of("postcode", "5678 CD"), "city": text("Dorpen")}
}

func (c *counterman) moves(t *testing.T) {
	p := c.permit(t, "C-1001", "change_address", "k-9", address("Dorpsstraat"))
	if got := c.registry.Query(t.Context(), p); !got.NotFound {
		t.Errorf("before it is done it is %+v", got)
	}
	if got := c.registry.Do(t.Context(), p); got.Outcome != conversation.Done {
		t.Fatalf("it is %+v", got)
	}
	if got := c.registry.Query(t.Context(), p); got.Outcome != conversation.Done {
		t.Errorf("afterwards it is %+v", got)
	}
}

func (c *counterman) meets(t *testing.T) {
	c.mu.Lock()
	c.before["model.party.address.write"] = func() { c.move("Kerkplein 1") }
	c.mu.Unlock()
	c.does(t, "C-1001", "change_address", "k-10", address("Marktstraat"), conversation.Refused, "changed_meanwhile")
	if got := c.does(t, "C-1001", "address", "", nil, conversation.Done, "").Output; got.Field("street").Text != "Kerkplein 1" {
		t.Errorf("the address is %s", got)
	}
}

func (c *counterman) signsIn(t *testing.T) {
	c.forget()
	c.asked("")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got := c.registry.Do(t.Context(), c.permit(t, "C-1001", "list_orders", "", nil)); got.Outcome != conversation.Done {
				t.Errorf("got %+v", got)
			}
		})
	}
	wg.Wait()
	if n := c.asked("common.db.login"); n != 1 {
		t.Errorf("signed in %d times", n)
	}
}

func (c *counterman) wrong(t *testing.T) {
	r := c.connector(t, c.address(), "hunter2")
	op, _ := r.Operation("tryton.list_orders")
	got := r.Do(t.Context(), conversation.PermitDirect(op, nil, "C-1001", "", time.Now()))
	if got.Outcome != conversation.Failed || !got.Unreached || strings.Contains(got.Detail, "hunter2") {
		t.Errorf("got %+v", got)
	}
	shown, err := r.Describe(conversation.PermitDirect(op, nil, "C-1001", "", time.Now()))
	if err != nil || strings.Contains(shown, "hunter2") || !strings.Contains(shown, `"method":"model.sale.sale.search_read"`) {
		t.Errorf("described as %s, %v", shown, err)
	}
}
