package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"balie/conversation"
	"balie/conversation/desk"
)

func TestAStepIsRunByWhoHasTheFloorAndSawItSo(t *testing.T) {
	t.Parallel()
	var orders []conversation.Input
	r := setup(t, func(o *desk.Options) {
		o.Probe = func(_ *conversation.State, _ conversation.Verb, step string) (conversation.Call, bool) {
			return conversation.Call{
				Operation: "crm.block_card", Frame: 1, Step: "call.block",
				Params: map[string]conversation.Value{"reason": conversation.Of(conversation.Choice, "lost"), "code": conversation.Of(conversation.Text, "080142")},
			}, step == "confirm.1"
		}
		o.Order = func(_ context.Context, in conversation.Input) error {
			orders = append(orders, in)
			return nil
		}
	})
	a := r.claimed(append(started(), consent())...)
	s, err := r.State(t.Context(), a.ID)
	r.must(err)
	run := r.Summary(s, "nl").Run
	if run == nil || run.Step != "confirm.1" || len(run.Params) != 2 || run.Params[0].Text == "080142" || run.Params[1].Text != "Lost" {
		t.Fatalf("may run %+v", run)
	}
	stale, other := a, a
	stale.Epoch--
	other.Agent = "bram"
	for _, c := range []struct {
		a    desk.Act
		step string
		want error
	}{{stale, "confirm.1", desk.ErrStale}, {other, "confirm.1", desk.ErrNotHeld}, {a, "call.other", desk.ErrNotRunnable}} {
		if _, err := r.RunStep(t.Context(), c.a, "r-1", c.step); !errors.Is(err, c.want) {
			t.Errorf("%s of %+v: %v, want %v", c.step, c.a, err, c.want)
		}
	}
	if len(orders) != 0 {
		t.Fatalf("ordered %+v", orders)
	}
	if _, err := r.RunStep(t.Context(), a, "r-1", "confirm.1"); err != nil || len(orders) != 1 || orders[0].Agent != "anna" || orders[0].Name != "confirm.1" {
		t.Errorf("ordered %+v: %v", orders, err)
	}
}

func TestAStepDoneElsewhereIsRecordedAndNothingIsCalled(t *testing.T) {
	t.Parallel()
	r := setup(t, func(o *desk.Options) {
		o.Probe = func(s *conversation.State, do conversation.Verb, step string) (conversation.Call, bool) {
			return conversation.Call{Operation: "crm.block_card", Frame: 1, Flow: "block_card", Step: "call.block", Actor: s.Holder, Base: s.N},
				do == conversation.DoRecord && step == "confirm.1" && len(s.Actions) == 0
		}
	})
	a := r.claimed(append(started(), consent())...)
	s, err := r.State(t.Context(), a.ID)
	r.must(err)
	if sum := r.Summary(s, "nl"); sum.Run != nil || sum.Elsewhere == nil || sum.Elsewhere.Step != "confirm.1" {
		t.Fatalf("may run %+v, may record %+v", sum.Run, sum.Elsewhere)
	}
	other := a
	other.Agent = "bram"
	for _, c := range []struct {
		a               desk.Act
		step, reference string
		want            error
	}{
		{other, "confirm.1", "K-1", desk.ErrNotHeld}, {a, "call.other", "K-1", desk.ErrNotRunnable},
		{a, "confirm.1", " ", desk.ErrInvalid}, {a, "confirm.1", strings.Repeat("k", 101), desk.ErrInvalid},
	} {
		if _, err := r.Elsewhere(t.Context(), c.a, c.step, c.reference); !errors.Is(err, c.want) {
			t.Errorf("%s with %q: %v, want %v", c.step, c.reference, err, c.want)
		}
	}
	s, err = r.Elsewhere(t.Context(), a, "confirm.1", "KERN-1")
	r.must(err)
	if s.Open != 0 || len(s.Actions) != 1 || !s.Actions[0].Elsewhere || s.Actions[0].Receipt.Outcome != conversation.Done {
		t.Fatalf("recorded %+v", s.Actions)
	}
	if d := r.Summary(s, "nl").Done; len(d) != 1 || d[0].Reference != "KERN-1" || !d[0].Elsewhere {
		t.Errorf("done: %+v", d)
	}
	if _, err := r.Elsewhere(t.Context(), a, "confirm.1", "KERN-1"); !errors.Is(err, desk.ErrNotRunnable) {
		t.Errorf("recorded twice: %v", err)
	}
}

func TestWhatWillBeAskedIsFoundSomeMovesAhead(t *testing.T) {
	t.Parallel()
	moves := []conversation.Move{
		{Events: []conversation.Event{conversation.FrameOpened{Frame: 2, Flow: "block_card", Parent: 1, Step: "flow.again", Revision: "r1"}}},
		{Events: []conversation.Event{conversation.Said{Frame: 2, Flow: "block_card", Step: "collect.day", Kind: "ask", Text: "Sinds wanneer?", Asks: []string{"day"}}}},
	}
	r := setup(t, func(o *desk.Options) {
		o.Next = func(s *conversation.State) (conversation.Move, error) {
			return moves[len(s.Frames)-1], nil
		}
		o.Expect = func(*conversation.State) conversation.Expectation { return conversation.Expectation{} }
	})
	a := r.claimed(started()...)
	s, err := r.State(t.Context(), a.ID)
	r.must(err)
	if n := r.Summary(s, "nl").Needs; n != (desk.Need{Kind: "answer", Label: "Day", Text: "Sinds wanneer?"}) {
		t.Errorf("needs %+v", n)
	}
	if len(s.Frames) != 1 {
		t.Error("looking ahead changed the conversation")
	}
}
