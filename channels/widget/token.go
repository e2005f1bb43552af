package widget

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"balie/conversation"
)

// pass is what a token proves: its holder is the visitor who opened this conversation.
type pass struct {
	id      conversation.ID
	visitor string
	expires time.Time
}

// tokens makes and checks tokens. They carry their own proof, so that nothing has to be stored.
type tokens struct {
	key  []byte
	now  func() time.Time
	life time.Duration
}

var (
	errForged  = errors.New("the token is not one of ours")
	errExpired = errors.New("the token has expired")
	encoding   = base64.RawURLEncoding.Strict()
)

// maxToken bounds what is looked at before the MAC is checked.
const maxToken = 1024

// visitor returns a new random name for a browser: 256 bits.
func visitor() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails
	return encoding.EncodeToString(b)
}

// sign makes a token that lives from now.
func (t tokens) sign(id conversation.ID, visitor string) (string, time.Time) {
	expires := t.now().Add(t.life).Truncate(time.Second)
	body := encoding.EncodeToString([]byte(string(id) + "\x00" + visitor + "\x00" + strconv.FormatInt(expires.Unix(), 10)))
	return body + "." + encoding.EncodeToString(t.mac(body)), expires
}

func (t tokens) mac(body string) []byte {
	h := hmac.New(sha256.New, t.key)
	h.Write([]byte("balie widget token 1\x00" + body))
	return h.Sum(nil)
}

// read checks a token in constant time. errForged, errExpired.
func (t tokens) read(token string) (pass, error) {
	if len(token) > maxToken {
		return pass{}, errForged
	}
	body, mac, _ := strings.Cut(token, ".")
	if !hmac.Equal([]byte(mac), []byte(encoding.EncodeToString(t.mac(body)))) { // decoding would pass over line breaks
		return pass{}, errForged
	}
	plain, err := encoding.DecodeString(body)
	parts := strings.Split(string(plain), "\x00")
	if err != nil || len(parts) != 3 {
		return pass{}, errForged
	}
	unix, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return pass{}, errForged
	}
	p := pass{id: conversation.ID(parts[0]), visitor: parts[1], expires: time.Unix(unix, 0)}
	if !t.now().Before(p.expires) {
		return pass{}, errExpired
	}
	return p, nil
}

// renewal is a fresh token that an answer brings along; empty while the old one is in the first half of its life.
type renewal struct {
	Token   string    `json:"token,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
}

func (t tokens) renew(p pass) renewal {
	if p.expires.Sub(t.now()) > t.life/2 {
		return renewal{}
	}
	token, expires := t.sign(p.id, p.visitor)
	return renewal{Token: token, Expires: expires.UTC()}
}
