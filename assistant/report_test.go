package assistant_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"balie/conversation"
	"balie/flows"
)

// errand follows an order, asks something, and waits for a report that is matched by what the action answered.
const errand = `
flow: errand
title: {nl: Volgen, en: Follow}
description: Follows an order.
examples: {nl: [volg mijn bestelling], en: [follow my order]}
assurance: basic
slots:
  order:
    type: choice
    options: {from: shop.list_orders, key: id, label: "{{item.title}}"}
    ask: {nl: Welke?, en: Which?}
  sure: {type: yesno, ask: {nl: Ook per brief?, en: By letter too?}}
steps:
  - collect: order
  - confirm: {nl: "Zal ik {{order.title}} volgen?", en: "Shall I follow {{order.title}}?"}
    do:
      - call: shop.follow_order
        with: {order: order.id}
        save: following
        outcomes: {already_delivered: [end]}
  - collect: sure
  - wait: {callback: shop.order_changed, match: following.reference, for: 30d}
    way_back: {not_needed: a test}
    save: change
    outcomes: {elapsed: [end]}
  - say: {nl: "Nieuws: {{change.status_nl}}.", en: "News: {{change.status_en}}."}
`

// written lets the house serve a process that a test has written, in place of the company's.
func (h *house) written(flow string) {
	h.Helper()
	dir := h.TempDir()
	h.must(os.WriteFile(filepath.Join(dir, "flow.yaml"), []byte(flow), 0o600))
	set, problems := flows.Load(flows.LoadOptions{
		Flows: os.DirFS(dir), Languages: []string{"nl", "en"}, Tone: "je", Operations: h.ops, Callbacks: h.wire.next.Callbacks(),
	})
	h.must(problems.Err())
	h.revision, h.engine.Revision = set.Hash, func(string) *flows.Set { return set }
}

// errand leads to the yes at which an order is followed.
func onErrand(t *testing.T) (*house, []conversation.Message) {
	t.Helper()
	h := open(t, "shop", "shop", nil)
	h.written(errand)
	h.signsIn("C-1001")
	h.says("volg", start("errand"))
	return h, h.pushes("set:1:order:W-5001")
}

// of is a report about what a reference names.
func (h *house) of(reference, id, words string) conversation.Input {
	in := h.news(id, "sent", words)
	in.Key, in.Text = h.store.Hash("callback", in.Name, reference), reference
	return in
}

// TestAReportInAGap: it comes while the customer is asked something between the action and the wait, and is kept for it.
func TestAReportInAGap(t *testing.T) {
	t.Parallel()
	h, m := onErrand(t)
	h.tells(h.presses(m, "Ja"), "Ook per brief?")
	reference := h.action(1).Receipt.Output.Field("reference").Text
	if acc := h.accepts(h.of(reference, "E-1", "verzonden")); acc.Unknown {
		t.Fatal("it found nobody")
	}
	h.tells(h.says("ja", conversation.Command{Do: conversation.DoSet, Slot: "sure", Value: new(conversation.Bool(true))}), "Nieuws: verzonden")
	h.toldOnce("Nieuws: verzonden")
	if acc := h.accepts(h.of(reference, "E-2", "bezorgd")); !acc.Unknown {
		t.Error("a report found a process that is over")
	}
}

// TestAReportBeforeTheAnswerThatNamesIt: while the action is open its sender can be told to come back.
func TestAReportBeforeTheAnswerThatNamesIt(t *testing.T) {
	t.Parallel()
	h, m := onErrand(t)
	soon := func() bool {
		ids, err := h.store.Find(t.Context(), conversation.SoonKey(h.store, "shop.order_changed"))
		h.must(err)
		return len(ids) == 1 && ids[0] == h.id
	}
	h.wire.meets("shop.follow_order", meanwhile(func() {
		if !soon() {
			t.Error("nothing tells that it will be known soon")
		}
	}))
	if soon() {
		t.Error("it is said to be known soon before anything was started")
	}
	h.presses(m, "Ja")
	if soon() {
		t.Error("it is still said to be known soon")
	}
}

