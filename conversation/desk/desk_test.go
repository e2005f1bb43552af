package desk_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/desk"
)

func TestOfTwoWhoClaimOneWinsAndTheOtherLearnsWho(t *testing.T) {
	t.Parallel()
	r := setup(t)
	id := r.open("widget", conversation.HandoverRequested{Reason: "requested"})
	errs := make([]error, 2)
	agents := []string{"anna", "bram"}
	var wg sync.WaitGroup
	for i, agent := range agents {
		wg.Go(func() { _, errs[i] = r.Claim(t.Context(), desk.Act{ID: id, Agent: agent}, "name of "+agent) })
	}
	wg.Wait()
	s, err := r.State(t.Context(), id)
	r.must(err)
	if s.Status != conversation.WithPerson || s.Epoch != 1 {
		t.Fatalf("status %s epoch %d", s.Status, s.Epoch)
	}
	for i, agent := range agents {
		var taken *desk.TakenError
		switch {
		case s.Holder == agent && errs[i] != nil:
			t.Errorf("%s has it and got %v", agent, errs[i])
		case s.Holder != agent && (!errors.As(errs[i], &taken) || taken.Agent != s.Holder || taken.Name != "name of "+s.Holder):
			t.Errorf("%s does not have it and got %v", agent, errs[i])
		}
	}
	if _, err := r.Claim(t.Context(), desk.Act{ID: id, Agent: s.Holder, Epoch: 0}, "again"); err != nil {
		t.Errorf("claiming what one has: %v", err)
	}
}

func TestAClaimWithdrawsWhatTheAssistantHadNotSent(t *testing.T) {
	t.Parallel()
	r := setup(t)
	id := r.open("whatsapp", conversation.Said{Kind: "say", Text: "Momentje", Language: "nl"}, conversation.HandoverRequested{Reason: "requested"})
	_, err := r.Claim(t.Context(), desk.Act{ID: id, Agent: "anna"}, "Anna")
	r.must(err)
	_, err = r.Say(t.Context(), desk.Act{ID: id, Agent: "anna", Epoch: 1}, "1", "Met Anna")
	r.must(err)
	out, err := r.store.Attempt(t.Context(), "whatsapp", 10)
	r.must(err)
	if len(out) != 1 || out[0].Message.Text != "Met Anna" {
		t.Fatalf("what leaves is %+v", out)
	}
}

func TestANoteIsForColleaguesOnlyAndKeptOnce(t *testing.T) {
	t.Parallel()
	r := setup(t)
	a := r.claimed()
	looking := desk.Act{ID: a.ID, Agent: "bram"} // without the floor, and without having seen the newest
	for range 2 {
		_, err := r.Note(t.Context(), looking, "Bram", "n-1", " Belde gisteren ook. ")
		r.must(err)
	}
	if _, err := r.Note(t.Context(), looking, "Bram", "n-2", strings.Repeat("x", 501)); !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("a long note: %v", err)
	}
	events, err := r.ledger.Events(t.Context(), a.ID, 0, 100)
	r.must(err)
	n := 0
	for _, e := range events {
		if noted, ok := e.Event.(conversation.PersonNoted); ok && noted.Text == "Belde gisteren ook." && noted.Name == "Bram" {
			n++
			if _, shown := conversation.MessageOf(e); shown {
				t.Error("a customer reads the note")
			}
		}
	}
	if n != 1 {
		t.Errorf("noted %d times", n)
	}
	s, err := r.State(t.Context(), a.ID)
	r.must(err)
	if s.Holder != "anna" || s.Epoch != a.Epoch {
		t.Errorf("a note changed hands: %s, epoch %d", s.Holder, s.Epoch)
	}
}

