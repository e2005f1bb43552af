package connectors

import (
	"encoding/base64"
	"net/url"
	"time"

	"go.yaml.in/yaml/v4"
)

var authKinds = []string{"bearer", "basic", "header", "query", "oauth2", "login"}

func (l *loader) readAuth(f *file, n *yaml.Node) Auth {
	m := f.known(n, "auth", append([]string{"expired"}, authKinds...)...)
	a := Auth{Expired: []Refusal{{Status: 401}}}
	ways := 0
	for _, kind := range authKinds {
		p, ok := m[kind]
		if !ok {
			continue
		}
		if ways++; ways > 1 {
			break
		}
		a.Kind = AuthKind(kind)
		l.readKind(f, &a, p.value)
	}
	if ways != 1 {
		f.problem(n, "use one of bearer, basic, header, query, oauth2 and login", "auth declares %d ways", len(m))
		return Auth{}
	}
	if p, ok := m["expired"]; ok {
		if !a.Renewable() {
			f.problem(p.key, "leave it out", "auth: a %s is never renewed", a.Kind)
		}
		a.Expired = nil
		for _, item := range f.list(p.value, "expired") {
			a.Expired = append(a.Expired, f.readRefusal(item, "expired"))
		}
	}
	return a
}

func (l *loader) readKind(f *file, a *Auth, n *yaml.Node) {
	switch a.Kind {
	case AuthBearer:
		a.Password = l.setting(f, n, "bearer", false)
	case AuthBasic:
		b := f.known(n, "basic", innerKeys["basic"]...)
		if b["user"].value == nil || b["password"].value == nil {
			f.problem(n, "write {user: {env: NAME}, password: {env: NAME}}", "basic needs user and password")
			return
		}
		a.User, a.Password = l.setting(f, b["user"].value, "user", true), l.setting(f, b["password"].value, "password", false)
	case AuthHeader, AuthQuery:
		l.readKey(f, a, n)
	case AuthOAuth:
		a.OAuth = l.readOAuth(f, n)
	case AuthLogin:
		a.Login = l.readLogin(f, n)
	}
}

// readKey reads a key in a header or a query parameter, with how it is written there.
func (l *loader) readKey(f *file, a *Auth, n *yaml.Node) {
	kind := string(a.Kind)
	m := f.known(n, kind, innerKeys["api_key"]...)
	if m["name"].value == nil || m["value"].value == nil {
		f.problem(n, "write {name: X-Api-Key, value: {env: NAME}}", "%s needs name and value", kind)
		return
	}
	value := l.setting(f, m["value"].value, "value", false)
	if p, ok := m["encode"]; ok {
		if f.text(p.value, "encode") != "base64" {
			f.problem(p.value, "write base64, or leave it out", "encode is unknown")
		}
		value = Secret{base64.StdEncoding.EncodeToString([]byte(value.Reveal()))}
	}
	if p, ok := m["scheme"]; ok {
		value = Secret{f.text(p.value, "scheme") + " " + value.Reveal()}
	}
	a.Password = value
	if a.Kind == AuthQuery {
		a.Name = f.text(m["name"].value, "name")
		return
	}
	a.Name = f.header(m["name"].value, "header")
}

func (l *loader) readOAuth(f *file, n *yaml.Node) *OAuth {
	m := f.known(n, "oauth2", innerKeys["oauth2"]...)
	o := &OAuth{Early: 30 * time.Second, More: map[string]Secret{}}
	if m["token_url"].value == nil || m["client_id"].value == nil || m["client_secret"].value == nil {
		f.problem(n, "write {token_url: https://…, client_id: {env: NAME}, client_secret: {env: NAME}}", "oauth2 needs token_url, client_id and client_secret")
		return o
	}
	o.URL = l.readTokenURL(f, m["token_url"].value)
	o.ID, o.Secret = l.setting(f, m["client_id"].value, "client_id", true), l.setting(f, m["client_secret"].value, "client_secret", false)
	if p, ok := m["scope"]; ok {
		o.Scope = f.text(p.value, "scope")
	}
	if p, ok := m["in"]; ok {
		in := f.text(p.value, "in")
		if o.InBody = in == "body"; !o.InBody && in != "header" {
			f.problem(p.value, "write header or body", "in is %s", quote(in))
		}
	}
	if p, ok := m["with"]; ok {
		for _, x := range f.fields(p.value, "with") {
			o.More[x.name()] = l.setting(f, x.value, "with."+x.name(), true)
		}
	}
	if p, ok := m["early"]; ok {
		o.Early = f.span(p.value, "early", 0, time.Hour)
	}
	if p, ok := m["refresh"]; ok {
		o.Refresh = l.readRefresh(f, p.value)
	}
	return o
}

