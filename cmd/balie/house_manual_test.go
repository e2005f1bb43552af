package main

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// harmless are the commands that the documents' test carries out: they touch nothing but the folder they are given.
var harmless = []string{"init", "check", "test", "chat", "version"}

// TestHouseDocumentsAreTrue does what the documents say: their files are written into a company folder, their commands
// are carried out on it, and in the end the whole folder is checked and its tests played.
func TestHouseDocumentsAreTrue(t *testing.T) {
	t.Parallel()
	for _, d := range documents(t) {
		if !strings.Contains(d.text, "my-company/") {
			continue
		}
		t.Run(strings.TrimSuffix(path.Base(d.name), ".md"), func(t *testing.T) {
			t.Parallel()
			r := &reader{t: t, doc: d, dir: filepath.Join(t.TempDir(), "my-company")}
			r.read()
		})
	}
}

// reader is somebody who does what a document says.
type reader struct {
	t   *testing.T
	doc *document
	dir string
}

func (r *reader) read() {
	if i := slices.IndexFunc(r.doc.blocks, func(b block) bool { return b.info == "sh" }); i < 0 || !strings.Contains(r.doc.blocks[i].text, "balie init") {
		r.must(r.doc.blocks[0], "init", r.dir)
	}
	demo := filepath.Join(r.t.TempDir(), "demo")
	r.must(r.doc.blocks[0], "init", demo)
	before := warnings(r.must(r.doc.blocks[0], "check", demo))
	for i, b := range r.doc.blocks {
		switch b.info {
		case "yaml":
			r.write(b)
		case "yaml wrong":
			r.wrong(b, r.doc.blocks[i+1])
		case "sh":
			for _, c := range shell(b.text) {
				if args, ok := ours(c); ok && slices.Contains(harmless, args[0]) {
					r.obey(b, args)
				}
			}
		}
	}
	last := r.doc.blocks[len(r.doc.blocks)-1]
	if out := r.must(last, "check", r.dir); warnings(out) != before {
		r.t.Errorf("%s: the files of the document are warned of:\n%s", r.doc.name, out)
	}
	r.must(last, "test", r.dir)
}

// warnings is how many warnings a check ends with.
func warnings(out string) string {
	return regexp.MustCompile(`no errors, (no|\d+) warnings?`).FindString(out)
}

// obey carries out a command on the company folder.
func (r *reader) obey(b block, args []string) {
	for i, a := range args {
		if a == "my-company" {
			args[i] = r.dir
		}
	}
	if args[0] == "init" {
		if _, err := os.Stat(r.dir); err == nil {
			return // an earlier command made it
		}
	}
	r.must(b, args...)
}

func (r *reader) run(args ...string) (string, error) {
	var out bytes.Buffer
	err := run(r.t.Context(), args, nothing, strings.NewReader(""), &out, &out)
	return out.String(), err
}

func (r *reader) must(b block, args ...string) string {
	r.t.Helper()
	out, err := r.run(args...)
	if err != nil {
		r.t.Fatalf("%s:%d: balie %s: %v\n%s", r.doc.name, b.line, strings.Join(args, " "), err, out)
	}
	return out
}

// write puts a block where its first line says.
func (r *reader) write(b block) string {
	r.t.Helper()
	first, _, _ := strings.Cut(b.text, "\n")
	name, ok := strings.CutPrefix(first, "# my-company/")
	if !ok {
		r.t.Fatalf("%s:%d: the block does not say which file it is: # my-company/…", r.doc.name, b.line)
	}
	to := filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(to, []byte(b.text), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return to
}

// wrong writes a block that must be refused in the words of the next one.
func (r *reader) wrong(b, words block) {
	r.t.Helper()
	name := r.write(b)
	out, err := r.run("check", r.dir)
	if err == nil {
		r.t.Errorf("%s:%d: the mistakes are not found:\n%s", r.doc.name, b.line, out)
		return
	}
	for _, w := range strings.Split(strings.TrimSpace(words.text), "\n") {
		if !strings.Contains(out, w) {
			r.t.Errorf("%s:%d: balie check does not say %q, but:\n%s", r.doc.name, words.line, w, out)
		}
	}
	if err := os.Remove(name); err != nil {
		r.t.Fatal(err)
	}
}
