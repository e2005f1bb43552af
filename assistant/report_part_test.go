package assistant_test

import (
	"strings"
	"testing"

	"balie/conversation"
)

// bidding are the slots and the first step of an errand.
const bidding = `
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
  - collect: sure
`

// inAPart is the errand whose wait stands in a part that begins only after the question.
const inAPart = `
flow: errand
title: {nl: Volgen, en: Follow}
description: Follows an order.
examples: {nl: [volg mijn bestelling], en: [follow my order]}
assurance: basic` + bidding + `
  - flow: news
    with: {reference: following.reference}
---
flow: news
title: {nl: Nieuws, en: News}
description: Waits for news of an order.
inputs: {reference: text}
steps:
  - wait: {callback: shop.order_changed, match: reference, for: 30d}
    way_back: {not_needed: a test}
    save: change
    outcomes: {elapsed: [end]}
  - say: {nl: "Nieuws: {{change.status_nl}}.", en: "News: {{change.status_en}}."}
`

// byAPart is the errand of which a part does the action and asks the question, before what it gives is waited for.
const byAPart = `
flow: errand
title: {nl: Volgen, en: Follow}
description: Follows an order.
examples: {nl: [volg mijn bestelling], en: [follow my order]}
assurance: basic
steps:
  - flow: follow
    save: followed
  - wait: {callback: shop.order_changed, match: followed.reference, for: 30d}
    way_back: {not_needed: a test}
    save: change
    outcomes: {elapsed: [end]}
  - say: {nl: "Nieuws: {{change.status_nl}}.", en: "News: {{change.status_en}}."}
---
flow: follow
title: {nl: Aanzetten, en: Switch on}
description: Has an order followed.
assurance: basic` + bidding + `
returns: {reference: following.reference}
`

// byAParcel is the errand that waits for what is asked after its action.
var byAParcel = strings.NewReplacer(
	"following.reference", "parcel",
	"  - wait:", "  - collect: parcel\n  - wait:",
	"\nsteps:\n", "\n  parcel: {type: text, ask: {nl: Welk pakket?, en: Which parcel?}}\nsteps:\n",
).Replace(errand)

// ordering leads to the question whether an order is to be followed, in a process that a test has written.
func ordering(t *testing.T, flow string, change func(*conversation.Operation)) (*house, []conversation.Message) {
	t.Helper()
	h := open(t, "shop", "shop", nil)
	op := h.ops["shop.follow_order"]
	op.Outcomes = nil
	change(&op)
	h.ops[op.Name] = op
	h.written(strings.Replace(flow, "        outcomes: {already_delivered: [end]}\n", "", 1))
	h.signsIn("C-1001")
	m := h.says("volg", start("errand"))
	return h, h.pushes(button(t, m, last(m).Buttons[0].Label))
}

func asItIs(*conversation.Operation) {}

// TestAReportOfAPartThatIsNotBegun comes while something is asked before the part that waits for it.
func TestAReportOfAPartThatIsNotBegun(t *testing.T) {
	t.Parallel()
	for name, flow := range map[string]string{"the part waits": inAPart, "the part gives what is waited for": byAPart} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, m := ordering(t, flow, asItIs)
			h.tells(h.presses(m, "Ja"), "Ook per brief?")
			reference := h.action(1).Receipt.Output.Field("reference").Text
			if acc := h.accepts(h.of(reference, "E-1", "verzonden")); acc.Unknown {
				t.Fatal("it found nobody")
			}
			h.tells(h.says("ja", h.sure()), "Nieuws: verzonden")
			h.toldOnce("Nieuws: verzonden")
			if acc := h.accepts(h.of(reference, "E-2", "bezorgd")); !acc.Unknown {
				t.Error("a report found a process that is over")
			}
		})
	}
}

// TestAReportOfAPartBeforeTheAnswerThatNamesIt: its sender can be told to come back.
func TestAReportOfAPartBeforeTheAnswerThatNamesIt(t *testing.T) {
	t.Parallel()
	for name, flow := range map[string]string{"the part waits": inAPart, "the part gives what is waited for": byAPart} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, m := ordering(t, flow, asItIs)
			soon := false
			h.wire.meets("shop.follow_order", meanwhile(func() {
				ids, err := h.store.Find(h.Context(), conversation.SoonKey(h.store, "shop.order_changed"))
				h.must(err)
				soon = len(ids) == 1
			}))
			h.presses(m, "Ja")
			if !soon {
				t.Error("nothing tells that it will be known soon")
			}
		})
	}
}

// TestAReportOfWhatAnAgentHasFound: they recorded what nobody knew, and gave the reference by which it is known.
func TestAReportOfWhatAnAgentHasFound(t *testing.T) {
	t.Parallel()
	h, m := ordering(t, inAPart, func(op *conversation.Operation) { op.Once = conversation.BestEffort })
	h.wire.meets("shop.follow_order", h.doneAndLost)
	h.presses(m, "Ja")
	h.claims()
	_, err := h.desk.Settle(h.Context(), h.act(), 1, conversation.Done, "V-77")
	h.must(err)
	h.isKept("V-77")
}

// TestAReportOfWhatAnAgentDidElsewhere: they got the reference there.
func TestAReportOfWhatAnAgentDidElsewhere(t *testing.T) {
	t.Parallel()
	h, _ := ordering(t, errand, asItIs)
	h.claims()
	_, err := h.desk.Elsewhere(h.Context(), h.act(), "confirm.1", "V-78")
	h.must(err)
	h.isKept("V-78")
}

// TestAReportOfWhatAnAgentRan finds the process although they keep the floor.
func TestAReportOfWhatAnAgentRan(t *testing.T) {
	t.Parallel()
	h, _ := ordering(t, inAPart, func(op *conversation.Operation) { op.ByAgent = true })
	h.claims()
	h.orders("anna", "confirm.1")
	h.isKept(h.action(1).Receipt.Output.Field("reference").Text)
}

// TestAReportOfWhatAnAgentEntered: the value by which it is known.
func TestAReportOfWhatAnAgentEntered(t *testing.T) {
	t.Parallel()
	h, m := ordering(t, byAParcel, asItIs)
	h.presses(m, "Ja")
	h.claims()
	_, err := h.desk.Correct(h.Context(), h.act(), 1, "parcel", "P-9")
	h.must(err)
	h.isKept("P-9")
}

// isKept ends the test unless a report finds the conversation that the agent has, and is told after they gave it back.
func (h *house) isKept(reference string) {
	h.Helper()
	if acc := h.accepts(h.of(reference, "E-1", "verzonden")); acc.Unknown {
		h.Fatal("it found nobody")
	}
	h.rests()
	h.tells(h.handsBack(), "Ook per brief?")
	h.tells(h.says("ja", h.sure()), "Nieuws: verzonden")
	h.toldOnce("Nieuws: verzonden")
}

// sure answers the question behind the action.
func (h *house) sure() conversation.Command {
	c := conversation.Command{Do: conversation.DoSet, Slot: "sure", Value: new(conversation.Bool(true))}
	if s := h.state(); len(s.Frames) > 1 {
		c.Frame = s.Frames[len(s.Frames)-1].ID
	}
	return c
}
