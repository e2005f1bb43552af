package assistant_test

import (
	"strings"
	"testing"
	"time"

	"balie/conversation"
)

// TestASecondProcessWaitsItsTurn and is served after the first, without being asked for again.
func TestASecondProcessWaitsItsTurn(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.blocking()
	m := h.says("en mijn wachtwoord", start("reset_password"))
	h.tells(m, "Daarna gaan we verder met", "Zal ik dat doen?")
	m = h.presses(m, "Ja")
	m = h.presses(m, "Nee")
	h.tells(m, "vraag ik geen nieuwe pas aan", "Dan nu: Nieuw wachtwoord", "Waar mag de link naartoe?")
	if s := h.state(); s.Running != 2 || len(s.Waiting) != 0 || s.Frame(1).Outcome != conversation.FrameDone {
		t.Errorf("process %d runs, %v wait", s.Running, s.Waiting)
	}
	h.says("nog eens", start("reset_password"))
	if s := h.state(); len(s.Frames) != 2 {
		t.Errorf("what is in hand was started again: %d frames", len(s.Frames))
	}
}

func TestACancelledProcessMakesWay(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.blocking()
	h.says("en mijn wachtwoord", start("reset_password"))
	m := h.says("laat maar", pattern("cancel"))
	h.tells(m, "Waar mag de link naartoe?")
	if s := h.state(); s.Frame(1).Outcome != conversation.FrameCancelled || s.Consent != nil {
		t.Errorf("process 1 is %q, consent %+v", s.Frame(1).Outcome, s.Consent)
	}
	h.ran("block_card", 0, 0)
}

// following opens the shop and leads to the wait for news of order W-5001.
func following(t *testing.T) *house {
	t.Helper()
	h := open(t, "shop", "shop", nil)
	h.signsIn("C-1001")
	h.says("waar blijft het", start("order_status"))
	m := h.pushes("set:1:order:W-5001")
	h.tells(h.presses(m, "Ja"), "Dat doe ik")
	return h
}

// reports is what the back end says of W-5001.
func (h *house) news(id, status, words string) conversation.Input {
	text := func(s string) conversation.Value { return conversation.Of(conversation.Text, s) }
	v := conversation.Rec(map[string]conversation.Value{
		"id": text(id), "order": text("W-5001"), "customer": text("C-1001"), "status": text(status), "status_nl": text(words), "status_en": text(status),
		"at": text("2026-11-23T15:00:00Z"),
	})
	const name = "shop.order_changed"
	return conversation.Input{
		Key: h.store.Hash("callback", name, "W-5001"), Source: "callback:" + name, ID: id, Kind: conversation.InputCallback, Name: name,
		Text: "W-5001", Value: &v,
	}
}

// TestAReportEndsItsWaitOnce, although it comes twice, and although another says the same.
func TestAReportEndsItsWaitOnce(t *testing.T) {
	t.Parallel()
	h := following(t)
	delivered := h.news("E-1", "delivered", "bezorgd")
	h.accepts(delivered)
	if acc := h.accepts(delivered); !acc.Duplicate {
		t.Errorf("the same report was accepted twice: %+v", acc)
	}
	h.accepts(h.news("E-2", "delivered", "bezorgd"))
	h.tells(h.rests(), "Nieuws over", "bezorgd")
	h.toldOnce("Nieuws over")
	if acc := h.accepts(h.news("E-3", "delivered", "bezorgd")); !acc.Unknown {
		t.Errorf("nobody waits any more, and it was accepted: %+v", acc)
	}
	if s := h.state(); s.Frame(1).Outcome != conversation.FrameDone || h.count("wait_ended") != 1 {
		t.Errorf("the process is %q after %d ends of its wait", s.Frame(1).Outcome, h.count("wait_ended"))
	}
}

