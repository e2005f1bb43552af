package main

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testedCompany is a copy of the demo bank with tests of its own.
func testedCompany(t *testing.T, tests string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "mine")
	if _, err := balie(t, "", nil, "init", dir); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "tests")); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "tests", "own.yaml"), tests)
	return dir
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const blocking = `test: a card is blocked
customer: {id: C-1001, assurance: substantial}
steps:
  - customer: mijn pas is gestolen
  - asks: card
  - back_end: []
  - button: "4821"
  - button: Ja, doe maar
  - back_end: [{crm.block_card: {reason: stolen, card: K-11}}]
`

func TestTestTellsWhatWasNotSeenAndForOtherPrograms(t *testing.T) {
	t.Parallel()
	dir := testedCompany(t, blocking+"---\ntest: <never> & \"so\"\nsteps:\n  - says: dit wordt nooit gezegd\n")
	page, xmlFile := filepath.Join(t.TempDir(), "coverage.html"), filepath.Join(t.TempDir(), "junit.xml")
	out, err := balie(t, "", nil, "test", dir, "--coverage", "--coverage-html", page, "--junit", xmlFile, "--repeat", "2")
	if err == nil {
		t.Fatalf("a test that cannot hold passes\n%s", out)
	}
	for _, want := range []string{
		"block_card", "call.block: already_blocked", "repairs", "loan_transfer", "0 of ", "passed 0 of 2 times", "pass^1 50.0 %, pass^2 50.0 %", "1 passed, 1 failed",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
	}
	if !strings.HasSuffix(strings.TrimSpace(out), "1 passed, 1 failed") {
		t.Errorf("the last line is not the count:\n%s", out)
	}
	if text := readFile(t, page); !strings.Contains(text, "<th scope=\"row\">block_card</th>") || strings.Contains(text, "ZgotmplZ") {
		t.Error(text)
	}
	var suite struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Cases    []struct {
			Name    string `xml:"name,attr"`
			Failure *struct {
				Message string `xml:"message,attr"`
			} `xml:"failure"`
		} `xml:"testcase"`
	}
	if err := xml.Unmarshal([]byte(readFile(t, xmlFile)), &suite); err != nil || suite.Tests != 2 || suite.Failures != 1 || suite.Cases[1].Name != `<never> & "so"` ||
		suite.Cases[1].Failure == nil || !strings.Contains(suite.Cases[1].Failure.Message, "tests/own.yaml:") {
		t.Errorf("%v %+v", err, suite)
	}
}

func TestTestHoldsAConversationToItsTranscript(t *testing.T) {
	t.Parallel()
	dir := testedCompany(t, "golden: golden/blocked.txt\n"+blocking)
	golden := filepath.Join(dir, "tests", "golden", "blocked.txt")
	if out, err := balie(t, "", nil, "test", dir); err == nil || !strings.Contains(out, "--update") {
		t.Errorf("a transcript that is not there: %v\n%s", err, out)
	}
	if out, err := balie(t, "", nil, "test", dir, "--update"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text := readFile(t, golden)
	for _, want := range []string{"customer: mijn pas is gestolen", "done: crm.block_card done", "[Ja, doe maar]", "receipt: "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if out, err := balie(t, "", nil, "test", dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	writeFile(t, golden, strings.Replace(text, "[Ja, doe maar]", "[Ja]", 1))
	if out, err := balie(t, "", nil, "test", dir); err == nil || !strings.Contains(out, "differs: line") {
		t.Errorf("a transcript that differs: %v\n%s", err, out)
	}
}

func TestTestKnowsEverythingThatWasChanged(t *testing.T) {
	t.Parallel()
	for claim, want := range map[string]string{
		"back_end: []": "crm.block_card was done too",
		"back_end: [crm.block_card, crm.order_card]":   "crm.order_card with map[] was not done",
		"back_end: [{crm.block_card: {reason: lost}}]": "was not done",
		"back_end: [crm.block_card, crm.block_card]":   "was not done",
		"back_end: {crm.block_card: 1}":                "is a list",
		"back_end: [[crm.block_card]]":                 "cannot",
	} {
		out, err := balie(t, "", nil, "test", testedCompany(t, blocking+"  - "+claim+"\n"))
		if err == nil || !strings.Contains(out, want) {
			t.Errorf("%s: %v, want %q\n%s", claim, err, want, out)
		}
	}
	if _, err := balie(t, "", nil, "test", "bank", "--repeat", "0"); err == nil || !strings.Contains(err.Error(), "from 1") {
		t.Errorf("%v", err)
	}
	if out, err := balie(t, "", nil, "test", testedCompany(t, "golden: ../config.yaml\n"+blocking)); err == nil || !strings.Contains(out, "does not lie") {
		t.Errorf("a transcript elsewhere: %v\n%s", err, out)
	}
}

// What comes in part is used, what cannot be read is not: the customer is told neither more nor less than is known.
func TestTestKnowsAnswersInPartAndInAnotherForm(t *testing.T) {
	t.Parallel()
	dir := testedCompany(t, `test: the list of cards comes in part
customer: {id: C-1001, assurance: substantial}
faults: {crm.list_cards: {fail: partial}}
steps:
  - customer: mijn pas is gestolen
  - says: "4821"
  - back_end: []
---
test: the bank answers in another form, and it is done all the same
customer: {id: C-1001, assurance: substantial}
faults: {crm.block_card: {fail: schema_drift, times: 1}}
steps:
  - customer: mijn pas is gestolen
  - button: "4821"
  - button: Ja, doe maar
  - says: geblokkeerd
  - back_end: [crm.block_card]
`)
	if out, err := balie(t, "", nil, "test", dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
