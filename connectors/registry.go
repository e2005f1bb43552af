package connectors

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"balie/conversation"
)

// Doer calls operations on a permit. It never returns an error: a receipt is an outcome.
type Doer interface {
	// Do makes the permitted call. What it says is about this sending alone: when a keyed call is sent again after its
	// answer was lost, a failure that was unreached or busy proves nothing about the first time.
	Do(ctx context.Context, p conversation.Permit) conversation.Receipt
	// Query asks what became of an earlier call with the same permit.
	Query(ctx context.Context, p conversation.Permit) conversation.Receipt
}

// Client speaks with one system. It sends nothing but what o makes of p.
type Client interface {
	// Call sends one request and types its answer. o is the permit's own operation or the query that it declares.
	Call(ctx context.Context, o *Offer, p conversation.Permit) conversation.Receipt
	// Describe writes the request that Call would send, with every secret hidden.
	Describe(o *Offer, p conversation.Permit) (string, error)
	// Close lets go of idle connections.
	Close()
}

// Registry holds every operation that a company's connectors offer. It is safe for concurrent use.
type Registry struct {
	connectors map[string]*Connector
	offers     map[string]*Offer // by full name
	clients    map[string]Client
	now        func() time.Time
	observe    func(Observed)
	warnings   Problems
}

// Observed is one call as an operator counts it. It holds nothing of a customer.
type Observed struct {
	Operation string // full name, of the write where its query was asked
	Query     bool   // it was asked what became of an earlier call
	Outcome   conversation.Outcome
	Unreached bool // it was surely not sent, or turned away at the door
	Took      time.Duration
}

var (
	_ conversation.Operations = (*Registry)(nil)
	_ Doer                    = (*Registry)(nil)
)

// Operation finds a contract by its full name: connector.operation.
func (r *Registry) Operation(name string) (conversation.Operation, bool) {
	o, ok := r.offers[name]
	if !ok {
		return conversation.Operation{}, false
	}
	return o.Operation, true
}

// Operations returns every contract by its full name.
func (r *Registry) Operations() map[string]conversation.Operation {
	out := make(map[string]conversation.Operation, len(r.offers))
	for name, o := range r.offers {
		out[name] = o.Operation
	}
	return out
}

// Connectors lists the names of the connectors, sorted.
func (r *Registry) Connectors() []string { return sortedKeys(r.connectors) }

// Callback finds a callback of a connector. An empty name finds its only one.
func (r *Registry) Callback(connector, name string) (*Callback, bool) {
	c, ok := r.connectors[connector]
	if !ok {
		return nil, false
	}
	if name == "" && len(c.Callbacks) == 1 {
		name = sortedKeys(c.Callbacks)[0]
	}
	cb, ok := c.Callbacks[name]
	return cb, ok
}

// Callbacks lists the schemas of everything that the systems report, by connector and name.
func (r *Registry) Callbacks() map[string]conversation.Schema {
	out := map[string]conversation.Schema{}
	for _, c := range r.connectors {
		for name, cb := range c.Callbacks {
			out[c.Name+"."+name] = cb.Output()
		}
	}
	return out
}

// Missing lists the settings that are named and not there. Until they are, calls of their connector fail unsent.
func (r *Registry) Missing() Problems {
	var out Problems
	for _, name := range sortedKeys(r.connectors) {
		c := r.connectors[name]
		out = append(append(out, c.missing...), c.unreachable()...)
	}
	return out
}

// Warnings lists what is allowed and had better be otherwise.
func (r *Registry) Warnings() Problems {
	out := slices.Clone(r.warnings)
	for _, name := range sortedKeys(r.connectors) {
		if c := r.connectors[name]; c.insecure() {
			w := c.pos
			w.Message, w.Mend = "connector "+name+" is reached over http: keys and personal data go in clear", "use https"
			out = append(out, w)
		}
	}
	out.sort()
	return out
}

func (r *Registry) warn(o *Offer, message, mend string) {
	w := o.pos
	w.Message, w.Mend = "operation "+o.Name+": "+message, mend
	r.warnings = append(r.warnings, w)
}

