package conversation_test

import (
	"testing"
	"time"

	"balie/conversation"
)

func TestALeaseIsCovered(t *testing.T) {
	t.Parallel()
	h := setup(t)
	held := h.open("widget", "v")
	h.clock.Move(9 * time.Second)
	h.must(h.a.Cover(h.ctx(), held, time.Second))
	h.must(h.a.Cover(h.ctx(), held, 20*time.Second))
	h.clock.Move(19 * time.Second)
	_, err := h.b.Take(h.ctx(), held.ID())
	h.is(err, conversation.ErrBusy)
	h.must(h.a.Start(held, block(held, "x")))
	h.commit(held) // the draft stands through it all

	h.clock.Move(time.Minute)
	h.is(h.a.Cover(h.ctx(), held, time.Second), conversation.ErrLost)
	read, err := h.a.Load(h.ctx(), held.ID())
	h.must(err)
	h.is(h.a.Cover(h.ctx(), read, time.Second), conversation.ErrLost)
}
