package flows

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"balie/conversation"
)

// TestWhatIsStoppedIsUndone: a customer stops a random process at a random moment. What it has done is undone, last
// first and each once, with what was sent and answered; what fails is a person's and is not tried again; nothing of the
// process changes meanwhile; and afterwards it is over.
func TestWhatIsStoppedIsUndone(t *testing.T) {
	t.Parallel()
	for b := range batches() {
		t.Run(fmt.Sprint(b), func(t *testing.T) {
			t.Parallel()
			from := uint64(b) * 100
			set := loadTrials(t, from, from+100)
			for seed := from; seed < from+100; seed++ {
				u := &undoing{chat: newChat(set, seed, 0.3)}
				u.stopped()
				if u.broken != "" {
					t.Fatalf("seed %d: %s\n%s", seed, u.broken, u.story())
				}
			}
		})
	}
}

// undoing is a conversation that is stopped.
type undoing struct {
	*chat
	order  []int // actions that were to be undone, as they were tried
	failed int
}

func (u *undoing) stopped() {
	u.stop = func() bool { return len(u.did) > 0 && u.r.IntN(3) == 0 }
	u.chat.undo = u.takesBack
	u.play()
	if u.broken != "" {
		return
	}
	ended := u.s.Frame(1).Outcome != ""
	slots := fmt.Sprint(u.s.Frame(1).Slots)
	u.turn(conversation.Command{Do: conversation.DoPattern, Pattern: "cancel"})
	if ended {
		u.turn(conversation.Command{Do: conversation.DoYes})
	}
	for u.broken == "" && u.s.Frame(1).Outcome == "" {
		u.meanwhile(slots)
	}
	u.judge()
}

// takesBack is the back end: now and then it cannot, or nobody knows.
func (u *undoing) takesBack(call conversation.Call) conversation.Receipt {
	u.note("  undoes %d: %v", call.Undoes, call.Params["step"])
	u.order = append(u.order, call.Undoes)
	a := u.s.Action(call.Undoes)
	if call.Params["step"].Text != a.Params["step"].Text || call.Params["letter"].Text != a.Receipt.Output.Field("letter").Text {
		u.breaks("action %d is undone with %v", call.Undoes, call.Params)
	}
	r := conversation.Receipt{Outcome: conversation.Done, At: u.now, Reference: fmt.Sprint("U-", call.Undoes)}
	if u.r.IntN(4) == 0 {
		r.Outcome = []conversation.Outcome{conversation.Failed, conversation.Unknown, conversation.Refused}[u.r.IntN(3)]
		u.failed++
	}
	return r
}

// meanwhile: while a person is awaited for what could not be undone, the process stays as it is; then it goes on.
func (u *undoing) meanwhile(slots string) {
	if u.s.Status != conversation.Queued || !u.s.Request.Stays {
		u.breaks("it rests, and nobody is awaited: %s", u.s.Status)
		return
	}
	tried := len(u.order)
	u.turn(conversation.Command{Do: conversation.DoPattern, Pattern: "cancel"})
	u.turn(conversation.Command{Do: conversation.DoPattern, Pattern: "withdraw"})
	u.turn(conversation.Command{Do: conversation.DoYes})
	first := u.list[0]
	v := conversation.Of(conversation.Choice, letters[u.r.IntN(len(letters)):][:1])
	u.turn(conversation.Command{Do: conversation.DoSet, Frame: 1, Slot: first.name, Value: &v})
	if now := fmt.Sprint(u.s.Frame(1).Slots); now != slots {
		u.breaks("the process changed while it was undone: %s, was %s", now, slots)
	}
	if u.s.Status != conversation.Queued || len(u.order) != tried {
		u.breaks("it did not wait for the person")
	}
	u.apply(conversation.Claimed{Agent: "anna"}, conversation.HandedBack{Agent: "anna"})
	u.now = u.now.Add(time.Second)
	u.turn()
}

func (u *undoing) judge() {
	if u.broken != "" {
		return
	}
	var want []int
	for _, a := range slices.Backward(u.s.Actions) {
		if a.Undoes == 0 && a.Receipt.Outcome == conversation.Done {
			want = append(want, a.N)
		}
	}
	if !slices.Equal(u.order, want) {
		u.breaks("undone were %v, and done %v", u.order, want)
	}
	back := 0
	for _, a := range u.s.Actions {
		if a.Undone {
			back++
		}
		if a.Undoes != 0 && a.Receipt.Outcome == conversation.Done && !a.Proven {
			u.breaks("action %d has no receipt", a.N)
		}
	}
	if back != len(want)-u.failed {
		u.breaks("%d of %d were undone, and %d failed", back, len(want), u.failed)
	}
	if u.s.Running != 0 || u.s.Frame(1).Outcome != conversation.FrameCancelled {
		u.breaks("the process is %q", u.s.Frame(1).Outcome)
	}
}