// TestAReportOvertakesTheAnswer: the system tells the news before it has answered that it will, or before the wait.
func TestAReportOvertakesTheAnswer(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]bool{"once": false, "with more news": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, "shop", "shop", nil)
			h.signsIn("C-1001")
			h.says("waar blijft het", start("order_status"))
			m := h.pushes("set:1:order:W-5001")
			h.wire.meets("shop.follow_order", func(do func() conversation.Receipt, _ conversation.Permit) conversation.Receipt {
				if acc := h.accepts(h.news("E-1", "sent", "verzonden")); acc.Unknown {
					t.Error("a report before the answer found nobody")
				}
				if again {
					h.accepts(h.news("E-2", "delivered", "bezorgd"))
				}
				return do()
			})
			m = h.presses(m, "Ja")
			h.tells(m, "Dat doe ik", "Nieuws over", "verzonden")
			if strings.Contains(told(m), "bezorgd") != again {
				t.Errorf("told: %q", told(m))
			}
			acc := h.accepts(h.news("E-3", "delivered", "bezorgd"))
			if acc.Unknown != again {
				t.Errorf("a later report found somebody: %v", !acc.Unknown)
			}
			if h.rests(); h.state().Frame(1).Outcome != conversation.FrameDone {
				t.Errorf("the process is not over")
			}
		})
	}
}

// TestACancelledProcessIsNotFoundAnyMore by the report that it waited for.
func TestACancelledProcessIsNotFoundAnyMore(t *testing.T) {
	t.Parallel()
	h := following(t)
	h.says("laat maar", pattern("cancel"))
	if s := h.state(); s.Frame(1).Outcome != conversation.FrameCancelled {
		t.Fatalf("the process is %q", s.Frame(1).Outcome)
	}
	if acc := h.accepts(h.news("E-1", "delivered", "bezorgd")); !acc.Unknown {
		t.Errorf("it was accepted: %+v", acc)
	}
}

func TestAReportAboutSomethingElse(t *testing.T) {
	t.Parallel()
	h := following(t)
	other := h.news("E-1", "delivered", "bezorgd")
	other.Key = h.store.Hash("callback", "shop.order_changed", "W-5007")
	if acc := h.accepts(other); !acc.Unknown {
		t.Errorf("it was accepted: %+v", acc)
	}
	forged := h.news("E-2", "delivered", "bezorgd")
	forged.Text = "W-5007" // found by one name, about another
	h.accepts(forged)
	if m := h.rests(); strings.Contains(told(m), "Nieuws") {
		t.Errorf("it was told: %q", told(m))
	}
}

// TestAReportWhileAPersonHasTheFloor is taken in, said by nobody, and told after the hand-back.
func TestAReportWhileAPersonHasTheFloor(t *testing.T) {
	t.Parallel()
	h := following(t)
	h.claims()
	h.accepts(h.news("E-1", "delivered", "bezorgd"))
	if m := h.rests(); len(m) != 0 {
		t.Errorf("it was said that %q", told(m))
	}
	h.silent()
	h.tells(h.handsBack(), "Nieuws over", "bezorgd")
	h.toldOnce("Nieuws over")
}

// TestAWaitElapses: at its time, and not before, and quietly where the flow says so.
func TestAWaitElapses(t *testing.T) {
	t.Parallel()
	h := following(t)
	_, next, err := h.store.Due(t.Context(), 1)
	h.must(err)
	if want := h.clock.Now().Add(30 * 24 * time.Hour); next.Before(want.Add(-time.Minute)) || next.After(want) {
		t.Errorf("it is due at %s, want %s", next, want)
	}
	h.passes(30*24*time.Hour - time.Minute)
	if s := h.state(); s.Frame(1).Outcome != "" {
		t.Fatal("it has ended too early")
	}
	m := h.passes(2 * time.Minute)
	if s := h.state(); s.Frame(1).Outcome != conversation.FrameDone || len(m) != 0 {
		t.Errorf("the process is %q; it was said that %q", s.Frame(1).Outcome, told(m))
	}
	if acc := h.accepts(h.news("E-1", "delivered", "bezorgd")); !acc.Unknown {
		t.Error("a report after the wait found somebody")
	}
}

// TestATimerIsNotForgotten because something else is talked about meanwhile, or asked.
func TestATimerIsNotForgotten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]conversation.Command{"a question of theirs": pattern("are_you_robot"), "a question of ours": start("move_appointment")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := following(t)
			_, before, err := h.store.Due(t.Context(), 1)
			h.must(err)
			h.says("iets anders", c)
			_, after, err := h.store.Due(t.Context(), 1)
			h.must(err)
			if !after.Equal(before) {
				t.Errorf("it was due at %s and is now at %s", before, after)
			}
			h.passes(31 * 24 * time.Hour) // comes to rest, whether or not it is served
		})
	}
}

