package connectors

import (
	"net/url"
	"time"
)

// Auth says how this program proves itself to a system. At most one of the kinds is used.
type Auth struct {
	Kind     AuthKind
	Name     string // AuthHeader, AuthQuery: its name
	User     Secret // AuthBasic
	Password Secret // the token, password or key, as it is sent
	OAuth    *OAuth // AuthOAuth
	Login    *Login // AuthLogin
	Expired  []Refusal
}

// AuthKind is a way to prove oneself.
type AuthKind string

// The ways to prove oneself. The zero AuthKind sends nothing.
const (
	AuthBearer AuthKind = "bearer"
	AuthBasic  AuthKind = "basic"
	AuthHeader AuthKind = "header"
	AuthQuery  AuthKind = "query"
	AuthOAuth  AuthKind = "oauth2"
	AuthLogin  AuthKind = "login"
)

// Renewable reports whether what proves us ends, and can be had anew.
func (a Auth) Renewable() bool { return a.Kind == AuthOAuth || a.Kind == AuthLogin }

// OAuth is a token from an authorization server: for our own credentials, or for a refresh token that changes with
// every use.
type OAuth struct {
	URL     *url.URL // of the token endpoint; nil while its setting is missing
	ID      Secret
	Secret  Secret
	InBody  bool // id and secret go in the form, not in a basic header
	Scope   string
	More    map[string]Secret // further fields of the form, such as audience
	Early   time.Duration     // so long before its end a token is renewed
	Refresh *Refresh          // nil: client credentials
}

// Refresh is a refresh token that changes with every use.
type Refresh struct {
	First Secret        // the one that the consent screen gave; used as long as the file holds none
	File  string        // where the newest is kept; written whole, before the token that came with it is used
	Every time.Duration // a token is renewed at most so often, whatever a system says
}

// Login is a session: one request gives what the others carry.
type Login struct {
	Path   string
	Header string // the header that carries it; empty: only the cookie
	Cookie string // the cookie that carries it; empty: none
	Life   time.Duration
	Form   bool // sent as a form, not as JSON

	settings map[string]Secret
	body     *Template
	token    string // dotted path in the answer
	value    *Expression
}

// Body makes the login's own body. It holds secrets: it is sent and never shown.
func (l *Login) Body() (any, error) {
	if l.body == nil {
		return nil, nil
	}
	return l.body.render(map[string]any{"setting": l.revealed()})
}

func (l *Login) revealed() map[string]any {
	out := make(map[string]any, len(l.settings))
	for name, s := range l.settings {
		out[name] = s.Reveal()
	}
	return out
}

// Value makes what the header carries, of the login's answer. It reports false where the answer holds no token.
func (l *Login) Value(answer any) (Secret, bool) {
	raw, _ := Dig(answer, l.token)
	token, ok := textOf(raw)
	if !ok || token == "" {
		return Secret{}, false
	}
	if l.value == nil {
		return Secret{"Bearer " + token}, true
	}
	v, err := l.value.run(map[string]any{"setting": l.revealed(), "answer": answer, "token": token})
	s, ok := v.(string)
	return Secret{s}, err == nil && ok && s != ""
}
