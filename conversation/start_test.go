package conversation

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// door is what stands before the gate.
type door struct {
	s   *State
	op  Operation
	c   Call
	now time.Time
}

// opened is a door that lets its call through: proven customer, consent given, nothing open.
func opened(t *testing.T) *door {
	t.Helper()
	s := fold(t, and(begun(),
		IdentityProven{Identity{Subject: "C-1", Assurance: Substantial, At: noon, By: "token"}},
		asked("k1"), ConsentGiven{ID: "k1", By: "button"},
	)...)
	return &door{
		s: s, now: noon.Add(time.Minute),
		op: Operation{Name: "crm.block_card", Effect: EffectWrite, Assurance: Substantial, Whose: OfSubject, Once: Reconciled, TimeOut: 5 * time.Second},
		c: Call{
			Operation: "crm.block_card", Params: onCard("K-12"), Frame: 1, Flow: "block_card", Step: "block", Consent: "k1",
			Assurance: Basic, Actor: FromAssistant, Base: s.N,
		},
	}
}

// gateCase is a door that is changed, and what the gate says to it.
type gateCase struct {
	name string
	do   func(*testing.T, *door)
	want error  // nil with no text: it is let through
	says string // part of the error
}

// proof proves anew who the customer is.
func proof(level Assurance, at time.Time) Event {
	return IdentityProven{Identity{Subject: "C-1", Assurance: level, At: at, By: "token"}}
}

// add lets events happen before the call is decided on.
func add(events ...Event) func(*testing.T, *door) {
	return func(t *testing.T, d *door) { follow(t, d.s, events...); d.c.Base = d.s.N }
}

// change changes a door by hand.
func change(do func(*door)) func(*testing.T, *door) { return func(_ *testing.T, d *door) { do(d) } }

// floorCases lists who has the floor.
func floorCases() []gateCase {
	return []gateCase{
		{name: "all is well", do: change(func(*door) {})},
		{name: "the assistant serves while a person is awaited", do: add(HandoverRequested{Reason: "requested"})},
		{name: "it has no effect", do: change(func(d *door) { d.op.Effect = EffectNone }), says: "needs no start"},
		{name: "its effect is not declared", do: change(func(d *door) { d.op.Effect = "" }), says: "needs no start"},
		{name: "a person has the floor", do: add(Claimed{Agent: "a"}), want: ErrFloor},
		{name: "the conversation is closed", do: add(ConversationClosed{By: "a", Reason: "solved"}), want: ErrFloor},
		{name: "nothing was ever said", do: change(func(d *door) { d.s.Status = "" }), want: ErrFloor},
		{name: "the agent who has the floor orders it", do: func(t *testing.T, d *door) { add(Claimed{Agent: "a"})(t, d); d.c.Actor = "a" }},
		{name: "another agent orders it", do: func(t *testing.T, d *door) { add(Claimed{Agent: "a"})(t, d); d.c.Actor = "b" }, want: ErrFloor},
		{name: "an agent is called assistant", do: add(Claimed{Agent: FromAssistant}), want: ErrFloor},
		{name: "nobody is the holder and nobody acts", do: func(t *testing.T, d *door) { add(Claimed{})(t, d); d.c.Actor = "" }, want: ErrFloor},
	}
}

// oneAtATime lists what the state must be.
func oneAtATime() []gateCase {
	return []gateCase{
		{name: "an action is open", do: add(started(1, "")), says: "action 1 is still open"},
		{name: "an action has been settled", do: add(started(1, ""), settled(1, Done))},
		{name: "it was decided on an older state", do: change(func(d *door) { d.c.Base-- }), want: ErrStale},
		{name: "it was decided on a state to come", do: change(func(d *door) { d.c.Base++ }), want: ErrStale},
	}
}

