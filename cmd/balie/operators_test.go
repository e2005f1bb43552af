package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestServeNamesAllThatIsMissing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mine")
	if _, err := balie(t, "", nil, "init", dir); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "config.yaml")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	more := strings.Replace(string(b), "storage: {", "storage: {key: {env: KEY}, ", 1)
	more = strings.Replace(more, "identity:\n", "identity:\n  keys: [{id: a, key: {env: SITE_KEY}}]\n", 1)
	more = strings.Replace(more, "desk:\n", "desk:\n  agents: [{id: sanne, name: Sanne, password: {file: secrets/sanne}}]\n", 1)
	if err := os.WriteFile(file, []byte(more), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := balie(t, "", nil, "check", dir); err != nil {
		t.Errorf("a folder cannot be checked without its secrets: %v", err)
	}
	_, err = balie(t, "", nil, "serve", dir)
	if err == nil {
		t.Fatal("it is served without its secrets")
	}
	for _, want := range []string{"KEY is not set: what is stored is sealed", "SITE_KEY is not set: the site's tokens", "secrets/sanne is not set: the agent signs in", "CRM_URL", "CRM_KEY"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in:\n%v", want, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "balie-bank.db")); err == nil {
		t.Error("a database was made")
	}
}

func TestAShortPasswordIsRefusedBeforeAnythingIsOpened(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	_, err := balie(t, "", nil, "serve", "--demo", "--data", data, "--password", "short")
	if err == nil || !strings.Contains(err.Error(), "--password") || !strings.Contains(err.Error(), "12") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("the data folder was made")
	}
}

// serveOn serves the demo bank from a data folder until the function that it returns is called.
func serveOn(t *testing.T, data string) (d *story, out *printed, stop func()) {
	t.Helper()
	d = &story{T: t, site: "http://" + unusedAddress(t)}
	out = &printed{}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	args := []string{"serve", "--demo", "--data", data, "--listen", strings.TrimPrefix(d.site, "http://"), "--password", storyPassword, "--quiet", "0s"}
	go func() { ended <- run(ctx, args, nothing, strings.NewReader(""), out, out) }()
	d.ready()
	d.back = onFile.FindStringSubmatch(out.String())[1]
	return d, out, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// A backup is made while customers are served, more is said, the machine is lost. What was in the backup is there again.
func TestABackupMadeWhileServingIsRestored(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	d, _, stop := serveOn(t, data)
	v := d.guest("")
	v.says("ik wil mijn pas blokkeren", "")
	v.says("wat kost rood staan?", "rood")
	kept := slices.Clone(v.heard)
	copied := filepath.Join(t.TempDir(), "monday.db")
	database := filepath.Join(data, "balie-bank.db")
	if out, err := balie(t, "", nil, "backup", copied, "--database", database); err != nil || !strings.Contains(out, "sound") {
		t.Fatalf("%v\n%s", err, out)
	}
	v.says("ik wil een medewerker", "")
	stop()
	if err := os.Rename(copied, database); err != nil { // with nothing beside it, as the manual says
		t.Fatal(err)
	}
	for _, beside := range []string{"-wal", "-shm"} {
		if err := os.Remove(database + beside); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	again, _, stop := serveOn(t, data)
	defer stop()
	back := &guest{story: again, id: v.id, token: v.token}
	back.read()
	if !slices.Equal(back.heard, kept) {
		t.Errorf("after the restore it reads\n%q, want\n%q", back.heard, kept)
	}
	back.n = 10
	back.says("wat kost rood staan?", "rood")
}

func TestBackupAsksWhatToCopy(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"backup", "x.db"}, {"backup", "x.db", "--company", "a", "--database", "b"}} {
		if _, err := balie(t, "", nil, args...); err == nil || !strings.Contains(err.Error(), "say what to copy") {
			t.Errorf("%q: %v", args, err)
		}
	}
	if _, err := balie(t, "", nil, "backup", filepath.Join(t.TempDir(), "x.db"), "--company", t.TempDir()); err == nil || !strings.Contains(err.Error(), "config.yaml") {
		t.Errorf("a folder that is no company: %v", err)
	}
}

