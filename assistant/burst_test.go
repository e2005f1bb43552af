package assistant_test

import (
	"context"
	"fmt"
	"testing"

	"balie/conversation"
)

func TestABurstIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.hears("hoi")
	h.hears("pas kwijt", start("block_card"))
	h.hears("gestolen", set("reason", "stolen"))
	h.signsIn("C-1001")
	if h.script.calls != 1 || h.count("turn_ended") != 1 || h.count("message_received") != 4 {
		t.Errorf("understood %d times, in %d turns, %d messages", h.script.calls, h.count("turn_ended"), h.count("message_received"))
	}
	asks := 0
	for _, m := range h.state().Recent {
		if m.Kind == "ask" {
			asks++
		}
	}
	if asks != 1 {
		t.Errorf("%d questions were asked", asks)
	}
}

// TestAnOvertakenDraftNeverLeaves: a message that comes while the one before is understood is answered with it.
func TestAnOvertakenDraftNeverLeaves(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.signsIn("C-1001")
	h.script.during = func(call int) {
		if call == 1 {
			h.hears("kwijt", set("reason", "lost"))
		}
	}
	m := h.says("pas", start("block_card"))
	if h.script.calls != 2 || h.count("turn_ended") != 2 || last(m).Kind != "ask" || last(m).Buttons[0].Label == "Kwijt" {
		t.Errorf("understood %d times in %d turns: %s", h.script.calls, h.count("turn_ended"), told(m))
	}
	if r := h.reports[len(h.reports)-1]; r.Retries != 1 || r.Failed {
		t.Errorf("reported as %+v", r)
	}
}

// TestWhoNeverStopsWritingIsAnswered: three drafts are dropped, the fourth is sent all the same.
func TestWhoNeverStopsWritingIsAnswered(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.signsIn("C-1001")
	h.script.during = func(call int) {
		if call <= 5 {
			h.hears(fmt.Sprint("en nog iets ", call))
		}
	}
	h.hears("pas kwijt", start("block_card"))
	h.must(h.a.Turn(h.Context(), h.id))
	if h.script.calls != 4 || h.count("turn_ended") != 2 {
		t.Fatalf("understood %d times in %d turns", h.script.calls, h.count("turn_ended"))
	}
	h.rests()
	if got := h.count("message_received"); got != 7 {
		t.Errorf("%d messages were taken in, want 7", got)
	}
}

// TestWhoNeverStopsWritingIsNotLeftBehind: a conversation does not close in favour of another while something waits in it.
func TestWhoNeverStopsWritingIsNotLeftBehind(t *testing.T) {
	t.Parallel()
	h := following(t)
	there := h.id
	h.a.Elsewhere = func(ctx context.Context, _ string, but conversation.ID) ([]conversation.Elsewhere, error) {
		if but == there {
			return nil, nil
		}
		held, err := h.ledger.Load(ctx, there)
		if err != nil {
			return nil, err
		}
		return h.engine.Elsewhere(held.State), nil
	}
	h.from.Sender, h.shown = "later", 0
	h.signsIn("C-1001")
	if h.id == there {
		t.Fatal("it is the same conversation")
	}
	came, calls := h.id, h.script.calls
	h.script.during = func(call int) {
		if call <= calls+5 {
			h.hears(fmt.Sprint("en nog iets ", call))
		}
	}
	h.hears("verder daarmee", pattern("go_on"))
	h.rests()
	h.id = came
	over := false
	for _, r := range h.events() {
		switch r.Event.(type) {
		case conversation.ConversationClosed:
			over = true
		case conversation.MessageReceived:
			if over {
				t.Error("a message was taken in after the end")
			}
		}
	}
	if got := h.count("message_received"); !over || got != 7 {
		t.Errorf("over: %v; %d messages were taken in, want 7", over, got)
	}
}

// TestWaitNoStopsIt: what is said before an action starts can still stop it, whether it comes in the same burst or
// while the yes is understood.
func TestWaitNoStopsIt(t *testing.T) {
	t.Parallel()
	question := conversation.Command{Do: conversation.DoAnswer, Text: "kost dat geld"}
	for name, c := range map[string]struct {
		late  bool
		later conversation.Command
	}{
		"no, at once": {false, no}, "no, a moment later": {true, no},
		"a correction, at once": {false, set("reason", "stolen")}, "a correction, a moment later": {true, set("reason", "stolen")},
		"stop, at once": {false, pattern("cancel")}, "stop, a moment later": {true, pattern("cancel")},
		"a question, at once": {false, question}, "a question, a moment later": {true, question},
		"something else, at once": {false, start("reset_password")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := bank(t)
			h.blocking()
			wait := func() { h.hears("nee wacht", c.later) }
			if c.late {
				calls := h.script.calls
				h.script.during = func(call int) {
					if call == calls+1 {
						wait()
					}
				}
			}
			h.hears("ja", yes)
			if !c.late {
				wait()
			}
			h.rests()
			h.ran("block_card", 0, 0)
			if n := h.count("action_started"); n != 0 {
				t.Errorf("%d actions were started", n)
			}
		})
	}
}

// TestAYesThatIsRepeatedIsAYes: and what is said in one message is for the recognizer to judge.
func TestAYesThatIsRepeatedIsAYes(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.blocking()
	h.hears("ja", yes)
	h.hears("ja graag", yes)
	h.rests()
	h.ran("block_card", 1, 1)
	if h.count("consent_given") != 1 {
		t.Errorf("%d consents were given", h.count("consent_given"))
	}
}

func TestTheSameMessageTwiceIsOne(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	press := conversation.Input{Kind: conversation.InputButton, ID: "press", Choice: button(t, m, "Ja")}
	h.accepts(press)
	if acc := h.accepts(press); !acc.Duplicate {
		t.Errorf("it was accepted twice: %+v", acc)
	}
	h.rests()
	if acc := h.accepts(press); !acc.Duplicate {
		t.Errorf("it was accepted again: %+v", acc)
	}
	h.rests()
	h.ran("block_card", 1, 1)
}

func TestWhatCannotBeReadIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	h := bank(t)
	for range 3 {
		h.accepts(conversation.Input{Kind: conversation.InputMedia})
	}
	m := h.rests()
	h.tells(m, "kan ik hier niet lezen")
	if len(m) != 2 || h.script.calls != 0 {
		t.Errorf("%d messages, understood %d times", len(m), h.script.calls)
	}
}
