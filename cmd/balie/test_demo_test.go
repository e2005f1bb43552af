package main

import (
	"path/filepath"
	"strings"
	"testing"

	"balie/cmd/balie/play"
)

// TestDemoCompanies runs the conversation tests of the demo companies, as balie test does. They come by every step, branch
// and refusal of their processes; those of shop-tryton are the shop's.
func TestDemoCompanies(t *testing.T) {
	t.Parallel()
	for name, flags := range map[string][]string{"bank": {"--strict"}, "shop": {"--strict"}, "insurer": {"--strict"}, "../../config/demo/shop-tryton": nil} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			out, err := balie(t, "", nil, append([]string{"test", name}, flags...)...)
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			t.Log("\n" + out)
		})
	}
}

// TestAScriptThatIsNotTrueFails: every direction can fail, and says why with file and line.
func TestAScriptThatIsNotTrueFails(t *testing.T) {
	t.Parallel()
	c := demoCompany(t, "bank")
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
		tests, err := play.Read("tests/claim.yaml", []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		vs, err := play.Run{Company: c, Build: rehearsal}.Play(t.Context(), tests.Scripts)
		if err != nil {
			t.Fatal(err)
		}
		if vs[0].Err == nil || !strings.Contains(vs[0].Err.Error(), "tests/claim.yaml:") {
			t.Errorf("%s: %v", claim, vs[0].Err)
		}
	}
}
