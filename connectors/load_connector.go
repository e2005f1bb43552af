package connectors

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

var connectorKeys = append(slices.Clone(calmKeys),
	"connector", "description", "base", "auth", "headers", "code", "time_out", "data", "operations", "callbacks",
	"call", "envelope", "types", "from", "error", "settings", "actor")

// read reads a whole connector file.
func (l *loader) read(f *file, root *yaml.Node) {
	m := f.known(root, "a connector", connectorKeys...)
	head, ok := m["connector"]
	switch {
	case root.Kind != yaml.MappingNode:
		return
	case !ok:
		f.problem(root, "begin with: connector: name", "the connector has no name")
		return
	}
	c := &Connector{
		Name: f.identifier(head.value, "a connector"), Code: "code", Calm: Calm{Breaker: defaultBreaker},
		Headers: map[string]Secret{}, Settings: map[string]string{}, Offers: map[string]*Offer{}, Callbacks: map[string]*Callback{}, public: l.public,
		pos: Problem{File: f.name, Line: head.key.Line, Column: head.key.Column},
	}
	if old, ok := l.registry.connectors[c.Name]; ok {
		f.problem(head.value, "give one of them another name", "connector %s is declared in %s too", quote(c.Name), old.pos.File)
		return
	}
	l.connector = c
	l.registry.connectors[c.Name] = c
	l.readReach(f, c, m)
	if p, ok := m["settings"]; ok {
		for _, x := range f.fields(p.value, "settings") {
			c.Settings[f.identifier(x.key, "a setting")] = l.setting(f, x.value, "setting "+x.name(), true).Reveal()
		}
	}
	f.readManners(c, m)
	f.readCalm(&c.Calm, m)
	if p, ok := m["callbacks"]; ok {
		for _, cb := range f.fields(p.value, "callbacks") {
			l.readCallback(f, c, cb)
		}
	}
	l.readOffers(f, c, m, root)
}

// readReach reads how the system is reached.
func (l *loader) readReach(f *file, c *Connector, m map[string]field) {
	if p, ok := m["description"]; ok {
		c.Description = f.text(p.value, "description")
	}
	if p, ok := m["data"]; ok {
		c.Data = f.class(p.value)
	}
	if p, ok := m["base"]; ok {
		c.Base = l.readBase(f, p.value)
	} else if _, ok := m["operations"]; ok {
		f.problem(m["connector"].key, "add: base: {env: NAME_URL}", "the connector does not say where its system is")
	}
	if p, ok := m["auth"]; ok {
		c.Auth = l.readAuth(f, p.value)
	}
	if p, ok := m["headers"]; ok {
		for _, h := range f.fields(p.value, "headers") {
			c.Headers[f.header(h.key, "headers")] = l.setting(f, h.value, "header "+quote(h.name()), true)
		}
	}
	if p, ok := m["actor"]; ok {
		in := f.known(p.value, "actor", innerKeys["actor"]...)
		if in["header"].value == nil {
			f.problem(p.value, "write for example {header: X-Actor}", "actor does not say in which header it stands")
		} else {
			c.Actor = f.header(in["header"].value, "actor")
		}
	}
	if p, ok := m["code"]; ok {
		c.Code = f.path(p.value, "code")
	}
}

// readManners reads how the system wants to be spoken with, whatever the operation.
func (f *file) readManners(c *Connector, m map[string]field) {
	if p, ok := m["types"]; ok {
		f.forms = f.readForms(p.value)
	}
	if p, ok := m["from"]; ok {
		c.From = f.path(p.value, "from")
	}
	if p, ok := m["envelope"]; ok {
		c.Envelope = f.template(p.value, "envelope", scope{body: true, forms: f.forms, settings: sortedKeys(c.Settings)}, 0)
		if !c.Envelope.reads("body") {
			f.problem(p.value, "write for example {method: remote, params: body}", "the envelope holds no body")
		}
	}
	if p, ok := m["error"]; ok {
		e := f.known(p.value, "error", innerKeys["error"]...)
		if e["at"].value == nil {
			f.problem(p.value, "write {at: error} or {at: error, rolled_back: true}", "error does not say where it stands")
		} else {
			c.Error = f.path(e["at"].value, "at")
		}
		if p, ok := e["rolled_back"]; ok {
			c.RolledBack = f.yes(p.value, "rolled_back")
		}
	}
	if p, ok := m["call"]; ok {
		all := f.fields(p.value, "call")
		if len(all) != 1 || upper[all[0].name()] == "" {
			f.problem(p.value, "write for example {post: /}", "call is no method and path")
			return
		}
		c.call = all[0]
	}
}

func (l *loader) readBase(f *file, n *yaml.Node) *url.URL {
	s := l.setting(f, n, "base", true)
	if !s.Set() {
		return nil
	}
	u, err := url.Parse(s.Reveal())
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		f.problem(n, "use https://host or https://host/path; user and password belong under auth", "base is no address of a system")
		return nil
	}
	u.Path = strings.TrimRight(u.Path, "/")
	return u
}

var headerNames = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,62}$`)

// reservedHeaders are the client's own.
var reservedHeaders = map[string]bool{
	"host": true, "content-length": true, "transfer-encoding": true, "connection": true, "content-type": true, "accept": true,
	"accept-encoding": true, "te": true, "trailer": true, "upgrade": true, "expect": true,
}

// header reads the name of a header that may be set.
func (f *file) header(n *yaml.Node, what string) string {
	s := f.text(n, what)
	switch {
	case s == "":
	case !headerNames.MatchString(s):
		f.problem(n, "use letters, digits and -", "%s: %s is no name of a header", what, quote(s))
	case reservedHeaders[strings.ToLower(s)]:
		f.problem(n, "leave it out", "%s: %s is set by the client itself", what, s)
	}
	return s
}
