package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"balie/cmd/balie/company"
	"balie/conversation"
)

// TestDemoCompanies runs the conversation tests of the demo companies, as balie test does.
func TestDemoCompanies(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"bank", "shop", "insurer", "../../config/demo/shop-tryton"} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			out, err := balie(t, "", nil, "test", name)
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			t.Log("\n" + out)
		})
	}
}

// recorded makes a record of events.
func recorded(k *counter, events ...conversation.Event) *player {
	p := &player{stage: &stage{k: k}}
	for i, e := range events {
		p.events = append(p.events, conversation.Numbered{N: int64(i + 1), Event: e})
	}
	return p
}

func TestWhatMustAlwaysHoldIsNoticed(t *testing.T) {
	t.Parallel()
	st := demoStage(t, "bank")
	hello := conversation.Said{Kind: "disclosure", Text: "Hoi, ik ben een digitale assistent."}
	set := conversation.SlotSet{Frame: 1, Slot: "reason"}
	asks := func(text string) conversation.Said {
		return conversation.Said{Kind: "ask", Frame: 1, Text: text, Asks: []string{"reason"}}
	}
	told := conversation.Said{Kind: "say", Frame: 1, Flow: "block_card", Text: "Gelukt.", Step: toldStep(t, st)}
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
		{"done without a receipt", "has no receipt", []conversation.Event{hello, told}},
	} {
		p := recorded(st.k, c.events...)
		err := p.always()
		if c.wrong == "" && err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func again(s conversation.Said) conversation.Said {
	s.Because = "asked to say it again"
	return s
}

// toldStep finds the step of block_card that tells of the block.
func toldStep(t *testing.T, st *stage) string {
	t.Helper()
	name := ""
	for _, s := range st.k.company().Set.Flows["block_card"].Steps {
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

// TestAScriptThatIsNotTrueFails: every direction can fail, and says why with file and line.
func TestAScriptThatIsNotTrueFails(t *testing.T) {
	t.Parallel()
	folder, dir, err := company.FolderOf("bank")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{getenv: func(string) string { return "" }, log: discard()}
	c, err := company.Open(t.Context(), folder, dir, company.Opening{Getenv: w.getenv, Now: demoClock, Examples: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, claim := range []string{
		"says: dat zeg ik nooit", "says_not: pas", "asks: card", "confirms: crm.block_card", "offers: [Iets anders dan dit]",
		"slots: {reason: stolen}", "slots: {nothing: x}", "called: crm.block_card", "not_called: crm.list_cards", "status: queued",
		"cites: Nergens", "done: block_card", "receipt: B-1", "language: en", "button: Die er niet is", "waits: lang", "code: sent",
		"agent: danst", "agent: hands_back",
	} {
		src := "test: a claim\ncustomer: {id: C-1001}\nsteps:\n  - customer: ik ben mijn pas verloren\n  - button: \"4821\"\n  - customer: wacht\n  - " + claim + "\n"
		if strings.HasPrefix(claim, "says_not") || strings.HasPrefix(claim, "asks") {
			src = "test: a claim\ncustomer: {id: C-1001}\nsteps:\n  - customer: blokkeer mijn pas\n  - " + claim + "\n"
		}
		if strings.HasPrefix(claim, "confirms") {
			src = "test: a claim\nsteps:\n  - customer: hallo\n  - " + claim + "\n"
		}
		scripts, err := readScript("tests/claim.yaml", []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		vs, err := w.playAll(t.Context(), c, scripts, playing{})
		if err != nil {
			t.Fatal(err)
		}
		if vs[0].err == nil || !strings.Contains(vs[0].err.Error(), "tests/claim.yaml:") {
			t.Errorf("%s: %v", claim, vs[0].err)
		}
	}
}

func TestBrokenScriptsAreNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ src, want string }{
		{"test: x\nsteps:\n  - costumer: hallo\n", "direction \"costumer\" is not known"},
		{"test: x\nstepps: []\n", "stepps"},
		{"test: x\nnow: soon\nsteps:\n  - customer: x\n", "is no time"},
		{"test: x\ndesk: ajar\nsteps:\n  - customer: x\n", "desk is open or closed"},
		{"test: x\nsteps:\n  - [1, 2]\n", "a step is one direction"},
		{"test: x\ncustomer: {id: C-1, assurance: total}\nsteps:\n  - customer: x\n", "is not known"},
		{"\x00\xff", "tests/x.yaml"},
	} {
		if _, err := readScript("tests/x.yaml", []byte(c.src)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.src, err)
		}
	}
}

func FuzzReadScript(f *testing.F) {
	f.Add([]byte("test: x\nsteps:\n  - customer: hallo\n"))
	f.Add([]byte("---\n---\ntest: &a x\n"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = readScript("tests/x.yaml", b) // must not panic
	})
}
