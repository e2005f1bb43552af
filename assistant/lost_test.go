package assistant_test

import (
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/conversation"
)

// TestALostAnswerIsFoundByTheQuery: the card was blocked and nobody heard. It is not blocked again.
func TestALostAnswerIsFoundByTheQuery(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", h.doneAndLost)
	h.tells(h.presses(m, "Ja"), "Gelukt", "Zal ik ook een nieuwe pas")
	h.settled(1, conversation.Done, "query")
	h.ran("block_card", 1, 1)
}

// TestNotFoundIsNotAtOnceNotDone: until no request can be running at the back end any more, the action stays open.
func TestNotFoundIsNotAtOnceNotDone(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", h.lost)
	h.tells(h.presses(m, "Ja"), "Ik kijk na of het gelukt is")
	said := h.passes(29 * time.Second)
	if s := h.state(); s.Open != 1 || len(said) != 0 {
		t.Fatalf("action %d is open; said: %q", s.Open, told(said))
	}
	h.tells(h.says("en?", pattern("is_it_done")), "")
	if s := h.state(); s.Open != 1 {
		t.Fatal("a question settled it")
	}
	said = h.passes(35 * time.Second)
	h.settled(1, conversation.Failed, "query")
	if a := h.action(1); a.Receipt.At.Sub(a.Looked) != a.TimeOut+30*time.Second {
		t.Errorf("it was believed %s after the first look", a.Receipt.At.Sub(a.Looked))
	}
	h.tells(said, "Er is niets veranderd", "opnieuw proberen")
	h.ran("block_card", 0, 0)

	h.presses(said, "opnieuw")
	h.settled(2, conversation.Done, "answer")
	h.ran("block_card", 1, 1)
	if a, b := h.action(1).Key, h.action(2).Key; a == b {
		t.Errorf("both actions have the key %s", a)
	}
	h.toldOnce("Ik kijk na of het gelukt is")
}

// toldOnce ends the test unless a text was said once in the whole conversation.
func (h *house) toldOnce(text string) {
	h.Helper()
	n := 0
	for _, r := range h.events() {
		if m, ok := conversation.MessageOf(r); ok && m.From == conversation.FromAssistant {
			if strings.Contains(m.Text, text) {
				n++
			}
		}
	}
	if n != 1 {
		h.Fatalf("%q was told %d times", text, n)
	}
}

// TestALateRequestIsFoundInTime: it ran after the first look, before nothing could be running any more.
func TestALateRequestIsFoundInTime(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	var run func() conversation.Receipt
	h.wire.meets("crm.block_card", func(do func() conversation.Receipt, p conversation.Permit) conversation.Receipt {
		run = do
		h.clock.Move(p.Operation().TimeOut)
		return noAnswer
	})
	h.presses(m, "Ja")
	run() // the request arrives although nobody waits for it any more
	h.tells(h.passes(time.Minute), "Gelukt")
	h.settled(1, conversation.Done, "query")
	h.ran("block_card", 1, 1)
}

// TestALostAnswerIsFetchedWithTheSameKey: the second request changes nothing at the back end.
func TestALostAnswerIsFetchedWithTheSameKey(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*house) fate{
		"it was done":       func(h *house) fate { return h.doneAndLost },
		"it never arrived":  func(h *house) fate { return h.lost },
		"it is still going": func(*house) fate { return busy },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := bank(t)
			m := h.presses(h.blocking(), "Ja")
			h.wire.meets("crm.order_card", lose(h), h.lost)
			h.tells(append(h.presses(m, "Ja"), h.passes(10*time.Second)...), "Ik kijk na of het gelukt is", "Je nieuwe pas is aangevraagd")
			h.settled(2, conversation.Done, "key")
			if _, effects := h.asked("order_card"); effects != 1 {
				t.Errorf("%d cards were ordered", effects)
			}
			keys := h.wire.keys("crm.order_card")
			if len(keys) != 3 || keys[0] != keys[1] || keys[1] != keys[2] || keys[0] != h.action(2).Key {
				t.Errorf("it was called with the keys %v", keys)
			}
		})
	}
}

// busy is an answer that says that the same key is being worked on.
func busy(func() conversation.Receipt, conversation.Permit) conversation.Receipt {
	return conversation.Receipt{Outcome: conversation.Unknown, Busy: true}
}

