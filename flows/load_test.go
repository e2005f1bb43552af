package flows

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"balie/conversation"
)

var update = flag.Bool("update", false, "write the golden files anew")

func rec(fields map[string]conversation.Type) conversation.Schema {
	s := conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{}}
	for name, t := range fields {
		s.Fields[name] = plain(t)
	}
	return s
}

func listOf(s conversation.Schema) conversation.Schema {
	return conversation.Schema{Type: conversation.List, Item: &s}
}

func params(fields map[string]conversation.Type) map[string]conversation.Schema {
	return rec(fields).Fields
}

// contracts are the operations that the test companies offer.
func contracts() map[string]conversation.Operation {
	const card = conversation.Type("ref(card)")
	text := conversation.Text
	item := rec(map[string]conversation.Type{"id": card, "kind": text, "last4": text, "account": text})
	item.Fields["note"] = conversation.Schema{Type: text, Optional: true}
	read, write := conversation.EffectNone, conversation.EffectWrite
	out := map[string]conversation.Operation{}
	for _, op := range []conversation.Operation{
		{Name: "crm.list_cards", Effect: read, Output: listOf(item), Assurance: conversation.Basic},
		{Name: "crm.card_state", Effect: read, Input: params(map[string]conversation.Type{"card": card}),
			Output: rec(map[string]conversation.Type{"state": text, "reference": text})},
		{Name: "crm.block_card", Effect: write, Input: params(map[string]conversation.Type{"card": card, "reason": text}),
			Output: rec(map[string]conversation.Type{"reference": text}), Outcomes: []string{"already_blocked"},
			Assurance: conversation.Substantial, Once: conversation.Reconciled, TimeOut: 5 * time.Second},
		{Name: "crm.pay", Effect: write, Input: params(map[string]conversation.Type{"amount": conversation.Money, "to": conversation.IBAN, "on": conversation.Date}),
			Output: rec(map[string]conversation.Type{"reference": text}), Once: conversation.Keyed, Undo: "crm.cancel_payment"},
		{Name: "crm.note", Effect: write, Input: map[string]conversation.Schema{"text": plain(text), "contact": {Type: text, Optional: true}},
			Output: rec(map[string]conversation.Type{"id": text}), Once: conversation.BestEffort},
		{Name: "crm.file", Effect: write, Input: params(map[string]conversation.Type{"text": text, "mood": text}),
			Output: rec(map[string]conversation.Type{"id": text}), Once: conversation.Keyed, Data: conversation.ClassSensitive},
		{Name: "knowledge.answer", Effect: read, Input: params(map[string]conversation.Type{"question": text}),
			Output: rec(map[string]conversation.Type{"text": text}), BuiltIn: true},
		{Name: "crm.balance", Effect: read, Output: rec(map[string]conversation.Type{"amount": conversation.Money, "at": conversation.Date})},
		{Name: "identity.send_code", Effect: write, Input: params(map[string]conversation.Type{"who": text}),
			Output: rec(map[string]conversation.Type{"challenge": text}), Outcomes: []string{"limit_reached"}, Once: conversation.Keyed, BuiltIn: true},
		{Name: "identity.check_code", Effect: write, Input: params(map[string]conversation.Type{"who": text, "code": text, "challenge": text}),
			Output: rec(map[string]conversation.Type{"subject": text}), Outcomes: []string{"limit_reached", "wrong"}, Once: conversation.Keyed, BuiltIn: true},
		{Name: "identity.contacts", Effect: read, Output: listOf(rec(map[string]conversation.Type{"id": text, "masked": text})), BuiltIn: true},
		{Name: "identity.mandates", Effect: read, Input: params(map[string]conversation.Type{"process": text, "operation": text}),
			Output: listOf(rec(map[string]conversation.Type{"id": text, "name": text})), BuiltIn: true},
		{Name: "identity.tell", Effect: write, Input: params(map[string]conversation.Type{"contact": text, "text": text}), Once: conversation.BestEffort, BuiltIn: true},
		{Name: "desk.leave_message", Effect: write, Input: params(map[string]conversation.Type{"message": text, "contact": text}),
			Output: rec(map[string]conversation.Type{"case": text}), Once: conversation.Keyed, BuiltIn: true},
	} {
		out[op.Name] = op
	}
	return out
}

func options(t testing.TB, flows fs.FS) LoadOptions {
	t.Helper()
	return LoadOptions{
		Flows: flows, Operations: contracts(),
		Company: map[string]conversation.Value{
			"name": conversation.Of(conversation.Text, "Voorbeeld Bank"), "emergency": conversation.Of(conversation.Text, "0800-1234"),
		},
	}
}

// TestCheck loads each file in testdata/check and holds what is found against the .txt beside it. pattern-*.yaml is
// loaded as a patterns file, texts-*.yaml as a texts file, everything else as a flow.
func TestCheck(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("testdata/check/*.yaml")
	if err != nil || len(cases) == 0 {
		t.Fatal(err, "no cases")
	}
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			got := checkFile(t, file)
			golden := strings.TrimSuffix(file, ".yaml") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil || got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s%v", got, want, err)
			}
		})
	}
}

func checkFile(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(file)
	one := fstest.MapFS{name: {Data: data}}
	opts := options(t, nil)
	switch {
	case strings.HasPrefix(name, "pattern-"):
		opts.Patterns = one
	case strings.HasPrefix(name, "texts-"):
		opts.Texts = one
	default:
		opts.Flows = one
	}
	opts.Tone = "je"
	if strings.Contains(name, "formal") {
		opts.Tone = "u"
	}
	set, problems := Load(opts)
	if problems.Err() == nil {
		walkable(t, set)
	}
	return slices.DeleteFunc(problems, func(p Problem) bool { return strings.HasPrefix(p.File, "built-in/") }).String()
}

// walkable checks that every machine has its first and last state and that every step is a state of it.
func walkable(t *testing.T, set *Set) {
	t.Helper()
	for _, f := range set.Flows {
		f.Walk(func(s *Step) {
			if !slices.Contains(f.Machine.States, s.Name) {
				t.Errorf("flow %s: step %s is no state", f.Name, s.Name)
			}
		})
		if !slices.Contains(f.Machine.States, start) || !slices.Contains(f.Machine.States, over) {
			t.Errorf("flow %s: states %v", f.Name, f.Machine.States)
		}
	}
}

func TestTheHousesOwnPatternsLoad(t *testing.T) {
	t.Parallel()
	for _, tone := range []string{"je", "u"} {
		opts := options(t, nil)
		opts.Tone = tone
		set, problems := Load(opts)
		for _, p := range problems {
			t.Errorf("tone %s: %v", tone, p)
		}
		if len(set.Patterns) < 10 || set.Flows["leave_message"] == nil || !set.Flows["identify"].BuiltIn || set.Texts["disclosure"] == nil {
			t.Error("something is missing")
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	data, err := os.ReadFile("testdata/check/clean-block-card.yaml")
	if err != nil {
		b.Fatal(err)
	}
	opts := options(b, fstest.MapFS{"a.yaml": {Data: data}})
	for b.Loop() {
		Load(opts)
	}
}
