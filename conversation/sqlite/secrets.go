package sqlite

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"balie/conversation"
)

// keySize is the length of the company's key and of every data key: AES-256.
const keySize = 32

// secrets are the keys derived from the company's: one wraps data keys, one makes keyed hashes.
type secrets struct {
	wrap  cipher.AEAD
	hash  []byte
	check []byte // tells whether a database belongs to the key, and nothing else
}

func newSecrets(key []byte) (*secrets, error) {
	if len(key) != keySize {
		return nil, fmt.Errorf("the company key has %d bytes, it needs %d", len(key), keySize)
	}
	var derived [3][]byte
	for i, use := range []string{"wrap data keys", "hash names", "recognize database"} {
		k, err := hkdf.Key(sha256.New, key, nil, "balie/1 "+use, keySize)
		if err != nil {
			return nil, fmt.Errorf("company key: %w", err)
		}
		derived[i] = k
	}
	wrap, err := newAEAD(derived[0])
	if err != nil {
		return nil, err
	}
	return &secrets{wrap: wrap, hash: derived[1], check: derived[2]}, nil
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("data key: %w", err)
	}
	return cipher.NewGCM(block)
}

// Hash returns a keyed hash of the parts: HMAC-SHA-256 with a key of the company, 32 bytes. Kind and parts are written
// with their lengths, so that no two lists are written alike.
func (s *Store) Hash(kind string, parts ...string) []byte {
	m := hmac.New(sha256.New, s.secrets.hash)
	var n [8]byte
	for _, p := range append([]string{kind}, parts...) {
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		m.Write(n[:])
		m.Write([]byte(p))
	}
	return m.Sum(nil)
}

// sealVersion is the first byte of everything sealed: AES-256-GCM, 12 random bytes of nonce, then the text.
const sealVersion = 1

var errSealed = errors.New("the sealed value was changed, cut short or belongs elsewhere")

// bind names what a sealed value belongs to, so that it opens nowhere else.
func bind(id conversation.ID, what string) []byte { return []byte(string(id) + "/" + what) }

func seal(k cipher.AEAD, plain, bound []byte) []byte {
	out := make([]byte, 1+k.NonceSize(), 1+k.NonceSize()+len(plain)+k.Overhead())
	out[0] = sealVersion
	rand.Read(out[1:])                        // never fails: the program stops when there is no randomness
	return k.Seal(out, out[1:], plain, bound) //nolint:gosec // the nonce is random: it was read above
}

func unseal(k cipher.AEAD, sealed, bound []byte) ([]byte, error) {
	start := 1 + k.NonceSize()
	if len(sealed) < start || sealed[0] != sealVersion {
		return nil, errSealed
	}
	plain, err := k.Open(nil, sealed[1:start], sealed[start:], bound)
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}