func TestWordsAreSaidOnce(t *testing.T) {
	t.Parallel()
	r := setup(t)
	a := r.claimed()
	for range 3 {
		_, err := r.Say(t.Context(), a, "c-1", "  Goedemorgen ")
		r.must(err)
	}
	_, err := r.Say(t.Context(), a, "c-2", "Goedemorgen")
	r.must(err)
	events, err := r.ledger.Events(t.Context(), a.ID, 0, 100)
	r.must(err)
	n := 0
	for _, e := range events {
		if said, ok := e.Event.(conversation.PersonSaid); ok && said.Text == "Goedemorgen" && said.Name == "Anna" {
			n++
		}
	}
	if n != 2 {
		t.Fatalf("said %d times, want 2", n)
	}
}

func TestActsAreRefused(t *testing.T) {
	t.Parallel()
	r := setup(t)
	a := r.claimed(started()...)
	stale, other, gone := a, a, a
	stale.Epoch--
	other.Agent = "bram"
	gone.ID = "no-such-conversation"
	acts := map[string]func(desk.Act) error{
		"say":       func(a desk.Act) error { _, err := r.Say(t.Context(), a, "x", "hallo"); return err },
		"hand back": func(a desk.Act) error { _, err := r.HandBack(t.Context(), a); return err },
		"to queue":  func(a desk.Act) error { _, err := r.ToQueue(t.Context(), a, ""); return err },
		"transfer":  func(a desk.Act) error { _, err := r.Transfer(t.Context(), a, "carla"); return err },
		"correct":   func(a desk.Act) error { _, err := r.Correct(t.Context(), a, 1, "reason", "stolen"); return err },
		"settle":    func(a desk.Act) error { _, err := r.Settle(t.Context(), a, 1, conversation.Done, ""); return err },
		"close":     func(a desk.Act) error { _, err := r.Close(t.Context(), a, "solved"); return err },
	}
	for name, act := range acts {
		for _, c := range []struct {
			by   desk.Act
			want error
		}{{stale, desk.ErrStale}, {other, desk.ErrNotHeld}, {gone, conversation.ErrGone}} {
			if err := act(c.by); !errors.Is(err, c.want) {
				t.Errorf("%s by %+v: got %v, want %v", name, c.by, err, c.want)
			}
		}
	}
	_, err := r.Close(t.Context(), a, "solved")
	r.must(err)
	a.Epoch++
	for name, act := range acts {
		if err := act(a); !errors.Is(err, desk.ErrClosed) {
			t.Errorf("%s after the end: got %v, want %v", name, err, desk.ErrClosed)
		}
	}
	if _, err := r.Claim(t.Context(), a, "Anna"); !errors.Is(err, desk.ErrClosed) {
		t.Errorf("claim after the end: got %v", err)
	}
}

func TestBadInputIsRefused(t *testing.T) {
	t.Parallel()
	r := setup(t)
	a := r.claimed(started()...)
	long := make([]byte, 5000)
	for i := range long {
		long[i] = 'x'
	}
	for name, act := range map[string]func() error{
		"empty text":     func() error { _, err := r.Say(t.Context(), a, "1", " \n"); return err },
		"long text":      func() error { _, err := r.Say(t.Context(), a, "1", string(long)); return err },
		"broken text":    func() error { _, err := r.Say(t.Context(), a, "1", "\xff\xfe"); return err },
		"zero byte":      func() error { _, err := r.Say(t.Context(), a, "1", "a\x00b"); return err },
		"client id":      func() error { _, err := r.Say(t.Context(), a, "<script>", "hallo"); return err },
		"no client id":   func() error { _, err := r.Say(t.Context(), a, "", "hallo"); return err },
		"reason":         func() error { _, err := r.Close(t.Context(), a, "because"); return err },
		"note":           func() error { _, err := r.ToQueue(t.Context(), a, string(long)); return err },
		"transfer to me": func() error { _, err := r.Transfer(t.Context(), a, "anna"); return err },
		"outcome":        func() error { _, err := r.Settle(t.Context(), a, 1, "great", ""); return err },
		"reference":      func() error { _, err := r.Settle(t.Context(), a, 1, conversation.Done, string(long)); return err },
		"nobody":         func() error { _, err := r.Claim(t.Context(), desk.Act{ID: a.ID}, ""); return err },
	} {
		if err := act(); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: got %v, want %v", name, err, desk.ErrInvalid)
		}
	}
}

