package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The house tests hold the whole project to its rules: what may import what, what a room is called, how large a thing
// may grow, what a document may say. `make house` runs them.

// rooms are the nine folders, in the order of the README.
var rooms = []string{"cmd/balie", "config", "channels", "intent", "flows", "knowledge", "connectors", "conversation", "assistant"}

// projectRoot is where go.mod is, from this folder.
const projectRoot = "../.."

// goFile is one Go file of the project.
type goFile struct {
	path string // from the root, with slashes
	dir  string
	test bool
	text []byte
	tree *ast.File
}

// project is all Go files, parsed.
type project struct {
	set   *token.FileSet
	files []*goFile
}

// readProject parses the project once for all house tests.
var readProject = sync.OnceValues(func() (*project, error) {
	p := &project{set: token.NewFileSet()}
	err := eachFile(func(name string, b []byte) error {
		if path.Ext(name) != ".go" {
			return nil
		}
		tree, err := parser.ParseFile(p.set, name, b, parser.ParseComments)
		if err != nil {
			return err
		}
		p.files = append(p.files, &goFile{path: name, dir: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), text: b, tree: tree})
		return nil
	})
	return p, err
})

func theProject(t *testing.T) *project {
	t.Helper()
	p, err := readProject()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// code is the files that make up the program.
func (p *project) code() []*goFile {
	return slices.DeleteFunc(slices.Clone(p.files), func(f *goFile) bool { return f.test })
}

// place is file:line of a node.
func (p *project) place(n ast.Node) string {
	at := p.set.Position(n.Pos())
	at.Column = 0
	return at.String()
}

// made are folders that are no part of the project: what building, testing and trying it out leaves behind.
var made = []string{".git", ".artifacts", "bin", "balie-data"}

// eachFile visits every file of the project by its path from the root.
func eachFile(visit func(name string, b []byte) error) error {
	return filepath.WalkDir(projectRoot, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(projectRoot, name)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains(made, rel) {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return visit(filepath.ToSlash(rel), b)
	})
}

func TestHouseRootHoldsOnlyWhatItMay(t *testing.T) {
	t.Parallel()
	may := append([]string{
		"README.md", "CHANGELOG.md", "LICENSE", "Makefile", "go.mod", "go.sum", ".golangci.yml", ".ci", ".github", "docs",
		".gitignore", "cmd", "balie",
	}, made...)
	may = append(may, rooms...)
	entries, err := os.ReadDir(projectRoot)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(may, e.Name()) {
			t.Errorf("%s stands in the root: move it to the room it belongs to", e.Name())
		}
	}
	for _, name := range append([]string{"README.md", "CHANGELOG.md", "LICENSE", "Makefile", ".golangci.yml", ".ci/run"}, rooms...) {
		if _, err := os.Stat(filepath.Join(projectRoot, name)); err != nil {
			t.Errorf("%v", err)
		}
	}
}

// TestHouseNamesNoRegistry keeps the addresses of package registries out: every machine has its own.
func TestHouseNamesNoRegistry(t *testing.T) {
	t.Parallel()
	var hosts []string
	for _, h := range []string{"registry.npmjs/org", "proxy.golang/org", "sum.golang/org", "pypi/org", "files.pythonhosted/org", "crates/io", "deb.debian/org", "archive.ubuntu/com", "repo1.maven/org"} {
		hosts = append(hosts, strings.ReplaceAll(h, "/", "."))
	}
	err := eachFile(func(name string, b []byte) error {
		for _, h := range hosts {
			if strings.Contains(string(b), h) {
				t.Errorf("%s names %s: leave that to the machine's settings", name, h)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
