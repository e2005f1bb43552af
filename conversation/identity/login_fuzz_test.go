package identity

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"balie/conversation"
)

// provider is an OpenID provider without a network: it answers with whatever token it was given.
type provider struct {
	key   *rsa.PrivateKey
	token string
}

const issuer = "https://login.example"

func (p *provider) RoundTrip(r *http.Request) (*http.Response, error) {
	var body any
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		body = map[string]any{
			"issuer": issuer, "authorization_endpoint": issuer + "/auth", "token_endpoint": issuer + "/token", "jwks_uri": issuer + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		}
	case "/keys":
		n := base64.RawURLEncoding.EncodeToString(p.key.N.Bytes())
		body = map[string]any{"keys": []any{map[string]any{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1", "n": n, "e": "AQAB"}}}
	default:
		body = map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": p.token}
	}
	raw, err := json.Marshal(body)
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(raw)), Request: r,
	}, err
}

// signed makes an ID token of claims.
func (p *provider) signed(t testing.TB, head, claims string) string {
	t.Helper()
	enc := base64.RawURLEncoding.EncodeToString
	body := enc([]byte(head)) + "." + enc([]byte(claims))
	hash := sha256.Sum256([]byte(body))
	sig, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, hash[:])
	if err != nil {
		t.Fatal(err)
	}
	return body + "." + enc(sig)
}

// FuzzLogin looks for a token of the company's login that signs somebody in and should not. Claims are signed as the provider
// would; a whole token is taken as it is.
func FuzzLogin(f *testing.F) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		f.Fatal(err)
	}
	p := &provider{key: key}
	login := NewLogin(LoginOptions{
		Issuer: issuer, Client: "balie", Redirect: "https://balie.example/login", Now: func() time.Time { return noon }, HTTP: &http.Client{Transport: p},
	})
	const head = `{"alg":"RS256","kid":"1"}`
	good := fmt.Sprintf(`{"iss":%q,"aud":"balie","sub":"C-1","nonce":"n","iat":%d,"exp":%d}`, issuer, noon.Unix(), noon.Unix()+300)
	whole := p.signed(f, head, good)
	for _, claims := range []string{
		good, strings.Replace(good, "C-1", "", 1), strings.Replace(good, `"n"`, `"m"`, 1), strings.Replace(good, `"balie"`, `["balie","x"]`, 1),
		strings.Replace(good, `"C-1"`, `1`, 1), `{}`, `[]`, "", "\xff",
	} {
		f.Add(head, claims, "")
	}
	f.Add(`{"alg":"none"}`, good, "")
	f.Add(`{"alg":"HS256","kid":"1"}`, good, "")
	f.Add(head, good, whole[:40])
	f.Add(head, good, "..")
	f.Fuzz(func(t *testing.T, head, claims, token string) {
		if p.token = token; token == "" {
			p.token = p.signed(t, head, claims)
		}
		id, err := login.Finish(context.Background(), "code", "n", "verifier")
		if err != nil {
			if id.Subject != "" || id.Assurance != conversation.NoAssurance {
				t.Fatalf("refused with %v and still %+v", err, id)
			}
			return
		}
		var says struct {
			Iss, Sub, Nonce string
			Exp             float64
		}
		if token != "" && token != whole || json.Unmarshal([]byte(claims), &says) != nil || says.Iss != issuer || says.Nonce != "n" || says.Sub != id.Subject ||
			says.Exp < float64(noon.Add(-loginSkew).Unix()) {
			t.Fatalf("%q %q %q signs in %+v", head, claims, token, id)
		}
	})
}
