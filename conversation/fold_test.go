package conversation

import (
	"testing"
	"time"
)

// noon is when the conversations of these tests begin. Every event comes a second after the one before.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// fold makes a state of events, which must all follow.
func fold(t *testing.T, events ...Event) *State {
	t.Helper()
	s := &State{ID: "c"}
	follow(t, s, events...)
	return s
}

// follow adds events to a state.
func follow(t *testing.T, s *State, events ...Event) {
	t.Helper()
	for _, e := range events {
		if err := s.next(e); err != nil {
			t.Fatal(err)
		}
	}
}

func (s *State) next(e Event) error {
	return s.Apply(Numbered{N: s.N + 1, At: noon.Add(time.Duration(s.N) * time.Second), Event: e})
}

// begun is a conversation in which a process runs.
func begun() []Event {
	return []Event{
		ConversationStarted{Address: Address{Channel: "widget", Account: "site", Sender: "v"}, Language: "nl", Revision: "r1"},
		TurnStarted{Now: noon},
		FrameOpened{Frame: 1, Flow: "block_card", Revision: "r1"},
	}
}

// and joins lists of events.
func and(first []Event, more ...Event) []Event { return append(first[:len(first):len(first)], more...) }

// asked is a confirmation of one call.
func asked(id string) ConsentAsked {
	return ConsentAsked{
		ID: id, Frame: 1, Flow: "block_card", Step: "confirm", Text: "Zal ik dat doen?", Expires: noon.Add(15 * time.Minute),
		Calls: []FrozenCall{{Operation: "crm.block_card", Step: "block", Params: onCard("K-12")}},
	}
}

func onCard(id string) map[string]Value {
	return map[string]Value{"card": Of(Ref("card"), id), "reason": Of(Choice, "lost")}
}

// started is the n-th action.
func started(n int, consent string) ActionStarted {
	return ActionStarted{
		N: n, Operation: "crm.block_card", Key: ActionKey("c", n), Params: onCard("K-12"), Frame: 1, Flow: "block_card", Step: "block",
		Consent: consent, Actor: FromAssistant, At: noon, TimeOut: 5 * time.Second,
	}
}

func settled(n int, o Outcome) ActionSettled {
	return ActionSettled{N: n, Operation: "crm.block_card", Receipt: Receipt{Outcome: o}, By: "answer"}
}
