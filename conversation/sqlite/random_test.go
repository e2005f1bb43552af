package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/sqlite"
	"balie/conversation/storetest"
)

// walk is a random history of one store: what memory holds must be what the file holds.
type walk struct {
	*testing.T
	s     storetest.Store
	clock *storetest.Clock
	r     *rand.Rand
	n     int
	loans map[conversation.ID]conversation.Loan
}

func TestMemoryIsWhatTheFileHolds(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			clock := storetest.NewClock()
			s := setup(t, sqlite.Options{Now: clock.Now, Cache: 8000 << (seed % 4)}) // some that forget all the time
			w := &walk{T: t, s: s, clock: clock, r: rand.New(rand.NewPCG(seed, 1)), loans: map[conversation.ID]conversation.Loan{}}
			for range 250 {
				w.step()
			}
			before := w.look()
			w.s = s.Reopen(t)
			after := w.look()
			for id := range before {
				if in, at := fmt.Sprintf("%+v", before[id]), fmt.Sprintf("%+v", after[id]); in != at {
					t.Errorf("memory held\n%s\nand the file\n%s", in, at)
				}
			}
		})
	}
}

// look reads every conversation.
func (w *walk) look() map[conversation.ID]conversation.Loan {
	out := map[conversation.ID]conversation.Loan{}
	for id := range w.loans {
		l, err := w.s.Load(w.Context(), id)
		if err != nil {
			w.Error(err)
		}
		l.Attempts = 0 // the first taking is written down at the end only
		out[id] = l
	}
	return out
}

func (w *walk) step() {
	w.n++
	w.clock.Move(time.Duration(w.r.IntN(3000)) * time.Millisecond)
	if w.r.IntN(3) == 0 || len(w.loans) == 0 {
		acc, err := w.s.Accept(w.Context(), conversation.Input{
			Source: "test", ID: fmt.Sprint(w.r.IntN(150)), Text: fmt.Sprint(w.n), At: w.clock.Now(), Quiet: time.Duration(w.r.IntN(3)) * time.Second,
			Address: conversation.Address{Channel: "test", Sender: fmt.Sprint(w.r.IntN(12))},
		})
		if err != nil {
			w.Fatal(err)
		}
		if acc[0].New {
			w.loans[acc[0].Conversation] = conversation.Loan{}
		}
		return
	}
	w.turn(w.pick())
}

func (w *walk) pick() conversation.ID {
	n := w.r.IntN(len(w.loans))
	for id := range w.loans {
		if n--; n < 0 {
			return id
		}
	}
	return ""
}

// turn takes a conversation, or goes on with an old loan, and commits something. Refusals are part of the game.
func (w *walk) turn(id conversation.ID) {
	l := w.loans[id]
	if l.ID == "" || w.r.IntN(4) > 0 {
		next, err := w.s.Take(w.Context(), id, "walker", time.Duration(1+w.r.IntN(5))*time.Second)
		if err != nil {
			return
		}
		l = next
	}
	w.loans[id] = l
	next, err := w.s.Commit(w.Context(), l, w.commit(l))
	if err != nil {
		return
	}
	w.loans[id] = next
	if seen, err := w.s.Load(w.Context(), id); err != nil || seen.Version != next.Version || len(seen.Tail) != len(next.Tail) {
		w.Errorf("after a commit to version %d: %+v, %v", next.Version, seen, err)
	}
	if w.r.IntN(2) == 0 {
		if err := w.s.Return(w.Context(), next); err != nil {
			w.Error(err)
		}
	}
}

func (w *walk) commit(l conversation.Loan) conversation.Commit {
	c := conversation.Commit{Refuse: w.r.IntN(3) == 0, Starts: w.r.IntN(5) == 0}
	last, err := w.s.Records(w.Context(), l.ID, 0, 0)
	if err != nil {
		w.Error(err)
	}
	for i := range w.r.IntN(4) {
		c.Records = append(c.Records, conversation.Sealed{N: int64(len(last) + i + 1), At: w.clock.Now(), Type: "said", Head: []byte("{}"), Body: []byte(fmt.Sprint(w.n))})
	}
	if w.r.IntN(4) == 0 {
		c.Snapshot = []byte(fmt.Sprint("at ", len(last)+len(c.Records)))
	}
	for _, in := range l.Inbox {
		if w.r.IntN(3) > 0 {
			c.Taken = max(c.Taken, in.N)
		}
	}
	if w.r.IntN(2) == 0 {
		c.Wake = w.clock.Now().Add(time.Minute)
	}
	return c
}