func TestAHandBackWakesTheAssistantWhereItStood(t *testing.T) {
	t.Parallel()
	r := setup(t)
	id := r.open("widget", append(started(), conversation.HandoverRequested{Reason: "amount", Frame: 1, Flow: "block_card", Step: "handover.1"})...)
	s, err := r.Claim(t.Context(), desk.Act{ID: id, Agent: "anna"}, "Anna")
	r.must(err)
	if due, _, err := r.store.Due(t.Context(), 10); err != nil || len(due) != 0 {
		t.Fatalf("with a person %v is due, %v", due, err)
	}
	s, err = r.HandBack(t.Context(), desk.Act{ID: id, Agent: "anna", Epoch: s.Epoch})
	r.must(err)
	if s.Status != conversation.WithAssistant || !s.Frame(1).Handed["handover.1"] || s.Disclosed || s.Holder != "" {
		t.Fatalf("after the hand-back: %+v", s)
	}
	due, _, err := r.store.Due(t.Context(), 10)
	r.must(err)
	if len(due) != 1 || due[0] != id {
		t.Fatalf("due is %v", due)
	}
}

func TestACorrectionIsTypedAndVoidsConsent(t *testing.T) {
	t.Parallel()
	r := setup(t)
	a := r.claimed(append(started(), consent())...)
	s, err := r.Correct(t.Context(), a, 1, "reason", "stolen")
	r.must(err)
	got := s.Frame(1).Slots["reason"]
	if got.Value.Text != "stolen" || got.Source != conversation.SourceAgent || got.Agent != "anna" || got.Key != "stolen" || got.Said != "" {
		t.Errorf("slot is %+v", got)
	}
	if s.Consent != nil {
		t.Error("the consent stands")
	}
	n := s.N
	s, err = r.Correct(t.Context(), a, 1, "reason", "stolen")
	r.must(err)
	if s.N != n {
		t.Error("the same value was recorded again")
	}
	for _, c := range []struct {
		frame      int
		slot, text string
		want       error
	}{
		{1, "reason", "eaten", desk.ErrInvalid}, {1, "day", "tomorrow", desk.ErrInvalid}, {1, "day", "", desk.ErrInvalid},
		{1, "nothing", "x", desk.ErrNothing}, {2, "reason", "lost", desk.ErrNothing}, {0, "reason", "lost", desk.ErrNothing},
		{1, "day", "2026-12-01", nil}, {1, "limit", "12,50", nil},
	} {
		if _, err := r.Correct(t.Context(), a, c.frame, c.slot, c.text); !errors.Is(err, c.want) {
			t.Errorf("frame %d slot %s = %q: got %v, want %v", c.frame, c.slot, c.text, err, c.want)
		}
	}
	s, err = r.State(t.Context(), a.ID)
	r.must(err)
	if v := s.Frame(1).Slots["limit"].Value; !v.Equal(conversation.Cents(1250, "EUR")) {
		t.Errorf("limit is %v", v)
	}
}

func TestTheFlowsOwnRulesJudgeACorrection(t *testing.T) {
	t.Parallel()
	r := setup(t, func(o *desk.Options) {
		o.Set = func(s *conversation.State, c conversation.Command) ([]conversation.Event, error) {
			if c.Value.Text == "lost" {
				return []conversation.Event{conversation.Said{Kind: "say", Text: "Dat kan niet meer."}}, nil
			}
			return []conversation.Event{
				conversation.SlotSet{Frame: 1, Flow: "block_card", Slot: c.Slot, Value: *c.Value, Said: c.Text},
				conversation.SlotCleared{Frame: 1, Flow: "block_card", Slot: "day", Reason: "goes with reason"},
				conversation.Said{Kind: "say", Text: "Ik heb het aangepast."},
			}, nil
		}
	})
	a := r.claimed(started()...)
	var refused *desk.RefusedError
	if _, err := r.Correct(t.Context(), a, 1, "reason", "lost"); !errors.As(err, &refused) || refused.Text != "Dat kan niet meer." {
		t.Errorf("got %v", err)
	}
	s, err := r.Correct(t.Context(), a, 1, "reason", "stolen")
	r.must(err)
	if v := s.Frame(1).Slots["reason"]; v.Value.Text != "stolen" || v.Said != "" || v.Agent != "anna" || len(s.Recent) != 1 {
		t.Errorf("slot is %+v, said %+v", v, s.Recent)
	}
}