func TestTheConsoleAndTheMetricsMayHaveAddressesOfTheirOwn(t *testing.T) {
	t.Parallel()
	dir := closedCompany(t)
	file := filepath.Join(dir, "config.yaml")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := demoTeam(storyPassword)
	if err != nil {
		t.Fatal(err)
	}
	front, desk, measures := unusedAddress(t), unusedAddress(t), unusedAddress(t)
	text := string(b) + "server: {listen: \"" + front + "\", console: \"" + desk + "\", metrics: \"" + measures + "\"}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"STORY_KEY": strings.Repeat("5a", 32), "CRM_URL": "http://127.0.0.1:9", "CRM_KEY": "demo", "STORY_HASH": hash[0].Hash}
	runStory(t, func(name string) string { return env[name] }, "serve", dir)
	d := &story{T: t, site: "http://" + front}
	d.ready()
	for address, want := range map[string]map[string]int{
		front:    {"/healthz": 200, "/readyz": 200, "/widget.js": 200, "/metrics": 404, "/console/": 404, "/console/api/me": 404},
		desk:     {"/healthz": 200, "/console/": 200, "/console/api/me": 401, "/metrics": 404, "/widget.js": 404},
		measures: {"/healthz": 200, "/readyz": 200, "/metrics": 200, "/console/": 404, "/widget.js": 404},
	} {
		for path, status := range want {
			if got := (&story{T: t, site: "http://" + address}).status(path); got != status {
				t.Errorf("%s%s answers %d, want %d", address, path, got, status)
			}
		}
	}
}

// What customers say, and who they are, is in no line of the log and in no metric, whatever goes wrong.
func TestTheLogHoldsNothingOfACustomer(t *testing.T) {
	t.Parallel()
	d, out, stop := serveOn(t, t.TempDir())
	before := len(out.String())
	v := d.guest(d.signed("C-1001"))
	private := []string{"C-1001", v.id, v.token, "Zwaluwstraat", "0687654321", "31687654321", "NL91ABNA0417164300", "verdacht@voorbeeld.nl", "4111111111111111", "toverwoord"}
	d.ask(http.MethodPut, "/demo/faults", `{"list_cards": {"fail": "500", "times": 9}, "change_phone": {"fail": "timeout_after_commit", "times": 1}}`, nil)
	v.says("ik woon nu op de Zwaluwstraat 7, toverwoord", "")
	v.says("mijn nieuwe telefoonnummer is 0687654321", "")
	v.says("ja", "")
	v.says("ik ben mijn pas kwijt, mijn rekening is NL91ABNA0417164300 en mijn mail verdacht@voorbeeld.nl", "")
	v.says("wat kost rood staan met nummer 4111111111111111?", "")
	for path, body := range map[string]string{
		"/v1/conversations":                       `{"language": "nl", "identity_token": "toverwoord.Zwaluwstraat"}`,
		"/v1/conversations/" + v.id + "/messages": `{"id": "toverwoord", "text": "Zwaluwstraat`,
		"/v1/callbacks/crm":                       `{"order": "Zwaluwstraat"}`,
		"/console/api/session":                    `{"agent": "toverwoord", "password": "Zwaluwstraat"}`,
	} {
		d.post(path, v.token, body)
	}
	res, err := http.Get(d.site + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	measured, err := io.ReadAll(res.Body)
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil || !strings.Contains(string(measured), "balie_turns_total") {
		t.Fatalf("%v %s", err, measured)
	}
	stop()
	log := out.String()[before:]
	for _, p := range private {
		if p != v.id && strings.Contains(log, p) || strings.Contains(string(measured), p) {
			t.Errorf("%q stands in the log or the metrics:\n%s", p, log)
		}
	}
	if !strings.Contains(log, "level=") {
		t.Errorf("nothing was logged: this test looks in the wrong place\n%s", log)
	}
}
