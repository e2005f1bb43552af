package assistant_test

import (
	"testing"

	"balie/conversation"
)

// wordless are processes that take something in and say nothing to it: they wait, or are over.
const wordless = `
flow: rests
title: {nl: Rusten, en: Rest}
description: Asks, and waits.
examples: {nl: [rusten], en: [rest]}
slots:
  colour: {type: text, ask: {nl: Welke kleur?, en: Which colour?}}
steps:
  - collect: colour
  - wait: {for: 1h}
    way_back: {not_needed: a test}
  - say: {nl: "{{colour}} is klaar.", en: "{{colour}} is ready."}
---
flow: ends
title: {nl: Ophouden, en: End}
description: Asks, and is over.
examples: {nl: [ophouden], en: [end]}
slots:
  colour: {type: text, ask: {nl: Welke kleur?, en: Which colour?}}
steps:
  - collect: colour
  - if: colour == "blauw"
    then: [{say: {nl: Blauw., en: Blue.}}]
`

// TestWhatIsTakenInIsNotCalledUnclear: an answer after which a process waits, or is over, without a word.
func TestWhatIsTakenInIsNotCalledUnclear(t *testing.T) {
	t.Parallel()
	for flow, want := range map[string]string{"rests": "Zodra er nieuws is", "ends": "dat heb ik"} {
		t.Run(flow, func(t *testing.T) {
			t.Parallel()
			h := open(t, "shop", "shop", nil)
			h.written(wordless)
			h.signsIn("C-1001")
			h.tells(h.says("dit", start(flow)), "Welke kleur?")
			red := conversation.Command{Do: conversation.DoSet, Slot: "colour", Value: new(conversation.Of(conversation.Text, "rood"))}
			h.tells(h.says("rood", red), want)
			if s := h.state(); s.Unclear != 0 {
				t.Errorf("%d times it was not understood", s.Unclear)
			}
		})
	}
}