// TestWhatSurelyDidNotHappenIsOfferedAgain under a new key and the same consent.
func TestWhatSurelyDidNotHappenIsOfferedAgain(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", unreached, unreached)
	for range 2 {
		m = h.presses(m[len(m)-1:], map[bool]string{true: "Ja", false: "opnieuw"}[last(m).Kind == "confirm"])
		h.tells(m, "Er is niets veranderd")
	}
	h.tells(h.presses(m, "opnieuw"), "Gelukt")
	h.settled(3, conversation.Done, "answer")
	h.ran("block_card", 1, 1)
	if h.count("consent_given") != 1 {
		t.Errorf("%d consents for one wish", h.count("consent_given"))
	}
}

// TestWhatWasNotReachedIsStartedAgainByItself, later each time, without a word until it is done.
func TestWhatWasNotReachedIsStartedAgainByItself(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", unreached, unreached, unreached)
	h.tells(h.presses(m, "Ja"), "Er is niets veranderd", "vanzelf opnieuw")
	if said := h.passes(30*time.Second + time.Minute); len(said) != 0 || len(h.state().Actions) != 3 {
		t.Fatalf("after two more tries: %d actions; said: %q", len(h.state().Actions), told(said))
	}
	h.tells(h.passes(2*time.Minute), "Gelukt")
	h.settled(4, conversation.Done, "answer")
	h.ran("block_card", 1, 1)
	if h.count("consent_given") != 1 || h.count("consent_asked") != 2 {
		t.Errorf("%d consents, %d asked for, the next one included", h.count("consent_given"), h.count("consent_asked"))
	}
	keys := map[string]bool{}
	for _, k := range h.wire.keys("crm.block_card") {
		keys[k] = true
	}
	if len(keys) != 4 {
		t.Errorf("%d keys for four starts", len(keys))
	}
}

// TestAPostponedStartIsStillTheCustomers: it can be stopped, and waits behind nothing that is said in between.
func TestAPostponedStartIsStillTheCustomers(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]conversation.Command{"stopped": pattern("cancel"), "another matter": pattern("are_you_robot")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := bank(t)
			m := h.blocking()
			h.wire.meets("crm.block_card", unreached)
			h.presses(m, "Ja")
			h.says("en nu?", says)
			h.passes(time.Minute)
			n := map[bool]int{true: 0, false: 1}[name == "stopped"]
			h.ran("block_card", n, n)
		})
	}
}

// TestAStopStopsWhatWasPostponedToo: it was said of another process, and nothing starts after it without a new yes.
func TestAStopStopsWhatWasPostponedToo(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", unreached)
	h.presses(m, "Ja")
	h.says("wachtwoord", start("reset_password"))
	h.clock.Move(time.Minute) // it is time, and the other process is served
	m = h.says("laat maar", pattern("cancel"))
	h.ran("block_card", 0, 0)
	h.tells(m, "Zal ik het opnieuw proberen?")
	h.passes(20 * time.Minute)
	h.ran("block_card", 0, 0)
	h.tells(h.presses(m, "opnieuw"), "Zal ik dat doen?")
}

// TestWhileAPersonHasTheFloorNothingIsStartedAgain, and after the hand-back it is.
func TestWhileAPersonHasTheFloorNothingIsStartedAgain(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", unreached)
	h.presses(m, "Ja")
	h.claims()
	h.passes(5 * time.Minute)
	h.silent()
	h.ran("block_card", 0, 0)
	h.tells(h.handsBack(), "Gelukt")
	h.ran("block_card", 1, 1)
}

// TestAfterTheConsentsLifeItIsAskedAgain: a wish that is kept for long is not carried out on an old yes.
func TestAfterTheConsentsLifeItIsAskedAgain(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	down := make([]fate, 20)
	for i := range down {
		down[i] = unreached
	}
	h.wire.meets("crm.block_card", down...)
	h.presses(m, "Ja")
	m = h.passes(16 * time.Minute)
	if n := len(h.state().Actions); n < 4 || n > 7 {
		t.Errorf("it was started %d times", n)
	}
	h.tells(m, "medewerker bij") // it was tried often enough
	h.wire.fates["crm.block_card"] = nil
	h.tells(h.pushes("pattern:retry"), "Zal ik dat doen?")
	h.ran("block_card", 0, 0)
}

