package connectors

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

var methods = []string{"get", "post", "put", "patch", "delete"}

var operationKeys = append(slices.Clone(methods),
	"title", "description", "effect", "assurance", "public", "subject", "owner", "input", "query", "headers", "body", "from", "output",
	"reference", "outcomes", "key", "reconcile", "once", "undo", "time_out", "valid_for", "limits", "paging", "examples",
	"data", "backoff", "breaker", "rate", "in_flight", "remote", "first", "by_agent", "protective", "tells")

// defaultTimeOut is short enough for a lease, and longer than a customer likes to wait.
const defaultTimeOut = 5 * time.Second

// readOffers reads the operations in two steps: first each by itself, then what one says of another.
func (l *loader) readOffers(f *file, c *Connector, m map[string]field, root *yaml.Node) {
	p, ok := m["operations"]
	if !ok {
		if _, ok := m["callbacks"]; !ok {
			f.problem(root, "add operations:", "the connector offers nothing")
		}
		return
	}
	timeOut := defaultTimeOut
	if p, ok := m["time_out"]; ok {
		timeOut = f.timeOut(p.value)
	}
	type reading struct {
		*Offer
		keys map[string]field
		node *yaml.Node
	}
	var all []reading
	for _, p := range inOrder(f.fields(p.value, "operations")) {
		o := &Offer{Connector: c, Short: f.identifier(p.key, "an operation"), pos: Problem{File: f.name, Line: p.key.Line, Column: p.key.Column}}
		o.Name, o.TimeOut, o.Data = c.Name+"."+o.Short, timeOut, c.Data
		keys := f.known(p.value, "operation "+o.Short, operationKeys...)
		l.readOffer(f, o, keys, p.value)
		c.Offers[o.Short] = o
		l.registry.offers[o.Name] = o
		all = append(all, reading{o, keys, p.value})
	}
	for _, r := range all {
		f.readFirst(r.Offer, r.keys)
		l.readOnce(f, r.Offer, r.keys, r.node)
		f.readPersistence(r.Offer, r.keys)
		f.readUndo(r.Offer, r.keys)
		f.readExamples(r.Offer, r.keys)
	}
}

// inOrder puts operations that use the answer of another behind those that others use.
func inOrder(all []field) []field {
	var plain, using []field
	for _, p := range all {
		if hasKey(p.value, "first") {
			using = append(using, p)
		} else {
			plain = append(plain, p)
		}
	}
	return append(plain, using...)
}

func hasKey(n *yaml.Node, key string) bool {
	for i := 0; n != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return true
		}
	}
	return false
}

func (f *file) timeOut(n *yaml.Node) time.Duration {
	return f.span(n, "time_out", 10*time.Millisecond, 2*time.Minute)
}

// readOffer reads one operation as far as it stands by itself.
func (l *loader) readOffer(f *file, o *Offer, m map[string]field, n *yaml.Node) {
	if p, ok := m["description"]; ok {
		o.Description = f.text(p.value, "description")
	}
	if p, ok := m["title"]; ok {
		o.Titles = f.titles(p.value, "title of "+o.Short)
	}
	o.inputs = f.inputs(o, m)
	if p, ok := m["remote"]; ok {
		o.Remote = f.text(p.value, "remote")
	}
	if p, ok := m["first"]; ok {
		o.First = f.sibling(o, p.value, "first")
	}
	f.readMethod(o, m, n)
	f.readRequest(o, m)
	f.readAnswer(o, m)
	f.readWhose(o, m, n)
	f.readOutcomes(o, m)
	if p, ok := m["time_out"]; ok {
		o.TimeOut = f.timeOut(p.value)
	}
	o.CallFor = o.TimeOut
	if p, ok := m["by_agent"]; ok {
		if o.ByAgent = f.yes(p.value, "by_agent"); o.ByAgent && o.Effect != conversation.EffectWrite {
			f.problem(p.value, "leave it out", "%s changes nothing, so anybody may start it", o.Short)
		}
	}
	if p, ok := m["protective"]; ok {
		l.readProtective(f, o, m, p.value)
	}
	if p, ok := m["tells"]; ok {
		f.readTells(o, p.value)
	}
	if p, ok := m["data"]; ok {
		o.Data = f.class(p.value)
	}
	if o.Reports = o.reports(); o.Reports && o.Effect != conversation.EffectWrite {
		f.problem(n, "leave callback out of its request", "%s changes nothing, so nothing is reported of it", o.Short)
	}
	f.readCalm(&o.Calm, m)
	if p, ok := m["limits"]; ok {
		f.readLimits(o, p.value)
	}
	if p, ok := m["paging"]; ok {
		f.readPaging(o, p.value)
	}
}

// inputs reads the parameters. The subject and the key are never among them: the permit alone gives those.
func (f *file) inputs(o *Offer, m map[string]field) map[string]*Shape {
	p, ok := m["input"]
	if !ok {
		return map[string]*Shape{}
	}
	var fields []field
	for _, in := range f.fields(p.value, "input of "+o.Short) {
		if in.name() == "subject" || in.name() == "key" || in.name() == "actor" {
			f.problem(in.key, "leave it out; {subject} and {key} in the path, or subject:, are filled from the permit",
				"operation %s may not take %s as an input", o.Short, in.name())
			continue
		}
		fields = append(fields, in)
	}
	out, schemas := map[string]*Shape{}, map[string]conversation.Schema{}
	for _, in := range fields {
		name := f.identifier(in.key, "an input of "+o.Short)
		out[name] = f.shape(in.value, "input "+name, 0)
		schemas[name] = out[name].Schema()
		if out[name].From != "" {
			f.problem(in.value, "leave from out", "input %s does not come from an answer", name)
		}
	}
	o.Input = schemas
	return out
}

