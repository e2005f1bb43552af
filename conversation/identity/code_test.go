package identity

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"balie/conversation"
)

func TestACodeProvesWhoItIs(t *testing.T) {
	t.Parallel()
	c := setup(t)
	k := c.talk("v")
	challenge := k.sends("sanne@post.example")
	sent := c.crm.sent()[0]
	if sent.Param("contact").Text != "P-sms" || sent.Subject() != "C-1" || !strings.HasSuffix(sent.Key(), "/"+send.Name) {
		t.Errorf("the code went to %v of %s under %s", sent.Params(), sent.Subject(), sent.Key())
	}
	code := c.crm.code(t)
	r := k.tries("sanne@post.example", challenge, "mijn code is "+code[:3]+" "+code[3:])
	id := k.h.State.Identity
	if r.Outcome != conversation.Done || id.Subject != "C-1" || id.Assurance != conversation.Substantial || id.By != "code" || !id.At.Equal(c.clock.Now()) {
		t.Errorf("%+v proves %+v", r, id)
	}
}

func TestWhereACodeGoes(t *testing.T) {
	t.Parallel()
	c := setup(t)
	c.talk("v").sends("C-2") // no phone: the first contact that there is
	if got := c.crm.sent()[0].Param("contact").Text; got != "P-2" {
		t.Errorf("it went to %s", got)
	}
	c.talk("w").sends("C-3") // no contact at all
	if len(c.crm.sent()) != 1 {
		t.Error("a code was sent to nobody")
	}
}

func TestCodesThatProveNothing(t *testing.T) {
	t.Parallel()
	refused := conversation.Receipt{Outcome: conversation.Refused, Name: "wrong"}
	for name, try := range map[string]func(c *counter, k *talk, challenge, code string) conversation.Receipt{
		"wrong": func(_ *counter, k *talk, ch, code string) conversation.Receipt {
			return k.tries("C-1", ch, wrong(code))
		},
		"empty":     func(_ *counter, k *talk, ch, _ string) conversation.Receipt { return k.tries("C-1", ch, "") },
		"too short": func(_ *counter, k *talk, ch, code string) conversation.Receipt { return k.tries("C-1", ch, code[:5]) },
		"too long":  func(_ *counter, k *talk, ch, code string) conversation.Receipt { return k.tries("C-1", ch, code+"0") },
		"many at once": func(_ *counter, k *talk, ch, code string) conversation.Receipt {
			return k.tries("C-1", ch, "000000 "+code)
		},
		"no challenge": func(_ *counter, k *talk, _, code string) conversation.Receipt { return k.tries("C-1", "", code) },
		"made up": func(_ *counter, k *talk, _, code string) conversation.Receipt {
			return k.tries("C-1", strings.Repeat("A", 80), code)
		},
		"cut off": func(_ *counter, k *talk, ch, code string) conversation.Receipt { return k.tries("C-1", ch[:20], code) },
		"bent":    func(_ *counter, k *talk, ch, code string) conversation.Receipt { return k.tries("C-1", bent(ch), code) },
		"just too late": func(c *counter, k *talk, ch, code string) conversation.Receipt {
			c.clock.Move(codeLife + 1)
			return k.tries("C-1", ch, code)
		},
		"of an older message": func(c *counter, k *talk, _, code string) conversation.Receipt {
			return k.tries("C-1", k.sends("C-1"), code)
		},
		"of another customer": func(c *counter, k *talk, _, code string) conversation.Receipt {
			return k.tries("C-1", k.sends("C-2"), code)
		},
		"of nobody": func(c *counter, k *talk, _, code string) conversation.Receipt {
			return k.tries("C-9", k.sends("C-9"), code)
		},
		"right, of somebody else than who signed in": func(c *counter, k *talk, ch, code string) conversation.Receipt {
			k.must(k.h.Add(conversation.IdentityProven{Identity: conversation.Identity{Subject: "C-2", Assurance: conversation.Basic, At: c.clock.Now()}}))
			k.must(c.ledger.Commit(k.Context(), k.h, conversation.Terms{}))
			return k.tries("C-1", ch, code)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := setup(t)
			k := c.talk("v")
			challenge := k.sends("C-1")
			got := try(c, k, challenge, c.crm.code(t))
			got.At = time.Time{}
			if !reflect.DeepEqual(got, refused) {
				t.Errorf("got %+v", got)
			}
			if k.h.State.Identity.Subject == "C-1" || k.h.State.Open != 0 {
				t.Errorf("the customer is %+v, action %d is open", k.h.State.Identity, k.h.State.Open)
			}
		})
	}
}

// bent changes one bit in the middle.
func bent(sealed string) string {
	b, _ := base64.RawURLEncoding.DecodeString(sealed)
	b[len(b)/2] ^= 1
	return base64.RawURLEncoding.EncodeToString(b)
}

func TestUntilWhenACodeHolds(t *testing.T) {
	t.Parallel()
	c := setup(t)
	k := c.talk("v")
	challenge := k.sends("C-1")
	c.clock.Move(codeLife)
	if r := k.tries("C-1", challenge, c.crm.code(t)); r.Outcome != conversation.Done {
		t.Errorf("in its last moment it is %+v", r)
	}
}

