package identity

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func made[K any](k K, err error) K {
	if err != nil {
		panic(err)
	}
	return k
}

func publicPEM(k crypto.Signer) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: made(x509.MarshalPKIXPublicKey(k.Public()))})
}

func certificatePEM(k crypto.Signer) []byte {
	c := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "site"}, NotAfter: noon.Add(time.Hour)}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made(x509.CreateCertificate(rand.Reader, &c, &c, k.Public(), k))})
}

func TestEachKindOfKeyChecksItsOwnAlgorithm(t *testing.T) {
	t.Parallel()
	r := made(rsa.GenerateKey(rand.Reader, 2048))
	_, e, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := made(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	private := map[string]any{"shared": tokenKey, "rsa": r, "certificate": r, "ed": e, "p256": p}
	methods := map[string]jwt.SigningMethod{
		"shared": jwt.SigningMethodHS256, "rsa": jwt.SigningMethodRS256, "certificate": jwt.SigningMethodRS256,
		"ed": jwt.SigningMethodEdDSA, "p256": jwt.SigningMethodES256,
	}
	v := verifier()
	v.Keys = map[string]Key{
		"shared": made(SharedKey(tokenKey)), "rsa": made(PublicKey(publicPEM(r))), "certificate": made(PublicKey(certificatePEM(r))),
		"ed": made(PublicKey(publicPEM(e))), "p256": made(PublicKey(publicPEM(p))),
	}
	for signer, method := range methods {
		for kid := range v.Keys {
			token := jwt.NewWithClaims(method, jwt.MapClaims(says()))
			token.Header["kid"] = kid
			_, err := v.Verify(made(token.SignedString(private[signer])))
			same := kid == signer || strings.Contains("rsa certificate", kid) && strings.Contains("rsa certificate", signer)
			if taken := err == nil; taken != same {
				t.Errorf("signed by %s, checked by %s: taken %v, %v", signer, kid, taken, err)
			}
		}
	}
}

func TestKeysThatAreNone(t *testing.T) {
	t.Parallel()
	p384 := made(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	good := publicPEM(p384)
	for name, c := range map[string]struct{ text, says string }{
		"empty":              {"", "no PEM"},
		"no PEM":             {"ssh-ed25519 AAAA", "no PEM"},
		"a private key":      {string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: made(x509.MarshalPKCS8PrivateKey(p384))})), "PRIVATE KEY"},
		"half":               {string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte{1, 2, 3}})), "public key: "},
		"half a certificate": {string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte{1, 2, 3}})), "certificate: "},
		"another curve":      {string(good), "P-384"},
		"a short RSA key":    {shortRSA, "1024 bits"},
	} {
		if _, err := PublicKey([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := SharedKey([]byte("short")); err == nil || !strings.Contains(err.Error(), "5 bytes") {
		t.Errorf("a short secret: %v", err)
	}
}

func TestTheTextOfAKeySaysItsKind(t *testing.T) {
	t.Parallel()
	public := publicPEM(made(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)))
	for _, c := range []struct {
		text []byte
		want string
	}{{tokenKey, "HS256"}, {public, "ES256"}, {append([]byte("\n"), public...), "ES256"}} {
		if k, err := ParseKey(c.text); err != nil || k.algorithm != c.want {
			t.Errorf("%.30q: %q, %v", c.text, k.algorithm, err)
		}
	}
	if _, err := ParseKey([]byte("-----BEGIN PUBLIC KEY-----\nAAAA")); err == nil {
		t.Error("a broken PEM was taken for a secret")
	}
}

// shortRSA is the public half of a key of 1024 bits, made for this test.
const shortRSA = `-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDQtMwNZwq7TuTtytyeewVnHodR
VF8oOLeJAx8TBpJOA41yUB38oa2ImmY9rW6a2R6JCtkfzw12jvpiES4A1StSNHnU
BIv1UILHMBb7fmZgJOp+24aUpWPpiHgSCraxGqAqSRjY9a+TW4RrNHa2YNqawysv
m2oPsLFC1RWon61E4QIDAQAB
-----END PUBLIC KEY-----
`
