package conversation

import "testing"

func TestWhoMayServeAfterWhom(t *testing.T) {
	t.Parallel()
	all := []Status{"", WithAssistant, Queued, WithPerson, Closed}
	may := map[Status]string{ // in the order of all
		"":            "-a---",
		WithAssistant: "--qpc",
		Queued:        "-a-pc",
		WithPerson:    "-aq-c",
		Closed:        "-----",
	}
	for from, row := range may {
		for i, to := range all {
			if want := row[i] != '-'; from.May(to) != want {
				t.Errorf("%q may become %q: %v, want %v", from, to, !want, want)
			}
		}
	}
	if Status("elsewhere").May(WithAssistant) || WithAssistant.May("elsewhere") {
		t.Error("a status that there is not leads somewhere")
	}
}

// TestWhatMovesTheFloor goes through every event that moves the floor, from every status.
func TestWhatMovesTheFloor(t *testing.T) {
	t.Parallel()
	at := map[Status][]Event{
		WithAssistant: begun(),
		Queued:        and(begun(), HandoverRequested{Reason: "requested"}),
		WithPerson:    and(begun(), Claimed{Agent: "a", Name: "Anna"}),
		Closed:        and(begun(), ConversationClosed{By: "a", Reason: "solved"}),
	}
	const refused = Status("refused")
	for _, c := range []struct {
		event                             Event
		assistant, queued, person, closed Status // where it leads from each
	}{
		{ConversationStarted{}, refused, refused, refused, refused},
		{HandoverRequested{Reason: "requested"}, Queued, Queued, refused, refused},
		{HandoverWithdrawn{Reason: "customer"}, refused, WithAssistant, refused, refused},
		{Claimed{Agent: "b", Name: "Bas"}, WithPerson, WithPerson, WithPerson, refused},
		{HandedBack{Agent: "a"}, refused, refused, WithAssistant, refused},
		{HandedBack{Agent: "a", ToQueue: true}, refused, refused, Queued, refused},
		{ConversationClosed{By: "a", Reason: "solved"}, Closed, Closed, Closed, refused},
	} {
		for from, want := range map[Status]Status{WithAssistant: c.assistant, Queued: c.queued, WithPerson: c.person, Closed: c.closed} {
			s := fold(t, at[from]...)
			err := s.next(c.event)
			if want == refused && err == nil {
				t.Errorf("%s from %s should be refused; it led to %s", c.event.Type(), from, s.Status)
			}
			if want != refused && (err != nil || s.Status != want) {
				t.Errorf("%s from %s: %s, %v, want %s", c.event.Type(), from, s.Status, err, want)
			}
		}
	}
}

func TestTheEpochRisesWhenTheHolderChanges(t *testing.T) {
	t.Parallel()
	s := fold(t, begun()...)
	for i, e := range []Event{
		Claimed{Agent: "a"}, Claimed{Agent: "b"}, HandedBack{Agent: "b"}, Claimed{Agent: "a"}, HandedBack{Agent: "a", ToQueue: true},
		Claimed{Agent: "c"}, ConversationClosed{By: "c", Reason: "solved"},
	} {
		follow(t, s, e)
		if s.Epoch != int64(i)+1 {
			t.Fatalf("after %s the epoch is %d, want %d", e.Type(), s.Epoch, i+1)
		}
	}
	if s.Holder != "" || s.Request != nil {
		t.Errorf("a closed conversation is held by %q, request %v", s.Holder, s.Request)
	}
}
