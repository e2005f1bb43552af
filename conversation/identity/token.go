package identity

import (
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"balie/conversation"
)

// maxTokenLife is the longest a token of the company's site may live.
const maxTokenLife = time.Hour

// Verifier checks the signed tokens (JWT, RFC 7519) with which the company's site says who is signed in.
type Verifier struct {
	Keys     map[string][]byte // HS256 secrets by kid
	Audience string            // this site
	Now      func() time.Time
}

// claims is what a token may say.
type claims struct {
	Name      string `json:"name"`
	Assurance string `json:"assurance"` // basic (the default) or substantial
	jwt.RegisteredClaims
}

// Verify reads a token. Every error is the same to its sender; the operator reads why.
func (v *Verifier) Verify(token string) (conversation.Identity, error) {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, v.key,
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithAudience(v.Audience), jwt.WithExpirationRequired(),
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
	return conversation.Identity{Subject: c.Subject, Name: c.Name, Assurance: level, At: v.Now(), By: "token"}, nil
}

func (v *Verifier) key(t *jwt.Token) (any, error) {
	kid, _ := t.Header["kid"].(string)
	key, ok := v.Keys[kid]
	if !ok || len(key) < 32 {
		return nil, fmt.Errorf("key %.40q is not known", kid)
	}
	return key, nil
}

// Sign makes a token as a company's site would: for the demo and for tests.
func Sign(kid string, key []byte, audience string, id conversation.Identity, life time.Duration, now time.Time) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		Name: id.Name, Assurance: id.Assurance.String(),
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
