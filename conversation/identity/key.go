package identity

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/golang-jwt/jwt/v5"
)

const (
	minSecret = 32   // bytes: HS256 wants as many as its hash has (RFC 7518, section 3.2)
	minRSA    = 2048 // bits (RFC 7518, section 3.3)
)

// Key is one key with which a site's tokens are checked. It serves one algorithm, the one of its kind: a token does not
// choose how it is checked (RFC 8725, section 3.1). The zero Key checks nothing.
type Key struct {
	algorithm string
	with      any
}

// ParseKey tells by its text what a key is: PEM is a public key, anything else a shared secret.
func ParseKey(text []byte) (Key, error) {
	if bytes.Contains(text, []byte("-----BEGIN")) {
		return PublicKey(text)
	}
	return SharedKey(text)
}

// SharedKey is a secret that the site and Balie share, of 32 bytes or more: HS256.
func SharedKey(secret []byte) (Key, error) {
	if len(secret) < minSecret {
		return Key{}, fmt.Errorf("the secret has %d bytes; it takes %d or more", len(secret), minSecret)
	}
	return Key{algorithm: jwt.SigningMethodHS256.Alg(), with: secret}, nil
}

// PublicKey is the public half of a key that the site keeps to itself, as PEM (PUBLIC KEY or CERTIFICATE): RSA of 2048 bits or
// more (RS256), Ed25519 (EdDSA) or P-256 (ES256).
func PublicKey(text []byte) (Key, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return Key{}, errors.New("this is no PEM: it begins with -----BEGIN PUBLIC KEY-----")
	}
	public, err := parsePublic(block)
	if err != nil {
		return Key{}, err
	}
	switch k := public.(type) {
	case *rsa.PublicKey:
		if bits := k.N.BitLen(); bits < minRSA {
			return Key{}, fmt.Errorf("the RSA key has %d bits; it takes %d or more", bits, minRSA)
		}
		return Key{algorithm: jwt.SigningMethodRS256.Alg(), with: k}, nil
	case ed25519.PublicKey:
		return Key{algorithm: jwt.SigningMethodEdDSA.Alg(), with: k}, nil
	case *ecdsa.PublicKey:
		if k.Curve != elliptic.P256() {
			return Key{}, fmt.Errorf("the key is on curve %s; it takes P-256", k.Curve.Params().Name)
		}
		return Key{algorithm: jwt.SigningMethodES256.Alg(), with: k}, nil
	}
	return Key{}, fmt.Errorf("a %T checks no token; it takes RSA, Ed25519 or P-256", public)
}

func parsePublic(block *pem.Block) (any, error) {
	switch block.Type {
	case "PUBLIC KEY":
		k, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("public key: %w", err)
		}
		return k, nil
	case "CERTIFICATE":
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate: %w", err)
		}
		return c.PublicKey, nil
	}
	return nil, fmt.Errorf("the PEM is a %.40q; it takes a PUBLIC KEY or a CERTIFICATE", block.Type)
}

// find returns the key that a token names, when it is checked as that key is.
func (v *Verifier) find(t *jwt.Token) (any, error) {
	kid, _ := t.Header["kid"].(string)
	k, ok := v.Keys[kid]
	if !ok {
		return nil, fmt.Errorf("key %.40q is not known", kid)
	}
	if t.Method.Alg() != k.algorithm {
		return nil, fmt.Errorf("key %.40q checks %s, not %.20q", kid, k.algorithm, t.Method.Alg())
	}
	return k.with, nil
}
