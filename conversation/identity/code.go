package identity

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"balie/conversation"
)

// Caller makes a delegated call.
type Caller func(ctx context.Context, p conversation.Permit) conversation.Receipt

// Backing names the company's operations that codes stand on.
type Backing struct {
	Find   conversation.Operation // input who; output customer, contacts: [{id, kind, masked}]
	Send   conversation.Operation // input contact, text
	Prefer string                 // kind of contact to use first: sms or email
	Age    time.Duration          // how long a contact must have stood unchanged, where Find tells since when; see [TellsSince]

	Profile conversation.Operation // output name: what a customer who has proven who they are is called; may be zero
}

// ServiceOptions is what a Service needs.
type ServiceOptions struct {
	Secret   []byte // 32 bytes; codes and challenges are derived from it
	Backing  Backing
	Reaching Reaching // may be zero: nobody is told of news
	Call     Caller
	Text     func(language, code string) string  // of the message that carries the code
	Told     func(language, about string) string // of the message that tells of a change
	Now      func() time.Time
	Wait     func(ctx context.Context, d time.Duration) // lets time pass; default: it really does

	// Full reports whether a customer has been sent as many codes as may be: then nothing leaves, and the commit that
	// settles it refuses. Nil: only that commit knows.
	Full func(ctx context.Context, op conversation.Operation, customer string) bool
}

// Service sends and checks one-time codes. It stores nothing: a code is derived from the key of the action that sends
// it, so that a repeated send carries the same code, and the challenge is sealed.
type Service struct {
	ServiceOptions
	seal cipher.AEAD
	pace pace
}