// TestNobodyFoundLooksTheSame: what the customer gets, the shape of the challenge and what a check says do not tell
// whether there is such a customer.
func TestNobodyFoundLooksTheSame(t *testing.T) {
	t.Parallel()
	c := setup(t)
	var receipts, checks []conversation.Receipt
	for i, who := range []string{"C-1", "C-9", "C-3"} {
		k := c.talk(fmt.Sprint("v", i))
		r := k.does(SendCode, "who", who)
		ch := r.Output.Field("challenge").Text
		check := k.tries(who, ch, "000000")
		if who == "C-1" && c.crm.code(t) == "000000" {
			t.Skip("the one code in a million")
		}
		r.Output.Fields["challenge"] = conversation.Of(conversation.Text, "")
		receipts, checks = append(receipts, r), append(checks, check)
		if _, err := base64.RawURLEncoding.DecodeString(ch); err != nil || ch == "" {
			t.Errorf("%s: challenge %q", who, ch)
		}
	}
	for i := range receipts {
		if !reflect.DeepEqual(receipts[i], receipts[0]) || !reflect.DeepEqual(checks[i], checks[0]) {
			t.Errorf("found: %+v, %+v\nnobody: %+v, %+v", receipts[0], checks[0], receipts[i], checks[i])
		}
	}
}

func TestACodeThatCannotBeSent(t *testing.T) {
	t.Parallel()
	down := conversation.Receipt{Outcome: conversation.Failed, Unreached: true, Detail: "no answer"}
	lost := conversation.Receipt{Outcome: conversation.Unknown, Detail: "no answer"}
	for _, c := range []struct {
		name, operation string
		answer          conversation.Receipt
		want            conversation.Outcome
	}{
		{"nobody can be looked up", find.Name, down, conversation.Failed},
		{"the look-up is lost", find.Name, lost, conversation.Failed},
		{"the message cannot be sent", send.Name, down, conversation.Done},
		{"the message is lost", send.Name, lost, conversation.Done},
		{"the contact is gone", send.Name, conversation.Receipt{Outcome: conversation.Refused, Name: "unknown_contact"}, conversation.Done},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k := setup(t).talk("v")
			k.crm.answer[c.operation] = c.answer
			r := k.does(SendCode, "who", "C-1")
			if r.Outcome != c.want || r.Name != "" || (r.Output.Field("challenge").Text != "") != (c.want == conversation.Done) {
				t.Errorf("got %+v", r)
			}
			if c.operation == send.Name && !strings.Contains(r.Detail, "sending the code: "+string(c.answer.Outcome)) {
				t.Errorf("the operator reads %q", r.Detail)
			}
		})
	}
}

// TestNobodyFoundTakesAsLong as somebody: how long sending took before.
func TestNobodyFoundTakesAsLong(t *testing.T) {
	t.Parallel()
	c := setup(t)
	c.talk("v").sends("C-9")
	c.crm.during = func() { c.clock.Move(1234 * time.Millisecond) }
	c.talk("w").sends("C-1")
	c.talk("x").sends("C-3") // nowhere to send it
	c.talk("y").sends("C-9")
	if got := fmt.Sprint(c.crm.waited); got != "[300ms 1.234s 1.234s]" {
		t.Errorf("it waited %s", got)
	}
}

// TestTheSameKeyIsTheSameCode: a send that is repeated because its answer was lost carries the code that may have
// arrived already, and its challenge.
func TestTheSameKeyIsTheSameCode(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	c := &crm{}
	s := service(t, c, func() time.Time { return now })
	do := func(key string) (code, challenge string) {
		p := conversation.PermitDirect(Operations()[0], map[string]conversation.Value{"who": conversation.Of(conversation.Text, "C-1")}, "", key, now)
		r := s.Do(t.Context(), p)
		return c.code(t), r.Output.Field("challenge").Text
	}
	code, challenge := do("k1")
	again, same := do("k1")
	if code != again || challenge != same {
		t.Errorf("code %s became %s, challenge %s became %s", code, again, challenge, same)
	}
	if other, unlike := do("k2"); other == code || unlike == challenge {
		t.Error("another key has the same code or challenge")
	}
	if strings.Contains(challenge, "C-1") {
		t.Error("the challenge can be read")
	}
}

func TestCodesAreSpreadEvenly(t *testing.T) {
	t.Parallel()
	s := service(t, &crm{}, time.Now)
	digits := map[byte]int{}
	for i := range 2000 {
		code := s.code(conversation.ActionKey("c", i))
		if len(code) != 6 {
			t.Fatalf("a code is %q", code)
		}
		digits[code[0]]++
	}
	for d := byte('0'); d <= '9'; d++ {
		if digits[d] < 120 || digits[d] > 280 {
			t.Errorf("%d of 2000 codes begin with %c", digits[d], d)
		}
	}
}

func TestAServiceNeedsASecret(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"", "short", strings.Repeat("s", 31)} {
		if _, err := NewService(ServiceOptions{Secret: []byte(secret)}); err == nil {
			t.Errorf("a secret of %d bytes is enough", len(secret))
		}
	}
	s := service(t, &crm{}, time.Now)
	if r := s.Do(t.Context(), conversation.PermitDirect(conversation.Operation{Name: "identity.guess"}, nil, "", "", time.Now())); r.Outcome != conversation.Failed {
		t.Errorf("an operation that there is not: %+v", r)
	}
}

func FuzzChallenge(f *testing.F) {
	s := service(f, &crm{}, time.Now)
	good, err := s.sealed(challenge{Subject: "C-1", Key: "k1", Expires: time.Now().Add(codeLife)})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", good, good + "=", good[:40], bent(good), "AAAA", strings.Repeat("A", 200), "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sealed string) {
		c, err := s.opened(sealed)
		if err == nil && (c.Subject != "C-1" || c.Key != "k1") || err != nil && c != (challenge{}) {
			t.Fatalf("%q is %+v, %v", sealed, c, err)
		}
	})
}
