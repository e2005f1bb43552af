package desk_test

import (
	"context"
	"errors"
	"testing"

	"balie/conversation"
	"balie/conversation/desk"
)

func TestAStepIsRunByWhoHasTheFloorAndSawItSo(t *testing.T) {
	t.Parallel()
	var orders []conversation.Input
	r := setup(t, func(o *desk.Options) {
		o.Probe = func(_ *conversation.State, step string) (conversation.Call, bool) {
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
