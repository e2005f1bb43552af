package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write anew what is made of the program: pictures, schemas")

// kept holds a file of the project to what the program makes now, or writes it anew.
func kept(t *testing.T, name, now string) {
	t.Helper()
	path := filepath.Join(projectRoot, filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(now), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(path)
	if err != nil || string(was) != now {
		t.Errorf("%s is not what the program makes (%v): go test ./cmd/balie -run %s -update", name, err, t.Name())
	}
}

// The pictures of the demo companies' processes are drawn from the flows as they are.
func TestHousePicturesAreTrue(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(projectRoot, "docs", "processes.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, company := range []string{"bank", "shop", "insurer"} {
		dir := t.TempDir()
		if out, err := balie(t, "", nil, "graph", company, "--format", "svg", "--language", "en", "--out", dir); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*.svg"))
		if err != nil || len(files) < 4 {
			t.Fatalf("%v %v", files, err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := "pictures/flows/" + company + "-" + filepath.Base(file)
			kept(t, "docs/"+name, string(b))
			if !strings.Contains(string(page), "]("+name+")") {
				t.Errorf("docs/processes.md does not show %s", name)
			}
		}
	}
}

func TestGraphDrawsWhatIsAsked(t *testing.T) {
	t.Parallel()
	if out, err := balie(t, "", nil, "graph", "bank", "block_card"); err != nil || !strings.HasPrefix(out, "flowchart TD") || !strings.Contains(out, ".->") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := balie(t, "", nil, "graph", "bank", "block_card", "--format", "svg"); err != nil || !strings.HasPrefix(out, "<svg") {
		t.Errorf("%v\n%s", err, out)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"graph", "bank", "block_cart"}, "block_card"},
		{[]string{"graph", "bank", "--format", "svg"}, "--out"},
		{[]string{"graph", "bank", "--format", "png"}, "mermaid or svg"},
	} {
		if _, err := balie(t, "", nil, c.args...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v", c.args, err)
		}
	}
}
