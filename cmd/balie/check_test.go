package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"balie/cmd/balie/company"
)

// brokenCompany is a copy of the demo bank with something wrong in every part.
func brokenCompany(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "mine")
	if _, err := balie(t, "", nil, "init", dir); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"flows/broken.yaml":     "flow: broken\ntitle: {nl: Kapot, en: Broken}\ndescription: x\nslots: {}\nsteps:\n  - colect: nothing\n  - call: crm.blok_card\n    with: {card: kard}\n",
		"connectors/other.yaml": "connector: other\nbase: {env: OTHER}\noperations:\n  list: {gett: /x, public: true, output: {a: text}}\n",
		"tests/broken.yaml":     "test: x\nsteps:\n  - costumer: hallo\n",
		"knowledge/broken.md":   "no title here\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "config.yaml")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("crm.find_customer", "crm.find_custoner", "offer: [block_card", "offer: [blok_card", "tone: je", "tone: wij").Replace(string(b))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestCheckNamesEveryProblemOfEveryPart(t *testing.T) {
	t.Parallel()
	out, err := balie(t, "", nil, "check", brokenCompany(t))
	if err == nil || !strings.Contains(err.Error(), "errors") {
		t.Fatalf("a broken company passes: %v\n%s", err, out)
	}
	for _, want := range []string{
		"flows/broken.yaml:6:5: error: ", "collect", "flows/broken.yaml:7:", "crm.block_card",
		"connectors/other.yaml:4:10: error: ", "did you mean get?", "tests/broken.yaml:3:5: error", "did you mean customer?",
		"config.yaml:7:1: error: tone", "did you mean crm.find_customer?", "did you mean block_card?", "knowledge/broken.md",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
	}
}

func TestCheckIsReadByPrograms(t *testing.T) {
	t.Parallel()
	dir := brokenCompany(t)
	out, err := balie(t, "", nil, "check", dir, "--format", "json")
	var told struct {
		Company          string
		Errors, Warnings int
		Findings         []company.Finding
	}
	if err == nil || json.Unmarshal([]byte(out), &told) != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if told.Company != "Brugbank" || told.Errors < 6 || told.Errors+told.Warnings != len(told.Findings) {
		t.Errorf("%+v", told)
	}
	out, err = balie(t, "", nil, "check", dir, "--format", "sarif")
	var log struct {
		Version string
		Runs    []struct {
			Results []struct {
				RuleID, Level string
				Message       struct{ Text string }
				Locations     []struct {
					PhysicalLocation struct{ Region *struct{ StartLine int } }
				}
			}
		}
	}
	if err == nil || json.Unmarshal([]byte(out), &log) != nil || log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Fatalf("%v\n%s", err, out)
	}
	parts := map[string]bool{}
	for _, r := range log.Runs[0].Results {
		parts[r.RuleID] = true
		if r.Message.Text == "" || len(r.Locations) != 1 || r.Level != "error" && r.Level != "warning" {
			t.Errorf("%+v", r)
		}
		if region := r.Locations[0].PhysicalLocation.Region; region != nil && region.StartLine < 1 {
			t.Errorf("%+v", r)
		}
	}
	for _, rule := range []string{"config", "connectors", "flows", "knowledge", "tests"} {
		if !parts[rule] {
			t.Errorf("nothing of %s is told", rule)
		}
	}
}

func TestCheckEndsAsItShould(t *testing.T) {
	t.Parallel()
	if out, err := balie(t, "", nil, "check", "bank"); err != nil || !strings.Contains(out, "no errors") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := balie(t, "", nil, "check", "bank", "--strict"); err == nil || !strings.Contains(err.Error(), "no errors and") {
		t.Errorf("a warning is no error with --strict: %v\n%s", err, out)
	}
	if _, err := balie(t, "", nil, "check", "bank", "--format", "xml"); err == nil || !strings.Contains(err.Error(), "text, json or sarif") {
		t.Errorf("%v", err)
	}
	if _, err := balie(t, "", nil, "check", t.TempDir()); err == nil || !strings.Contains(err.Error(), "balie init") {
		t.Errorf("%v", err)
	}
}