// Close lets go of idle connections.
func (r *Registry) Close() {
	for _, c := range r.clients {
		c.Close()
	}
}

// Do makes the permitted call and types its answer.
func (r *Registry) Do(ctx context.Context, p conversation.Permit) conversation.Receipt {
	begin := r.now()
	out := r.do(ctx, p)
	return r.timed(p, out, begin, false)
}

// timed completes a receipt, and tells who counts.
func (r *Registry) timed(p conversation.Permit, out conversation.Receipt, begin time.Time, query bool) conversation.Receipt {
	out.At = r.now()
	out.Took = out.At.Sub(begin)
	name := p.Operation().Name
	if _, ok := r.offers[name]; ok && r.observe != nil {
		r.observe(Observed{Operation: name, Query: query, Outcome: out.Outcome, Unreached: out.Unreached, Took: out.Took})
	}
	return out
}

func (r *Registry) do(ctx context.Context, p conversation.Permit) conversation.Receipt {
	o, client, err := r.find(p)
	if err != nil {
		return conversation.Failure("%v", err)
	}
	o, out, ok := r.before(ctx, o, client, p)
	if !ok {
		return out
	}
	return o.finish(client.Call(ctx, o, p), p)
}

// Describe writes the request that Do would send, with secrets hidden. The error says why none would be sent.
func (r *Registry) Describe(p conversation.Permit) (string, error) {
	o, client, err := r.find(p)
	if err != nil {
		return "", err
	}
	if o.First == nil {
		return client.Describe(o, p)
	}
	first, err := client.Describe(o.First, p)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s\nand then, with what that answers: %s %s\n", first, o.Method, o.Path), nil
}

// find returns the offer that p permits and its client, or why it cannot be called.
func (r *Registry) find(p conversation.Permit) (*Offer, Client, error) {
	op := p.Operation()
	o, ok := r.offers[op.Name]
	if !ok {
		return nil, nil, fmt.Errorf("nobody offers %s", op.Name)
	}
	if op.Effect != o.Effect {
		return nil, nil, fmt.Errorf("%s has another effect than was permitted", op.Name)
	}
	if err := o.check(p); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", op.Name, err)
	}
	client := r.clients[o.Connector.Name]
	if client == nil {
		return nil, nil, fmt.Errorf("connector %s has no client", o.Connector.Name)
	}
	return o, client, nil
}

// check makes sure that a permit gives everything that o needs, and nothing else.
func (o *Offer) check(p conversation.Permit) error {
	params := p.Params()
	for _, name := range sortedKeys(params) {
		if _, ok := o.Input[name]; !ok {
			return fmt.Errorf("parameter %s is not among its inputs", quote(name))
		}
	}
	for _, name := range sortedKeys(o.Input) {
		if !fits(o.Input[name], params[name]) {
			return fmt.Errorf("parameter %s is missing or is no %s", name, o.Input[name].Type)
		}
	}
	switch {
	case o.Whose != conversation.Public && p.Subject() == "":
		return errors.New("nobody has proved who they are")
	case o.Effect == conversation.EffectWrite && p.Key() == "":
		return errors.New("a write needs the key of its start")
	}
	return nil
}

// finish adds to a receipt what every client would have to: whose the answer is, and its reference.
func (o *Offer) finish(out conversation.Receipt, p conversation.Permit) conversation.Receipt {
	if out.Outcome != conversation.Done {
		return out
	}
	if o.Whose == conversation.OfOwner && !o.owned(out.Output, p.Subject()) {
		bad := conversation.Receipt{Outcome: conversation.Failed, Detail: "security: the answer of " + o.Name + " is not this customer's"}
		if o.Effect == conversation.EffectWrite {
			bad.Outcome = conversation.Unknown // it was answered, so something was done
		}
		return bad
	}
	if o.Reference != "" {
		out.Reference = out.Output.Field(o.Reference).String()
	}
	return out
}

func (o *Offer) owned(v conversation.Value, subject string) bool {
	if v.Type != conversation.List {
		return v.Field(o.Owner).Text == subject
	}
	for _, item := range v.Items {
		if item.Field(o.Owner).Text != subject {
			return false
		}
	}
	return true
}
