package assistant_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"balie/assistant"
	"balie/conversation"
)

// post is a push channel that keeps what it is given.
type post struct{ sent chan conversation.Outgoing }

func (p *post) Channels() []string { return []string{"push"} }

func (p *post) Send(_ context.Context, o conversation.Outgoing) conversation.Delivery {
	p.sent <- o
	return conversation.Delivery{State: conversation.Sent}
}

// runs serves until the test ends; the returned function ends it sooner and waits.
func (h *house) runs(s assistant.Sender) (stop func()) {
	h.Helper()
	ctx, cancel := context.WithCancel(h.Context())
	h.a.Sender = s
	done := make(chan error, 1)
	go func() { done <- h.a.Run(ctx) }()
	return func() {
		cancel()
		h.must(<-done)
	}
}

// TestWorkersServeAndDeliver: what is accepted is answered, and what is said leaves, once.
func TestWorkersServeAndDeliver(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.from.Channel = "push"
	out := &post{sent: make(chan conversation.Outgoing, 10)}
	stop := h.runs(out)
	h.accepts(conversation.Input{Kind: conversation.InputText, Text: "hoi"})
	first := <-out.sent
	h.accepts(conversation.Input{Kind: conversation.InputButton, Choice: "start:reset_password"})
	second := <-out.sent
	stop()
	if first.Message.Kind != "disclosure" || first.N >= second.N || first.Address != h.from || first.ID == second.ID {
		t.Errorf("%+v left, then %+v", first.Message, second.Message)
	}
	if len(out.sent) != 0 {
		t.Errorf("%d more left", len(out.sent))
	}
}

// TestManyConversationsAtOnce: each is answered, in its own turn.
func TestManyConversationsAtOnce(t *testing.T) {
	t.Parallel()
	h := bank(t)
	out := &post{sent: make(chan conversation.Outgoing, 100)}
	stop := h.runs(out)
	const many = 20
	for i := range many {
		h.from = conversation.Address{Channel: "push", Account: "x", Sender: string(rune('a' + i))}
		h.id = ""
		h.accepts(conversation.Input{Kind: conversation.InputText, Text: "hoi"})
	}
	senders := map[string]int{}
	for range many {
		o := <-out.sent
		senders[o.Address.Sender]++
	}
	stop()
	if len(senders) != many {
		t.Errorf("%d of %d customers were answered: %v", len(senders), many, senders)
	}
}

// silentBell is a bell that cannot be heard.
type silentBell struct{ conversation.Bell }

func (silentBell) Listen(context.Context) (<-chan conversation.ID, error) {
	return nil, errors.New("the wire is cut")
}

func (silentBell) Ring(context.Context, conversation.ID) error { return errors.New("the wire is cut") }

func TestWithoutABell(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.a.Bell = silentBell{}
	if err := h.a.Run(t.Context()); err == nil {
		t.Error("it runs although nothing can wake it")
	}
	h.tells(h.says("hoi"), "digitale assistent") // what is accepted stays accepted
}

// TestAFailingTurnDoesNotSpin, nor hold up others: until its time it is left alone.
func TestAFailingTurnDoesNotSpin(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.process("first", &breaking{h.engine, func(s *conversation.State, _ conversation.Cause) error {
		if s.Address.Sender == "s" {
			return errors.New("poison")
		}
		return nil
	}})
	failed := make(chan bool, 1000)
	h.a.Observe = func(r assistant.Report) {
		if r.Failed {
			failed <- true
		}
	}
	out := &post{sent: make(chan conversation.Outgoing, 10)}
	stop := h.runs(out)
	h.accepts(conversation.Input{Kind: conversation.InputText, Text: "hoi"})
	<-failed
	for i := range 20 {
		h.from, h.id = conversation.Address{Channel: "push", Account: "x", Sender: string(rune('a' + i))}, ""
		if h.from.Sender == "s" {
			continue
		}
		h.accepts(conversation.Input{Kind: conversation.InputText, Text: "hoi"})
		<-out.sent
	}
	if n := len(failed); n > 0 {
		t.Errorf("it was tried %d times more in no time", n)
	}
	h.clock.Move(100 * time.Millisecond)
	<-failed
	stop()
}

// bomb is a sender that panics.
type bomb struct{ tries chan int }

func (b *bomb) Channels() []string { return []string{"push"} }

func (b *bomb) Send(_ context.Context, o conversation.Outgoing) conversation.Delivery {
	b.tries <- o.Attempts
	panic(o.Message.Text)
}

// TestASenderThatPanics ends nothing and loses nothing: the third time a person is asked for.
func TestASenderThatPanics(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.from.Channel = "push"
	out := &bomb{tries: make(chan int, 10)}
	rings, err := h.store.Listen(t.Context())
	h.must(err)
	stop := h.runs(out)
	h.accepts(conversation.Input{Kind: conversation.InputText, Text: "hoi"})
	for want := 1; want <= 3; want++ {
		if got := <-out.tries; got != want {
			t.Errorf("try %d is told to be %d", want, got)
		}
		h.clock.Move(30 * time.Second)
	}
	for h.state().Status != conversation.Queued {
		<-rings
	}
	stop()
	if s := h.state(); s.Request.Reason != "not_delivered" || h.count("alarm_raised") != 1 || len(out.tries) != 0 {
		t.Errorf("%+v, %d alarms, %d more tries", s.Request, h.count("alarm_raised"), len(out.tries))
	}
	states, err := h.store.Deliveries(t.Context(), h.id)
	h.must(err)
	for n, d := range states {
		if d.State != conversation.Rejected {
			t.Errorf("message %d is %s", n, d.State)
		}
	}
}

// refusing is a sender whose channel will never take a message.
type refusing struct{ tries chan string }

func (*refusing) Channels() []string { return []string{"push"} }

func (r *refusing) Send(_ context.Context, o conversation.Outgoing) conversation.Delivery {
	r.tries <- o.ID
	return conversation.Delivery{ID: o.ID, State: conversation.Rejected, Detail: "131047"}
}

// TestWhatWillNotComeThroughIsAPersons: once, however often it is told.
func TestWhatWillNotComeThroughIsAPersons(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.from.Channel = "push"
	out := &refusing{tries: make(chan string, 10)}
	rings, err := h.store.Listen(t.Context())
	h.must(err)
	stop := h.runs(out)
	h.accepts(conversation.Input{Kind: conversation.InputText, Text: "hoi"})
	id := <-out.tries
	for h.state().Status != conversation.Queued {
		<-rings
	}
	stop()
	h.must(h.a.Undelivered(t.Context(), id))
	if s := h.state(); s.Request.Reason != "not_delivered" || h.count("alarm_raised") != 1 {
		t.Errorf("%+v, %d alarms", s.Request, h.count("alarm_raised"))
	}
	if err := h.a.Undelivered(t.Context(), "no message of ours"); err == nil {
		t.Error("what is no message of ours was taken for one")
	}
}
