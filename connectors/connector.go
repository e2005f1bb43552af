package connectors

import (
	"net"
	"net/url"
	"slices"
	"time"

	"balie/conversation"
)

// Connector is one system outside and how it is reached.
type Connector struct {
	Name        string
	Description string
	Data        conversation.Class // the most private that its system may be sent; empty: personal
	Base        *url.URL           // nil while its setting is missing
	Auth        Auth
	Headers     map[string]Secret // sent with every request
	Code        string            // dotted path of the error code in an answer; default "code"
	Error       string            // dotted path where an answer of status 2xx says that it failed; empty: it never does
	RolledBack  bool              // an answer that says so has changed nothing
	From        string            // dotted path of the output in an answer, where an operation names none
	Actor       string            // header that tells who acts for a customer, in what is a customer's; empty: none
	Settings    map[string]string // what differs per company and is no secret; expressions read it
	Envelope    *Template         // what goes around every body; nil: nothing
	Calm        Calm              // of all its operations together
	Offers      map[string]*Offer // by short name
	Callbacks   map[string]*Callback

	public  func() string // address of this house, without a slash at its end; empty: not known
	call    field         // method and path of operations that name none
	pos     Problem       // where it stands, for messages about the whole
	missing Problems
}

// insecure reports whether c is reached over plain http beyond this machine.
func (c *Connector) insecure() bool {
	return c.Base != nil && c.Base.Scheme == "http" && !loopback(c.Base)
}

// loopback reports whether u leads to this machine.
func loopback(u *url.URL) bool {
	host := u.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Ready returns why c cannot be called yet: the first setting that is missing.
func (c *Connector) Ready() error {
	if missing := append(slices.Clip(c.missing), c.unreachable()...); len(missing) > 0 {
		return missing[:1]
	}
	return nil
}

// Offer is one operation as its system wants to be asked for it: the contract, and how it becomes a request.
type Offer struct {
	conversation.Operation
	Connector *Connector
	Short     string        // the name without the connector's
	Remote    string        // what it is called over there
	CallFor   time.Duration // how long one request may take; the contract's time-out covers the read before it too
	First     *Offer        // a read that is made before, and whose answer the request may use; nil: none

	Method    string
	Path      string // template: /customers/{subject}/cards/{card}
	Subject   Place
	Query     map[string]*Expression
	Headers   map[string]*Expression
	Body      *Template // nil: an object of the inputs that stand nowhere else
	Multipart bool      // the body is a form, with files as parts; else JSON
	Rest      []string  // the inputs that stand nowhere else, sorted
	From      string    // dotted path of the output in the answer
	Answer    *Shape
	Refusals  map[string]Refusal
	KeyHeader string
	Reference string // output field that is the receipt's reference
	Reconcile *Reconcile
	Paging    *Paging
	Calm      Calm  // of this operation alone, on top of its connector's
	Again     Again // reads only

	inputs   map[string]*Shape
	found    conversation.Value // what the first read answered, in a call
	examples []example
	pos      Problem
}

// Place says where in a request the subject stands.
type Place struct {
	In   string // path, header, query, body, expression, first (the read before is theirs alone); empty: nowhere
	Name string
}

// Refusal is what a declared refusal looks like in an answer.
type Refusal struct {
	Status int
	Code   string // empty: whatever the code
	Empty  string // dotted path at which nothing stands; empty: whatever stands there
}

// Reconcile is how one finds out what became of a write whose answer was lost.
type Reconcile struct {
	Query  *Offer
	Absent []string // refusals of the query that mean: it never happened
	done   *Expression
}

// Paging says how a list goes on.
type Paging struct {
	Next   string // dotted path of the next page's address in the answer, or
	Cursor string // dotted path of a word that, as query parameter Param, gives the next page, or
	Param  string // query parameter: the cursor's, or a page number that counts up from First
	First  int
	Step   int // what it counts up by: 1 for pages, their length where it is a number of items to skip
	Most   int // pages; more is a failure, never a silently cut list
}

// Environment is what the expressions of o's request read in a call.
func (o *Offer) Environment(p conversation.Permit) map[string]any {
	env := environment(o.inputs, p)
	env["remote"], env["setting"] = o.Remote, o.Connector.settings()
	if o.Reports {
		env["callback"] = o.Connector.addresses(p)
	}
	if o.First != nil {
		env["first"] = plainFields(o.found.Fields)
	}
	return env
}

// Word computes an expression for a path, query or header: a text, number or yesno written as text. It reports false
// where the value is absent.
func (e *Expression) Word(env map[string]any) (string, bool, error) {
	v, err := e.run(env)
	if err != nil || v == nil {
		return "", false, err
	}
	return word(v)
}

// Render makes the JSON body of o's request: the template's, or an object of the inputs that stand nowhere else, in
// the connector's envelope. It returns nil when there is nothing to send.
func (o *Offer) Render(p conversation.Permit) (any, error) {
	body, err := o.render(p)
	if err != nil || o.Connector.Envelope == nil || !o.HasBody() {
		return body, err
	}
	return o.Connector.Envelope.render(map[string]any{"body": body, "remote": o.Remote, "key": p.Key(), "null": null{}, "setting": o.Connector.settings()})
}

func (c *Connector) settings() map[string]any {
	out := make(map[string]any, len(c.Settings))
	for name, v := range c.Settings {
		out[name] = v
	}
	return out
}

func (o *Offer) render(p conversation.Permit) (any, error) {
	env := o.Environment(p)
	if o.Body != nil {
		return o.Body.render(env)
	}
	if !o.HasBody() {
		return nil, nil
	}
	in, out := env["input"].(map[string]any), map[string]any{}
	for _, name := range o.Rest {
		if v := in[name]; v != nil {
			out[name] = v
		}
	}
	if o.Subject.In == "body" {
		out[o.Subject.Name] = p.Subject()
	}
	return out, nil
}

// HasBody reports whether o's request carries a body: a declared one, or that of post, put and patch.
func (o *Offer) HasBody() bool {
	return o.Body != nil || o.Method == "POST" || o.Method == "PUT" || o.Method == "PATCH"
}