// NewService makes a service. A secret shorter than 32 bytes is an error: codes could be guessed from it.
func NewService(o ServiceOptions) (*Service, error) {
	if len(o.Secret) < 32 {
		return nil, fmt.Errorf("identity: the secret has %d bytes, 32 are needed", len(o.Secret))
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	if o.Full == nil {
		o.Full = func(context.Context, conversation.Operation, string) bool { return false }
	}
	sum := sha256.Sum256(append([]byte("challenge\x00"), o.Secret...))
	block, err := aes.NewCipher(sum[:])
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	return &Service{ServiceOptions: o, seal: aead}, nil
}

// challenge is what a check needs to know of a send. Subject is empty when nobody was found: then no code is right,
// and nobody learns that.
type challenge struct {
	Subject string    `json:"s"`
	Key     string    `json:"k"`
	Expires time.Time `json:"e"`
}

// Do performs an identity operation.
func (s *Service) Do(ctx context.Context, p conversation.Permit) conversation.Receipt {
	switch p.Operation().Name {
	case SendCode:
		return s.send(ctx, p)
	case CheckCode:
		return s.check(ctx, p)
	case conversation.OpContacts:
		return s.contacts(ctx, p)
	case conversation.OpMandates:
		return s.mandates(p)
	case conversation.OpOldContact:
		return s.oldContact(ctx, p)
	case conversation.OpTellChange:
		return s.tellChange(ctx, p)
	case conversation.OpTell:
		return s.tell(ctx, p)
	}
	return conversation.Failure("identity offers no %s", p.Operation().Name)
}

// send finds the customer and sends a code to a contact that the back end holds. Whether somebody was found is not told,
// neither by the answer nor by how long it takes: a message that cannot be sent is one that does not arrive, and sending
// nothing takes as long as sending. What became of the message stands in the detail, for the operator.
func (s *Service) send(ctx context.Context, p conversation.Permit) conversation.Receipt {
	find, err := p.Delegate(s.Backing.Find, map[string]conversation.Value{"who": p.Param("who")}, "")
	if err != nil {
		return conversation.Failure("%v", err)
	}
	found := s.Call(ctx, find)
	if found.Outcome == conversation.Failed || found.Outcome == conversation.Unknown {
		return conversation.Receipt{Outcome: conversation.Failed, Unreached: true, Detail: "finding the customer: " + found.Detail}
	}
	c := challenge{Key: p.Key(), Expires: p.Started().Add(codeLife)}
	r := conversation.Receipt{Outcome: conversation.Done}
	if contact := s.contact(p, found.Output, s.Backing.Prefer); found.Outcome == conversation.Done && contact != "" {
		c.Subject = found.Output.Field("customer").Text
		r.Customer = c.Subject
		if s.Full(ctx, p.Operation(), c.Subject) {
			s.Wait(ctx, s.pace.some())
		} else {
			r.Detail = s.message(ctx, p, contact, c.Subject)
		}
	} else {
		s.Wait(ctx, s.pace.some())
	}
	sealed, err := s.sealed(c)
	if err != nil {
		return conversation.Failure("%v", err)
	}
	r.Output = conversation.Rec(map[string]conversation.Value{"challenge": conversation.Of(conversation.Text, sealed)})
	return r
}

// message sends the code, and returns what the operator should know of it.
func (s *Service) message(ctx context.Context, p conversation.Permit, contact, subject string) string {
	send, err := p.Delegate(s.Backing.Send, map[string]conversation.Value{
		"contact": conversation.Of(conversation.Text, contact),
		"text":    conversation.Of(conversation.Text, s.Text(p.Language(), s.code(p.Key()))),
	}, subject)
	if err != nil {
		return err.Error()
	}
	began := s.Now()
	r := s.Call(ctx, send)
	s.pace.saw(s.Now().Sub(began))
	if r.Outcome == conversation.Done {
		return ""
	}
	return fmt.Sprintf("sending the code: %s %s", r.Outcome, r.Detail)
}

// check compares in constant time, whatever was sent to whom.
func (s *Service) check(ctx context.Context, p conversation.Permit) conversation.Receipt {
	c, err := s.opened(p.Param("challenge").Text)
	want := s.code(c.Key)
	same := subtle.ConstantTimeCompare([]byte(want), []byte(digits(p.Param("code").Text))) == 1
	another := p.Person() != "" && p.Person() != c.Subject // another customer's code proves nothing here
	if err != nil || !same || c.Subject == "" || another || s.Now().After(c.Expires) {
		return conversation.Receipt{Outcome: conversation.Refused, Name: "wrong", At: s.Now(), Customer: c.Subject}
	}
	level := conversation.Substantial
	return conversation.Receipt{
		Outcome:  conversation.Done,
		Customer: c.Subject,
		Output:   conversation.Rec(map[string]conversation.Value{"assurance": conversation.Of(conversation.Text, level.String())}),
		Identity: &conversation.Identity{Subject: c.Subject, Name: s.name(ctx, p, c.Subject), Assurance: level, At: s.Now(), By: conversation.ByCode},
	}
}

// name asks what the customer is called, for the people at the desk. Without an answer they have the number.
func (s *Service) name(ctx context.Context, p conversation.Permit, subject string) string {
	if s.Backing.Profile.Name == "" {
		return ""
	}
	profile, err := p.Delegate(s.Backing.Profile, nil, subject)
	if err != nil {
		return ""
	}
	r := s.Call(ctx, profile)
	if r.Outcome != conversation.Done {
		return ""
	}
	return r.Output.Field("name").Text
}

// code derives six digits from an action's key (dynamic truncation of RFC 4226 section 5.3 over HMAC-SHA-256).
func (s *Service) code(key string) string {
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte("code\x00" + key))
	sum := mac.Sum(nil)
	off := sum[len(sum)-1] & 0x0f
	n := binary.BigEndian.Uint32(sum[off:off+4]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}

func (s *Service) sealed(c challenge) (string, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("challenge: %w", err)
	}
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write(append([]byte("nonce\x00"), plain...))
	nonce := mac.Sum(nil)[:s.seal.NonceSize()] // of what is sealed: a repeated send makes the same challenge, another another
	return base64.RawURLEncoding.EncodeToString(s.seal.Seal(nonce, nonce, plain, nil)), nil
}

func (s *Service) opened(sealed string) (challenge, error) {
	var c challenge
	b, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(b) < s.seal.NonceSize() {
		return c, fmt.Errorf("challenge is no challenge of ours")
	}
	n := s.seal.NonceSize()
	plain, err := s.seal.Open(nil, b[:n], b[n:], nil)
	if err != nil {
		return c, fmt.Errorf("challenge is no challenge of ours")
	}
	return c, json.Unmarshal(plain, &c)
}

// digits keeps the digits of what was typed: people write codes with spaces and words around them.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
