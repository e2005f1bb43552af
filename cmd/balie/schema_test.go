package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"balie/cmd/balie/schema"
)

// The schemas in the manual are those that the program makes.
func TestHouseSchemasAreTrue(t *testing.T) {
	t.Parallel()
	for _, kind := range schema.Kinds() {
		out, err := balie(t, "", nil, "schema", kind)
		if err != nil {
			t.Fatal(err)
		}
		kept(t, "docs/schema/"+kind+".json", out)
	}
	if _, err := balie(t, "", nil, "schema", "flows"); err == nil || !strings.Contains(err.Error(), "connector") {
		t.Errorf("an unknown kind does not name the known ones: %v", err)
	}
}

// A new company's files say which schema they have, and it is where they say.
func TestInitWritesTheSchemasThatItsFilesName(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mine")
	if out, err := balie(t, "", nil, "init", dir); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	found := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		first, _, _ := strings.Cut(string(b), "\n")
		to, ok := strings.CutPrefix(first, "# yaml-language-server: $schema=")
		if _, err := os.Stat(filepath.Join(filepath.Dir(name), to)); !ok || err != nil {
			t.Errorf("%s begins %q: %v", name, first, err)
		}
		found++
		return nil
	})
	if err != nil || found < 10 {
		t.Errorf("%d files, %v", found, err)
	}
}
