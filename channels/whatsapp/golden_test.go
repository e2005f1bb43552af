package whatsapp_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"balie/conversation"
)

var update = flag.Bool("update", false, "write the golden files")

// result is what a payload comes to.
type result struct {
	Inputs []conversation.Input    `json:"inputs,omitempty"`
	Marks  []conversation.Delivery `json:"marks,omitempty"`
	Kinds  []string                `json:"kinds"`
}

// TestPayloads posts every payload with its signature and holds what is handed over against a file of the same name.
func TestPayloads(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/signatures.json.txt")
	if err != nil {
		t.Fatal(err)
	}
	var known struct {
		Signatures map[string]string `json:"X-Hub-Signature-256"`
	}
	if err := json.Unmarshal(b, &known); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/payloads/*.json")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d payloads, %v", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(strings.TrimSuffix(name, ".json"), func(t *testing.T) {
			t.Parallel()
			signature := known.Signatures[name]
			if signature == "" { // of our own making
				signature = sign(payload(t, name))
			}
			s, e, _, _ := setup(t)
			if w := post(e, payload(t, name), signature); w.Code != 200 || w.Body.Len() != 0 {
				t.Fatalf("answer is %d %s", w.Code, w.Body)
			}
			slices.SortFunc(s.marks, func(a, b conversation.Delivery) int {
				return strings.Compare(fmt.Sprint(a.ID, a.Parts), fmt.Sprint(b.ID, b.Parts))
			}) // stored side by side
			golden(t, name, result{s.inputs, s.marks, s.kinds})
		})
	}
}

func golden(t *testing.T, name string, got result) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		b, err := json.MarshalIndent(got, "", "  ")
		if err == nil {
			err = os.WriteFile(path, append(b, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want result
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	got = result{}
	if err := json.Unmarshal(again, &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got)\n%s", name, d)
	}
}
