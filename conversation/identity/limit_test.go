package identity

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"balie/conversation"
)

func limited(r conversation.Receipt) bool { return r.Name == "limit_reached" }

// TestThreeSendsPerCustomer: from whichever address and however the name is written.
func TestThreeSendsPerCustomer(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for i, who := range []string{"sanne@post.example", "Sanne@Post.Example", " SANNE@post.example "} {
		if r := c.talk(fmt.Sprint("v", i)).does(SendCode, "who", who); limited(r) {
			t.Fatalf("send %d is one too many", i+1)
		}
	}
	last := c.talk("last")
	if r := last.does(SendCode, "who", "sAnne@post.example"); !limited(r) {
		t.Errorf("a fourth send: %+v", r)
	}
	if r := last.does(SendCode, "who", "C-2"); limited(r) {
		t.Error("another customer pays for it")
	}
	c.clock.Move(Within)
	if r := last.does(SendCode, "who", "sanne@post.example"); limited(r) {
		t.Error("an hour later it is still too many")
	}
}

// TestOnePersonsNamesCountTogether: number and e-mail address are one customer, whose codes are guessed at five times.
func TestOnePersonsNamesCountTogether(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for i, who := range []string{"C-1", "sanne@post.example", "C-1"} {
		c.talk(fmt.Sprint("v", i)).sends(who)
	}
	if r := c.talk("last").does(SendCode, "who", "sanne@post.example"); !limited(r) || r.Output.Field("challenge").Text != "" {
		t.Errorf("a fourth send: %+v", r)
	}
	if n := len(c.crm.sent()); n != Sends {
		t.Errorf("%d messages left, want %d: what is over the limit does not leave", n, Sends)
	}

	c = setup(t)
	k := c.talk("v")
	challenge := k.sends("C-1")
	code := c.crm.code(t)
	for i := range Tries {
		who := []string{"C-1", "sanne@post.example"}[i%2]
		if r := c.talk(fmt.Sprint("w", i)).tries(who, challenge, wrong(code)); r.Name != "wrong" {
			t.Fatalf("try %d: %+v", i+1, r)
		}
	}
	if r := k.tries("sanne@post.example", challenge, code); !limited(r) || k.h.State.Identity.Subject != "" {
		t.Errorf("a sixth try: %+v proves %+v", r, k.h.State.Identity)
	}
	if r := c.talk("x").tries("somebody else", challenge, code); !limited(r) {
		t.Errorf("under another name: %+v", r)
	}
}

func TestThreeSendsPerAddress(t *testing.T) {
	t.Parallel()
	k := setup(t).talk("v")
	for _, who := range []string{"C-1", "C-2", "C-9"} {
		k.sends(who)
	}
	if r := k.does(SendCode, "who", "C-8"); !limited(r) {
		t.Errorf("a fourth send: %+v", r)
	}
}

// TestFiveTriesPerCustomer: the right code comes too late, also from another address.
func TestFiveTriesPerCustomer(t *testing.T) {
	t.Parallel()
	c := setup(t)
	k := c.talk("v")
	challenge := k.sends("C-1")
	code := c.crm.code(t)
	for i := range Tries {
		k := c.talk(fmt.Sprint("w", i))
		if r := k.tries(strings.Repeat(" ", i)+"c-1", challenge, wrong(code)); limited(r) || r.Outcome == conversation.Done {
			t.Fatalf("try %d: %+v", i+1, r)
		}
	}
	if r := k.tries("C-1", challenge, code); !limited(r) {
		t.Errorf("a sixth try: %+v", r)
	}
}

func TestFiveTriesPerAddress(t *testing.T) {
	t.Parallel()
	c := setup(t)
	k := c.talk("v")
	challenge := k.sends("C-1")
	for i := range Tries {
		if r := k.tries(fmt.Sprint("C-", i+10), challenge, "000000"); limited(r) {
			t.Fatalf("try %d is one too many", i+1)
		}
	}
	if r := k.tries("C-1", challenge, c.crm.code(t)); !limited(r) {
		t.Errorf("a sixth try: %+v", r)
	}
}

func TestASendThatSurelyFailedDoesNotCount(t *testing.T) {
	t.Parallel()
	k := setup(t).talk("v")
	k.crm.answer[find.Name] = conversation.Receipt{Outcome: conversation.Failed, Unreached: true}
	for range 2 * Sends {
		if r := k.does(SendCode, "who", "C-1"); limited(r) {
			t.Fatal("the back end's failure counts")
		}
	}
	delete(k.crm.answer, find.Name)
	k.sends("C-1")
}

func TestTheContractsOfIdentity(t *testing.T) {
	t.Parallel()
	for _, op := range Operations() {
		if op.Whose == conversation.OfSubject { // who is known already
			continue
		}
		if op.Effect != conversation.EffectWrite || op.Once != conversation.Keyed || !op.BuiltIn || op.TimeOut <= 0 || op.ValidFor > op.KeyLife || len(op.Limits) != 3 {
			t.Errorf("%s is declared as %+v", op.Name, op)
		}
		for _, l := range op.Limits {
			if l.Within != time.Hour || l.Per != "address" && l.Per != "who" && l.Per != conversation.PerCustomer {
				t.Errorf("%s is limited by %+v", op.Name, l)
			}
		}
	}
}
