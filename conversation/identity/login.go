package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"balie/conversation"
)

// loginTime is how long the company's login may take to answer one request.
const loginTime = 10 * time.Second

// loginSkew is how far the clocks of the login and of this machine may be apart.
const loginSkew = time.Minute

// Level says what a login of a kind proves.
type Level struct {
	ACR   string // the class of the login (acr), or
	AMR   string // a method that was used (amr)
	Level conversation.Assurance
}

// LoginOptions is what a Login needs.
type LoginOptions struct {
	Issuer   string // address of the OpenID provider, as its tokens name it
	Client   string // our id there, which its tokens are meant for
	Secret   string // empty: a public client, held by PKCE alone
	Redirect string // where the provider sends the customer back to
	Scopes   []string
	Subject  string  // claim that holds the customer's number; default sub
	Levels   []Level // what a login proves; the highest that fits counts, and basic where none does
	Now      func() time.Time
	HTTP     *http.Client // default: one with a time-out
}

// Login signs customers in at the company's own login: OpenID Connect, authorization code with PKCE (RFC 7636), state and
// nonce. What the provider publishes is read when it is first needed, and its keys again when they change.
type Login struct {
	LoginOptions
	mu       sync.Mutex
	provider *oidc.Provider
}

// NewLogin makes a login. Nothing is asked of the provider yet.
func NewLogin(o LoginOptions) *Login {
	if o.Subject == "" {
		o.Subject = "sub"
	}
	if len(o.Scopes) == 0 {
		o.Scopes = []string{"profile"}
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{Timeout: loginTime}
	}
	return &Login{LoginOptions: o}
}

// Begin returns where the customer is sent to. State, nonce and verifier are random, one each for this attempt.
func (l *Login) Begin(ctx context.Context, state, nonce, verifier, language string) (string, error) {
	p, err := l.discover(ctx)
	if err != nil {
		return "", err
	}
	return l.config(p).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier), oauth2.SetAuthURLParam("ui_locales", language)), nil
}

// Finish turns the code with which the customer comes back into who they are. Every error is the same to the customer; the
// operator reads why.
func (l *Login) Finish(ctx context.Context, code, nonce, verifier string) (conversation.Identity, error) {
	p, err := l.discover(ctx)
	if err != nil {
		return conversation.Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, l.HTTP)
	tokens, err := l.config(p).Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		var refused *oauth2.RetrieveError
		if errors.As(err, &refused) { // its body may hold what the customer typed
			return conversation.Identity{}, fmt.Errorf("login: the code was refused: %.40q", refused.ErrorCode)
		}
		return conversation.Identity{}, fmt.Errorf("login: the code was not exchanged: %w", err)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return conversation.Identity{}, errors.New("login: the answer holds no ID token")
	}
	early := func() time.Time { return l.Now().Add(-loginSkew) }
	token, err := p.VerifierContext(ctx, &oidc.Config{ClientID: l.Client, Now: early}).Verify(ctx, raw)
	if err != nil {
		return conversation.Identity{}, fmt.Errorf("login: ID token: %w", err)
	}
	if nonce == "" || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(nonce)) != 1 {
		return conversation.Identity{}, errors.New("login: ID token: it answers another attempt (nonce)")
	}
	return l.identity(token)
}

// loginClaims is what of an ID token is read beside the customer's number.
type loginClaims struct {
	Name     string   `json:"name"`
	ACR      string   `json:"acr"`
	AMR      []string `json:"amr"`
	AZP      string   `json:"azp"`
	AuthTime int64    `json:"auth_time"` // seconds since 1970
	delegation
}

// identity reads a verified token.
func (l *Login) identity(token *oidc.IDToken) (conversation.Identity, error) {
	var c loginClaims
	all := map[string]any{}
	if err := errors.Join(token.Claims(&c), token.Claims(&all)); err != nil {
		return conversation.Identity{}, fmt.Errorf("login: ID token: %w", err)
	}
	subject, _ := all[l.Subject].(string)
	now := l.Now()
	switch {
	case subject == "":
		return conversation.Identity{}, fmt.Errorf("login: ID token: its %s names nobody", l.Subject)
	case token.IssuedAt.After(now.Add(loginSkew)):
		return conversation.Identity{}, errors.New("login: ID token: it is of a time to come")
	case len(token.Audience) > 1 && c.AZP != l.Client:
		return conversation.Identity{}, errors.New("login: ID token: it was made for another (azp)")
	}
	at := token.IssuedAt
	if signedIn := time.Unix(c.AuthTime, 0); c.AuthTime != 0 && signedIn.Before(at) {
		at = signedIn
	}
	if at.After(now) {
		at = now
	}
	may, err := c.mandates(subject, at.UTC().Add(conversation.AssuranceLife))
	if err != nil {
		return conversation.Identity{}, fmt.Errorf("login: ID token: %w", err)
	}
	return conversation.Identity{Subject: subject, Name: c.Name, Assurance: l.level(c), At: at.UTC(), By: "login", Mandates: may}, nil
}

// level is what a login proves: the highest level of what fits it.
func (l *Login) level(c loginClaims) conversation.Assurance {
	level := conversation.Basic
	for _, m := range l.Levels {
		if (m.ACR != "" && m.ACR == c.ACR) || (m.AMR != "" && slices.Contains(c.AMR, m.AMR)) {
			level = max(level, m.Level)
		}
	}
	return level
}

func (l *Login) config(p *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: l.Client, ClientSecret: l.Secret, Endpoint: p.Endpoint(), RedirectURL: l.Redirect,
		Scopes: append([]string{oidc.ScopeOpenID}, l.Scopes...),
	}
}

// discover reads what the provider publishes, once; after a failure it is asked again the next time.
func (l *Login) discover(ctx context.Context) (*oidc.Provider, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.provider != nil {
		return l.provider, nil
	}
	p, err := oidc.NewProvider(oidc.ClientContext(ctx, l.HTTP), l.Issuer)
	if err != nil {
		return nil, fmt.Errorf("login: the provider does not say how it works: %w", err)
	}
	l.provider = p
	return p, nil
}