// proofCases lists how well the customer is known.
func proofCases() []gateCase {
	return []gateCase{
		{name: "the operation asks more than is proven", do: change(func(d *door) { d.s.Identity.Assurance, d.s.Proofs = Basic, nil }), want: ErrAssurance},
		{name: "the flow asks more than is proven", do: change(func(d *door) {
			d.s.Identity.Assurance, d.s.Proofs, d.op.Assurance, d.c.Assurance = Basic, nil, Basic, Substantial
		}), want: ErrAssurance},
		{name: "the proof is an hour old", do: change(func(d *door) { d.now = noon.Add(AssuranceLife); d.s.Consent.Expires = d.now })},
		{name: "the proof is older than an hour", do: change(func(d *door) {
			d.now = noon.Add(AssuranceLife + 1)
			d.s.Consent.Expires = d.now
		}), want: ErrAssurance},
		{name: "the operation asks for a younger proof", do: change(func(d *door) { d.op.MaxAge = 59 * time.Second }), want: ErrAssurance, says: "at most 59s old"},
		{name: "the flow asks for a younger proof", do: change(func(d *door) { d.c.MaxAge = 59 * time.Second }), want: ErrAssurance},
		{name: "the proof is as old as it may be", do: change(func(d *door) { d.op.MaxAge = time.Minute })},
		{name: "a longer age of the flow does not lengthen the operation's", do: change(func(d *door) {
			d.op.MaxAge, d.c.MaxAge = 59*time.Second, time.Hour
		}), want: ErrAssurance},
		{name: "an age longer than a proof holds", do: change(func(d *door) {
			d.op.MaxAge, d.now = 24*time.Hour, noon.Add(AssuranceLife+1)
			d.s.Consent.Expires = d.now
		}), want: ErrAssurance},
		{name: "a younger proof of a lower level", do: func(t *testing.T, d *door) {
			add(proof(Basic, noon.Add(time.Minute)))(t, d)
			d.op.MaxAge = 59 * time.Second
		}, want: ErrAssurance},
		{name: "a younger proof of the same level", do: func(t *testing.T, d *door) {
			add(proof(Substantial, noon.Add(time.Minute)))(t, d)
			d.op.MaxAge = 59 * time.Second
		}},
		{name: "an older proof after a younger one", do: func(t *testing.T, d *door) {
			add(proof(Substantial, noon.Add(-time.Hour)))(t, d)
			d.op.MaxAge = time.Minute
		}},
		{name: "the customer writes from another channel since", do: func(t *testing.T, d *door) {
			add(MessageReceived{Input: 9, Kind: InputText, Channel: "whatsapp"}, asked("k1"), ConsentGiven{ID: "k1", By: "text"})(t, d)
		}, want: ErrAssurance, says: "none is proven"},
		{name: "they wrote from another channel and proved who they are there", do: func(t *testing.T, d *door) {
			add(MessageReceived{Input: 9, Kind: InputText, Channel: "whatsapp"}, proof(Substantial, noon), asked("k1"), ConsentGiven{ID: "k1", By: "text"})(t, d)
		}},
		{name: "they are back on the first channel, where they had proven it before", do: func(t *testing.T, d *door) {
			add(MessageReceived{Input: 9, Kind: InputText, Channel: "whatsapp"}, proof(Substantial, noon),
				MessageReceived{Input: 10, Kind: InputText}, asked("k1"), ConsentGiven{ID: "k1", By: "text"})(t, d)
		}, want: ErrAssurance},
		{name: "a yes given on another channel than the question", do: func(t *testing.T, d *door) {
			add(MessageReceived{Input: 9, Kind: InputText, Channel: "whatsapp"}, proof(Substantial, noon))(t, d)
		}, want: ErrConsent},
		{name: "a back end reports, or an agent orders", do: add(
			MessageReceived{Input: 9, Kind: InputCallback, Channel: "crm"}, MessageReceived{Input: 10, Kind: InputRun, Channel: "console"})},
		{name: "nobody has proven who they are", do: change(func(d *door) {
			d.s.Identity, d.op.Assurance, d.c.Assurance = Identity{}, NoAssurance, NoAssurance
		}), want: ErrAssurance},
		{name: "an owned thing needs a subject too", do: change(func(d *door) {
			d.s.Identity, d.op.Assurance, d.c.Assurance, d.op.Whose = Identity{}, NoAssurance, NoAssurance, OfOwner
		}), want: ErrAssurance},
		{name: "whose it is was not declared", do: change(func(d *door) {
			d.s.Identity, d.op.Assurance, d.c.Assurance, d.op.Whose = Identity{}, NoAssurance, NoAssurance, ""
		}), want: ErrAssurance},
		{name: "it is nobody's", do: change(func(d *door) {
			d.s.Identity, d.op.Assurance, d.c.Assurance, d.op.Whose = Identity{}, NoAssurance, NoAssurance, Public
		})},
	}
}

