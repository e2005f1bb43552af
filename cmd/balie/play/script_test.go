package play

import (
	"strings"
	"testing"
)

func TestBrokenScriptsAreNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ src, want string }{
		{"test: x\nsteps:\n  - costumer: hallo\n", "direction \"costumer\" is not known"},
		{"test: x\nstepps: []\n", "stepps"},
		{"test: x\nnow: soon\nsteps:\n  - customer: x\n", "is no time"},
		{"test: x\ndesk: ajar\nsteps:\n  - customer: x\n", "desk is open or closed"},
		{"test: x\nchannel: pigeon\nsteps:\n  - customer: x\n", "channel is widget or whatsapp"},
		{"test: x\nsteps:\n  - [1, 2]\n", "a step is one direction"},
		{"test: x\ncustomer: {id: C-1, assurance: total}\nsteps:\n  - customer: x\n", "is not known"},
		{"test: x\ncustomer: {idd: C-1}\nsteps:\n  - customer: x\n", "tests/x.yaml:2:12: customer does not take \"idd\": did you mean id?"},
		{"test: x\nfaults: {a.b: {fial: slow}}\nsteps:\n  - customer: x\n", "tests/x.yaml:2:16: faults a.b does not take"},
		{"test: x\nsteps:\n  - called: {operation: a.b, tmes: 1}\n", "tests/x.yaml:3:30: called does not take \"tmes\": did you mean times?"},
		{"test: x\nsteps:\n  - signs_in: {id: a, may_represent: [{nam: x}]}\n", "may_represent does not take \"nam\""},
		{"test: x\nsteps:\n  - callback: {name: a, mtch: b}\n", "did you mean match?"},
		{"test: x\nsteps:\n  - agent: {settels: done}\n", "did you mean settles?"},
		{"test: x\nsteps: [\n", "tests/x.yaml:3:"},
		{"test: x\nsteps:\n  - customer: x\n---\nnow: soon\ntest: y\n", "tests/x.yaml:5:6: now"},
		{"\x00\xff", "tests/x.yaml"},
	} {
		if _, err := Read("tests/x.yaml", []byte(c.src)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.src, err)
		}
	}
}

func FuzzReadScript(f *testing.F) {
	f.Add([]byte("test: x\nsteps:\n  - customer: hallo\n"))
	f.Add([]byte("---\n---\ntest: &a x\n"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = Read("tests/x.yaml", b) // must not panic
	})
}

// What a test speaks of must be there: what is not would never be called, and the test hold for ever.
func TestNamesThatTheCompanyDoesNotHaveAreNamed(t *testing.T) {
	t.Parallel()
	c := theBank(t)
	for step, want := range map[string]string{
		"not_called: crm.blok_card":                        `2:17: there is no operation "crm.blok_card": did you mean crm.block_card?`,
		"confirms: crm.dance":                              `there is no operation "crm.dance"`,
		"called: {operation: crm.block_crd}":               "did you mean crm.block_card?",
		"called: crm.block_crd":                            "did you mean crm.block_card?",
		"back_end: [crm.block_crd]":                        "did you mean crm.block_card?",
		"back_end: [{crm.block_crd: {reason: lost}}]":      "did you mean crm.block_card?",
		"asks: raeson":                                     `there is no slot "raeson": did you mean reason?`,
		"slots: {raeson: lost}":                            "did you mean reason?",
		"done: block_crd":                                  "did you mean block_card?",
		"decided: {acceptence: yes}":                       `there is no decision "acceptence"`,
		"agent: {corrects: {raeson: lost}}":                "did you mean reason?",
		"called: {operation: crm.block_card, times: 1}":    "",
		"back_end: [{crm.block_card: {reason: lost}}, []]": "",
		"says: crm.blok_card":                              "",
	} {
		tests, err := Read("tests/x.yaml", []byte("steps:\n  - "+step+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		if err := tests.Check(c); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", step, err)
		}
	}
	for answer, want := range map[string]string{
		"crm.nope: {a: 1}": "tests/x.yaml:2:21: answers: there is no operation crm.nope",
		"crm.order_card: [{answer: {reference: N-1}}]":  "tests/x.yaml:2:27: answers: crm.order_card is a record: write its fields",
		"crm.order_card: {refrence: N-1}":               "2:28: answers: crm.order_card has no field refrence: did you mean reference?",
		"crm.order_card: {reference: N-1}":              "answers: crm.order_card lacks expected (date)",
		"crm.list_cards: {id: K-1}":                     "answers: crm.list_cards is a list",
		"crm.quote_transfer: {saving: {amount: \"1\"}}": "answers: saving of crm.quote_transfer is no amount: write {minor: 1250, currency: EUR}",
		"crm.order_card: {reference: N-1, expected: 1}": "",
	} {
		tests, err := Read("tests/x.yaml", []byte("test: x\nanswers: {"+answer+"}\nsteps: [{customer: x}]\n"))
		if err != nil {
			t.Fatal(err)
		}
		if err := tests.Check(c); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", answer, err)
		}
	}
	tests, err := Read("tests/x.yaml", []byte("faults: {crm.block_card: {fail: fire}}\nsteps: [{customer: x}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := tests.Check(c); err == nil || !strings.Contains(err.Error(), "tests/x.yaml:1: faults: crm.block_card cannot fail with") {
		t.Error(err)
	}
}