// TestAReportWhileAPersonTookOver in the middle of the action: its answer is recorded, nothing is walked, and the report
// that is matched by that answer is kept all the same.
func TestAReportWhileAPersonTookOver(t *testing.T) {
	t.Parallel()
	h, m := onErrand(t)
	h.wire.meets("shop.follow_order", meanwhile(h.claims))
	h.presses(m, "Ja")
	reference := h.action(1).Receipt.Output.Field("reference").Text
	if acc := h.accepts(h.of(reference, "E-1", "verzonden")); acc.Unknown {
		t.Fatal("it found nobody")
	}
	h.silent()
	h.tells(h.handsBack(), "Ook per brief?")
	h.tells(h.says("ja", conversation.Command{Do: conversation.DoSet, Slot: "sure", Value: new(conversation.Bool(true))}), "Nieuws: verzonden")
}

// TestAReportBetweenTwoWaits: another one comes before the process waits again.
func TestAReportBetweenTwoWaits(t *testing.T) {
	t.Parallel()
	h := following(t)
	h.says("wachtwoord", start("return_order"))
	h.accepts(h.news("E-1", "sent", "verzonden"))
	h.accepts(h.news("E-2", "delivered", "bezorgd"))
	h.tells(h.rests(), "verzonden", "bezorgd")
	h.passes(time.Minute)
	h.toldOnce("bezorgd")
}

// TestTheTimeOfAProcessBehindIsUp: its customer is told while they are served in another one, whose question stays open.
func TestTheTimeOfAProcessBehindIsUp(t *testing.T) {
	t.Parallel()
	h := waitsBehind(t, "later")
	m := h.passes(2 * time.Hour)
	h.tells(m, "Een uur is om.", "Welke kleur?")
	if last(m).Kind != "ask" || len(h.reads()) != 0 {
		t.Errorf("the open question is not put again: %q", told(m))
	}
	h.toldOnce("Een uur is om.")
	h.answersColour()
	if s := h.state(); s.Frame(1).Outcome != conversation.FrameDone || s.Frame(2).Outcome != conversation.FrameDone {
		t.Errorf("the processes are %q and %q", s.Frame(1).Outcome, s.Frame(2).Outcome)
	}
}

// TestTheTimeOfAProcessBehindIsAPersons: what its end leaves to a person goes there at once.
func TestTheTimeOfAProcessBehindIsAPersons(t *testing.T) {
	t.Parallel()
	h := waitsBehind(t, "overdue")
	m := h.passes(2 * time.Hour)
	h.tells(m, "Dat duurt te lang.", "Ik haal er een medewerker bij")
	if s := h.state(); s.Status != conversation.Queued || s.Request.Reason != "nothing came" || s.Running != 2 {
		t.Errorf("it is %s for %+v, process %d runs", s.Status, s.Request, s.Running)
	}
	h.answersColour()
}

// waitsBehind has a process that waits for an hour, and another in front that asks something.
func waitsBehind(t *testing.T, flow string) *house {
	t.Helper()
	h := open(t, "shop", "shop", nil)
	h.written(pausing)
	h.signsIn("C-1001")
	h.says("later", start(flow))
	h.tells(h.says("en dit", start("other")), "Welke kleur?")
	return h
}

// answersColour answers the question of the process in front, which is then done.
func (h *house) answersColour() {
	h.Helper()
	h.tells(h.says("rood", conversation.Command{Do: conversation.DoSet, Slot: "colour", Value: new(conversation.Of(conversation.Text, "rood"))}), "rood dus")
}

// pausing are a process that waits for an hour, one that is a person's after it, and one that asks something.
const pausing = `
flow: later
title: {nl: Later, en: Later}
description: Waits.
examples: {nl: [later], en: [later]}
steps:
  - wait: {for: 1h}
    way_back: {not_needed: a test}
  - say: {nl: Een uur is om., en: An hour has passed.}
---
flow: overdue
title: {nl: Te laat, en: Overdue}
description: Waits, and fetches somebody.
examples: {nl: [te laat], en: [overdue]}
steps:
  - wait: {for: 1h}
    way_back: {not_needed: a test}
  - say: {nl: Dat duurt te lang., en: That takes too long.}
  - handover: nothing came
---
flow: other
title: {nl: Anders, en: Other}
description: Asks.
examples: {nl: [anders], en: [other]}
slots:
  colour: {type: text, ask: {nl: Welke kleur?, en: Which colour?}}
steps:
  - collect: colour
  - say: {nl: "{{colour}} dus.", en: "{{colour}} then."}
`
