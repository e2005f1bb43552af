package desk_test

import (
	"slices"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/desk"
)

func ids(cards []conversation.Card) []conversation.ID {
	var out []conversation.ID
	for _, c := range cards {
		out = append(out, c.ID)
	}
	return out
}

func (r *room) queue() []conversation.ID {
	r.Helper()
	cards, err := r.Queue(r.Context())
	r.must(err)
	return ids(cards)
}

func TestUrgentFirstThenLongestWaiting(t *testing.T) {
	t.Parallel()
	r := setup(t)
	wait := func(urgent bool) conversation.ID {
		r.clock.Move(time.Minute)
		return r.open("widget", conversation.HandoverRequested{Reason: "requested", Urgent: urgent})
	}
	a, b, c := wait(false), wait(false), wait(true)
	r.open("widget") // does not wait
	if got := r.queue(); !slices.Equal(got, []conversation.ID{c, a, b}) {
		t.Fatalf("queue is %v, want %v", got, []conversation.ID{c, a, b})
	}
	open, err := r.Open(t.Context())
	r.must(err)
	if len(open) != 1 || open[0].Status != conversation.WithAssistant {
		t.Errorf("open is %+v", open)
	}
}

func TestWhoIsPassedOnKeepsTheirPlace(t *testing.T) {
	t.Parallel()
	r := setup(t)
	a := r.claimed()
	r.clock.Move(time.Minute)
	later := r.open("widget", conversation.HandoverRequested{Reason: "requested"})
	r.clock.Move(time.Minute)
	s, err := r.ToQueue(t.Context(), a, "weet ik niet")
	r.must(err)
	if s.Request == nil || s.Request.Reason != "requested" {
		t.Errorf("the reason is %+v", s.Request)
	}
	for range 2 { // the second time from memory
		if got := r.queue(); !slices.Equal(got, []conversation.ID{a.ID, later}) {
			t.Fatalf("queue is %v, want %v", got, []conversation.ID{a.ID, later})
		}
	}
}

func TestAConversationTakenUnaskedGoesToTheQueueWithAReason(t *testing.T) {
	t.Parallel()
	r := setup(t)
	id := r.open("widget")
	s, err := r.Claim(t.Context(), desk.Act{ID: id, Agent: "anna"}, "Anna")
	r.must(err)
	s, err = r.ToQueue(t.Context(), desk.Act{ID: id, Agent: "anna", Epoch: s.Epoch}, "")
	r.must(err)
	if s.Status != conversation.Queued || s.Request == nil || s.Request.Reason != "passed_on" {
		t.Fatalf("status %s request %+v", s.Status, s.Request)
	}
}

func TestAnAgentWhoDisappearsLosesNoCustomer(t *testing.T) {
	t.Parallel()
	r := setup(t)
	a := r.claimed()
	r.Beat("bram", "Bram")
	b := desk.Act{ID: r.open("widget"), Agent: "bram"}
	_, err := r.Claim(t.Context(), b, "Bram")
	r.must(err)
	sweep := func(want ...conversation.ID) {
		t.Helper()
		got, err := r.Sweep(t.Context())
		r.must(err)
		if !slices.Equal(got, want) {
			t.Fatalf("swept %v, want %v", got, want)
		}
	}
	r.clock.Move(59 * time.Second)
	sweep()
	r.Beat("bram", "Bram")
	r.clock.Move(2 * time.Second)
	sweep(a.ID)
	if got := r.queue(); !slices.Equal(got, []conversation.ID{a.ID}) {
		t.Fatalf("queue is %v", got)
	}
	if _, err := r.Say(t.Context(), a, "late", "ben ik weer"); err == nil {
		t.Error("the agent who was gone still speaks")
	}
	r.Leave("bram")
	sweep(b.ID)
	if len(r.Present()) != 0 {
		t.Errorf("present are %v", r.Present())
	}
}

func TestAfterARestartNobodyIsGoneAtOnce(t *testing.T) {
	t.Parallel()
	r := setup(t)
	a := r.claimed()
	r.clock.Move(time.Hour)
	again := desk.New(desk.Options{Ledger: r.ledger, Archive: r.store, Now: r.clock.Now})
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{0, 0}, {59 * time.Second, 0}, {2 * time.Second, 1}} {
		r.clock.Move(c.after)
		swept, err := again.Sweep(t.Context())
		r.must(err)
		if len(swept) != c.want {
			t.Errorf("%s later: swept %v of %s", c.after, swept, a.ID)
		}
	}
}

func TestTheDeskIsOpenOnlyWhileSomebodyIsSignedIn(t *testing.T) {
	t.Parallel()
	r := setup(t, func(o *desk.Options) { o.Staffed = true })
	is := func(want bool) {
		t.Helper()
		if open, _ := r.IsOpen(r.clock.Now()); open != want {
			t.Fatalf("open is %v, want %v", open, want)
		}
	}
	is(false)
	r.Beat("anna", "Anna")
	is(true)
	r.clock.Move(2 * time.Minute)
	is(false)
	r.Beat("anna", "Anna")
	r.Leave("anna")
	is(false)
}
