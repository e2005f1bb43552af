package storetest

import "balie/conversation"

func passCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"a passed address reaches the other conversation": (*kit).passReaches,
		"to one that is closed nothing passes":            (*kit).passClosed,
		"it is passed once, and outlives the process":     (*kit).passOutlives,
	}
}

// passed closes one conversation in favour of another.
func (k *kit) passed(from, to conversation.ID, visitor string) conversation.Commit {
	in := k.text(visitor, "")
	in.Source, in.ID, in.Kind, in.Conversation = "passed", string(from), conversation.InputMoved, to
	return conversation.Commit{Card: k.card(conversation.Closed), Pass: &conversation.Pass{To: to, Input: in}}
}

func (k *kit) passReaches() {
	old, now := k.open("old"), k.open("new")
	k.commit(k.load(old), conversation.Commit{Taken: 1, Card: k.card(conversation.WithAssistant)})
	k.commit(k.load(now), k.passed(now, old, "new"))
	k.isDue(old, true)
	l := k.load(old)
	k.same(len(l.Inbox), 1)
	k.same(l.Inbox[0].Kind, conversation.InputMoved)
	k.same(l.Address.Sender, "new")
	k.same(k.accept(k.text("new", "here I am"))[0].Conversation, old)
	if again := k.accept(k.text("old", "and here"))[0]; again.Conversation == old || !again.New {
		k.Errorf("the old address still leads to the conversation: %+v", again)
	}
}

func (k *kit) passClosed() {
	old, now := k.open("old"), k.open("new")
	k.commit(k.load(old), conversation.Commit{Card: k.card(conversation.Closed)})
	k.unchanged(now, conversation.ErrGone, func() error {
		_, err := k.s.Commit(k.ctx(), k.load(now), k.passed(now, old, "new"))
		return err
	})
	k.same(k.accept(k.text("new", "still here"))[0].Conversation, now)
}

func (k *kit) passOutlives() {
	old, now := k.open("old"), k.open("new")
	l := k.load(now)
	k.commit(l, k.passed(now, old, "new"))
	k.unchanged(old, conversation.ErrMoved, func() error {
		_, err := k.s.Commit(k.ctx(), l, k.passed(now, old, "new"))
		return err
	})
	k.reopen()
	k.same(k.load(old).Address.Sender, "new")
	k.same(len(k.load(old).Inbox), 2)
}