func TestAnAgentRecordsWhatBecameOfAnAction(t *testing.T) {
	t.Parallel()
	r := setup(t)
	a := r.claimed(append(started(), conversation.ActionStarted{
		N: 1, Operation: "crm.block_card", Frame: 1, Flow: "block_card", Step: "call.block", At: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), TimeOut: 5 * time.Second,
	})...)
	if _, err := r.Settle(t.Context(), a, 1, conversation.Done, "K-1"); !errors.Is(err, desk.ErrRunning) {
		t.Errorf("while it runs: %v", err)
	}
	if _, err := r.Settle(t.Context(), a, 2, conversation.Done, "K-1"); !errors.Is(err, desk.ErrNothing) {
		t.Errorf("another: %v", err)
	}
	if due, _, err := r.store.Due(t.Context(), 10); err != nil || len(due) != 1 {
		t.Errorf("an open action is not looked after by a worker: %v %v", due, err)
	}
	r.clock.Move(time.Minute)
	s, err := r.Settle(t.Context(), a, 1, conversation.Done, " K-1 ")
	r.must(err)
	act := s.Action(1)
	if s.Open != 0 || act.Receipt.Outcome != conversation.Done || act.Receipt.Reference != "K-1" || s.Frame(1).Receipts["call.block"] != 1 {
		t.Fatalf("action is %+v", act)
	}
	if _, err := r.Settle(t.Context(), a, 1, conversation.Failed, ""); !errors.Is(err, desk.ErrSettled) {
		t.Errorf("twice: %v", err)
	}
}

func TestTransfer(t *testing.T) {
	t.Parallel()
	r := setup(t)
	a := r.claimed()
	if _, err := r.Transfer(t.Context(), a, "bram"); !errors.Is(err, desk.ErrAway) {
		t.Errorf("to somebody who is not there: %v", err)
	}
	r.Beat("bram", "Bram")
	s, err := r.Transfer(t.Context(), a, "bram")
	r.must(err)
	if s.Holder != "bram" || s.Name != "Bram" || s.Epoch != a.Epoch+1 {
		t.Fatalf("state is %s %s %d", s.Holder, s.Name, s.Epoch)
	}
	mine, err := r.Mine(t.Context(), "bram")
	r.must(err)
	if len(mine) != 1 || mine[0].ID != a.ID {
		t.Fatalf("bram has %+v", mine)
	}
}

func TestAChannelThatTakesNoFreeTextAnyMoreIsSaidSo(t *testing.T) {
	t.Parallel()
	r := setup(t)
	id := r.open("whatsapp", conversation.HandoverRequested{Reason: "requested"})
	s, err := r.Claim(t.Context(), desk.Act{ID: id, Agent: "anna"}, "Anna")
	r.must(err)
	a := desk.Act{ID: id, Agent: "anna", Epoch: s.Epoch}
	if until := r.Until(s); !until.Equal(r.clock.Now().Add(conversation.Window)) {
		t.Errorf("a reply is taken until %v", until)
	}
	r.clock.Move(conversation.Window - time.Minute)
	_, err = r.Say(t.Context(), a, "c-1", "Goedemorgen")
	r.must(err)
	r.clock.Move(2 * time.Minute)
	if _, err := r.Say(t.Context(), a, "c-2", "Bent u er nog?"); !errors.Is(err, desk.ErrWindow) {
		t.Errorf("after a day of silence: %v", err)
	}
	if w := r.open("widget"); !r.Until(func() *conversation.State { s, err := r.State(t.Context(), w); r.must(err); return s }()).IsZero() {
		t.Error("the chat on the site has an end")
	}
}