// TestWhileOneProcessWaitsAnotherIsServed, and the news comes in between.
func TestWhileOneProcessWaitsAnotherIsServed(t *testing.T) {
	t.Parallel()
	h := following(t)
	m := h.says("afspraak verzetten", start("move_appointment"))
	if last(m).Kind == "" || strings.Contains(told(m), "hierna") {
		t.Fatalf("it had to wait: %q", told(m))
	}
	running := h.state().Running
	h.accepts(h.news("E-1", "delivered", "bezorgd"))
	h.tells(h.rests(), "Nieuws over")
	if s := h.state(); s.Running != running || s.Frame(1).Outcome != conversation.FrameDone {
		t.Errorf("process %d runs, the first is %q", s.Running, s.Frame(1).Outcome)
	}
}

// TestNothingToDoIsNothingRecorded: no turn is taken without a reason, and one that finds nothing leaves little.
func TestNothingToDoIsNothingDue(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.blocking()
	before := len(h.events())
	h.passes(10 * time.Minute)
	if after := len(h.events()); after != before {
		t.Errorf("%d events were recorded while nothing happened", after-before)
	}
	for range 3 { // by workers who were overtaken since they saw that it was due
		h.must(h.a.Turn(t.Context(), h.id))
	}
	if after := len(h.events()); after != before {
		t.Errorf("%d events were recorded by those who came too late", after-before)
	}
	h.hears("hoi")
	if m := h.rests(); h.state().Status != conversation.WithAssistant {
		t.Errorf("their takings were counted, and a person was asked for: %q", told(m))
	}
	h.must(h.a.Turn(t.Context(), "nobody"))
}

func TestATurnIsReported(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.presses(h.blocking(), "Ja")
	r := h.reports[len(h.reports)-1]
	if r.Failed || r.Actions != 1 || r.Inputs != 1 || r.Channel != "test" || r.Status != conversation.WithAssistant {
		t.Errorf("reported as %+v", r)
	}
}

// TestTheFirstThingSaidDiscloses who speaks, whatever comes first.
func TestTheFirstThingSaidDiscloses(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]conversation.Input{
		"opened": {Kind: conversation.InputOpened}, "text": {Kind: conversation.InputText, Text: "hoi"}, "media": {Kind: conversation.InputMedia},
		"button": {Kind: conversation.InputButton, Choice: "start:block_card"}, "signed in": {Kind: conversation.InputIdentity, Identity: &conversation.Identity{Subject: "C-1001"}},
	} {
		h := bank(t)
		h.accepts(in)
		m := h.rests()
		if len(m) == 0 || m[0].Kind != "disclosure" || !strings.Contains(m[0].Text, "digitale assistent") || !strings.Contains(m[0].Text, "medewerker") {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

// TestTwoConversationsHearTheSameReport: whoever follows an order hears of it, in each conversation once.
func TestTwoConversationsHearTheSameReport(t *testing.T) {
	t.Parallel()
	h := following(t)
	first, shown := h.id, h.shown
	h.from.Sender, h.id, h.shown = "another browser", "", 0
	h.signsIn("C-1001")
	h.says("waar blijft het", start("order_status"))
	h.tells(h.presses(h.pushes("set:1:order:W-5001"), "Ja"), "Dat doe ik")
	delivered := h.news("E-1", "delivered", "bezorgd")
	if acc := h.accepts(delivered); acc.Unknown || len(acc.Also) != 1 || acc.Also[0] != first {
		t.Errorf("it was accepted as %+v, want also in %s", acc, first)
	}
	if acc := h.accepts(delivered); !acc.Duplicate {
		t.Errorf("it was accepted twice: %+v", acc)
	}
	h.tells(h.rests(), "Nieuws over", "bezorgd")
	h.toldOnce("Nieuws over")
	h.id, h.shown = first, shown
	h.tells(h.rests(), "Nieuws over", "bezorgd")
	h.toldOnce("Nieuws over")
}