// readMethod reads method, path and effect.
func (f *file) readMethod(o *Offer, m map[string]field, n *yaml.Node) {
	for _, method := range methods {
		p, ok := m[method]
		if !ok {
			continue
		}
		if o.Method != "" {
			f.problem(p.key, "leave one out", "operation %s has more than one method", o.Short)
			continue
		}
		o.Method = upper[method]
		o.Path = f.text(p.value, method)
		f.readPath(o, p.value)
	}
	if call := o.Connector.call; o.Method == "" && call.key != nil {
		o.Method = upper[call.name()]
		o.Path = f.text(call.value, call.name())
		f.readPath(o, call.value)
	}
	if o.Method == "" {
		f.problem(n, "add for example: get: /customers/{subject}", "operation %s has no method and path", o.Short)
	}
	o.Effect = conversation.EffectWrite
	if o.Method == "GET" {
		o.Effect = conversation.EffectNone
	}
	if p, ok := m["effect"]; ok {
		switch e := conversation.Effect(f.text(p.value, "effect")); e {
		case conversation.EffectNone, conversation.EffectWrite:
			o.Effect = e
		default:
			f.problem(p.value, "use none or write", "operation %s has the unknown effect %s", o.Short, quote(string(e)))
		}
	}
}

var upper = map[string]string{"get": "GET", "post": "POST", "put": "PUT", "patch": "PATCH", "delete": "DELETE"}

// readWhose reads whose data it is. Without that no operation loads.
func (f *file) readWhose(o *Offer, m map[string]field, n *yaml.Node) {
	public, isPublic := m["public"]
	owner, isOwner := m["owner"]
	if p, ok := m["subject"]; ok {
		f.readSubject(o, p.value)
	}
	isPublic = isPublic && f.yes(public.value, "public")
	declared := 0
	for _, yes := range []bool{o.Subject.In != "", isOwner, isPublic} {
		if yes {
			declared++
		}
	}
	switch {
	case declared != 1:
		f.problem(n, "declare one of: {subject} in the path, subject: {header: Name} or subject in an expression; owner: field of the output; public: true",
			"operation %s %s whose data it touches", o.Short, says(declared))
	case isOwner:
		o.Whose, o.Owner = conversation.OfOwner, f.text(owner.value, "owner")
		f.checkOwner(o, owner.value)
	case isPublic:
		o.Whose = conversation.Public
	default:
		o.Whose = conversation.OfSubject
	}
	// What belongs to a customer is for a customer who is known, unless the file says otherwise.
	if o.Assurance = conversation.Basic; o.Whose == conversation.Public {
		o.Assurance = conversation.NoAssurance
	}
	o.Actor = o.Whose != conversation.Public && (o.Actor || o.Connector.Actor != "")
	f.readAssurance(o, m)
}

// readAssurance reads how well the customer must be known: a level, or {level, max_age}.
func (f *file) readAssurance(o *Offer, m map[string]field) {
	p, ok := m["assurance"]
	if !ok {
		return
	}
	level := p.value
	if p.value.Kind == yaml.MappingNode {
		in := f.known(p.value, "assurance of "+o.Short, innerKeys["assurance"]...)
		if len(in) != 2 {
			f.problem(p.value, "write {level: substantial, max_age: 15m}", "assurance of %s needs level and max_age", o.Short)
			return
		}
		level = in["level"].value
		o.MaxAge = f.span(in["max_age"].value, "max_age", time.Second, conversation.AssuranceLife)
	}
	a, err := conversation.ParseAssurance(f.text(level, "assurance"))
	if err != nil {
		f.problem(level, "", "operation %s: %v", o.Short, err)
	}
	if o.Assurance = a; err == nil && a == conversation.NoAssurance && o.MaxAge > 0 {
		f.problem(p.value, "name a level", "no proof can be too old where %s asks none", o.Short)
	}
}

func (f *file) checkOwner(o *Offer, n *yaml.Node) {
	s := o.Answer
	if s.Type == conversation.List {
		s = s.Item
	}
	if field := s.Fields[o.Owner]; field == nil || field.Optional || field.Type != conversation.Text {
		f.problem(n, "name a text of the output that is always there", "operation %s cannot tell the owner by %s", o.Short, quote(o.Owner))
	}
}

func (f *file) readSubject(o *Offer, n *yaml.Node) {
	m := f.known(n, "subject", innerKeys["subject"]...)
	if len(m) != 1 {
		f.problem(n, "write for example {header: X-Customer}", "subject of %s must stand in one place", o.Short)
	}
	for _, in := range sortedKeys(m) {
		p := m[in]
		name := f.text(p.value, in)
		switch {
		case in == "path":
			f.problem(p.value, "write {subject} in the path instead", "subject of %s: a path has no names", o.Short)
		case in == "header":
			f.header(p.value, "subject")
		case o.Subject.In != "":
			f.problem(n, "leave one out", "the subject of %s stands in the path already", o.Short)
		case in == "body" && (o.Body != nil || !o.HasBody()):
			f.problem(p.value, "use header or query, or leave body out", "subject of %s has no default body to stand in", o.Short)
		}
		o.Subject = Place{In: in, Name: name}
	}
}

// says tells that something which must be declared once is not, or more than once.
func says(times int) string {
	if times == 0 {
		return "does not say"
	}
	return "says more than once"
}
