package conversation

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files that are missing; what was written once stays")

const goldens = "testdata/events"

// TestEveryTypeIsReadAsItWasWritten walks the closed set: every type has a golden file, and every golden file ever
// written is still read, with nothing lost. A second shape of a type is said-2.json.
func TestEveryTypeIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for typ := range decoders {
		if _, err := os.Stat(filepath.Join(goldens, string(typ)+".json")); err == nil {
			continue
		}
		if !*update {
			t.Errorf("%s has no golden file: run with -update", typ)
			continue
		}
		b, err := json.MarshalIndent(sample(t, typ, word), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(goldens, string(typ)+".json"), append(b, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(goldens + "/*.json")
	if err != nil || len(files) < len(decoders) {
		t.Fatalf("%d golden files for %d types: %v", len(files), len(decoders), err)
	}
	for _, f := range files {
		golden(t, f)
	}
}

// golden reads one file and writes it again.
func golden(t *testing.T, file string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".json"), "-")
	e, err := DecodeEvent(EventType(name), b)
	if err != nil {
		t.Errorf("%s: %v", file, err)
		return
	}
	if e.Type() != EventType(name) {
		t.Errorf("%s was read as %s", file, e.Type())
	}
	again, err := EncodeEvent(e)
	if err != nil {
		t.Errorf("%s: %v", file, err)
	}
	var want bytes.Buffer
	if err := json.Compact(&want, b); err != nil {
		t.Errorf("%s: %v", file, err)
	}
	if !bytes.Equal(want.Bytes(), again) {
		t.Errorf("%s is not written as it was read\n got %s\nwant %s", file, again, want.Bytes())
	}
}

func TestAnEventOfAnotherTypeIsNamed(t *testing.T) {
	t.Parallel()
	for _, typ := range []EventType{"", "slot_sett", "Said"} {
		if _, err := DecodeEvent(typ, []byte("{}")); err == nil || !strings.Contains(err.Error(), `"`+string(typ)+`"`) {
			t.Errorf("type %q: %v", typ, err)
		}
	}
	for _, body := range []string{"", "{", "[]", `{"n":"one"}`, `{"at":7}`} {
		if _, err := DecodeEvent("action_started", []byte(body)); err == nil || !strings.Contains(err.Error(), "action_started") {
			t.Errorf("body %q: %v", body, err)
		}
	}
}

// clear lists what may stand in a clear head: names of the house and of the company's folder, codes, who of the
// staff. Nothing that a customer said or a back end answered.
var clear = []string{
	"conversation_started Language", "message_received Kind", "file_missed Reason", "identity_proven Identity.By", "understood Understanding.By",
	"command_admitted Command.Do", "command_admitted Command.Flow", "command_admitted Command.By", "command_refused Command.By", "language_set Language",
	"frame_opened Flow", "frame_opened Step", "frame_ended Flow", "frame_ended Outcome", "frame_reopened Flow", "frame_migrated Flow", "undo_begun Flow", "undo_begun Step",
	"slot_set Flow", "slot_set Slot", "slot_set Source", "slot_cleared Flow", "slot_cleared Slot", "slot_skipped Flow", "slot_skipped Slot",
	"result_saved Flow", "result_saved Step", "result_saved Operation", "result_saved Receipt.Outcome",
	"decision_made Flow", "decision_made Step", "decision_made Outcome", "decision_made Agent",
	"branch_taken Flow", "branch_taken Step", "went_back Flow", "went_back Step", "said Flow", "said Step", "said Kind",
	"consent_asked Flow", "consent_asked Step", "consent_given By", "consent_voided Reason",
	"action_started Operation", "action_started Flow", "action_started Step", "action_started Actor",
	"action_settled Operation", "action_settled Receipt.Outcome", "action_settled Receipt.Name", "action_settled By",
	"wait_started Flow", "wait_started Step", "wait_started Callback", "wait_ended Flow", "wait_ended Step", "wait_ended Outcome",
	"report_kept Flow", "report_kept Callback", "report_expected Flow", "report_expected Callback",
	"handover_requested Reason", "handover_requested Flow", "handover_requested Step", "handover_withdrawn Reason",
	"claimed Agent", "handed_back Agent", "person_said Agent", "person_noted Agent", "conversation_closed By", "conversation_closed Reason", "alarm_raised Reason",
}

// TestAHeadHoldsNothingPersonal plants a mark in every text of every event and looks which come out in the clear.
func TestAHeadHoldsNothingPersonal(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for typ := range decoders {
		head, err := json.Marshal(sample(t, typ, func(path string) string { return "‹" + string(typ) + " " + path + "›" }).Head())
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(head), "‹")[1:] {
			mark, _, _ := strings.Cut(part, "›")
			if seen[mark] = true; !slices.Contains(clear, mark) {
				t.Errorf("%s stands in a clear head", mark)
			}
		}
	}
	for _, mark := range clear {
		if !seen[mark] {
			t.Errorf("%s is said to be clear and is not in a head", mark)
		}
	}
}

func TestARefusedCommandLeavesNothingOfWhatWasSent(t *testing.T) {
	t.Parallel()
	const sent = "mijn IBAN is NL02ABNA0123456789"
	for _, c := range []Command{{Do: DoStart, Flow: sent}, {Do: sent}, {Do: DoPattern, Pattern: sent}, {Do: DoSet, Slot: sent, Text: sent}} {
		head, err := json.Marshal(CommandRefused{Command: c, Reason: sent}.Head())
		if err != nil || strings.Contains(string(head), sent) {
			t.Errorf("%s, %v", head, err)
		}
	}
}
