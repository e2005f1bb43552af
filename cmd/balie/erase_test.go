package main

import (
	"bytes"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/identity"
	"balie/conversation/sqlite"
)

// erases runs balie erase and returns what it printed.
func erases(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	out := &printed{}
	err := run(t.Context(), append([]string{"erase", dir}, args...), paintEnv, strings.NewReader(""), out, out)
	return out.String(), err
}

// sealed reads what is kept of a conversation, as it stands in the file of a folder that nobody serves.
func sealed(t *testing.T, database, id string) []conversation.Sealed {
	t.Helper()
	key, err := hex.DecodeString(paintEnv("PAINT_KEY"))
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: database, Key: key, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	out, err := store.Records(t.Context(), conversation.ID(id), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// answers is the status with which the API answers a guest.
func (v *guest) answers(path string) int {
	v.Helper()
	r, err := http.NewRequestWithContext(v.Context(), http.MethodGet, v.site+path, nil)
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+v.token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		v.Fatal(err)
	}
	return res.StatusCode
}

// A customer's conversations are counted first and erased on a yes, while others are served and when nobody is; of what is
// erased nothing is left in the file or beside it.
func TestACustomerIsErased(t *testing.T) {
	t.Parallel()
	dir := paintShop(t)
	file := filepath.Join(dir, "config.yaml")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(b, "identity: {keys: [{id: site, key: {env: PAINT_KEY}}]}\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	token, err := identity.Sign("site", []byte(paintEnv("PAINT_KEY")), "balie", conversation.Identity{Subject: "C-7", Assurance: conversation.Basic}, time.Hour, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	d, stop := serveShop(t, dir)
	mine, again, other := d.guest(token), d.guest(token), d.guest("")
	for _, v := range []*guest{mine, again, other} {
		v.says("ik wil verf laten mengen", "Welke kleur")
	}
	if out, err := erases(t, dir, "--customer", "C-7"); err != nil || !strings.Contains(out, "2 found") || !strings.Contains(out, "nothing was erased") {
		t.Errorf("counted: %v\n%s", err, out)
	}
	mine.says("blauw", "")
	if out, err := erases(t, dir, "--customer", "C-7", "--yes"); err != nil || !strings.Contains(out, "2 erased") {
		t.Errorf("erased: %v\n%s", err, out)
	}
	for _, v := range []*guest{mine, again} {
		if got := v.answers("/v1/conversations/" + v.id + "/events"); got != http.StatusGone {
			t.Errorf("an erased conversation answers %d", got)
		}
	}
	if out, err := erases(t, dir, "--customer", "C-7", "--yes"); err != nil || !strings.Contains(out, "conversations: 0 found\n") {
		t.Errorf("erased twice: %v\n%s", err, out)
	}
	other.says("groen", "")
	stop()

	database := filepath.Join(dir, "paint.db")
	kept := sealed(t, database, other.id)
	if out, err := erases(t, dir, "--conversation", other.id, "--yes"); err != nil || !strings.Contains(out, "1 erased") {
		t.Fatalf("erased while nobody serves: %v\n%s", err, out)
	}
	for _, beside := range []string{"", "-wal", "-shm"} {
		b, err := os.ReadFile(database + beside)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		for _, r := range kept {
			if len(r.Body) > 0 && bytes.Contains(b, r.Body) {
				t.Errorf("record %d still stands in %s", r.N, database+beside)
			}
		}
	}
}

func TestEraseAsksWhatToErase(t *testing.T) {
	t.Parallel()
	dir := paintShop(t)
	for _, args := range [][]string{nil, {"--customer", "C-1", "--conversation", "c-1"}} {
		if out, err := erases(t, dir, args...); err == nil || !strings.Contains(err.Error(), "say what to erase") {
			t.Errorf("%q: %v %s", args, err, out)
		}
	}
	if out, err := erases(t, dir, "--customer", "C-1"); err == nil || !strings.Contains(err.Error(), "no conversations are kept yet") {
		t.Errorf("a folder that was never served: %v %s", err, out)
	}
}
