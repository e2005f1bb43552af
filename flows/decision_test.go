package flows

import (
	"strings"
	"testing"
	"testing/fstest"

	"balie/conversation"
)

const acceptFlow = `
flow: accept
title: {nl: Verzekeren, en: Take out insurance}
description: The customer takes out an insurance.
examples: {nl: [verzeker mij], en: [insure me]}
slots:
  claims: {type: number, ask: {nl: "Hoeveel schades?", en: "How many claims?"}}
  plate: {type: text, ask: {nl: "Welk kenteken?", en: "Which number plate?"}}
steps:
  - collect: claims
  - decision: acceptance
    rules:
      - {if: claims > 5, outcome: refused, because: {nl: "Je had {{claims}} schades; vijf is het meeste.", en: "You had {{claims}} claims; five is the most."}}
      - {if: claims > 3, outcome: person, because: {nl: "Bij vier of vijf schades beslist een medewerker.", en: "With four or five claims a colleague decides."}}
    else: {outcome: accepted}
    outcomes:
      refused: [end]
  - collect: plate
  - confirm: {nl: "Ik verzeker {{plate}}. Doen?", en: "I insure {{plate}}. Go?"}
    do: [{call: back.write, with: {x: plate, y: plate, step: "'policy'"}, save: policy}]
  - say: {nl: Geregeld., en: Done.}
`

func accepting(t *testing.T) *talker {
	t.Helper()
	return newTalker(t, fstest.MapFS{"accept.yaml": &fstest.MapFile{Data: []byte(acceptFlow)}}, trials())
}

func claims(n float64) conversation.Command {
	v := conversation.Num(n)
	return conversation.Command{Do: conversation.DoSet, Frame: 1, Slot: "claims", Value: &v}
}

func (k *talker) decision() conversation.Decision {
	return k.s.Frame(1).Decisions["decision.acceptance"]
}

func TestADecisionIsMadeOnceAndAnewAfterACorrection(t *testing.T) {
	t.Parallel()
	k := accepting(t)
	k.turn(conversation.Command{Do: conversation.DoStart, Flow: "accept"}, claims(2))
	first := k.decision()
	if first.Outcome != "accepted" || first.Rule != 0 || first.Values["claims"].Number != 2 || first.Revision == "" {
		t.Fatalf("decided %+v", first)
	}
	plate := conversation.Of(conversation.Text, "AB-12-C")
	k.turn(conversation.Command{Do: conversation.DoSet, Frame: 1, Slot: "plate", Value: &plate})
	if again := k.decision(); again.N != first.N {
		t.Errorf("decided again on the same values: %+v", again)
	}
	got := texts(k.turn(claims(6)))
	if d := k.decision(); d.Outcome != "refused" || d.Rule != 1 || d.If != "claims > 5" {
		t.Errorf("after the correction decided %+v", d)
	}
	if !strings.Contains(got, "Je had 6 schades; vijf is het meeste.\nDit is automatisch beslist") || !strings.Contains(got, "medewerker") {
		t.Errorf("said %q", got)
	}
	if f := k.s.Frame(1); f.Outcome != conversation.FrameDone {
		t.Errorf("the branch was not taken: %+v", f)
	}
}

func TestARefusedCustomerMayHaveAPersonLook(t *testing.T) {
	t.Parallel()
	k := accepting(t)
	var button string
	for _, m := range k.turn(conversation.Command{Do: conversation.DoStart, Flow: "accept"}, claims(9)) {
		if len(m.Buttons) > 0 {
			button = m.Buttons[0].ID
		}
	}
	c, err := conversation.ParseChoice(button)
	if err != nil {
		t.Fatal(err)
	}
	k.turn(c)
	if k.s.Status != conversation.Queued || k.s.Request.Reason != "contest" {
		t.Errorf("status %s, request %+v", k.s.Status, k.s.Request)
	}
}

func TestAPersonDecidesWhatIsLeftToOne(t *testing.T) {
	t.Parallel()
	k := accepting(t)
	k.turn(conversation.Command{Do: conversation.DoStart, Flow: "accept"}, claims(4))
	if k.s.Status != conversation.Queued || k.s.Request.Step != conversation.ByPerson("decision.acceptance") || !k.s.Request.Stays {
		t.Fatalf("status %s, request %+v", k.s.Status, k.s.Request)
	}
	k.apply(conversation.Claimed{Agent: "fatima", Name: "Fatima"}, conversation.HandedBack{Agent: "fatima"})
	k.turn()
	if k.s.Status != conversation.Queued {
		t.Fatalf("handed back undecided: status %s", k.s.Status)
	}
	k.apply(conversation.Claimed{Agent: "fatima", Name: "Fatima"})
	e, err := k.e.Decide(k.s, decides("accepted"))
	if err != nil {
		t.Fatal(err)
	}
	k.apply(e)
	k.apply(conversation.HandedBack{Agent: "fatima"})
	if got := texts(k.turn()); !strings.HasSuffix(got, "Ik ken je auto.\nWelk kenteken?") {
		t.Errorf("said %q", got)
	}
	for _, outcome := range []string{"person", "refsed", ""} {
		if _, err := k.e.Decide(k.s, decides(outcome)); err == nil {
			t.Errorf("%q was decided", outcome)
		}
	}
	if k.turn(claims(5)); k.s.Status != conversation.Queued {
		t.Error("what a person decided on other values still stands")
	}
}

func decides(outcome string) conversation.DecisionMade {
	return conversation.DecisionMade{Frame: 1, Step: "decision.acceptance", Outcome: outcome, Because: "Ik ken je auto.", Agent: "fatima"}
}