// consentCases lists what was consented to.
func consentCases() []gateCase {
	return []gateCase{
		{name: "no consent was asked", do: add(ConsentVoided{ID: "k1"}), want: ErrConsent},
		{name: "it names no consent", do: change(func(d *door) { d.c.Consent = "" }), want: ErrConsent},
		{name: "it names another consent", do: change(func(d *door) { d.c.Consent = "k0" }), want: ErrConsent},
		{name: "neither names one", do: change(func(d *door) { d.c.Consent, d.s.Consent.ID = "", "" }), want: ErrConsent},
		{name: "it was asked and not given", do: func(t *testing.T, d *door) { add(asked("k2"))(t, d); d.c.Consent = "k2" }, want: ErrConsent, says: "not given"},
		{name: "it expires now", do: change(func(d *door) { d.now = d.s.Consent.Expires })},
		{name: "it has expired", do: change(func(d *door) { d.now = d.s.Consent.Expires.Add(1) }), want: ErrConsent, says: "expired"},
		{name: "it was used", do: add(started(1, "k1"), settled(1, Done)), want: ErrConsent, says: "used"},
		{name: "it was used and refused", do: add(started(1, "k1"), settled(1, Refused)), want: ErrConsent, says: "used"},
		{name: "it was used and nobody knows", do: add(started(1, "k1"), settled(1, Unknown)), want: ErrConsent, says: "used"},
		{name: "what it allowed surely failed", do: add(started(1, "k1"), settled(1, Failed))},
		{name: "another operation", do: change(func(d *door) { d.c.Operation, d.op.Name = "crm.order_card", "crm.order_card" }), want: ErrConsent, says: "does not name"},
		{name: "another step", do: change(func(d *door) { d.c.Step = "again" }), want: ErrConsent, says: "does not name"},
		{name: "another value", do: change(func(d *door) { d.c.Params = onCard("K-13") }), want: ErrConsent, says: "card"},
		{name: "the same text of another type", do: change(func(d *door) { d.c.Params["card"] = Of(Text, "K-12") }), want: ErrConsent},
		{name: "a value less", do: change(func(d *door) { delete(d.c.Params, "reason") }), want: ErrConsent},
		{name: "a value more", do: change(func(d *door) { d.c.Params["fee"] = Cents(100, "EUR") }), want: ErrConsent, says: "fee"},
		{name: "an optional value that nobody gave", do: change(func(d *door) { d.s.Consent.Calls[0].Params["note"] = Value{} })},
		{name: "a value for what nobody gave", do: change(func(d *door) {
			d.s.Consent.Calls[0].Params["note"] = Value{}
			d.c.Params["note"] = Of(Text, "x")
		}), want: ErrConsent},
		{name: "a value that comes from an earlier call", do: change(func(d *door) {
			d.s.Consent.Calls[0].Deferred = map[string]string{"block": "block.reference"}
			d.c.Params["block"] = Of(Text, "B-1")
		})},
		{name: "another in its place", do: change(func(d *door) {
			d.s.Consent.Calls[0].Deferred = map[string]string{"block": "block.reference"}
			d.c.Params["fee"] = Of(Text, "B-1")
		}), want: ErrConsent, says: "fee"},
		{name: "the flow says why none is needed", do: change(func(d *door) { d.c.NotNeeded, d.c.Consent, d.s.Consent = "it only sends a code", "", nil })},
	}
}

// undoCases lists what may be undone.
func undoCases() []gateCase {
	return []gateCase{
		{name: "it undoes what was done", do: func(t *testing.T, d *door) {
			add(started(1, "k1"), settled(1, Done))(t, d)
			d.c.Undoes, d.c.Consent = 1, ""
		}},
		{name: "it undoes nothing", do: change(func(d *door) { d.c.Undoes, d.c.Consent = 1, "" }), want: ErrConsent},
		{name: "it undoes what was not done", do: func(t *testing.T, d *door) {
			add(started(1, "k1"), settled(1, Failed))(t, d)
			d.c.Undoes = 1
		}, want: ErrConsent},
		{name: "it undoes what was undone", do: func(t *testing.T, d *door) {
			back := started(2, "")
			back.Undoes = 1
			add(started(1, "k1"), settled(1, Done), back, settled(2, Done))(t, d)
			d.c.Undoes = 1
		}, want: ErrConsent},
		{name: "it undoes an undo", do: func(t *testing.T, d *door) {
			back := started(2, "")
			back.Undoes = 1
			add(started(1, "k1"), settled(1, Done), back, settled(2, Done))(t, d)
			d.c.Undoes = 2
		}, want: ErrConsent},
	}
}

