package storetest

import (
	"time"

	"balie/conversation"
)

func outboxCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"one message at a time, in order, per conversation": (*kit).outboxOrder,
		"a message is given with all its fields":            (*kit).outboxFields,
		"a reply without an answer is given again":          (*kit).outboxAgain,
		"a notice without an answer is not":                 (*kit).outboxNotice,
		"what was withdrawn does not leave":                 (*kit).outboxWithdraw,
		"what has left cannot be withdrawn":                 (*kit).outboxTooLate,
		"an attempt that was withdrawn is not repeated":     (*kit).outboxWithdrawAttempted,
		"states never go backwards":                         (*kit).outboxMonotone,
		"a refusal with a time to retry is given again":     (*kit).outboxRetry,
		"a final refusal lets the next one go":              (*kit).outboxRefused,
		"a status finds its message by the provider's id":   (*kit).outboxProvider,
		"a status of a message that is not ours":            (*kit).outboxStranger,
		"channels and limits are kept apart":                (*kit).outboxChannels,
		"an attempt outlives the process":                   (*kit).outboxDurable,
		"what was taken in of a long one is remembered":     (*kit).outboxParts,
	}
}

// push makes a conversation that says something on a push channel.
func (k *kit) push(visitor string, out ...conversation.Outgoing) conversation.Loan {
	k.Helper()
	l := k.take(k.open(visitor))
	for i := range out {
		out[i].Channel = "whatsapp"
	}
	l = k.commit(l, conversation.Commit{Taken: 1, Out: out})
	k.giveBack(l)
	return l
}

// attempt returns the ids that may be sent now.
func (k *kit) attempt() []string {
	k.Helper()
	out, err := k.s.Attempt(k.ctx(), "whatsapp", 100)
	k.must(err)
	ids := []string{}
	for _, o := range out {
		ids = append(ids, o.ID)
	}
	return ids
}

func (k *kit) mark(id string, st conversation.DeliveryState) {
	k.Helper()
	k.must(k.s.Mark(k.ctx(), conversation.Delivery{ID: id, State: st}))
}

func message(id string) conversation.Outgoing {
	return conversation.Outgoing{ID: id, Message: conversation.Message{Text: "text of " + id}}
}

func notice(id string) conversation.Outgoing {
	o := message(id)
	o.Notice = true
	return o
}

func (k *kit) outboxOrder() {
	k.push("a", message("a1"), message("a2"))
	k.push("b", message("b1"))
	k.same(k.attempt(), []string{"a1", "b1"})
	k.same(k.attempt(), []string{})
	k.mark("a1", conversation.Sent)
	k.same(k.attempt(), []string{"a2"})
	k.mark("a2", conversation.Sent)
	k.mark("b1", conversation.Delivered)
	k.clock.Move(time.Hour)
	k.same(k.attempt(), []string{})
}

func (k *kit) outboxFields() {
	o := message("a1")
	o.N, o.Message.Buttons = 7, []conversation.Button{{ID: "yes:1", Label: "Ja"}}
	l := k.push("a", o)
	out, err := k.s.Attempt(k.ctx(), "whatsapp", 1)
	k.must(err)
	want := o
	want.Channel, want.Conversation, want.Address, want.Attempts, want.Last = "whatsapp", l.ID, l.Address, 1, k.clock.Now()
	k.same(out, []conversation.Outgoing{want})
}

func (k *kit) outboxAgain() {
	k.push("a", message("a1"), message("a2"))
	k.attempt()
	k.clock.Move(30*time.Second - time.Millisecond)
	k.same(k.attempt(), []string{})
	k.clock.Move(time.Millisecond)
	out, err := k.s.Attempt(k.ctx(), "whatsapp", 1)
	k.must(err)
	k.same(out[0].ID, "a1")
	k.same(out[0].Attempts, 2)
	k.same(k.attempt(), []string{})
}

func (k *kit) outboxNotice() {
	k.push("a", notice("a1"), message("a2"))
	k.same(k.attempt(), []string{"a1"})
	k.clock.Move(30 * time.Second)
	k.same(k.attempt(), []string{"a2"})
	k.clock.Move(time.Hour)
	k.mark("a2", conversation.Sent)
	k.same(k.attempt(), []string{})
}

func (k *kit) outboxWithdraw() {
	l := k.push("a", message("a1"), message("a2"), message("a3"))
	l = k.commit(l, conversation.Commit{Withdraw: []string{"a2"}})
	k.same(k.attempt(), []string{"a1"})
	k.mark("a1", conversation.Sent)
	o := message("a4")
	o.Channel = "whatsapp"
	k.commit(l, conversation.Commit{Withdraw: []string{"*"}, Out: []conversation.Outgoing{o}}) // the agent's first words
	k.push("b", message("b1"))
	k.same(k.attempt(), []string{"a4", "b1"})
}

func (k *kit) outboxTooLate() {
	l := k.push("a", message("a1"))
	k.attempt()
	k.mark("a1", conversation.Sent)
	k.commit(l, conversation.Commit{Withdraw: []string{"*", "nobody's"}})
	k.mark("a1", conversation.Delivered)
	other := k.push("b", message("b1"))
	k.commit(other, conversation.Commit{Withdraw: []string{"a1"}})
	k.same(k.attempt(), []string{"b1"})
}

