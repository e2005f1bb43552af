package site

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// ProviderOptions is what a Provider needs.
type ProviderOptions struct {
	Issuer   string // address under which it is reached, without a slash at its end
	Name     string // of the company
	Company  string // bank, shop or insurer
	Client   string // who may ask it
	Secret   string
	Redirect string                      // where it sends people back to, and nowhere else
	Claims   func(claims map[string]any) // changes what a token says, for tests; nil: nothing does
}

// Provider is the demo company's login: a small, strict OpenID provider (authorization code with PKCE). One signs in by
// saying who one is, so it is for demos and tests alone.
type Provider struct {
	ProviderOptions
	mux   *http.ServeMux
	mu    sync.Mutex
	keys  []*rsa.PrivateKey // the last one signs
	codes map[string]grant
}

// grant is what a code stands for.
type grant struct {
	customer         customer
	nonce, challenge string
	until            time.Time
}

// codeTime is how long a code is good.
const codeTime = time.Minute

// NewProvider makes a login with a new key.
func NewProvider(o ProviderOptions) (*Provider, error) {
	at, err := url.Parse(o.Issuer)
	if err != nil {
		return nil, fmt.Errorf("login: issuer: %w", err)
	}
	p := &Provider{ProviderOptions: o, mux: http.NewServeMux(), codes: map[string]grant{}}
	for route, do := range map[string]http.HandlerFunc{
		"GET %s/.well-known/openid-configuration": p.configuration, "GET %s/keys": p.published, "GET %s/authorize": p.ask, "POST %s/authorize": p.grant,
		"POST %s/token": p.token,
	} {
		p.mux.HandleFunc(fmt.Sprintf(route, at.Path), do)
	}
	return p, p.Rotate()
}

// Rotate makes a new key sign from now on. The one before is still published.
func (p *Provider) Rotate() error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return fmt.Errorf("login: key: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.keys = append(p.keys, key); len(p.keys) > 2 {
		p.keys = p.keys[1:]
	}
	return nil
}

// ServeHTTP implements http.Handler.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	p.mux.ServeHTTP(w, r)
}

func (p *Provider) configuration(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{
		"issuer": p.Issuer, "authorization_endpoint": p.Issuer + "/authorize", "token_endpoint": p.Issuer + "/token", "jwks_uri": p.Issuer + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "scopes_supported": []string{"openid", "profile"},
		"id_token_signing_alg_values_supported": []string{"RS256"}, "code_challenge_methods_supported": []string{"S256"},
	})
}

func (p *Provider) published(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	keys := make([]map[string]string, len(p.keys))
	for i, k := range p.keys {
		keys[i] = map[string]string{
			"kty": "RSA", "use": "sig", "alg": "RS256", "kid": name(k), "n": base64.RawURLEncoding.EncodeToString(k.N.Bytes()),
			"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.E)).Bytes()),
		}
	}
	answer(w, map[string]any{"keys": keys})
}

// name is how a key is told from others.
func name(k *rsa.PrivateKey) string {
	sum := sha256.Sum256(k.N.Bytes())
	return base64.RawURLEncoding.EncodeToString(sum[:8])
}

// refused says what is wrong with a request for somebody's login; empty: nothing.
func (p *Provider) refused(q url.Values) string {
	switch {
	case q.Get("client_id") != p.Client:
		return "unknown client"
	case q.Get("redirect_uri") != p.Redirect:
		return "unknown redirect_uri"
	case q.Get("response_type") != "code", !strings.Contains(" "+q.Get("scope")+" ", " openid "):
		return "only response_type code with scope openid"
	case q.Get("state") == "", q.Get("nonce") == "":
		return "state and nonce are missing"
	case q.Get("code_challenge_method") != "S256", len(q.Get("code_challenge")) != base64.RawURLEncoding.EncodedLen(sha256.Size):
		return "code_challenge by S256 is missing"
	}
	return ""
}

var loginPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="{{if .Dutch}}nl{{else}}en{{end}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Name}}</title>
<link rel="stylesheet" href="/site/site.css"></head><body><main><h1>{{.Name}}</h1>
<p>{{if .Dutch}}Dit is de inlogpagina van de demo. Wie ben je?{{else}}This is the demo's login page. Who are you?{{end}}</p>
<form method="post">{{range .Fields}}<input type="hidden" name="{{index . 0}}" value="{{index . 1}}">{{end}}
{{range .Customers}}<p><button name="customer" value="{{.ID}}">{{.Name}} ({{.ID}})</button>{{range .May}} {{if $.Dutch}}gemachtigd voor{{else}}mandate for{{end}} {{.Name}}{{end}}</p>{{end}}</form></main></body></html>
`))

// ask shows who one may be.
func (p *Provider) ask(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if why := p.refused(q); why != "" {
		http.Error(w, why, http.StatusBadRequest)
		return
	}
	var fields [][2]string
	for name := range q {
		fields = append(fields, [2]string{name, q.Get(name)})
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = loginPage.Execute(w, map[string]any{ // an answer that does not arrive is asked for again
		"Name": p.Name, "Fields": fields, "Customers": customers(p.Company), "Dutch": strings.HasPrefix(q.Get("ui_locales"), "nl"),
	})
}

// grant sends who has signed in back with a code.
func (p *Provider) grant(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<14)
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" || r.ParseForm() != nil {
		http.Error(w, "sign in from this page", http.StatusForbidden)
		return
	}
	if why := p.refused(r.PostForm); why != "" {
		http.Error(w, why, http.StatusBadRequest)
		return
	}
	for _, c := range customers(p.Company) {
		if c.ID != r.PostForm.Get("customer") {
			continue
		}
		code := rand.Text()
		p.mu.Lock()
		p.codes[code] = grant{customer: c, nonce: r.PostForm.Get("nonce"), challenge: r.PostForm.Get("code_challenge"), until: time.Now().Add(codeTime)}
		p.mu.Unlock()
		back := url.Values{"code": {code}, "state": {r.PostForm.Get("state")}, "iss": {p.Issuer}}
		http.Redirect(w, r, p.Redirect+"?"+back.Encode(), http.StatusSeeOther)
		return
	}
	http.Error(w, "nobody of that number", http.StatusNotFound)
}

// token exchanges a code, once, for who it stands for.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	refuse := func(status int, why string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": why})
	}
	client, secret, ok := r.BasicAuth()
	secret, err := url.QueryUnescape(secret) // RFC 6749, section 2.3.1
	if !ok || err != nil || client != p.Client || subtle.ConstantTimeCompare([]byte(secret), []byte(p.Secret)) != 1 {
		refuse(http.StatusUnauthorized, "invalid_client")
		return
	}
	code := r.PostFormValue("code")
	p.mu.Lock()
	g, ok := p.codes[code]
	delete(p.codes, code)
	key := p.keys[len(p.keys)-1]
	p.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	proven := subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(g.challenge)) == 1
	if !ok || !proven || time.Now().After(g.until) || r.PostFormValue("grant_type") != "authorization_code" || r.PostFormValue("redirect_uri") != p.Redirect {
		refuse(http.StatusBadRequest, "invalid_grant")
		return
	}
	now := time.Now()
	claims := map[string]any{
		"iss": p.Issuer, "sub": g.customer.ID, "aud": p.Client, "exp": now.Add(5 * time.Minute).Unix(), "iat": now.Unix(), "auth_time": now.Unix(),
		"nonce": g.nonce, "name": g.customer.Name, "acr": "demo:strong", "amr": []string{"pwd", "otp"},
	}
	if len(g.customer.May) > 0 {
		claims["may_represent"] = g.customer.May
	}
	if p.Claims != nil {
		p.Claims(claims)
	}
	t := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims(claims))
	t.Header["kid"] = name(key)
	signed, err := t.SignedString(key)
	if err != nil {
		refuse(http.StatusInternalServerError, "server_error")
		return
	}
	answer(w, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 300, "id_token": signed})
}
