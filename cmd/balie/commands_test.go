package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// balie runs the program as main does, and returns what it printed.
func balie(t *testing.T, in string, env map[string]string, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(t.Context(), args, func(k string) string { return env[k] }, strings.NewReader(in), &out, &errs)
	return out.String(), err
}

func TestChatSendsAFile(t *testing.T) {
	t.Parallel()
	photo, page := "../../config/demo/insurer/tests/vloer.png", filepath.Join(t.TempDir(), "page.png")
	if err := os.WriteFile(page, []byte("<html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := balie(t, "/file "+page+"\n/file /none.png\n/file "+photo+"\n", nil, "chat", "insurer", "--customer", "C-1001")
	if err != nil || !strings.Contains(out, "kind") || !strings.Contains(out, "/none.png") || !strings.Contains(out, "vloer.png ontvangen") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestChatSettlesSomethingAtTheTerminal(t *testing.T) {
	t.Parallel()
	out, err := balie(t, "mijn nieuwe telefoonnummer is 0612345678\n1\n", nil, "chat", "--customer", "C-1001", "--why")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"digitale assistent", "[1] Ja, doe maar", "gewijzigd", "receipt:", "action 1 crm.change_phone started", "understood (embedded)"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
	}
}

func TestChatAnswersFromExamplesInEnglish(t *testing.T) {
	t.Parallel()
	out, err := balie(t, "what does an overdraft cost?\n", nil, "chat", "--examples", "--language", "en")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "source:") || !strings.Contains(out, "digital assistant") {
		t.Errorf("no answer with a source in English:\n%s", out)
	}
}

func TestCallShowsTheRequestAndAsksBeforeAWrite(t *testing.T) {
	t.Parallel()
	w := &world{getenv: os.Getenv, out: &bytes.Buffer{}, log: discard()}
	address, err := w.demoBackend(t.Context(), "bank", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"CRM_URL": address, "CRM_KEY": "chat"}
	waitFor(t, address)
	out, err := balie(t, "", env, "call", "crm.list_cards", "--customer", "C-1001")
	if err != nil || !strings.Contains(out, "outcome: done") || strings.Contains(out, "Bearer chat") {
		t.Fatalf("%v\n%s", err, out)
	}
	write := []string{"call", "crm.block_card", "--customer", "C-1001", "card=K-11", "reason=lost"}
	if out, err := balie(t, "", env, write...); err == nil || !strings.Contains(err.Error(), "--yes") || strings.Contains(out, "outcome") {
		t.Fatalf("a write without --yes: %v\n%s", err, out)
	}
	if out, err := balie(t, "", env, append(write, "--yes")...); err != nil || !strings.Contains(out, "B-") {
		t.Fatalf("a write with --yes: %v\n%s", err, out)
	}
	if _, err := balie(t, "", env, append(write, "--yes")...); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Fatalf("a card that is blocked already: %v", err)
	}
	for _, bad := range [][]string{{"call", "crm.nothing"}, {"call", "crm.block_card", "card"}, {"call", "crm.block_card", "colour=red"}} {
		if _, err := balie(t, "", env, bad...); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
}

func TestInitMakesAFolderThatPassesItsOwnTests(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mine")
	if out, err := balie(t, "", nil, "init", dir, "--from", "shop"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := balie(t, "", nil, "test", dir, "--run", "order")
	if err != nil || !strings.HasSuffix(strings.TrimSpace(out), ", 0 failed") {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := balie(t, "", nil, "init", dir); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("a folder that is there was written over: %v", err)
	}
}

func TestEvalPrintsItsKeys(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "set.tsv")
	text := strings.Repeat("block my card\tcard\nmy card is lost\tcard\nwhere is my order\torder\nmy parcel is late\torder\n", 5)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := balie(t, "", nil, "eval", "intents", "--train", file, "--test", file, "--json")
	if err != nil {
		t.Fatal(err)
	}
	var r map[string]float64
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"accuracy", "macro_f1", "oos_recall", "threshold", "train_seconds", "recognize_p50_us", "recognize_p99_us"} {
		if _, ok := r[key]; !ok {
			t.Errorf("%s is not printed", key)
		}
	}
	if _, err := balie(t, "", nil, "eval", "intents", "--train", filepath.Join(dir, "none.tsv"), "--test", file); err == nil {
		t.Error("a file that is not there is no error")
	}
}

// waitFor waits until an address answers.
func waitFor(t *testing.T, address string) {
	t.Helper()
	for range 100 {
		if res, err := httpGet(t, address+"/demo/state"); err == nil && res == 200 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s does not answer", address)
}

func httpGet(t *testing.T, address string) (int, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	return res.StatusCode, res.Body.Close()
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