func (k *kit) outboxWithdrawAttempted() {
	l := k.push("a", message("a1"), message("a2"))
	k.attempt()
	k.commit(l, conversation.Commit{Withdraw: []string{"a1"}})
	k.same(k.attempt(), []string{"a2"})
	k.clock.Move(time.Minute)
	k.same(k.attempt(), []string{"a2"})
	k.mark("a1", conversation.Sent) // it had left after all
	k.clock.Move(time.Minute)
	k.same(k.attempt(), []string{"a2"})
}

func (k *kit) outboxMonotone() {
	k.push("a", message("a1"))
	k.attempt()
	k.mark("a1", conversation.Read)
	for _, st := range []conversation.DeliveryState{
		conversation.Waiting, conversation.Attempted, conversation.Sent, conversation.Delivered, conversation.Rejected, conversation.Withdrawn,
	} {
		k.must(k.s.Mark(k.ctx(), conversation.Delivery{ID: "a1", State: st, Retry: k.clock.Now()}))
		k.clock.Move(time.Minute)
		k.same(k.attempt(), []string{})
	}
	if err := k.s.Mark(k.ctx(), conversation.Delivery{ID: "a1", State: "flying"}); err == nil {
		k.Fatal("a state that is none was marked")
	}
}

func (k *kit) outboxRetry() {
	k.push("a", notice("a1"), message("a2"))
	k.attempt()
	retry := k.clock.Now().Add(time.Minute)
	k.must(k.s.Mark(k.ctx(), conversation.Delivery{ID: "a1", State: conversation.Rejected, Retry: retry, Detail: "130429"}))
	k.clock.Move(59 * time.Second)
	k.same(k.attempt(), []string{})
	k.clock.Move(time.Second)
	k.same(k.attempt(), []string{"a1"})
	k.mark("a1", conversation.Sent)
	k.same(k.attempt(), []string{"a2"})
	k.must(k.s.Mark(k.ctx(), conversation.Delivery{ID: "a2", State: conversation.Attempted, Retry: k.clock.Now().Add(time.Hour)}))
	k.clock.Move(59 * time.Minute)
	k.same(k.attempt(), []string{})
	k.clock.Move(time.Minute)
	k.same(k.attempt(), []string{"a2"})
}

func (k *kit) outboxRefused() {
	k.push("a", message("a1"), message("a2"))
	k.attempt()
	k.mark("a1", conversation.Rejected)
	k.same(k.attempt(), []string{"a2"})
}

func (k *kit) outboxProvider() {
	k.push("a", message("a1"), message("a2"))
	k.attempt()
	k.must(k.s.Mark(k.ctx(), conversation.Delivery{ID: "a1", State: conversation.Attempted, Provider: "wamid.31612345678"}))
	k.same(k.attempt(), []string{})
	k.must(k.s.Mark(k.ctx(), conversation.Delivery{Provider: "wamid.31612345678", State: conversation.Delivered}))
	k.same(k.attempt(), []string{"a2"})
}

func (k *kit) outboxStranger() {
	k.must(k.s.Mark(k.ctx(), conversation.Delivery{ID: "nobody's", State: conversation.Sent}))
	k.must(k.s.Mark(k.ctx(), conversation.Delivery{Provider: "nobody's", State: conversation.Sent}))
	if err := k.s.Mark(k.ctx(), conversation.Delivery{State: conversation.Sent}); err == nil {
		k.Fatal("a status of no message was marked")
	}
}

func (k *kit) outboxChannels() {
	k.push("a", message("a1"))
	k.push("b", message("b1"))
	other, err := k.s.Attempt(k.ctx(), "sms", 10)
	k.must(err)
	k.same(len(other), 0)
	one, err := k.s.Attempt(k.ctx(), "whatsapp", 1)
	k.must(err)
	k.same(one[0].ID, "a1")
	k.same(k.attempt(), []string{"b1"})
}

func (k *kit) outboxDurable() {
	k.push("a", notice("a1"), message("a2"))
	k.attempt()
	k.reopen()
	k.same(k.attempt(), []string{})
	k.clock.Move(30 * time.Second)
	k.same(k.attempt(), []string{"a2"})
}

// outboxParts: parts only count up, outlive the process, and say nothing of the whole.
func (k *kit) outboxParts() {
	k.push("v", message("o-1"), message("o-2"))
	k.same(k.attempt(), []string{"o-1"})
	for _, n := range []int{1, 3, 2} {
		k.must(k.s.Mark(k.ctx(), conversation.Delivery{ID: "o-1", State: conversation.Attempted, Parts: n, Provider: "wamid.part"}))
	}
	k.must(k.s.Mark(k.ctx(), conversation.Delivery{ID: "o-1", State: conversation.Rejected, Retry: k.clock.Now().Add(time.Minute)}))
	k.must(k.s.Mark(k.ctx(), conversation.Delivery{ID: "o-1", State: conversation.Attempted, Parts: 1}))
	k.must(k.s.Mark(k.ctx(), conversation.Delivery{Provider: "wamid.part", State: conversation.Read})) // of a part, not of the whole
	k.same(k.attempt(), []string{})
	k.reopen()
	k.clock.Move(time.Minute)
	out, err := k.s.Attempt(k.ctx(), "whatsapp", 10)
	k.must(err)
	k.same(len(out), 1)
	k.same(out[0].Parts, 3)
	k.mark("o-1", conversation.Sent)
	k.same(k.attempt(), []string{"o-2"})
}
