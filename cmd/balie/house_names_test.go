package main

import (
	"fmt"
	"go/ast"
	"go/doc"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestHouseSentences holds each room's first sentence and its row in the README together.
func TestHouseSentences(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join(projectRoot, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| \\[?`([a-z/]+)`[^|]*\\| ([^|]+) \\|").FindAllStringSubmatch(string(b), -1) {
		rows[m[1]] = m[2]
	}
	sentences := packageSentences(theProject(t))
	for _, room := range rooms {
		verb := "Package "
		if strings.HasPrefix(room, "cmd/") {
			verb = "Command "
		}
		want := verb + path.Base(room) + " " + rows[room] + "."
		if sentences[room] != want {
			t.Errorf("%s: its package comment begins %q, the README's table says %q", room, sentences[room], want)
		}
	}
}

// packageSentences is the first sentence of every package's comment.
func packageSentences(p *project) map[string]string {
	out := map[string]string{}
	for _, f := range p.files {
		if c := f.tree.Doc; c != nil {
			if text := c.Text(); strings.HasPrefix(text, "Package ") || strings.HasPrefix(text, "Command ") {
				out[f.dir] = new(doc.Package).Synopsis(text)
			}
		}
	}
	return out
}

func TestHousePackagesSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	p := theProject(t)
	sentences := packageSentences(p)
	for _, f := range p.code() {
		name := "Package " + f.tree.Name.Name + " "
		if f.tree.Name.Name == "main" {
			name = "Command "
		}
		if !strings.HasPrefix(sentences[f.dir], name) {
			t.Errorf("%s has no package comment that begins with %q", f.dir, name)
		}
	}
}

func TestHouseExportedNamesAreExplained(t *testing.T) {
	t.Parallel()
	p := theProject(t)
	for _, f := range p.code() {
		if f.dir == "cmd/balie" {
			continue // it exports nothing to anybody
		}
		for _, d := range f.tree.Decls {
			for _, missing := range unexplained(d) {
				t.Errorf("%s: %s has no comment that says what it promises", p.place(d), missing)
			}
		}
	}
}

// unexplained names what a declaration exports without a comment.
func unexplained(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
			return []string{"func " + d.Name.Name}
		}
	case *ast.GenDecl:
		var out []string
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					out = append(out, "type "+s.Name.Name)
				}
			case *ast.ValueSpec:
				for _, n := range s.Names {
					if n.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
						out = append(out, d.Tok.String()+" "+n.Name)
					}
				}
			}
		}
		return out
	}
	return nil
}

// exportedReceiver tells whether a function can be called from outside: it has no receiver, or an exported one.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
			continue
		case *ast.IndexExpr:
			t = x.X
			continue
		case *ast.Ident:
			return x.IsExported()
		}
		return true
	}
}

// How large a thing may grow before it must be taken apart.
const (
	longFunction = 100
	longFile     = 450
)

func TestHouseGrainIsSmall(t *testing.T) {
	t.Parallel()
	p := theProject(t)
	for _, f := range p.files {
		for _, d := range f.tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := p.set.Position(fn.End()).Line - p.set.Position(fn.Pos()).Line + 1; n > longFunction {
				t.Errorf("%s: func %s has %d lines: at most %d", p.place(fn), fn.Name.Name, n, longFunction)
			}
		}
	}
	err := eachFile(func(name string, b []byte) error {
		switch path.Ext(name) {
		case ".go", ".js", ".css", ".html":
			if n := strings.Count(string(b), "\n"); n > longFile {
				t.Errorf("%s has %d lines: at most %d", name, n, longFile)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// background are the places below cmd that make a context of their own, and why.
var background = map[string]string{
	"flows/walk.go": "firing the edges of a machine is pure: there is nothing to cancel",
}

func TestHouseHasNoHiddenDoors(t *testing.T) {
	t.Parallel()
	p := theProject(t)
	for _, f := range p.code() {
		for _, part := range strings.Split(f.dir, "/") {
			switch part {
			case "internal", "pkg", "util", "utils", "common", "helpers":
				t.Errorf("%s: a folder called %s says nothing of what is in it", f.path, part)
			}
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					t.Errorf("%s: no init: what happens at start is written in cmd", p.place(n))
				}
			case *ast.SelectorExpr:
				what := fmt.Sprintf("%s.%s", n.X, n.Sel.Name)
				below := !strings.HasPrefix(f.dir, "cmd/") && background[f.path] == "" && f.dir != "channels/browsertest"
				if below && (what == "context.Background" || what == "context.TODO") {
					t.Errorf("%s: %s below cmd: take a context as first argument", p.place(n), what)
				}
				if room, _, _ := strings.Cut(f.dir, "/"); room == "flows" && what == "time.Now" {
					t.Errorf("%s: flows have no clock: the turn brings its time", p.place(n))
				}
			}
			return true
		})
	}
}

func TestHouseLeavesNothingUnfinished(t *testing.T) {
	t.Parallel()
	words := regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)
	err := eachFile(func(name string, b []byte) error {
		switch path.Ext(name) {
		case ".go", ".js", ".css", ".html", ".yaml", ".md", ".sql":
			if found := words.Find(b); found != nil && !strings.HasSuffix(name, "_test.go") && !strings.Contains(name, "testdata/") {
				t.Errorf("%s says %s: finish it, or make it an issue", name, found)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
