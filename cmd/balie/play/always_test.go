package play

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"balie/cmd/balie/company"
	"balie/conversation"
)

// recorded makes a record of events.
func recorded(c *company.Company, events ...conversation.Event) *player {
	p := &player{Stage: &Stage{House: &House{Company: c}}}
	for i, e := range events {
		p.Events = append(p.Events, conversation.Numbered{N: int64(i + 1), Event: e})
	}
	return p
}

func TestWhatMustAlwaysHoldIsNoticed(t *testing.T) {
	t.Parallel()
	bank := theBank(t)
	hello := conversation.Said{Kind: "disclosure", Text: "Hoi, ik ben een digitale assistent."}
	set := conversation.SlotSet{Frame: 1, Slot: "reason"}
	asks := func(text string) conversation.Said {
		return conversation.Said{Kind: "ask", Frame: 1, Text: text, Asks: []string{"reason"}}
	}
	told := conversation.Said{Kind: "say", Frame: 1, Flow: "block_card", Text: "Gelukt.", Step: toldStep(t, bank)}
	busy := conversation.Said{Kind: "pattern", Text: "Ik kijk na of het gelukt is."}
	started := conversation.ActionStarted{N: 1, Frame: 1, Step: "call.block"}
	settled := conversation.ActionSettled{N: 1, Receipt: conversation.Receipt{Outcome: conversation.Done}}
	for _, c := range []struct {
		name   string
		wrong  string // part of the complaint; empty: all is well
		events []conversation.Event
	}{
		{"all is well", "", []conversation.Event{hello, asks("Waarom?"), set, started, settled, told}},
		{"nobody says who speaks", "disclose", []conversation.Event{asks("Waarom?")}},
		{"what is known is asked", "is asked although it is known", []conversation.Event{hello, set, asks("Waarom?")}},
		{"after going back it may be asked", "", []conversation.Event{hello, set, conversation.WentBack{Frame: 1, Forget: []string{"reason"}}, asks("Waarom?")}},
		{"the same words again", "word for word", []conversation.Event{hello, asks("Waarom?"), asks("Waarom?")}},
		{"the same words again, as asked", "", []conversation.Event{hello, asks("Waarom?"), again(asks("Waarom?"))}},
		{"told again to who is silent", "has not spoken since", []conversation.Event{hello, busy, late(busy)}},
		{"told again to who asked", "", []conversation.Event{hello, busy, conversation.MessageReceived{}, late(busy)}},
		{"done without a receipt", "has no receipt", []conversation.Event{hello, told}},
	} {
		p := recorded(bank, c.events...)
		err := p.always()
		if c.wrong == "" && err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func late(s conversation.Said) conversation.Said {
	s.Text = "Ik zeg het nog een keer. " + s.Text
	return s
}

func again(s conversation.Said) conversation.Said {
	s.Because = "asked to say it again"
	return s
}

// toldStep finds the step of block_card that tells of the block.
func toldStep(t *testing.T, c *company.Company) string {
	t.Helper()
	name := ""
	for _, s := range c.Set.Flows["block_card"].Steps {
		if s.Say != nil && s.Kind == "say" && strings.Contains(fmt.Sprint(s.Say.Names()), "block") {
			name = s.Name
			break
		}
	}
	if name == "" {
		t.Fatal("block_card tells of no block")
	}
	return name
}

// theBank opens the demo bank, whose systems answer from their examples.
func theBank(t *testing.T) *company.Company {
	t.Helper()
	folder, dir, err := company.FolderOf("bank")
	if err != nil {
		t.Fatal(err)
	}
	c, err := company.Open(t.Context(), folder, dir, company.Opening{Getenv: func(string) string { return "" }, Now: time.Now, Examples: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}