func (l *loader) readTokenURL(f *file, n *yaml.Node) *url.URL {
	s := l.setting(f, n, "token_url", true)
	if !s.Set() {
		return nil
	}
	u, err := url.Parse(s.Reveal())
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u)) {
		f.problem(n, "use https://host/path", "token_url is no address for secrets")
		return nil
	}
	return u
}

func (l *loader) readRefresh(f *file, n *yaml.Node) *Refresh {
	m := f.known(n, "refresh", innerKeys["refresh"]...)
	r := &Refresh{}
	if m["first"].value == nil || m["keep"].value == nil {
		f.problem(n, "write {first: {env: NAME}, keep: path/of/a/file}", "refresh needs first and keep")
		return r
	}
	r.First = l.setting(f, m["first"].value, "first", false)
	if r.File = f.text(m["keep"].value, "keep"); r.File != "" {
		r.File = l.place(r.File)
	}
	if p, ok := m["every"]; ok {
		r.Every = f.span(p.value, "every", 0, 24*time.Hour)
	}
	return r
}

func (l *loader) readLogin(f *file, n *yaml.Node) *Login {
	m := f.known(n, "login", innerKeys["login"]...)
	out := &Login{settings: map[string]Secret{}}
	if p, ok := m["settings"]; ok {
		for _, x := range f.fields(p.value, "settings") {
			out.settings[f.identifier(x.key, "a setting")] = l.setting(f, x.value, "setting "+x.name(), false)
		}
	}
	p, ok := m["post"]
	if !ok {
		f.problem(n, "add post: /path", "login does not say where to")
		return out
	}
	if out.Path = f.text(p.value, "post"); !plainPath(out.Path) {
		f.problem(p.value, "begin it with / and put the rest in the body", "the path of login is no path")
	}
	s := scope{login: true, settings: sortedKeys(out.settings)}
	body, hasBody := m["body"]
	form, hasForm := m["form"]
	switch {
	case hasBody && hasForm:
		f.problem(form.key, "leave one out", "login sends a body and a form")
	case hasBody:
		out.body = f.template(body.value, "body", s, 0)
	case hasForm:
		out.Form, out.body = true, f.template(form.value, "form", s, 0)
		if form.value.Kind != yaml.MappingNode {
			f.problem(form.value, "write {user: setting.user}", "the form of login has no names")
		}
	}
	f.readSession(out, m, n, s)
	if p, ok := m["life"]; ok {
		out.Life = f.span(p.value, "life", time.Second, 366*24*time.Hour)
	}
	return out
}

// readSession reads what of the login's answer the other requests carry, and where.
func (f *file) readSession(out *Login, m map[string]field, n *yaml.Node, s scope) {
	if p, ok := m["cookie"]; ok {
		out.Cookie = f.text(p.value, "cookie")
	}
	token, hasToken := m["token"]
	if hasToken {
		out.token, out.Header = f.path(token.value, "token"), "Authorization"
	}
	if hasToken == (out.Cookie != "") {
		f.problem(n, "add token: path in the answer, or cookie: name", "login does not say, or says twice, what the other requests carry")
	}
	h, ok := m["header"]
	if !ok {
		return
	}
	b := f.known(h.value, "header", innerKeys["carried"]...)
	if b["name"].value == nil || b["value"].value == nil || !hasToken {
		f.problem(h.value, `write {name: Authorization, value: "'Bearer ' + token"}, with token: path in the answer`, "header of login needs name, value and a token")
		return
	}
	out.Header = f.header(b["name"].value, "header")
	out.value = f.expression(b["value"].value, "value", s)
}
