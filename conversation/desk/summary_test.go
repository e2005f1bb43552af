package desk_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/desk"
)

func TestSummaryTellsWhatIsWantedDoneAndNeeded(t *testing.T) {
	t.Parallel()
	r := setup(t)
	a := r.claimed(append(started(),
		conversation.IdentityProven{Identity: conversation.Identity{Subject: "C-1001", Name: "J. de Vries", Assurance: conversation.Substantial, At: time.Date(2026, 11, 23, 9, 50, 0, 0, time.UTC), By: "code"}},
		conversation.SlotSet{Frame: 1, Flow: "block_card", Slot: "code", Value: conversation.Of(conversation.Text, "123456"), Source: conversation.SourceSaid, Said: "123456"},
		conversation.ActionStarted{N: 1, Operation: "crm.block_card", Frame: 1, Flow: "block_card", Step: "call.block", At: time.Date(2026, 11, 23, 9, 59, 0, 0, time.UTC)},
		conversation.ActionSettled{N: 1, Operation: "crm.block_card", Receipt: conversation.Receipt{Outcome: conversation.Done, Reference: "K-77"}},
		conversation.Said{Frame: 1, Flow: "block_card", Step: "collect.day", Kind: "ask", Text: "Sinds wanneer?", Asks: []string{"day"}},
	)...)
	s, err := r.State(t.Context(), a.ID)
	r.must(err)
	sum := r.Summary(s, "nl")
	if len(sum.Wants) != 1 || sum.Wants[0].Title != "Bankpas blokkeren" || sum.Wants[0].State != "running" {
		t.Errorf("wants %+v", sum.Wants)
	}
	if len(sum.Done) != 1 || sum.Done[0].Reference != "K-77" || sum.Done[0].Settle {
		t.Errorf("done %+v", sum.Done)
	}
	if sum.Needs != (desk.Need{Kind: "answer", Label: "Day", Text: "Sinds wanneer?"}) {
		t.Errorf("needs %+v", sum.Needs)
	}
	if sum.Why == nil || sum.Why.Reason != "requested" {
		t.Errorf("why %+v", sum.Why)
	}
	p := sum.Processes[0]
	if p.At != "collect.day" || !p.Steps[0].Done || p.Steps[1].Done || !p.Steps[2].Done || !p.Steps[3].Done {
		t.Errorf("process stands at %s: %+v", p.At, p.Steps)
	}
	if p.Steps[3].Label != "block card" || p.Steps[4].Label != "Bankpas blokkeren" || sum.Done[0].Label != "block card" || sum.Done[0].House {
		t.Errorf("labels are %+v, %+v", p.Steps, sum.Done)
	}
	if v := p.Values[0]; v.Text != "Lost" || v.Key != "lost" || !v.Edit || v.Said != "kwijt" || len(v.Options) != 2 {
		t.Errorf("reason is %+v", v)
	}
	text, err := json.Marshal(sum)
	r.must(err)
	if strings.Contains(string(text), "123456") {
		t.Error("a secret is shown")
	}
	r.clock.Move(2 * time.Hour)
	if who := r.Summary(s, "en").Who; who.Assurance != conversation.NoAssurance || who.Proven != conversation.Substantial {
		t.Errorf("an old proof still holds: %+v", who)
	}
}

func TestSummaryOfWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	r := setup(t, func(o *desk.Options) { o.Describe = nil })
	id := r.open("widget", append(started(), consent())...)
	s, err := r.State(t.Context(), id)
	r.must(err)
	sum := r.Summary(s, "en")
	if sum.Wants[0].Title != "block_card" || sum.Needs.Kind != "consent" || sum.Needs.Text != "Doen?" || sum.Why != nil {
		t.Errorf("summary is %+v", sum)
	}
	if v := sum.Processes[0].Values; len(v) != 1 || v[0].Text != "lost" || v[0].Edit {
		t.Errorf("a choice without options: %+v", v)
	}
}
