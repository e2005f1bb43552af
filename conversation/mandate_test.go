package conversation

import (
	"errors"
	"testing"
	"time"
)

// mother is a mandate for what the door lets through.
func mother(d *door) Mandate {
	return Mandate{Subject: "C-2", Name: "Marijke", Scope: []string{d.c.Flow}, Until: d.now.Add(time.Minute)}
}

// acting makes the customer of a door act for another, by a mandate.
func acting(d *door, m Mandate) {
	d.s.Identity.Mandates = []Mandate{m}
	d.s.Identity.For = &m
	d.c.OnBehalf, d.op.Actor, d.op.Whose = true, true, OfSubject
}

// TestNoActionForAnotherWithoutAMandate: each thing that a mandate needs is needed.
func TestNoActionForAnotherWithoutAMandate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*door)
		bad    bool
	}{
		"covered":                       {func(*door) {}, false},
		"the operation is named":        {func(d *door) { d.s.Identity.For.Scope = []string{d.op.Name} }, false},
		"it names something else":       {func(d *door) { d.s.Identity.For.Scope = []string{"other", "crm"} }, true},
		"it names nothing":              {func(d *door) { d.s.Identity.For.Scope = nil }, true},
		"it is over":                    {func(d *door) { d.s.Identity.For.Until = d.now }, true},
		"the process is not for others": {func(d *door) { d.c.OnBehalf = false }, true},
		"the system is not told":        {func(d *door) { d.op.Actor = false }, true},
		"it is nobody's":                {func(d *door) { d.op.Whose, d.c.OnBehalf = Public, false }, false},
	} {
		d := opened(t)
		acting(d, mother(d))
		c.change(d)
		e, err := Start(d.s, d.op, d.c, d.now)
		if c.bad != errors.Is(err, ErrMandate) || !c.bad && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (e.Identity.Customer() != "C-2" || e.Identity.Subject != d.s.Identity.Subject || e.Identity.Mandates != nil) {
			t.Errorf("%s: the start is for %+v", name, e.Identity)
		}
	}
}

// TestForWhomIsChosenOnce: the choice stands for a conversation, is only among the mandates, and ends with its mandate.
func TestForWhomIsChosenOnce(t *testing.T) {
	t.Parallel()
	d := opened(t)
	m := mother(d)
	choose := func(s State, subject string) (State, error) {
		err := s.Apply(Numbered{N: s.N + 1, At: d.now, Event: RepresentationChosen{Subject: subject}})
		return s, err
	}
	d.s.Identity.Mandates = []Mandate{m}
	if _, err := choose(*d.s, "C-3"); !errors.Is(err, ErrMandate) {
		t.Errorf("acting for somebody without a mandate: %v", err)
	}
	s, err := choose(*d.s, "C-2")
	if err != nil || s.Identity.Customer() != "C-2" {
		t.Fatalf("%+v, %v", s.Identity, err)
	}
	for _, again := range []string{"", "C-2"} {
		if _, err := choose(s, again); err == nil {
			t.Errorf("chosen again: %q", again)
		}
	}
	proof := func(s *State, by string, may ...Mandate) {
		t.Helper()
		id := Identity{Subject: s.Identity.Subject, Assurance: Substantial, At: d.now, By: by, Mandates: may}
		if err := s.Apply(Numbered{N: s.N + 1, At: d.now, Event: IdentityProven{Identity: id}}); err != nil {
			t.Fatal(err)
		}
	}
	proof(&s, ByCode)
	if !s.Identity.For.Covers(d.c.Flow, "", d.now) {
		t.Error("a code took the mandate away")
	}
	proof(&s, "token")
	if s.Identity.Customer() != "C-2" || s.Identity.For.Holds(d.now) {
		t.Errorf("a mandate that the site names no more: %+v", s.Identity.For)
	}
	proof(&s, "token", m)
	if !s.Identity.For.Covers(d.c.Flow, "", d.now) {
		t.Error("a mandate that the site names again was not taken")
	}
}

// TestWhatWasDoneForOneselfStays: a mandate that comes after something was done for a customer is of no use there.
func TestWhatWasDoneForOneselfStays(t *testing.T) {
	t.Parallel()
	d := opened(t)
	e, err := Start(d.s, d.op, d.c, d.now)
	if err != nil {
		t.Fatal(err)
	}
	follow(t, d.s, e)
	id := Identity{Subject: d.s.Identity.Subject, Assurance: Substantial, At: d.now, By: "token", Mandates: []Mandate{mother(d)}}
	follow(t, d.s, IdentityProven{Identity: id})
	if d.s.Chosen == 0 || d.s.Identity.Customer() != d.s.Identity.Subject {
		t.Errorf("%+v", d.s.Identity)
	}
}