// TestWhatCannotBeLookedUpIsSettledAsUnknown, once, and the flow's own words are said.
func TestWhatCannotBeLookedUpIsSettledAsUnknown(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.signsIn("C-1001")
	h.says("wachtwoord", start("reset_password"))
	m := h.pushes("set:1:contact:P-1001-1")
	h.wire.meets("crm.reset_password", h.doneAndLost)
	h.tells(h.presses(m, "Ja"), "Ik weet niet zeker of de link verstuurd is")
	h.settled(1, conversation.Unknown, "answer")
	h.passes(time.Hour)
	h.ran("reset_password", 1, 1)
	if n := len(h.wire.keys("crm.reset_password")); n != 1 {
		t.Errorf("it was called %d times", n)
	}
}

// TestWhatNobodyCanTellGoesToAPerson: a flow without a word for it.
func TestWhatNobodyCanTellGoesToAPerson(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", h.doneAndLost)
	silence := make([]fate, 50)
	for i := range silence {
		silence[i] = func(func() conversation.Receipt, conversation.Permit) conversation.Receipt { return noAnswer }
	}
	h.wire.meets("query crm.block_card", silence...)
	h.presses(m, "Ja")
	h.tells(h.passes(3*time.Minute), "Ik weet niet zeker", "medewerker")
	h.settled(1, conversation.Unknown, "none")
	if s := h.state(); s.Status != conversation.Queued || s.Request.Reason != "action_unknown" {
		t.Errorf("it stands at %s, %+v", s.Status, s.Request)
	}
	queries := len(h.wire.keys("query crm.block_card"))
	h.passes(time.Hour)
	if again := len(h.wire.keys("query crm.block_card")); again != queries || queries > 12 {
		t.Errorf("it was looked up %d times, and %d after that", queries, again-queries)
	}
	h.ran("block_card", 1, 1)
}

// TestAnActionThatIsFoundOpen: the process that started it is gone. What it declares says how it is settled.
func TestAnActionThatIsFoundOpen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dies    func(h *house, do func() conversation.Receipt)
		outcome conversation.Outcome
		effects int
	}{
		"before the request": {func(*house, func() conversation.Receipt) {}, conversation.Failed, 0},
		"after it was done":  {func(_ *house, do func() conversation.Receipt) { do() }, conversation.Done, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := bank(t)
			m := h.blocking()
			h.wire.meets("crm.block_card", func(do func() conversation.Receipt, _ conversation.Permit) conversation.Receipt {
				c.dies(h, do)
				h.clock.Move(20 * time.Second) // the lease is over
				h.process("second", h.engine)
				h.reads()
				h.passes(time.Minute)
				return noAnswer // and so is this process, which does not know it yet
			})
			h.pushes(button(t, m, "Ja"))
			h.passes(time.Minute)
			h.settled(1, c.outcome, "query")
			h.ran("block_card", c.effects, c.effects)
		})
	}
}

// TestTwoProcessesDieOverIt: the customer is told that it is being looked up by whoever comes to do so in peace.
func TestTwoProcessesDieOverIt(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", dies)
	h.wire.meets("query crm.block_card", dies)
	h.wire.meets("query crm.block_card", h.lost)
	h.alone(func() { h.pushes(button(t, m, "Ja")) })
	h.clock.Move(20 * time.Second)
	h.process("second", h.engine)
	h.alone(func() { h.rests() })
	h.clock.Move(20 * time.Second)
	h.process("third", h.engine)
	h.tells(h.passes(time.Minute), "Ik kijk na of het gelukt is")
	h.passes(3 * time.Minute)
	h.toldOnce("Ik kijk na of het gelukt is")
}

// dies ends the process in the middle of a call.
func dies(func() conversation.Receipt, conversation.Permit) conversation.Receipt {
	runtime.Goexit()
	return noAnswer
}

// alone does something in which a process dies.
func (h *house) alone(do func()) {
	var wg sync.WaitGroup
	wg.Go(do)
	wg.Wait()
}

