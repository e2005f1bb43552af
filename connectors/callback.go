package connectors

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"balie/conversation"
)

// Callback is something that a system reports by itself: a signed POST that becomes an input.
type Callback struct {
	Connector string
	Name      string
	ID        string // field that tells two reports apart
	Match     string // field that a wait is matched by
	Answer    *Shape

	secret Secret
}

// Report is one callback, verified and read.
type Report struct {
	ID    string // the system's own id of it: the same twice is the same report
	Match string
	Value conversation.Value
}

// callbackMost bounds a report, in bytes.
const callbackMost = 64 << 10

func (l *loader) readCallback(f *file, c *Connector, p field) {
	cb := &Callback{Connector: c.Name, Name: f.identifier(p.key, "a callback"), Answer: &Shape{Type: conversation.Record}}
	m := f.known(p.value, "callback "+cb.Name, innerKeys["callback"]...)
	for _, need := range []string{"secret", "id", "match", "output"} {
		if _, ok := m[need]; !ok {
			f.problem(p.key, "write {secret: {env: NAME}, id: field, match: field, output: {field: type}}", "callback %s has no %s", cb.Name, need)
			return
		}
	}
	cb.secret = l.setting(f, m["secret"].value, "secret", false)
	cb.Answer = f.shape(m["output"].value, "output of "+cb.Name, 0)
	cb.ID, cb.Match = f.text(m["id"].value, "id"), f.text(m["match"].value, "match")
	for key, name := range map[string]string{"id": cb.ID, "match": cb.Match} {
		if s := cb.Answer.Fields[name]; s == nil || s.Optional || !s.scalar() {
			f.problem(m[key].value, "name a word of the output that is always there", "%s of callback %s is %s", key, cb.Name, quote(name))
		}
	}
	c.Callbacks[cb.Name] = cb
}

// Output returns the schema of a report's value.
func (cb *Callback) Output() conversation.Schema { return cb.Answer.Schema() }

// Read verifies the signature ("sha256=" and the hex HMAC-SHA256 of the raw body under the secret) and reads the
// report. The error says what is wrong and never what was sent.
func (cb *Callback) Read(body []byte, signature string) (Report, error) {
	return cb.read(body, func() bool { return cb.signed(body, signature) })
}

// read reads a report once it is known to come from its system.
func (cb *Callback) read(body []byte, genuine func() bool) (Report, error) {
	switch {
	case !cb.secret.Set():
		return Report{}, fmt.Errorf("callback %s.%s: its secret is not set", cb.Connector, cb.Name)
	case len(body) > callbackMost:
		return Report{}, fmt.Errorf("callback %s.%s: the body is larger than %d bytes", cb.Connector, cb.Name, callbackMost)
	case !genuine():
		return Report{}, fmt.Errorf("callback %s.%s: %w", cb.Connector, cb.Name, ErrSignature)
	}
	raw, err := ParseJSON(body)
	if err != nil {
		return Report{}, fmt.Errorf("callback %s.%s: %w", cb.Connector, cb.Name, err)
	}
	v, err := cb.Answer.read(raw, "the report")
	if err != nil {
		return Report{}, fmt.Errorf("callback %s.%s: %w", cb.Connector, cb.Name, err)
	}
	r := Report{ID: v.Field(cb.ID).String(), Match: v.Field(cb.Match).String(), Value: v}
	if r.ID == "" || r.Match == "" {
		return Report{}, fmt.Errorf("callback %s.%s: %s and %s may not be empty", cb.Connector, cb.Name, cb.ID, cb.Match)
	}
	return r, nil
}

// ErrSignature says that a report, or the address that it came to, was not signed with the secret of its callback.
var ErrSignature = errors.New("the signature does not fit")

func (cb *Callback) signed(body []byte, signature string) bool {
	given, err := hex.DecodeString(strings.TrimPrefix(signature, "sha256="))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(cb.secret.Reveal()))
	mac.Write(body)
	return hmac.Equal(given, mac.Sum(nil))
}
