package identity

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"balie/conversation"
)

// maxTokenLife is the longest a token of the company's site may live.
const maxTokenLife = time.Hour

// Verifier checks the signed tokens (JWT, RFC 7519) with which the company's site says who is signed in.
type Verifier struct {
	Keys     map[string]Key // by kid; none: no token is taken
	Audience string         // this site
	Now      func() time.Time
}

// claims is what a token may say.
type claims struct {
	Name      string `json:"name"`
	Assurance string `json:"assurance"` // basic (the default) or substantial

	// AuthTime is when they signed in, in seconds since 1970 (OpenID Connect Core 1.0, section 2); what is not said is when the token was made.
	AuthTime *jwt.NumericDate `json:"auth_time,omitempty"`

	delegation
	jwt.RegisteredClaims
}

// Verify reads a token. Every error is the same to its sender; the operator reads why.
func (v *Verifier) Verify(token string) (conversation.Identity, error) {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, v.find,
		jwt.WithValidMethods([]string{"HS256", "RS256", "ES256", "EdDSA"}), jwt.WithAudience(v.Audience), jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(), jwt.WithTimeFunc(v.Now), jwt.WithStrictDecoding())
	if err != nil {
		return conversation.Identity{}, fmt.Errorf("identity token: %w", err)
	}
	if c.Subject == "" {
		return conversation.Identity{}, errors.New("identity token: it names no subject")
	}
	from := v.Now()
	if c.IssuedAt != nil {
		from = c.IssuedAt.Time
	}
	if c.ExpiresAt.Sub(from) > maxTokenLife {
		return conversation.Identity{}, fmt.Errorf("identity token: it lives longer than %s", maxTokenLife)
	}
	level := conversation.Basic
	if c.Assurance != "" {
		if level, err = conversation.ParseAssurance(c.Assurance); err != nil {
			return conversation.Identity{}, fmt.Errorf("identity token: %w", err)
		}
	}
	at := v.Now()
	for _, said := range []*jwt.NumericDate{c.IssuedAt, c.AuthTime} {
		if said != nil && said.Before(at) {
			at = said.UTC()
		}
	}
	may, err := c.mandates(c.Subject, at.Add(conversation.AssuranceLife))
	if err != nil {
		return conversation.Identity{}, fmt.Errorf("identity token: %w", err)
	}
	return conversation.Identity{Subject: c.Subject, Name: c.Name, Assurance: level, At: at, By: "token", Mandates: may}, nil
}

// Sign makes a token as a company's site would: for the demo and for tests.
func Sign(kid string, key []byte, audience string, id conversation.Identity, life time.Duration, now time.Time) (string, error) {
	var may delegation
	for _, m := range id.Mandates {
		may.May = append(may.May, mandate{Subject: m.Subject, Name: m.Name, Scope: strings.Join(m.Scope, " "), Until: jwt.NewNumericDate(m.Until)})
	}
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		Name: id.Name, Assurance: id.Assurance.String(), delegation: may,
		RegisteredClaims: jwt.RegisteredClaims{
			Subject: id.Subject, Audience: jwt.ClaimStrings{audience},
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(life)),
		},
	})
	t.Header["kid"] = kid
	signed, err := t.SignedString(key)
	if err != nil {
		return "", fmt.Errorf("identity token: %w", err)
	}
	return signed, nil
}
