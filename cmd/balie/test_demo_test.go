package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"balie/cmd/balie/play"
)

// TestDemoCompanies runs the conversation tests of the demo companies, as balie test does. They come by every step, branch
// and refusal of their processes, and together by every repair; those of shop-tryton are the shop's.
func TestDemoCompanies(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	unseen := map[string]int{} // by how many companies
	t.Run("companies", func(t *testing.T) {
		for name, flags := range map[string][]string{"bank": {"--strict"}, "shop": {"--strict"}, "insurer": {"--strict"}, "../../config/demo/shop-tryton": nil} {
			t.Run(filepath.Base(name), func(t *testing.T) {
				t.Parallel()
				out, err := balie(t, "", nil, append([]string{"test", name, "--coverage"}, flags...)...)
				if err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				t.Log("\n" + out)
				_, repairs, found := strings.Cut(out, "\n  repairs ")
				if !found {
					t.Fatal("nothing is said of repairs")
				}
				mu.Lock()
				defer mu.Unlock()
				for _, name := range regexp.MustCompile(`[a-z_]+`).FindAllString(missedOf(repairs), -1) {
					unseen[name]++
				}
			})
		}
	})
	for name := range elsewhereShown {
		if unseen[name] < 4 {
			t.Errorf("a conversation test comes by %s: leave it out of elsewhereShown", name)
		}
	}
	for name, n := range unseen {
		if n == 4 && elsewhereShown[name] == "" {
			t.Errorf("no conversation test of any demo company comes by the repair %s", name)
		}
	}
}

// missedOf is what a report of coverage lists after "not seen:" of what it tells first.
func missedOf(report string) string {
	_, after, _ := strings.Cut(report, "not seen: ")
	line, _, _ := strings.Cut(after, "\n")
	return line
}

// elsewhereShown are the repairs that no conversation test can come by, with the test that does.
var elsewhereShown = map[string]string{
	// it takes two conversations, and a conversation test is one
	"elsewhere": "TestWhoReturnsIsToldWhatIsOpenAndGoesOnThere", "go_on": "TestWhoReturnsIsToldWhatIsOpenAndGoesOnThere", "continued": "TestWhoReturnsIsToldWhatIsOpenAndGoesOnThere",
	"elsewhere_several": "TestAllThatWaitsIsOffered", "elsewhere_over": "TestWhatIsOverMeanwhileIsNotGoneOnWith", "not_now": "TestWhoDoesNotGoOnLeavesItAsItIs",
	// a file of a test is on the machine already, and one that is not fit is an error of the test
	"file_kind": "TestWhyAFileIsNotTakenInIsSaid", "file_size": "TestWhyAFileIsNotTakenInIsSaid", "file_unsafe": "TestWhyAFileIsNotTakenInIsSaid", "file_many": "TestWhyAFileIsNotTakenInIsSaid",
	"file_late": "TestAFileThatCannotBeReachedComesLater", "file_lost": "TestAFileThatNeverComesIsLost", "cannot_read": "TestWhatCannotBeReadIsAnsweredOnce",
	// the company is another one than when it began, or its compiler had refused it
	"outgrown": "TestWhatRunningProcessesCallIsKept", "action_refused": "TestARefusalWithoutABranchIsTold",
	// no demo company sets a rule to what it lists
	"only_choice": "TestTheOnlyChoiceThatWillNotDoIsToldOnce",
}

// TestWhatIsShownElsewhereIs holds the list above to the tests that there are.
func TestWhatIsShownElsewhereIs(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, room := range []string{"../../assistant", "../../flows", "."} {
		files, err := filepath.Glob(filepath.Join(room, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(b)
		}
	}
	for repair, test := range elsewhereShown {
		if !strings.Contains(all.String(), "\nfunc "+test+"(") {
			t.Errorf("%s: there is no %s", repair, test)
		}
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
