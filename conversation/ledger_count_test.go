package conversation_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"balie/conversation"
)

// TestALimitHoldsOverAllConversations: two of one name in an hour, whatever the address and however it is written.
func TestALimitHoldsOverAllConversations(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.must(h.begins(h.open("widget", "1"), "sanne@post.example"))
	h.must(h.begins(h.open("widget", "2"), " Sanne@Post.example"))
	h.is(h.begins(h.open("widget", "3"), "SANNE@POST.EXAMPLE"), conversation.ErrLimit)
	h.is(h.begins(h.open("phone", "4"), "sanne @post.example"), conversation.ErrLimit)
	h.must(h.begins(h.open("widget", "5"), "daan@post.example"))
	h.clock.Move(time.Hour)
	h.must(h.begins(h.open("widget", "6"), "sanne@post.example"))
}

func TestALimitHoldsForAnAddress(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	for _, who := range []string{"1", "2", "3"} {
		h.must(h.begins(held, who))
		h.ends(held, conversation.Done)
	}
	h.is(h.begins(held, "4"), conversation.ErrLimit)
	h.must(h.begins(h.open("phone", "v"), "4")) // the same name on another channel is another address
}

func TestWhatSurelyFailedIsGivenBack(t *testing.T) {
	t.Parallel()
	for outcome, more := range map[conversation.Outcome]bool{
		conversation.Failed: true, conversation.Done: false, conversation.Refused: false, conversation.Unknown: false,
	} {
		h := setup(t)
		held := h.open("widget", "v")
		for range 2 {
			h.must(h.begins(held, "C-1"))
			h.ends(held, outcome)
		}
		err := h.begins(h.open("widget", "w"), "C-1")
		if more {
			h.must(err)
		} else {
			h.is(err, conversation.ErrLimit)
		}
	}
}

func TestAFailureIsGivenBackOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.must(h.begins(h.open("widget", "w"), "C-1"))
	held := h.open("widget", "v")
	h.must(h.begins(held, "C-1"))
	h.ends(held, conversation.Failed)
	h.must(h.a.Settle(held, 1, conversation.Receipt{Outcome: conversation.Failed}, "query")) // the same once more
	h.commit(held)
	h.must(h.begins(h.open("widget", "x"), "C-1"))
	h.is(h.begins(h.open("widget", "y"), "C-1"), conversation.ErrLimit)
}

// TestACountIsGivenBackToWhomItWasRaisedFor: who the customer is may become known while the action is open.
func TestACountIsGivenBackToWhomItWasRaisedFor(t *testing.T) {
	t.Parallel()
	h := setup(t)
	known := func(held *conversation.Held) {
		h.must(held.Add(conversation.IdentityProven{Identity: conversation.Identity{Subject: "C-1", Assurance: conversation.Basic, At: h.clock.Now()}}))
		h.commit(held)
	}
	for i, who := range []string{"a", "b", "c"} { // three for the subject
		held := h.open("widget", who)
		known(held)
		h.must(h.begins(held, who))
		if i == 0 {
			h.ends(held, conversation.Done)
		}
	}
	held := h.open("widget", "v")
	h.must(h.begins(held, "v")) // for nobody yet
	known(held)
	h.ends(held, conversation.Failed)
	h.is(h.begins(held, "d"), conversation.ErrLimit)
}

func TestWhatALimitRefusesIsRecordedAndNotCounted(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, sender := range []string{"1", "2"} {
		h.must(h.begins(h.open("widget", sender), "C-1"))
	}
	held := h.open("widget", "v")
	h.must(h.begins(held, "C-2"))
	h.must(h.a.Settle(held, 1, conversation.Receipt{Outcome: conversation.Failed}, "answer")) // gives back
	h.must(h.a.Start(held, block(held, "C-1")))
	held.Uncount()
	h.must(h.a.Settle(held, 2, conversation.Receipt{Outcome: conversation.Refused, Name: "limit_reached"}, "limit"))
	h.commit(held)
	if a := held.State.Action(2); a.Receipt.Name != "limit_reached" || held.State.Open != 0 {
		t.Errorf("it is recorded as %+v", a)
	}
	for _, sender := range []string{"w", "x"} { // what was given back is there again
		h.must(h.begins(h.open("widget", sender), "C-2"))
	}
	h.is(h.begins(h.open("widget", "y"), "C-2"), conversation.ErrLimit)
}

// TestWhatIsKnownLateIsCountedAsItWas: a failure is given back also when nobody knew at first, and what ran after all is
// counted again, however full it is by then.
func TestWhatIsKnownLateIsCountedAsItWas(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	settle := func(o conversation.Outcome) {
		h.must(h.a.Settle(held, 1, conversation.Receipt{Outcome: o}, "query"))
		h.commit(held)
	}
	h.must(h.begins(held, "C-1"))
	h.ends(held, conversation.Unknown)
	h.must(h.begins(h.open("widget", "w"), "C-1"))
	h.is(h.begins(h.open("widget", "x"), "C-1"), conversation.ErrLimit)
	settle(conversation.Failed)
	settle(conversation.Failed) // the same once more gives nothing back
	h.must(h.begins(h.open("widget", "y"), "C-1"))
	settle(conversation.Done) // it is full, and has happened all the same
	if a := held.State.Action(1); a.Receipt.Outcome != conversation.Done {
		t.Errorf("it stands as %+v", a.Receipt)
	}
	last := h.open("widget", "z")
	h.is(h.begins(last, "C-1"), conversation.ErrLimit)
}

// TestTwoConversationsRaceForTheLast: of many that start at the same time on two processes, as many get through as may.
func TestTwoConversationsRaceForTheLast(t *testing.T) {
	t.Parallel()
	h := setup(t)
	const racers = 8
	helds := make([]*conversation.Held, racers)
	for i := range helds {
		helds[i] = h.open("widget", fmt.Sprint("v", i))
		h.must(helds[i].Add(conversation.IdentityProven{Identity: conversation.Identity{Subject: "C-1", Assurance: conversation.Basic, At: h.clock.Now()}}))
		h.commit(helds[i])
	}
	errs := make([]error, racers)
	var wg sync.WaitGroup
	for i, held := range helds {
		wg.Go(func() { errs[i] = h.begins(held, fmt.Sprint("who", i)) })
	}
	wg.Wait()
	through := 0
	for _, err := range errs {
		if err == nil {
			through++
			continue
		}
		h.is(err, conversation.ErrLimit)
		if until := conversation.LimitedUntil(err); !until.Equal(h.clock.Now().Add(time.Hour)) {
			t.Errorf("it is possible again at %v", until)
		}
	}
	if through != 3 {
		t.Errorf("%d got through", through)
	}
}