func TestTheGate(t *testing.T) {
	t.Parallel()
	for _, c := range slices.Concat(floorCases(), oneAtATime(), proofCases(), consentCases(), undoCases()) {

		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := opened(t)
			c.do(t, d)
			e, err := Start(d.s, d.op, d.c, d.now)
			switch {
			case c.want == nil && c.says == "":
				if err != nil {
					t.Fatal(err)
				}
				d.frozen(t, e)
			case err == nil:
				t.Fatalf("it was let through: %+v", e)
			case c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says):
				t.Fatalf("got %v, want %v %s", err, c.want, c.says)
			case !strings.Contains(err.Error(), "crm."):
				t.Errorf("the error does not name the operation: %v", err)
			}
		})
	}
}

// frozen checks that a start holds what was called for and can be folded.
func (d *door) frozen(t *testing.T, e ActionStarted) {
	t.Helper()
	n := len(d.s.Actions) + 1
	if e.N != n || e.Key != ActionKey("c", n) || !reflect.DeepEqual(e.Identity, d.s.Identity) || !e.At.Equal(d.now) || e.TimeOut != d.op.TimeOut ||
		CanonicalParams(e.Params) != CanonicalParams(d.c.Params) || e.Consent != d.c.Consent || e.Actor != d.c.Actor || e.Undoes != d.c.Undoes {
		t.Errorf("the start does not hold what was called for: %+v", e)
	}
	follow(t, d.s, e)
	if d.s.Open != n {
		t.Errorf("action %d is open, want %d", d.s.Open, n)
	}
}

func TestAConsentForTwoCallsIsUsedOnceForEach(t *testing.T) {
	t.Parallel()
	d := opened(t)
	two := asked("k2")
	two.Calls = append(two.Calls, FrozenCall{Operation: "crm.order_card", Step: "order", Params: map[string]Value{"card": Of(Ref("card"), "K-12")}})
	follow(t, d.s, two, ConsentGiven{ID: "k2", By: "button"})
	order := d.c
	order.Operation, order.Step, order.Params, order.Consent = "crm.order_card", "order", two.Calls[1].Params, "k2"
	d.c.Consent = "k2"
	ops := map[string]Operation{"crm.block_card": d.op, "crm.order_card": {Name: "crm.order_card", Effect: EffectWrite, Whose: OfSubject}}
	start := func(c Call) error {
		c.Base = d.s.N
		e, err := Start(d.s, ops[c.Operation], c, d.now)
		if err == nil {
			follow(t, d.s, e, ActionSettled{N: e.N, Operation: e.Operation, Receipt: Receipt{Outcome: Done}})
		}
		return err
	}
	for i, c := range []Call{d.c, order} {
		if err := start(c); err != nil {
			t.Fatalf("call %d: %v", i+1, err)
		}
	}
	for i, c := range []Call{d.c, order} {
		if err := start(c); !errors.Is(err, ErrConsent) {
			t.Errorf("call %d once more: %v", i+1, err)
		}
	}
}

func TestAProofHolds(t *testing.T) {
	t.Parallel()
	proof := func(a Assurance, after time.Duration) IdentityProven {
		return IdentityProven{Identity{Subject: "C-1", Assurance: a, At: noon.Add(after), By: "test"}}
	}
	for _, c := range []struct {
		name   string
		proofs []Event
		after  time.Duration
		want   Assurance
	}{
		{"none", nil, 0, NoAssurance},
		{"for an hour", []Event{proof(Basic, 0)}, time.Hour, Basic},
		{"not longer", []Event{proof(Basic, 0)}, time.Hour + 1, NoAssurance},
		{"a weaker one takes nothing away", []Event{proof(Substantial, 0), proof(Basic, time.Minute)}, time.Hour, Substantial},
		{"the same one makes it last longer", []Event{proof(Basic, 0), proof(Basic, time.Minute)}, time.Hour + 1, Basic},
		{"a weaker one after its end holds", []Event{proof(Substantial, 0), proof(Basic, 2*time.Hour)}, 2 * time.Hour, Basic},
		{"and for an hour too", []Event{proof(Substantial, 0), proof(Basic, 2*time.Hour)}, 3*time.Hour + 1, NoAssurance},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := fold(t, and(begun(), c.proofs...)...)
			if got := Known(s, noon.Add(c.after)); got != c.want {
				t.Errorf("known is %s, want %s", got, c.want)
			}
		})
	}
}
