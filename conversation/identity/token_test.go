package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"balie/conversation"
)

var (
	tokenKey = []byte(strings.Repeat("k", 32))
	noon     = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
)

func verifier() *Verifier {
	k, err := SharedKey(tokenKey)
	if err != nil {
		panic(err)
	}
	return &Verifier{Keys: map[string]Key{"k1": k, "empty": {}}, Audience: "site", Now: func() time.Time { return noon }}
}

// forged makes a token of a header and claims, signed with a key by HMAC-SHA-256.
func forged(t testing.TB, key []byte, header, claims map[string]any) string {
	t.Helper()
	part := func(m map[string]any) string {
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	signed := part(header) + "." + part(claims)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func header(kv ...string) map[string]any {
	h := map[string]any{"alg": "HS256", "typ": "JWT", "kid": "k1"}
	for i := 0; i < len(kv); i += 2 {
		h[kv[i]] = kv[i+1]
	}
	return h
}

// says are good claims, changed; nil takes one away.
func says(kv ...any) map[string]any {
	at := func(d time.Duration) int64 { return noon.Add(d).Unix() }
	c := map[string]any{"sub": "C-1", "aud": "site", "iat": at(-time.Minute), "exp": at(10 * time.Minute)}
	for i := 0; i < len(kv); i += 2 {
		name, _ := kv[i].(string)
		switch v := kv[i+1].(type) {
		case nil:
			delete(c, name)
		case time.Duration:
			c[name] = at(v)
		default:
			c[name] = v
		}
	}
	return c
}

func TestTokensThatAreTaken(t *testing.T) {
	t.Parallel()
	good := conversation.Identity{Subject: "C-1", Assurance: conversation.Basic, At: noon, By: "token"}
	good.At = noon.Add(-time.Minute) // when the token was made
	named, strong, none, earlier, now := good, good, good, good, good
	earlier.At, now.At = noon.Add(-20*time.Minute), noon
	half := good
	half.At = noon.Add(-30 * time.Minute)
	named.Name, strong.Assurance, none.Assurance = "Sanne", conversation.Substantial, conversation.NoAssurance
	for name, c := range map[string]struct {
		claims map[string]any
		want   conversation.Identity
	}{
		"ordinary":              {says(), good},
		"with a name":           {says("name", "Sanne"), named},
		"signed in strongly":    {says("assurance", "substantial"), strong},
		"known and not proven":  {says("assurance", "none"), none},
		"for several sites":     {says("aud", []string{"other", "site"}), good},
		"of one whole hour":     {says("iat", -30*time.Minute, "exp", 30*time.Minute), half},
		"issued this moment":    {says("iat", 0*time.Second), now},
		"without when":          {says("iat", nil), now},
		"with claims of theirs": {says("role", "admin", "jti", "x"), good},
		"signed in a while ago": {says("auth_time", -20*time.Minute), earlier},
		"signed in tomorrow":    {says("auth_time", 24*time.Hour), good},
	} {
		if got, err := verifier().Verify(forged(t, tokenKey, header(), c.claims)); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestTokensThatAreRefused(t *testing.T) {
	t.Parallel()
	good := forged(t, tokenKey, header(), says())
	parts := strings.Split(good, ".")
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","kid":"k1"}`)) + "." + parts[1] + "."
	for name, token := range map[string]string{
		"empty":                   "",
		"no token":                "hoi",
		"two parts":               parts[0] + "." + parts[1],
		"no signature":            parts[0] + "." + parts[1] + ".",
		"half a signature":        good[:len(good)-10],
		"something behind it":     good + "A",
		"other claims":            parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"C-2","aud":"site","exp":9999999999}`)) + "." + parts[2],
		"signed with nothing":     unsigned,
		"alg none, signed":        forged(t, tokenKey, header("alg", "none"), says()),
		"alg None, signed":        forged(t, tokenKey, header("alg", "None"), says()),
		"alg HS512, signed so":    forged(t, tokenKey, header("alg", "HS512"), says()),
		"alg RS256, signed so":    forged(t, tokenKey, header("alg", "RS256"), says()),
		"alg empty":               forged(t, tokenKey, header("alg", ""), says()),
		"another key":             forged(t, []byte(strings.Repeat("x", 32)), header(), says()),
		"a key that is not known": forged(t, tokenKey, header("kid", "k2"), says()),
		"no key named":            forged(t, tokenKey, header("kid", ""), says()),
		"a key without a byte":    forged(t, nil, header("kid", "empty"), says()),
		"a key by path":           forged(t, nil, header("kid", "../../dev/null"), says()),
		"expired":                 forged(t, tokenKey, header(), says("exp", -time.Second)),
		"expires now":             forged(t, tokenKey, header(), says("exp", 0*time.Second)),
		"without an end":          forged(t, tokenKey, header(), says("exp", nil)),
		"an end that is no time":  forged(t, tokenKey, header(), says("exp", "tomorrow")),
		"lives too long":          forged(t, tokenKey, header(), says("exp", time.Hour)),
		"lives too long, no when": forged(t, tokenKey, header(), says("exp", time.Hour+time.Second, "iat", nil)),
		"a year, nearly over":     forged(t, tokenKey, header(), says("iat", -365*24*time.Hour)),
		"issued in the future":    forged(t, tokenKey, header(), says("iat", time.Minute)),
		"not valid yet":           forged(t, tokenKey, header(), says("nbf", time.Minute)),
		"for another site":        forged(t, tokenKey, header(), says("aud", "other")),
		"for no site":             forged(t, tokenKey, header(), says("aud", nil)),
		"for every site":          forged(t, tokenKey, header(), says("aud", []string{})),
		"of nobody":               forged(t, tokenKey, header(), says("sub", nil)),
		"of an empty name":        forged(t, tokenKey, header(), says("sub", "")),
		"of a number":             forged(t, tokenKey, header(), says("sub", 7)),
		"a level there is not":    forged(t, tokenKey, header(), says("assurance", "root")),
		"a level that is none":    forged(t, tokenKey, header(), says("assurance", 3)),
	} {
		if id, err := verifier().Verify(token); err == nil || !reflect.DeepEqual(id, conversation.Identity{}) {
			t.Errorf("%s: taken as %+v, %v", name, id, err)
		} else if strings.Contains(err.Error(), string(tokenKey)) || token != "" && len(token) > 80 && strings.Contains(err.Error(), token) {
			t.Errorf("%s: the error tells too much: %v", name, err)
		}
	}
}

// TestAPublicKeyIsNoSecret: a token signed with a public key as if it were a shared secret, and one that is signed
// with the private key.
func TestAPublicKeyIsNoSecret(t *testing.T) {
	t.Parallel()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	asymmetric := verifier()
	if asymmetric.Keys["k1"], err = PublicKey(public); err != nil {
		t.Fatal(err)
	}
	for alg := range map[string]bool{"HS256": true, "RS256": true, "EdDSA": true} {
		if _, err := asymmetric.Verify(forged(t, public, header("alg", alg), says())); err == nil {
			t.Errorf("a public key was taken as a secret, with alg %s", alg)
		}
	}
	if _, err := verifier().Verify(forged(t, public, header(), says())); err == nil {
		t.Error("a public key that nobody configured was a secret")
	}
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims(says()))
	token.Header["kid"] = "k1"
	signed, err := token.SignedString(private)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verifier().Verify(signed); err == nil {
		t.Error("a token with an asymmetric signature was taken for one with a shared secret")
	}
	if _, err := asymmetric.Verify(signed); err != nil {
		t.Error(err)
	}
}

func TestWhatASiteSignsIsTaken(t *testing.T) {
	t.Parallel()
	want := conversation.Identity{Subject: "C-1", Name: "Sanne", Assurance: conversation.Substantial}
	token, err := Sign("k1", tokenKey, "site", want, time.Hour, noon)
	if err != nil {
		t.Fatal(err)
	}
	want.At, want.By = noon, "token"
	if got, err := verifier().Verify(token); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if token, err = Sign("k1", tokenKey, "site", want, time.Hour+time.Second, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := verifier().Verify(token); err == nil {
		t.Error("a token of more than an hour was taken")
	}
}

func FuzzVerify(f *testing.F) {
	good := forged(f, tokenKey, header(), says())
	for _, seed := range []string{"", good, good[:50], "..", strings.ReplaceAll(good, ".", ".."), forged(f, nil, header("alg", "none"), says()), "eyJhbGciOiJIUzI1NiJ9.e30.AA"} {
		f.Add(seed)
	}
	v := verifier()
	f.Fuzz(func(t *testing.T, token string) {
		if id, err := v.Verify(token); err == nil && token != good || err != nil && !reflect.DeepEqual(id, conversation.Identity{}) {
			t.Fatalf("%q is taken as %+v, %v", token, id, err)
		}
	})
}

func TestAVerifierThatWasNotSetUpTakesNothing(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]*Verifier{
		"no site": {Keys: verifier().Keys, Now: verifier().Now}, "no keys": {Audience: "site", Now: verifier().Now},
	} {
		if _, err := v.Verify(forged(t, tokenKey, header(), says())); err == nil {
			t.Errorf("%s: a token was taken", name)
		}
		if _, err := v.Verify(forged(t, tokenKey, header(), says("aud", nil))); err == nil {
			t.Errorf("%s: a token for nobody was taken", name)
		}
	}
}