// TestAPausedProcessWakes with the receipt of what another has settled: it is dropped, and nothing is said twice.
func TestAPausedProcessWakes(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", meanwhile(func() {
		h.clock.Move(20 * time.Second)
		h.process("second", h.engine)
		h.tells(h.passes(time.Second), "Gelukt")
	}))
	h.pushes(button(t, m, "Ja"))
	h.settled(1, conversation.Done, "query")
	h.ran("block_card", 1, 1)
	h.toldOnce("Gelukt")
}

// TestAPausedProcessSendsNothingAfterItsLease: it was asleep between its start and the first byte.
func TestAPausedProcessSendsNothingAfterItsLease(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", func(do func() conversation.Receipt, _ conversation.Permit) conversation.Receipt {
		h.clock.Move(20 * time.Second)
		h.process("second", h.engine)
		h.tells(h.passes(65*time.Second), "Er is niets veranderd")
		return do()
	})
	h.pushes(button(t, m, "Ja"))
	h.settled(1, conversation.Failed, "query")
	h.ran("block_card", 0, 0)
	h.toldOnce("Er is niets veranderd")
}

// TestALateReceiptOfWhatWasGivenUp: recorded as failed, done all the same. It is recorded, and somebody hears of it.
func TestALateReceiptOfWhatWasGivenUp(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	blind := make([]fate, 20)
	for i := range blind {
		blind[i] = func(func() conversation.Receipt, conversation.Permit) conversation.Receipt {
			return conversation.Receipt{Outcome: conversation.Failed, NotFound: true}
		}
	}
	h.wire.meets("query crm.block_card", blind...)
	h.wire.meets("crm.block_card", meanwhile(func() { // it is asleep with the answer in its hands
		h.clock.Move(20 * time.Second)
		h.process("second", h.engine)
		h.tells(h.passes(65*time.Second), "Er is niets veranderd")
	}))
	h.pushes(button(t, m, "Ja"))
	if a := h.action(1); a.Receipt.Outcome != conversation.Done || h.count("action_settled") != 2 || h.count("alarm_raised") != 1 {
		t.Errorf("it stands as %s, settled %d times, %d alarms", a.Receipt.Outcome, h.count("action_settled"), h.count("alarm_raised"))
	}
	if s := h.state(); s.Status != conversation.Queued || s.Request.Reason != "ran_after_all" {
		t.Errorf("nobody was asked to look at it: %s, %+v", s.Status, s.Request)
	}
	h.toldOnce("Ik heb een medewerker gevraagd")
}

// TestALimitIsReached: it is recorded as refused, no call is made, and nothing is counted.
func TestALimitIsReached(t *testing.T) {
	t.Parallel()
	h := open(t, "bank", "crm", func(ops operations) {
		op := ops["crm.block_card"]
		op.Limits = []conversation.Limit{{Name: "a_day", Per: "customer", Most: 1, Within: 24 * time.Hour}}
		ops["crm.block_card"] = op
	})
	h.presses(h.blocking(), "Ja")
	h.from.Sender, h.id = "another browser", ""
	h.shown = 0
	m := h.presses(h.blocking(), "Ja")
	h.tells(m, "Een medewerker kan")
	h.tells(m, "Het kan weer vanaf")
	h.settled(1, conversation.Refused, "limit")
	h.ran("block_card", 1, 1)
	if a := h.action(1); a.Receipt.Name != "limit_reached" {
		t.Errorf("it was refused as %+v", a.Receipt)
	}
}

// TestWhoAsksInTheTurnThatFindsItIsToldOnce: the answer to the question does not tell what the process tells anyway.
func TestWhoAsksInTheTurnThatFindsItIsToldOnce(t *testing.T) {
	t.Parallel()
	h := bank(t)
	m := h.blocking()
	h.wire.meets("crm.block_card", func(do func() conversation.Receipt, _ conversation.Permit) conversation.Receipt {
		do()
		return noAnswer
	})
	h.wire.meets("query crm.block_card", func(func() conversation.Receipt, conversation.Permit) conversation.Receipt { return noAnswer })
	h.tells(h.presses(m, "Ja"), "Ik kijk na of het gelukt is")
	open := h.state().Action(h.state().Open)
	if open == nil {
		t.Fatal("it was found at once")
	}
	h.clock.Move(open.Next.Sub(h.clock.Now())) // it is time to look again, and the question comes before anybody did
	h.tells(h.says("gelukt?", pattern("is_it_done")), "Gelukt")
	h.toldOnce("enmerk B-")
}
